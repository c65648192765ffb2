import { formatFixed } from '../../base/perl-number.ts'
import type { SignificantToken } from '../../learn/classify.ts'
import { declassificationDistance } from '../../learn/probability.ts'
import type { MessageCounts } from '../../learn/store/token-store.ts'

/** One token of a list. */
interface Entry {
  readonly token: string
  readonly probability: string
  /** Messages more that would make it count no more. */
  readonly distance: number
  readonly ham: number
  readonly spam: number
  readonly days: number
}

type Format = (entry: Entry) => string

const DAY = 86_400
const DEFAULT_COUNT = '5'

/** Numbers of more than one digit only show that there are many. */
function digit(count: number): string {
  return count > 9 ? '+' : String(count)
}

const compact: Format = ({ probability, distance, token }) => `${probability}-${digit(distance)}--${token}`
const FORMATS: ReadonlyMap<string, Format> = new Map<string, Format>([
  ['short', ({ token }) => token],
  ['Short', ({ token }) => `Token: "${token}"`],
  ['compact', compact],
  [
    'Compact',
    ({ probability, distance, token }) =>
      `Probability ${probability} -declassification distance ${digit(distance)} ("+" means > 9) --token: "${token}"`,
  ],
  [
    'medium',
    ({ probability, distance, ham, spam, token }) => `${probability}-${digit(distance)}-${digit(ham + spam)}--${token}`,
  ],
  [
    'long',
    ({ probability, distance, ham, spam, days, token }) =>
      `${probability}-${distance}--${ham}h-${spam}s--${days}d--${token}`,
  ],
  [
    'Long',
    ({ probability, distance, ham, spam, days, token }) =>
      `Probability ${probability} -declassification distance ${digit(distance)} --in ${ham} ham messages -and ` +
      `${spam} spam messages --${days} days old--token:"${token}"`,
  ],
])

/** What a list of tokens needs to know beside them. */
export interface TokenListFacts {
  readonly messages: MessageCounts
  readonly useHapaxes: boolean
  /** Seconds since 1970. */
  readonly now: number
}

/** The text of the tags HAMMYTOKENS and SPAMMYTOKENS: `argument` is how many, and in which form (`5,compact`). */
export function tokenList(tokens: readonly SignificantToken[], argument: string, facts: TokenListFacts): string {
  const [count = '', name = ''] = (argument === '' || argument === '0' ? DEFAULT_COUNT : argument).split(',')
  const format = name === '' || name === '0' ? compact : FORMATS.get(name)
  if (!format) return `Invalid format, must be one of: ${[...FORMATS.keys()].join(',')}`
  const wanted = Math.max(0, Math.trunc(Number.parseFloat(count) || 0))
  return tokens
    .slice(0, wanted)
    .map((token) =>
      format({
        token: token.text,
        probability: formatFixed(token.probability, 3),
        distance: declassificationDistance(token, facts.messages, token.probability, facts.useHapaxes),
        ham: token.ham,
        spam: token.spam,
        days: Math.trunc((facts.now - token.atime) / DAY),
      }),
    )
    .join(', ')
}
