import { type IpWords, isMappedIpv4 } from '../base/ip-address.ts'

// Macros of RFC 7208 section 7, in domains to ask for and in explanations.

/** What macros stand for. */
export interface MacroValues {
  /** The whole identity, its local part and its domain; the domain whose record is read. */
  readonly identity: string
  readonly localPart: string
  readonly domain: string
  readonly authority: string
  readonly ip: IpWords
  /** As written. */
  readonly ipText: string
  readonly helo: string
  readonly scope: 'mfrom' | 'helo'
  /** Who checks. */
  readonly receiver: string
  /** The validated name of the client; asked for only where a macro names it. */
  readonly clientName: () => Promise<string>
}

const MACRO = /%(?:\{(_[a-z]+|[a-z])(\d+)?(r)?([.\-+,/_=]*)\}|(.?))/gi
/** Expanded text beyond this is cut: names are cut to 253 anyway. */
const MAX_EXPANDED = 4000

/** Expands macros; undefined for ones that are not allowed there (permerror). */
export async function expandMacros(
  text: string,
  values: MacroValues,
  explanation: boolean,
): Promise<string | undefined> {
  if (!text.includes('%')) return text
  let expanded = ''
  let from = 0
  for (const match of text.matchAll(MACRO)) {
    expanded += text.slice(from, match.index)
    from = match.index + match[0].length
    const [, name, digits, reverse, delimiters, single] = match
    if (name === undefined) {
      const plain = single === '%' ? '%' : single === '_' ? ' ' : single === '-' ? '%20' : undefined
      if (plain === undefined) return undefined
      expanded += plain
      continue
    }
    const value = await macroValue(name.toLowerCase(), values, explanation)
    if (value === undefined || (digits !== undefined && Number(digits) === 0)) return undefined
    const chosen = transform(value, digits, reverse !== undefined, delimiters ?? '')
    expanded += name === name.toLowerCase() ? chosen : percentEncode(chosen)
    if (expanded.length > MAX_EXPANDED) return expanded
  }
  return expanded + text.slice(from)
}

async function macroValue(name: string, values: MacroValues, explanation: boolean): Promise<string | undefined> {
  switch (name) {
    case 's':
      return values.identity
    case 'l':
      return values.localPart
    case 'o':
      return values.domain
    case 'd':
      return values.authority
    case 'i':
      return isMappedIpv4(values.ip) ? values.ipText : nibbles(values.ip)
    case 'p':
      return values.clientName()
    case 'v':
      return isMappedIpv4(values.ip) ? 'in-addr' : 'ip6'
    case 'h':
      return values.helo || 'unknown'
    case '_scope':
      return values.scope
    case 'c':
      return explanation ? values.ipText : undefined
    case 'r':
      return explanation ? values.receiver || 'unknown' : undefined
    case 't':
      return explanation ? String(Math.floor(Date.now() / 1000)) : undefined
    default:
      return undefined
  }
}

function nibbles(words: IpWords): string {
  return Array.from(words.map((word) => word.toString(16).padStart(8, '0')).join('')).join('.')
}

function transform(value: string, digits: string | undefined, reverse: boolean, delimiters: string): string {
  if (digits === undefined && !reverse) return value
  const separators = new Set(delimiters === '' ? '.' : delimiters)
  const parts: string[] = []
  let part = ''
  for (const char of value) {
    if (separators.has(char)) {
      parts.push(part)
      part = ''
    } else part += char
  }
  parts.push(part)
  while (parts.length > 0 && parts.at(-1) === '') parts.pop()
  if (reverse) parts.reverse()
  return (digits === undefined ? parts : parts.slice(-Number(digits))).join('.')
}

function percentEncode(text: string): string {
  return text.replace(
    /[^A-Za-z0-9\-._~]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  )
}
