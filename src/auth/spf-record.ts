import { type IpWords, parseIp, parseIpv4 } from '../base/ip-address.ts'

// The grammar of RFC 7208 section 4.6.1, read term by term as Mail::SPF reads it: what is not in it makes the whole
// record wrong before anything is asked.
//
//   record    = "v=spf1" *( 1*SP ( directive / modifier ) )
//   directive = [ "+" / "-" / "?" / "~" ] name [ ":" argument ] [ "/" ip4-cidr ] [ "//" ip6-cidr ]
//   modifier  = name "=" macro-string

export type SpfQualifier = 'pass' | 'fail' | 'softfail' | 'neutral'

/** One mechanism; `domain` still has its macros, and is undefined for the domain whose record it is. */
export type SpfMechanism =
  | { readonly type: 'all'; readonly qualifier: SpfQualifier }
  | {
      readonly type: 'a' | 'mx'
      readonly qualifier: SpfQualifier
      readonly domain: string | undefined
      readonly prefix4: number
      readonly prefix6: number
    }
  | { readonly type: 'ptr'; readonly qualifier: SpfQualifier; readonly domain: string | undefined }
  | { readonly type: 'include' | 'exists'; readonly qualifier: SpfQualifier; readonly domain: string }
  | {
      readonly type: 'ip4' | 'ip6'
      readonly qualifier: SpfQualifier
      readonly network: IpWords
      /** Within 128 bits. */
      readonly prefix: number
    }

export interface SpfRecord {
  readonly mechanisms: readonly SpfMechanism[]
  readonly redirect: string | undefined
  readonly explanation: string | undefined
}

/** Longer terms stand in no record: a TXT string holds 255 bytes, and policies fit into one answer. */
const MAX_TERM_LENGTH = 1000

const QUALIFIERS: Readonly<Record<string, SpfQualifier>> = { '+': 'pass', '-': 'fail', '~': 'softfail', '?': 'neutral' }
const MECHANISM = /^([+\-~?]?)([a-z][a-z0-9\-_.]*)(?=[:/]|$)(.*)$/i
const MODIFIER = /^([a-z][a-z0-9\-_.]*)=(.*)$/i
const MACRO = '%(?:\\{[a-z]\\d*r?[.\\-+,/_=]*\\}|[%_\\-])'
const MACRO_STRING = new RegExp(`^(?:${MACRO}|[!-$&-~])*$`, 'i')
const TOP_LABEL = '(?:[a-z0-9]+-[a-z0-9-]*[a-z0-9]|[a-z0-9]*[a-z][a-z0-9]*)'
const DOMAIN_SPEC = new RegExp(`^(?:${MACRO}|[!-$&-~])*(?:\\.${TOP_LABEL}\\.?|${MACRO})`, 'i')

/** True for the text of a record of this version; other TXT records are none of its business. */
export function isSpfRecord(text: string): boolean {
  return /^v=spf1(?: +|$)/i.test(text)
}

/** Reads a record; undefined when it is against the grammar (permerror). */
export function parseSpfRecord(text: string): SpfRecord | undefined {
  const mechanisms: SpfMechanism[] = []
  let redirect: string | undefined
  let explanation: string | undefined
  for (const term of text.slice('v=spf1'.length).split(/ +/)) {
    if (term === '') continue
    if (term.length > MAX_TERM_LENGTH) return undefined
    const directive = MECHANISM.exec(term)
    if (directive) {
      const [, qualifier = '', name = '', rest = ''] = directive
      const mechanism = readMechanism(QUALIFIERS[qualifier] ?? 'pass', name.toLowerCase(), rest)
      if (!mechanism) return undefined
      mechanisms.push(mechanism)
      continue
    }
    const modifier = MODIFIER.exec(term)
    if (!modifier) return undefined
    const value = modifier[2] ?? ''
    switch (modifier[1]?.toLowerCase()) {
      case 'redirect':
        if (redirect !== undefined) return undefined
        redirect = wholeDomain(value)
        if (redirect === undefined) return undefined
        break
      case 'exp':
        if (explanation !== undefined) return undefined
        explanation = wholeDomain(value)
        if (explanation === undefined) return undefined
        break
      default:
        if (!MACRO_STRING.test(value)) return undefined
    }
  }
  return { mechanisms, redirect, explanation }
}

function readMechanism(qualifier: SpfQualifier, type: string, rest: string): SpfMechanism | undefined {
  // A colon counts only with something behind it; alone it is left over, and wrong.
  const argument = rest.startsWith(':') && rest.length > 1 ? rest.slice(1) : rest
  switch (type) {
    case 'all':
      return argument === '' ? { type, qualifier } : undefined
    case 'a':
    case 'mx': {
      const domain = leadingDomain(argument)
      const prefixes = readPrefixes(argument.slice(domain?.length ?? 0))
      return prefixes && { type, qualifier, domain: domain && normal(domain), ...prefixes }
    }
    case 'ptr': {
      const domain = argument === '' ? undefined : wholeDomain(argument)
      return argument !== '' && domain === undefined ? undefined : { type, qualifier, domain }
    }
    case 'include':
    case 'exists': {
      const domain = wholeDomain(argument)
      return domain === undefined ? undefined : { type, qualifier, domain }
    }
    case 'ip4':
    case 'ip6':
      return readNetwork(type, qualifier, argument)
    default:
      return undefined
  }
}

function leadingDomain(text: string): string | undefined {
  return DOMAIN_SPEC.exec(text)?.[0]
}

function wholeDomain(text: string): string | undefined {
  const domain = leadingDomain(text)
  return domain !== undefined && domain.length === text.length ? normal(domain) : undefined
}

function normal(domain: string): string {
  return domain.replace(/\.$/, '').toLowerCase()
}

function readPrefixes(text: string): { readonly prefix4: number; readonly prefix6: number } | undefined {
  const match = /^(?:\/(\d+))?(?:\/\/(\d+))?$/.exec(text)
  if (!match) return undefined
  const prefix4 = readPrefix(match[1], 32)
  const prefix6 = readPrefix(match[2], 128)
  return prefix4 === undefined || prefix6 === undefined ? undefined : { prefix4, prefix6 }
}

function readPrefix(digits: string | undefined, max: number): number | undefined {
  if (digits === undefined) return max
  return /^0./.test(digits) || Number(digits) > max ? undefined : Number(digits)
}

function readNetwork(type: 'ip4' | 'ip6', qualifier: SpfQualifier, text: string): SpfMechanism | undefined {
  const match = /^([0-9a-f:.]+)(?:\/(\d+))?$/i.exec(text)
  if (!match) return undefined
  const address = match[1] ?? ''
  if (type === 'ip4') {
    const prefix = readPrefix(match[2], 32)
    const network = parseIpv4(address) !== undefined && !/(?:^|\.)0\d/.test(address) ? parseIp(address) : undefined
    return network && prefix !== undefined ? { type, qualifier, network, prefix: prefix + 96 } : undefined
  }
  const prefix = readPrefix(match[2], 128)
  const network = address.includes(':') ? parseIp(address) : undefined
  return network && prefix !== undefined ? { type, qualifier, network, prefix } : undefined
}
