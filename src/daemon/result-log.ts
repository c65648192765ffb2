import { formatFixed } from '../base/perl-number.ts'
import type { Verdict } from '../rules/verdict.ts'
import type { MessageIds } from './message-ids.ts'
import { requiredText, scoreText } from './score-text.ts'

/** What the log says of a scan beside its verdict. */
export interface ScanRecord {
  readonly ids: MessageIds
  readonly user: string | undefined
  readonly uid: number
  readonly size: number
  readonly seconds: number
  readonly remoteHost: string
  readonly remoteAddress: string
  /** Port, or path of the Unix socket. */
  readonly remotePort: string
}

const UNKNOWN = '(unknown)'

/** The names of the rules that hit, sorted as Perl sorts bytes, joined by commas. */
export function testNames(verdict: Verdict): string {
  return verdict.hits
    .map((hit) => hit.rule)
    .sort()
    .join(',')
}

/** `checking message <id> for user:uid`, or `processing` where the message goes back. */
export function startLine(verb: 'processing' | 'checking', record: Omit<ScanRecord, 'seconds'>): string {
  const { messageId = UNKNOWN, resentMessageId } = record.ids
  const aka = resentMessageId ? ` aka ${resentMessageId}` : ''
  return `${verb} message ${messageId}${aka} for ${record.user || UNKNOWN}:${record.uid}`
}

/** The two lines after a scan, in spamd's format: a summary, and `result:` for tools that read logs. */
export function resultLines(verdict: Verdict, record: ScanRecord): readonly [string, string] {
  const user = record.user || UNKNOWN
  const seconds = formatFixed(record.seconds, 1)
  const required = requiredText(verdict)
  const { messageId = UNKNOWN, resentMessageId } = record.ids
  const force = verdict.autolearnForce === undefined ? '' : ` autolearn_force=${verdict.autolearnForce}`
  const facts = [
    `scantime=${seconds}`,
    `size=${record.size}`,
    `user=${user}`,
    `uid=${record.uid}`,
    `required_score=${required}`,
    `rhost=${record.remoteHost}`,
    `raddr=${record.remoteAddress}`,
    `rport=${record.remotePort}`,
    `mid=${safe(messageId)}`,
    ...(resentMessageId ? [`rmid=${safe(resentMessageId)}`] : []),
    `autolearn=${verdict.autolearn}${force}`,
    ...verdict.logItems,
  ]
  const kind = verdict.isSpam ? 'identified spam' : 'clean message'
  const whole = String(Math.trunc(verdict.score)).padStart(2)
  return [
    `${kind} (${scoreText(verdict)}/${required}) for ${user}:${record.uid} in ${seconds} seconds, ${record.size} bytes.`,
    `result: ${verdict.isSpam ? 'Y' : '.'} ${whole} - ${testNames(verdict)} ${facts.join(',')}`,
  ]
}

function safe(id: string): string {
  return id.replace(/[\x00-\x20,]/g, '_')
}
