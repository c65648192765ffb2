import { asciiUpper } from '../../base/ascii.ts'
import { reverseIp } from '../../base/ip-address.ts'
import { firstTrusted, latestExternal } from '../../message/relays/relay.ts'
import { idnToAscii } from '../../message/uri/idn.ts'
import { VALUE_SEPARATOR } from '../../rules/capture-tags.ts'
import type { Scan } from '../../rules/scan.ts'

// Tags in names to ask for. Those that plugins set come from the scan; these are known of every message.

const latest = (scan: Scan) => latestExternal(scan.message.relays)
const first = (scan: Scan) => firstTrusted(scan.message.relays)

const KNOWN: ReadonlyMap<string, (scan: Scan, argument: string) => string | undefined> = new Map([
  ['FIRSTTRUSTEDIP', (scan) => first(scan)?.ip],
  ['FIRSTTRUSTEDREVIP', (scan) => reverseIp(first(scan)?.ip ?? '')],
  ['LASTEXTERNALIP', (scan) => latest(scan)?.ip],
  ['LASTEXTERNALREVIP', (scan) => reverseIp(latest(scan)?.ip ?? '')],
  ['LASTEXTERNALRDNS', (scan) => latest(scan)?.rdns],
  ['LASTEXTERNALHELO', (scan) => latest(scan)?.helo],
  ['HEADER', (scan, header) => scan.header(header)],
])

/** Tags that hold a list, which asks once for each of its words. */
const LISTS: ReadonlySet<string> = new Set(
  'URIHOSTS URIDOMAINS AUTHORDOMAIN DKIMIDENTITY DKIMDOMAIN DKIMSELECTOR ASN ASNCIDR ASNCIDRTEXT'.split(' '),
)

/** The values of a tag, `NAME` or `NAME(argument)`; none when it has no value yet. */
export function tagValues(scan: Scan, tag: string): readonly string[] {
  const [, written = '', argument = ''] = /^([^(]*)(?:\((.*?)\))?$/s.exec(tag) ?? []
  const name = asciiUpper(written)
  const value = KNOWN.get(name)?.(scan, argument) ?? scan.tag(name, argument) ?? ''
  if (value === '') return []
  return value.split(LISTS.has(name) ? ' ' : VALUE_SEPARATOR)
}

/** Sets the tags of the domains that the message says it comes from (SENDERDOMAIN, AUTHORDOMAIN). */
export function setSenderTags(scan: Scan): void {
  const sender = scan.headers('EnvelopeFrom:first:addr:host')[0]
  if (sender !== undefined) {
    const domain = idnToAscii(sender.replace(/\n$/, ''))
    scan.setTag('SENDERDOMAIN', domain)
    scan.setMetadata('X-SenderDomain', domain)
  }
  const authors = [...new Set(scan.headers('From:addr:host').map((host) => host.replace(/\n$/, '')))].map(idnToAscii)
  if (authors.length > 0) {
    scan.setTag('AUTHORDOMAIN', authors.join(' '))
    scan.setMetadata('X-AuthorDomain', authors.join(' '))
  }
}
