import type { MessageCounts, TokenCounts } from './store/token-store.ts'

// Gary Robinson's combination of token probabilities by Fisher's method, with the constants of SpamAssassin
// (Bayes::CombineChi).

/** What an unknown token is believed to be, and how strongly. */
const UNKNOWN_PROBABILITY = 0.538
const UNKNOWN_STRENGTH = 0.03
/** Tokens nearer to one half than this do not count. */
export const MIN_STRENGTH = 0.346

/** How likely mail with this token is spam; undefined when it was seen too seldom to tell. */
export function tokenProbability(
  { spam, ham }: Pick<TokenCounts, 'spam' | 'ham'>,
  messages: MessageCounts,
  useHapaxes: boolean,
): number | undefined {
  const seen = spam + ham
  if (seen < (useHapaxes ? 1 : 2) || messages.spam === 0 || messages.ham === 0) return undefined
  const plain = (spam * messages.ham) / (ham * messages.spam + spam * messages.ham)
  return (UNKNOWN_STRENGTH * UNKNOWN_PROBABILITY + seen * plain) / (UNKNOWN_STRENGTH + seen)
}

/** Products of many probabilities are kept above the smallest numbers there are by taking out powers of two. */
const SMALL = 1e-200
const SCALE_EXPONENT = 600
const SCALE = 2 ** SCALE_EXPONENT

/** The natural logarithm of a product, and of its start. */
function logProduct(start: number, factors: readonly number[]): number {
  let product = start
  let exponent = 0
  for (const factor of factors) {
    product *= factor
    if (product < SMALL) {
      product *= SCALE
      exponent -= SCALE_EXPONENT
    }
  }
  return Math.log(product) + exponent * Math.LN2
}

/** The probability that a message is spam whose significant tokens have these; undefined when there are none. */
export function combineProbabilities(messages: MessageCounts, probabilities: readonly number[]): number | undefined {
  const count = probabilities.length
  const total = messages.spam + messages.ham
  if (count === 0 || total === 0) return undefined
  const againstSpam = logProduct(
    messages.spam / total,
    probabilities.map((probability) => 1 - probability),
  )
  const againstHam = logProduct(messages.ham / total, probabilities)
  const spam = 1 - chiSquareTail(-againstSpam, count)
  const ham = 1 - chiSquareTail(-againstHam, count)
  return (spam - ham + 1) / 2
}

/** How likely a chi-square value of twice `half` or more is, with twice so many degrees of freedom. */
function chiSquareTail(half: number, degrees: number): number {
  let term = Math.exp(-half)
  let sum = term
  for (let i = 1; i < degrees; i++) {
    term *= half / i
    sum += term
  }
  return sum < 1 ? sum : 1
}

/**
 * How many more messages of the other kind a token would have to stand in before it no longer counts: 0 for one that
 * does not count, 1 at least for all others (Plugin::Bayes, _compute_declassification_distance).
 */
export function declassificationDistance(
  { spam, ham }: Pick<TokenCounts, 'spam' | 'ham'>,
  messages: MessageCounts,
  probability: number,
  useHapaxes: boolean,
): number {
  if (spam + ham < (useHapaxes ? 1 : 2) || messages.spam === 0 || messages.ham === 0) return 0
  if (Math.abs(probability - 0.5) < MIN_STRENGTH) return 0
  const isSpammy = probability > 0.5
  const [otherTotal, other] = isSpammy ? [messages.ham, ham] : [messages.spam, spam]
  const [ownTotal, own] = isSpammy ? [messages.spam, spam] : [messages.ham, ham]
  const p = 0.5 - MIN_STRENGTH
  const s = UNKNOWN_STRENGTH
  const sx = UNKNOWN_STRENGTH * UNKNOWN_PROBABILITY
  // The count at which the token's probability is p solves a quadratic equation.
  const a = ownTotal * (1 - p)
  const b = ownTotal * (sx + own * (1 - p) - p * s) - p * otherTotal * own
  const c = otherTotal * own * (sx - p * (s + own))
  const root = Math.sqrt(Math.max(0, b * b - 4 * a * c))
  const distance = 1 - 1e-6 + (-b + root) / (2 * a) - other
  return distance < 1 ? 1 : Math.trunc(distance)
}
