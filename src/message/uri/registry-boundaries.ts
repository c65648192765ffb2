import { asciiLower } from '../../base/ascii.ts'
import { IP_ADDRESS } from '../../base/ip-pattern.ts'
import { utf8BytesOf } from '../../base/latin1.ts'
import { perlLower } from '../../base/unicode-text.ts'
import { idnToAscii } from './idn.ts'
import type { TldTables } from './options.ts'

const IS_IP_ADDRESS = new RegExp(`^(?:${IP_ADDRESS})$`, 'i')
const MAY_BE_IP_ADDRESS = /^[\da-f]*[.:]/i

const US_STATES: ReadonlySet<string> = new Set(
  (
    'ak al ar az ca co ct dc de fl ga gu hi ia id il in ks ky la ma md me mi mn mo ms mt nc nd ne nh nj nm nv ny oh ok or ' +
    'pa pr ri sc sd tn tx ut va vi vt wa wi wv wy'
  ).split(' '),
)

/** The tables from what `util_rb_tld`, `util_rb_2tld` and `util_rb_3tld` list, names in any script. */
export function tldTables(tld: Iterable<string>, tld2: Iterable<string>, tld3: Iterable<string>): TldTables {
  const table = (names: Iterable<string>): ReadonlySet<string> => new Set(Array.from(names, idnToAscii))
  return { tld: table(tld), tld2: table(tld2), tld3: table(tld3) }
}

/** True when the name, in ASCII, ends in a dot and a known top-level domain (is_domain_valid). */
export function isDomainValid(name: string, tlds: TldTables): boolean {
  const lower = asciiLower(name)
  const dot = lower.lastIndexOf('.')
  return dot >= 0 && !/[ \t-\r]/.test(lower) && tlds.tld.has(lower.slice(dot + 1))
}

const LABEL = /^[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?$/

/** True when the host name, in ASCII, has the form of a full name: two labels or more (is_fqdn_valid). */
export function isFqdnValid(name: string): boolean {
  let end = name.length
  while (end > 0 && name.charCodeAt(end - 1) === 46) end--
  if (end > 253) return false
  const labels = asciiLower(name.slice(0, end)).split('.')
  if (labels.length < 2) return false
  return labels.every((label, i) => {
    if (label.length > 63 || !LABEL.test(label)) return false
    // Only names below a domain may have underscores.
    return i < labels.length - 2 || !label.includes('_')
  })
}

/** The registered domain of a host name in ASCII: `www.foo.co.uk` → `foo.co.uk` (trim_domain). */
export function trimDomain(name: string, tlds: TldTables): string {
  return splitDomain(name, tlds)[1]
}

/** A host name in ASCII cut at the registry's boundary: `['www', 'foo.co.uk']` (split_domain). */
export function splitDomain(name: string, tlds: TldTables): [host: string, domain: string] {
  const labels = asciiLower(name).split('.')
  if (labels.includes('')) labels.splice(0, labels.length, ...labels.filter((label) => label !== ''))
  let start = 0
  while (labels.length - start > 1 && !isRegistry(labels, start, tlds)) start++
  // Below the registry stands the registered name.
  if (start > 0) start--
  return [labels.slice(0, start).join('.'), labels.slice(start).join('.')]
}

// True when the labels from `start` on are a place where names are registered.
function isRegistry(labels: readonly string[], start: number, tlds: TldTables): boolean {
  const left = labels.length - start
  if (left > 4) return false
  const first = labels[start] ?? ''
  const second = labels[start + 1] ?? ''
  const third = labels[start + 2] ?? ''
  switch (left) {
    case 2:
      return tlds.tld2.has(`${first}.${second}`)
    case 3:
      // RFC 1480 governs .us.
      return third === 'us' ? US_STATES.has(second) : tlds.tld3.has(`${first}.${second}.${third}`)
    case 4:
      return (
        labels[start + 3] === 'us' &&
        ((first === 'pvt' && second === 'k12') || first === 'ci' || first === 'co') &&
        US_STATES.has(third)
      )
    default:
      return false
  }
}

/** Percent escapes that should have been decoded: the decoded form of the URI tells. */
const UNDECODED = /%(?:2[1-9a-f]|[3-6][0-9a-f]|7[0-9a-e])/

/** Where a URI leads: its full host name and the registered domain of that. An IP address is both. */
export interface UriHost {
  readonly host: string
  readonly domain: string
}

/** The host of a URI, if it is a valid name or an address (uri_to_domain). `unicode`: the URI is characters, not bytes. */
export function hostOfUri(text: string, unicode: boolean, tlds: TldTables): UriHost | undefined {
  const host = namedHost(text, unicode)
  const domain = host === undefined ? undefined : domainOfHost(host, tlds)
  return host === undefined || domain === undefined ? undefined : { host, domain }
}

/** What stands for the host of a URI, in ASCII. Whether it is one, `domainOfHost` tells. */
export function namedHost(text: string, unicode: boolean): string | undefined {
  const uri = perlLower(text, unicode)
  if (/^(?:javascript|cid|file):/.test(uri)) return undefined
  const place = uri.startsWith('mailto:') ? mailHost(uri) : serverOf(uri)
  if (place === undefined || UNDECODED.test(place)) return undefined
  return idnToAscii(unicode ? utf8BytesOf(place) : place)
}

/** The registered domain of a host, itself if it is an address; undefined when it is neither a full name nor an address. */
export function domainOfHost(host: string, tlds: TldTables): string | undefined {
  if (MAY_BE_IP_ADDRESS.test(host) && IS_IP_ADDRESS.test(host)) return host
  return isFqdnValid(host) && isDomainValid(host, tlds) ? trimDomain(host, tlds) : undefined
}

function mailHost(uri: string): string | undefined {
  const query = uri.indexOf('?')
  const address = uri.slice(7, query < 0 ? undefined : query)
  const at = address.indexOf('@')
  return at < 0 || address.indexOf('@', at + 1) >= 0 ? undefined : address.slice(at + 1)
}

function serverOf(uri: string): string {
  const start = /^[a-z]+:\/{0,2}/.exec(uri)?.[0].length ?? 0
  const path = uri.slice(start).search(/[/?#]/)
  const authority = path < 0 ? uri.slice(start) : uri.slice(start, start + path)
  const server = authority.slice(authority.lastIndexOf('@') + 1)
  const port = /:\d*$/.exec(server)
  return port ? server.slice(0, -port[0].length) : server
}
