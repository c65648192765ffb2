import type { UriDetail } from '../../message/uri/uri-detail.ts'
import type { Scan } from '../../rules/scan.ts'

/** How telling it is that a host stands in a URI of such a kind; the most telling first. */
const KINDS = 6

function kindOf(detail: UriDetail): number {
  const { types } = detail
  if (types.has('a')) return detail.anchorText?.some((text) => text !== '') ? 0 : 5
  if (types.has('form')) return 1
  if (types.has('img')) return 2
  return types.has('parsed') && types.size === 1 ? 4 : 3
}

export interface UriHostOptions {
  readonly skipMailto: boolean
  /** Hosts and domains that are not looked up. */
  readonly skipped: ReadonlySet<string>
  /** SpamAssassin picks by lot what is over the limit; here the first ones count, always the same. */
  readonly max: number
}

/** Hosts of the URIs of a message with their registered domains, as many as are to be looked up. */
export function urisToLookUp(scan: Scan, { skipMailto, skipped, max }: UriHostOptions): ReadonlyMap<string, string> {
  const kinds: Map<string, string>[] = Array.from({ length: KINDS }, () => new Map())
  for (const [uri, detail] of scan.message.uriDetails) {
    if (detail.hosts.size === 0 || (skipMailto && /^mailto:/i.test(uri))) continue
    const hosts = kinds[kindOf(detail)]
    for (const [host, domain] of detail.hosts) {
      if (!skipped.has(domain) && !skipped.has(host)) hosts?.set(host, domain)
    }
  }
  const chosen = new Map<string, string>()
  for (const hosts of kinds) {
    for (const [host, domain] of hosts) {
      if (chosen.size >= max) return chosen
      if (!chosen.has(host)) chosen.set(host, domain)
    }
  }
  return chosen
}
