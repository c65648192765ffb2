import { idnToAscii } from '../../message/uri/idn.ts'
import { isFqdnValid } from '../../message/uri/registry-boundaries.ts'
import { perScan, type Scan } from '../../rules/scan.ts'

// Whom a message says it is from and to, over all headers that tell (PerMsgStatus: all_from_addrs, all_to_addrs).

const FROM_VIEWS = [
  'From:addr',
  'Envelope-Sender:addr',
  'Resent-Sender:addr',
  'X-Envelope-From:addr',
  'EnvelopeFrom:addr',
] as const

const TO_VIEWS = [
  'To:addr',
  'Apparently-To:addr',
  'Delivered-To:addr',
  'Envelope-Recipients:addr',
  'Apparently-Resent-To:addr',
  'X-Envelope-To:addr',
  'Envelope-To:addr',
  'X-Delivered-To:addr',
  'X-Original-To:addr',
  'X-Rcpt-To:addr',
  'X-Real-To:addr',
  'Cc:addr',
] as const

/** Received headers that may name the recipient: fetchmail's trick of looking at the latest few. */
const RECEIVED_SEARCHED = 3
const RECEIVED_FOR = / for <?([^ \t\n\r\f\v]+@([^ \t\n\r\f\v]+?))>?;/

/** Every address the message may come from, without doubles; of a resent message only who resent it. */
export const allFromAddresses: (scan: Scan) => readonly string[] = perScan((scan) =>
  fromAddresses((spec) => scan.headers(spec)),
)

/** Every address the message may be for, without doubles; of a resent message only whom it was resent to. */
export const allToAddresses: (scan: Scan) => readonly string[] = perScan((scan) =>
  toAddresses((spec) => scan.headers(spec)),
)

type HeaderView = (spec: string) => readonly string[]

/** `allFromAddresses` of a message that is not being scanned. */
export function fromAddresses(headers: HeaderView): readonly string[] {
  const resent = headers('Resent-From:first:addr')
  if (resent.length > 0) return [...new Set(resent)]
  const found = new Set<string>()
  for (const view of FROM_VIEWS) {
    for (const address of headers(view)) if (address !== '') found.add(address.replace(/\.{2,}/g, '.'))
  }
  return [...found]
}

/** `allToAddresses` of a message that is not being scanned. */
export function toAddresses(headers: HeaderView): readonly string[] {
  const resent = [...headers('Resent-To:first:addr'), ...headers('Resent-Cc:first:addr')]
  if (resent.length > 0) return [...new Set(resent)]
  const found = new Set<string>()
  for (const line of headers('Received').slice(0, RECEIVED_SEARCHED)) {
    const match = RECEIVED_FOR.exec(line)
    if (match?.[1] !== undefined && isFqdnValid(idnToAscii(match[2] ?? ''))) found.add(match[1])
  }
  for (const view of TO_VIEWS) for (const address of headers(view)) found.add(address)
  return [...found]
}
