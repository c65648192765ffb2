import { idnToAscii } from './idn.ts'
import type { UriOptions } from './options.ts'
import { decodePrintableEscapes } from './percent-decoding.ts'
import { isDomainValid, isFqdnValid } from './registry-boundaries.ts'
import { scanTextUris, type TextUri } from './text-scanner.ts'
import type { UriCollection } from './uri-collection.ts'

const HAS_SCHEME = /^(?:https?|ftp|mailto):/i
const CONTENT_OR_MESSAGE_ID = /^[cm]id:/i
const EMPTY_URI = /^\w+:\/{0,2}$/
const MISREAD_PREFIX = /^(?:skype|e?-?mail)?:+/i
const TRAILING_SIGNS = "-~!@#^&*()_+=:;'?,."

/** Files the URIs of the rendered text: links, mail addresses, bare host names (PerMsgStatus::_process_text_uri_list). */
export function collectTextUris(body: readonly string[], collection: UriCollection, options: UriOptions): void {
  const seen = new Set<string>()
  const collect = (found: TextUri): void => {
    const raw = withoutTrailingSigns(found.text)
    if (seen.has(raw)) return
    seen.add(raw)
    if (found.kind === 'mail' && !raw.includes('@')) return
    if (found.host !== undefined && !isFqdnValid(found.host)) return
    if (CONTENT_OR_MESSAGE_ID.test(raw) || EMPTY_URI.test(raw)) return
    const types = ['parsed']
    const uri = withScheme(raw, types)
    if (uri === undefined) return
    const mailed = /^mailto:/i.test(uri) ? decodedMail(uri, options) : uri
    if (mailed !== undefined) collection.add({ uri: mailed, unicode: false, types, needsDomain: true })
  }
  for (const line of body) scanTextUris(line, options.tlds.tld, collect)
}

// As mail readers do: a closing bracket ends it when none was opened, and signs at the end belong to the sentence.
function withoutTrailingSigns(text: string): string {
  const open = text.indexOf('(')
  const close = open < 0 ? text.lastIndexOf(')') : open === 0 ? -1 : text.lastIndexOf(')', open - 1)
  let end = close < 0 ? text.length : close
  while (end > 0 && TRAILING_SIGNS.includes(text.charAt(end - 1))) end--
  return text.slice(0, end)
}

// Undefined for what only looks like a URI.
function withScheme(raw: string, types: string[]): string | undefined {
  if (HAS_SCHEME.test(raw)) return raw
  types.push('schemeless')
  if (/^ftp\./i.test(raw)) return `ftp://${raw}`
  if (/^www\d{0,2}\./i.test(raw)) return `http://${raw}`
  const at = raw.lastIndexOf('@')
  const slash = raw.indexOf('/')
  if (slash >= 0 && at > slash + 1) return `http://${raw}`
  if (at >= 0) {
    // A dot must follow an `@`, with something between.
    if (raw.indexOf('.', raw.indexOf('@') + 2) < 0 || raw.includes('&nbsp;')) return undefined
    return `mailto:${raw.replace(MISREAD_PREFIX, '')}`
  }
  if (!raw.includes('.')) return undefined
  types.push('unlinked')
  return `http://${raw}`
}

// Mail readers decode escapes; then there must be an address with a known top-level domain.
function decodedMail(text: string, options: UriOptions): string | undefined {
  const uri = /%[0-9a-f]{2}/i.test(text) ? decodePrintableEscapes(text) : text
  const at = uri.indexOf('@')
  if (at < 0) return undefined
  const after = uri.slice(at + 1)
  const length = after.search(/[?&>]/)
  let host = length < 0 ? after : after.slice(0, length)
  while (host.endsWith('%20')) host = host.slice(0, -3)
  return isDomainValid(idnToAscii(host), options.tlds) ? uri : undefined
}
