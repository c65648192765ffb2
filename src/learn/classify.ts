import { combineProbabilities, MIN_STRENGTH, tokenProbability } from './probability.ts'
import type { MessageCounts, TokenCounts } from './store/token-store.ts'
import type { MailTokens } from './tokens/mail-tokens.ts'

/** A token that counted, with what is known of it. */
export interface SignificantToken extends TokenCounts {
  /** As it was read. */
  readonly text: string
  /** As stores keep it. */
  readonly hash: string
  readonly probability: number
}

/** What the classifier makes of a message. */
export interface Classification {
  /** Undefined where nothing known stands in the message. */
  readonly probability: number | undefined
  readonly messages: MessageCounts
  /** How many tokens the message has, and how many of them are known. */
  readonly tokens: number
  readonly known: number
  /** The tokens that counted, the most telling first. */
  readonly significant: readonly SignificantToken[]
}

/** No more tokens than this count. */
const MAX_SIGNIFICANT = 150

/** Weighs a message's tokens; `counts` are what the store knows of them, in the order of the tokens. */
export function classify(
  tokens: MailTokens,
  counts: readonly (TokenCounts | undefined)[],
  messages: MessageCounts,
  useHapaxes: boolean,
): Classification {
  const known: { hash: string; text: string; counts: TokenCounts; probability: number; strength: number }[] = []
  let at = 0
  for (const [hash, text] of tokens) {
    const found = counts[at++]
    const probability = found && tokenProbability(found, messages, useHapaxes)
    if (!found || probability === undefined) continue
    known.push({ hash, text, counts: found, probability, strength: Math.abs(probability - 0.5) })
  }
  const significant = known
    .filter(({ strength }) => strength >= MIN_STRENGTH)
    .sort((a, b) => b.strength - a.strength)
    .slice(0, MAX_SIGNIFICANT)
  return {
    probability: combineProbabilities(
      messages,
      significant.map(({ probability }) => probability),
    ),
    messages,
    tokens: tokens.size,
    known: known.length,
    significant: significant.map((token) => ({
      ...token.counts,
      text: token.text,
      hash: token.hash,
      probability: token.probability,
    })),
  }
}
