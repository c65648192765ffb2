import { HEADER_VIEWS } from '../src/cli/verdict-row.ts'
import type { Message } from '../src/message/message.ts'
import type { OracleAnswer } from './view-oracle.ts'

/** One view of a message on both sides. */
export interface View {
  ours(message: Message): unknown
  theirs(answer: OracleAnswer): unknown
}

const RELAYS = ['Trusted', 'Untrusted', 'Internal', 'External'] as const

/** The views that are compared, by name. */
export const VIEWS: ReadonlyMap<string, View> = new Map<string, View>([
  ['body', { ours: (message) => message.body, theirs: (answer) => answer.body }],
  ['visible', { ours: (message) => message.visibleBody, theirs: (answer) => answer.visible }],
  ['invisible', { ours: (message) => message.invisibleBody, theirs: (answer) => answer.invisible }],
  ['rawbody', { ours: (message) => message.rawbody, theirs: (answer) => answer.rawbody }],
  // SpamAssassin lists them in the order of a hash, another each time it starts: of 41 messages with several, none had
  // theirs in the same order with three values of PERL_HASH_SEED.
  ['uris', { ours: (message) => [...message.uris].sort(), theirs: (answer) => answer.uris.toSorted() }],
  ...RELAYS.map((name): [string, View] => [
    `relays-${name.toLowerCase()}`,
    {
      ours: (message) => message.relays[`${inSmallLetters(name)}Text`],
      theirs: (answer) => answer.relays[name] ?? '',
    },
  ]),
  ...HEADER_VIEWS.map((name): [string, View] => [
    name,
    {
      ours: (message) => {
        const values = message.headerView(name)
        return [scalar(name, values), ...values]
      },
      theirs: (answer) => answer.headers[name] ?? null,
    },
  ]),
])

function inSmallLetters(name: (typeof RELAYS)[number]): 'trusted' | 'untrusted' | 'internal' | 'external' {
  return name.toLowerCase() as 'trusted' | 'untrusted' | 'internal' | 'external' // the four names, in small letters
}

/** What SpamAssassin gives of several values in scalar context, as the oracle asks for them. */
function scalar(name: string, values: readonly string[]): string | null {
  if (values.length === 0) return null
  const firstOnly = name === 'EnvelopeFrom' || /:(?:addr|name|host|domain|ip|revip)\b/.test(name)
  return firstOnly ? (values[0] ?? '').replace(/\n$/, '') : values.join('')
}

/** The views in which a message differs. */
export function differingViews(message: Message, answer: OracleAnswer, names: readonly string[]): string[] {
  return names.filter((name) => {
    const view = VIEWS.get(name)
    return view && JSON.stringify(attempt(() => view.ours(message))) !== JSON.stringify(view.theirs(answer))
  })
}

/** The first difference in a view, for a reader. */
export function firstDifference(message: Message, answer: OracleAnswer, name: string): string {
  const view = VIEWS.get(name)
  const ours = list(attempt(() => view?.ours(message)))
  const theirs = list(view?.theirs(answer))
  let entry = 0
  while (entry < theirs.length && ours[entry] === theirs[entry]) entry++
  const [a, b] = [String(ours[entry]), String(theirs[entry])]
  let at = 0
  while (at < a.length && a[at] === b[at]) at++
  const around = (text: string): string => JSON.stringify(text.slice(Math.max(0, at - 60), at + 160))
  return (
    `entry ${entry} of ${theirs.length} (ours: ${ours.length}), char ${at}\n` +
    `      ours:   ${around(a)}\n      theirs: ${around(b)}`
  )
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value]
}

function attempt(compute: () => unknown): unknown {
  try {
    return compute()
  } catch (error) {
    return error instanceof Error ? `failed: ${error.stack?.split('\n').slice(0, 3).join(' ')}` : error
  }
}
