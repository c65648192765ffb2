import { asciiLower, trimAsciiSpace } from '../../base/ascii.ts'
import { literal } from './literal.ts'

const REPLY_MARKS = /^(?:(?:Re|Fwd|Fw|Aw|Antwort|WG|SV|VB|VS|VL):[ \t\n\r\f\v]*)+/i
/** Charsets whose encoded letters look like capitals. */
const CAPITAL_CHARSET =
  /=\?[-_a-z0-9]*(?:koi|jp|jis|euc|gb|big5|isoir|cp1251|windows-1251|georgianps|pt154|tis)[-_a-z0-9]*\?/i
const MIN_LENGTH = 10

/** Whether a subject of several words is all in capitals; told from the decoded text and, for its charset, the raw one. */
export function isAllCaps(subject: string, raw: string): boolean {
  const text = trimAsciiSpace(subject).replace(REPLY_MARKS, '')
  if (text.length < MIN_LENGTH || !/[ \t\n\r\f\v]/.test(text)) return false
  const letters = text.replace(/[^a-zA-Z]/g, '')
  return letters !== '' && letters === letters.toUpperCase() && !CAPITAL_CHARSET.test(raw)
}

/** Whether the subject holds the address. */
export function holdsAddress(subject: string, address: string): boolean {
  return new RegExp(`\\b${literal(asciiLower(address))}\\b`).test(asciiLower(subject))
}

/** Whether the subject addresses the user by name: `re: joe`, `joe, …`, `joe` alone, `, joe!`. */
export function addressesUser(subject: string, user: string): boolean {
  const lower = literal(asciiLower(user))
  const alone = new RegExp(`^(?:(?:re|fw):[ \\t\\n\\r\\f\\v]*(?:\\w+[ \\t\\n\\r\\f\\v]+)?)?${lower}\\n?$`)
  const last = new RegExp(`^,[ \\t\\n\\r\\f\\v]*${lower}[,:;!?-]\\n?$`)
  const first = new RegExp(`^${literal(user)}[ \\t\\n\\r\\f\\v]*[,:;!?-](?:$|[ \\t\\n\\r\\f\\v])`)
  const text = asciiLower(subject)
  return alone.test(text) || last.test(text) || first.test(subject)
}
