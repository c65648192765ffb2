import { utf8BytesOf } from '../../base/latin1.ts'
import { perlLower, trimSpace } from '../../base/unicode-text.ts'
import { idnToAscii } from './idn.ts'
import { dottedHost } from './numeric-host.ts'
import type { UriOptions } from './options.ts'
import { decodePrintableEscapes } from './percent-decoding.ts'
import { isDomainValid } from './registry-boundaries.ts'

/** Redirectors inside redirectors: each is shorter than the one around it, so that only patterns that match all come near. */
const MAX_REDIRECTS = 1024

const FRAGMENT_OR_PATH = /^(?:[#?&]|\/(?!\/))/
const MAIL = /^mailto:|^[^:]*@/i
const WEB_SCHEME = /^(https?:)\/{0,2}/i
const ESCAPE = /%[0-9a-fA-F]{2}/
const ANY_SCHEME = /^[-_a-z0-9]+:/i
const NO_PATH = /^(https?:\/\/[^/?#]+)([?#])/i
const DECIMAL_REFERENCE = /&#0*(3[3-9]|[4-9]\d|1[01]\d|12[0-6]);/g
const HEX_REFERENCE = /&#x0*(2[1-9]|[3-6][a-fA-F0-9]|7[0-9a-eA-E]);/g
const DOT_REFERENCE = /&#(?:x2e|12290|x3002|65294|xff0e|65377|xff61);/gi
const WEB_URI = /^(https?:\/\/)([^@/?#]*@)?([^/?#:]+)((?::(\d*))?[^\n]*)$/i
const INNER_URI = /https?:\/{0,2}[^&#]+/i
const CONTROLS = /[\x00-\x20]+/g
const BARE_NAME = /^(?:www\.)?([^.]+)$/

/** A web address whose one form is itself, as most are: lower-case labels, the last one no number, and a plain path. */
const PLAIN_WEB = /^https?:\/\/([a-z0-9_-]+\.(?:[a-z0-9_-]+\.)*[a-z](?:[a-z0-9_-]*[a-z0-9])?)(\/[!-$&-[\]-~]*)?$/
/** The same of mail addresses: no parameters, escapes or brackets. */
const PLAIN_MAIL = /^mailto:[!-$'-;=A-~]+@([a-z0-9_-]+(?:\.[a-z0-9_-]+)+)$/
const ONE_NAME_BEHIND_WWW = /^www\.[^.]+$/

/** The host of an address that has no form but itself, and leads nowhere else; undefined for all that needs a closer look. */
export function plainHost(uri: string, options: UriOptions): string | undefined {
  if (uri.startsWith('m')) return PLAIN_MAIL.exec(uri)?.[1]
  const match = PLAIN_WEB.exec(uri)
  if (!match) return undefined
  const [, host = '', path = ''] = match
  if (path.includes('&#') || ONE_NAME_BEHIND_WWW.test(host)) return undefined
  return redirectTarget(uri, path, options) === undefined ? host : undefined
}

/**
 * The URI and every form it may mean (uri_list_canonicalize): escapes decoded, scheme added, user, port and odd chars of
 * the host dropped, numeric hosts spelled out, and where redirectors lead. `unicode`: the URI is characters, not bytes.
 */
export function canonicalUris(raw: string, unicode: boolean, options: UriOptions): string[] {
  const uris = [raw]
  const forms: string[] = []
  for (let i = 0; i < uris.length; i++) {
    const uri = withoutBreaks(uris[i] ?? '', unicode)
    uris[i] = uri
    if (uri.length <= 1 || FRAGMENT_OR_PATH.test(uri)) continue
    if (MAIL.test(uri)) {
      addMailForms(uri, forms)
      continue
    }
    const form = normalForm(uri)
    if (form !== uri) forms.push(form)
    const inner = addWebForms(form, unicode, forms, options)
    if (inner !== undefined && uris.length < MAX_REDIRECTS) uris.push(inner)
  }
  return [...new Set([...uris, ...forms])]
}

function withoutBreaks(uri: string, unicode: boolean): string {
  const trimmed = trimSpace(uri.includes('\n') ? uri.replaceAll('\n', '') : uri, unicode)
  return trimmed.includes('\r') ? trimmed.replaceAll('\r', '') : trimmed
}

// `mailto:` URIs lose their parameters, `%20` at the ends, and a display name.
function addMailForms(uri: string, forms: string[]): void {
  const withoutQuery = /^([^@]+@[^?]+)\?/.exec(uri)
  if (withoutQuery?.[1] !== undefined) forms.push(withoutQuery[1])
  const withoutAmpersand = /^([^@]+@[^?&]+)&/.exec(uri)
  if (withoutAmpersand?.[1] !== undefined) forms.push(withoutAmpersand[1])
  const address = uri.includes('%20') ? addressWithoutBlanks(uri) : undefined
  if (address !== undefined) forms.push(`mailto:${address}`)
  const bracketed = bracketedAddress(uri)
  if (bracketed !== undefined) forms.push(`mailto:${bracketed}`)
}

// The address behind `mailto:` and `%20`s, up to a parameter or escape. By hand, for an expression would try every `%20`.
function addressWithoutBlanks(uri: string): string | undefined {
  const base = uri.startsWith('mailto:') ? 7 : 0
  const at = uri.indexOf('@', base)
  if (at < 0) return undefined
  let start = base
  while (uri.startsWith('%20', start)) start += 3
  if (start === at) start = start > base ? start - 3 : 0
  if (start === at) return undefined
  const length = uri.slice(at + 1).search(/[?&%]/)
  return length === 0 || at + 1 === uri.length ? undefined : uri.slice(start, length < 0 ? undefined : at + 1 + length)
}

// The last `<a@b>` that no `?` or `&` stands before. Walks backward once, since each `<` could be tried.
function bracketedAddress(uri: string): string | undefined {
  const stop = uri.search(/[?&]/)
  let at = -1
  let gt = -1
  let close = -1
  for (let i = uri.length - 1; i >= 0; i--) {
    const char = uri.charCodeAt(i)
    if (char === 64) {
      at = i
      close = gt
    } else if (char === 62) {
      gt = i
      at = -1
    } else if (char === 60 && (stop < 0 || i < stop) && at > i + 1 && close > at + 1) {
      return uri.slice(i + 1, close)
    }
  }
  return undefined
}

function normalForm(uri: string): string {
  let form = uri.includes('\\') ? uri.replaceAll('\\', '/') : uri
  form = form.replace(WEB_SCHEME, '$1//')
  // Everything may be escaped, the scheme too.
  if (ESCAPE.test(form)) form = decodePrintableEscapes(form)
  if (!ANY_SCHEME.test(form)) form = (form.startsWith('ftp.') ? 'ftp://' : 'http://') + form
  form = form.replace(NO_PATH, '$1/$2')
  if (!form.includes('&#')) return form
  return form
    .replace(DECIMAL_REFERENCE, (_, digits: string) => String.fromCharCode(Number(digits)))
    .replace(HEX_REFERENCE, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)))
    .replace(DOT_REFERENCE, '.')
}

// Adds the forms of a http or https URI, and returns the URI a redirector leads to.
function addWebForms(uri: string, unicode: boolean, forms: string[], options: UriOptions): string | undefined {
  const web = WEB_URI.exec(uri)
  if (!web) return undefined
  const [, scheme = '', user = '', spelledHost = '', rest = '', port = ''] = web
  let host = spelledHost

  const defaultPort = scheme === 'http://' ? ':80' : ':443'
  let withoutPort: string | undefined
  if (port !== '') {
    withoutPort = rest
    if (rest.startsWith(defaultPort) && !/^\w/.test(rest.slice(defaultPort.length, defaultPort.length + 1))) {
      withoutPort = rest.slice(defaultPort.length)
      forms.push(scheme + host + withoutPort)
    }
  }

  const asciiHost = idnToAscii(unicode ? utf8BytesOf(host) : host)
  if (asciiHost !== perlLower(host, unicode)) {
    forms.push(scheme + asciiHost + rest)
    if (withoutPort) forms.push(scheme + asciiHost + withoutPort)
    host = asciiHost
  }
  const printable = host.replace(CONTROLS, '')
  if (printable !== host) {
    host = printable
    forms.push(scheme + host + rest)
  }

  const inner = redirectTarget(scheme + host + rest, rest, options)

  const at = host.indexOf('@')
  if (at > 0) {
    host = host.slice(at + 1)
    forms.push(scheme + host + rest)
  }
  const trimmed = withoutTrailingSigns(host)
  if (trimmed !== host) {
    host = trimmed
    forms.push(scheme + host + rest)
  }

  const dotted = dottedHost(host)
  if (dotted !== undefined) forms.push(scheme + dotted + rest)
  else if (scheme === 'http://' && user === '' && asciiHost !== 'localhost' && (port === '' || port === '80')) {
    // A browser makes http://foo http://www.foo.com.
    const bare = BARE_NAME.exec(asciiHost)
    if (bare && !isDomainValid(asciiHost, options.tlds)) forms.push(`${scheme}www.${bare[1]}.com${rest}`)
  }
  return inner
}

function redirectTarget(uri: string, rest: string, options: UriOptions): string | undefined {
  for (const pattern of options.redirectorPatterns) {
    const target = pattern.exec(uri)?.[1]
    if (target?.includes('.')) return target
  }
  const target = INNER_URI.exec(rest)?.[0]
  return target?.includes('.') ? target : undefined
}

function withoutTrailingSigns(host: string): string {
  let end = host.length
  while (end > 0 && !/[0-9A-Za-z]/.test(host.charAt(end - 1))) end--
  return host.slice(0, end)
}
