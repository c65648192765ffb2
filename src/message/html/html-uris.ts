import { hasWideChar, isSpace, isWord } from '../../base/unicode-text.ts'
import type { HtmlUri } from './html-facts.ts'
import { absoluteUri } from './relative-uri.ts'

/** Longer URIs are cut: no real one comes near. SpamAssassin's MAX_URI_LENGTH. */
const MAX_URI_LENGTH = 8192

const WITHOUT_TARGET = /^(?:data|mailto|file|cid|tel):/i
const BASE_SCHEME = /^(?:https?|ftp):/i

/** The attribute that holds the URI, by tag. */
const URI_ATTRIBUTE: ReadonlyMap<string, string> = new Map([
  ['body', 'background'],
  ['table', 'background'],
  ['tr', 'background'],
  ['td', 'background'],
  ['a', 'href'],
  ['area', 'href'],
  ['link', 'href'],
  ['img', 'src'],
  ['frame', 'src'],
  ['iframe', 'src'],
  ['embed', 'src'],
  ['script', 'src'],
  ['bgsound', 'src'],
  ['form', 'action'],
])

interface GrowingUri extends HtmlUri {
  readonly types: Set<string>
  readonly anchorText: string[]
}

/** The URIs and anchors of a document, as they are met (HTML.pm, html_uri and the anchor parts of html_tests and html_text). */
export class HtmlUris {
  readonly found = new Map<string, GrowingUri>()
  readonly anchors: string[] = []
  truncated = false
  readonly #unicode: boolean
  #base = ''
  #anchor: GrowingUri | undefined

  constructor(unicode: boolean) {
    this.#unicode = unicode
  }

  /** A start tag that may name a URI. Changes attributes where broken markup hides `href` or `src` behind a slash. */
  addTag(tag: string, attributes: Map<string, string>): void {
    const attribute = URI_ATTRIBUTE.get(tag)
    if (attribute !== undefined) {
      if (attribute === 'href' || attribute === 'src') this.#recover(attribute, attributes)
      let uri = attributes.get(attribute)
      if (uri !== undefined) {
        if (attribute === 'href') {
          uri = this.#withoutByteOrderMark(uri)
          attributes.set('href', uri)
        }
        this.#push(tag, uri)
      }
      const redirected = attribute === 'href' ? attributes.get('data-saferedirecturl') : undefined
      if (redirected !== undefined) this.#push(tag, redirected)
    } else if (tag === 'base') {
      this.#addBase(attributes.get('href') ?? '')
    } else if (tag === 'meta') {
      this.#addRefresh(attributes.get('http-equiv') ?? '', attributes.get('content') ?? '')
    }
  }

  /** `<a>` begins. */
  openAnchor(href: string | undefined): void {
    this.#anchor = this.#entry(href === undefined ? '' : this.#clean(href))
    this.#anchor.anchorText.push('')
    this.anchors.push('')
  }

  /** Text, or what stands for an image, inside the anchor opened last. */
  addAnchorText(text: string): void {
    const texts = this.#anchor?.anchorText
    if (!texts) return
    texts[texts.length - 1] += text
    this.anchors[this.anchors.length - 1] += text
  }

  // `x/href=…` counts as href: an attribute name that a slash follows, or any that ends so.
  #recover(attribute: string, attributes: Map<string, string>): void {
    const ending = `/${attribute}`
    for (const [name, value] of attributes) {
      const slash = name.indexOf(ending)
      if (slash < 1 || !this.#hasWordBefore(name, ending, slash)) continue
      attributes.delete(name)
      attributes.set(attribute, value)
    }
  }

  #hasWordBefore(name: string, ending: string, first: number): boolean {
    for (let slash = first; slash >= 0; slash = name.indexOf(ending, slash + 1)) {
      if (slash > 0 && isWord(name.charCodeAt(slash - 1), this.#unicode)) return true
    }
    return false
  }

  #withoutByteOrderMark(uri: string): string {
    return this.#isUnicode(uri) ? uri.replaceAll('\ufeff', '') : uri.replaceAll('\xef\xbb\xbf', '')
  }

  #push(tag: string, text: string): void {
    const uri = this.#clean(text)
    if (uri === '') return
    const target = WITHOUT_TARGET.test(uri) ? uri : absoluteUri(this.#base, uri)
    if (target !== '') this.#entry(target).types.add(tag)
  }

  #entry(uri: string): GrowingUri {
    let entry = this.found.get(uri)
    if (!entry) {
      entry = { uri, unicode: this.#isUnicode(uri), types: new Set(), anchorText: [] }
      this.found.set(uri, entry)
    }
    return entry
  }

  #clean(text: string): string {
    const unicode = this.#isUnicode(text)
    let start = 0
    let end = text.length
    while (start < end && isBlank(text.charCodeAt(start), unicode)) start++
    while (end > start && isBlank(text.charCodeAt(end - 1), unicode)) end--
    if (end - start > MAX_URI_LENGTH) {
      this.truncated = true
      end = start + MAX_URI_LENGTH
    }
    return text.slice(start, end)
  }

  #addBase(href: string): void {
    if (href === '' || href === '0') return
    const uri = this.#clean(href)
    this.#push('base', uri)
    if (!BASE_SCHEME.test(uri)) return
    const folder = withoutFileName(uri)
    this.#base = folder.endsWith('/') ? folder : `${folder}/`
  }

  // <meta http-equiv=refresh content="0; url=http://…">
  #addRefresh(equivalent: string, content: string): void {
    if (!/refresh/i.test(equivalent)) return
    const unicode = this.#isUnicode(content)
    if (lastUrlAssignment(content, content.length, unicode) < 0) return
    const lineEnd = content.indexOf('\n')
    const assigned = lastUrlAssignment(content, lineEnd < 0 ? content.length : lineEnd, unicode)
    let uri = content
    if (assigned >= 0) {
      let start = assigned
      while (isSpace(content.charCodeAt(start), unicode)) start++
      uri = content.slice(start)
    }
    const semicolon = uri.indexOf(';')
    if (semicolon >= 0) {
      let end = semicolon
      while (end > 0 && isSpace(uri.charCodeAt(end - 1), unicode)) end--
      const rest = uri.indexOf('\n', semicolon)
      uri = uri.slice(0, end) + (rest < 0 ? '' : uri.slice(rest))
    }
    this.#push('meta', uri)
  }

  #isUnicode(text: string): boolean {
    return this.#unicode || hasWideChar(text)
  }
}

function isBlank(code: number, unicode: boolean): boolean {
  return code === 0xa0 || isSpace(code, unicode)
}

// Behind the last `url =` whose `url` begins before `limit`; -1 without one.
function lastUrlAssignment(content: string, limit: number, unicode: boolean): number {
  const lower = content.toLowerCase()
  if (lower.length !== content.length) return -1
  for (let at = lower.lastIndexOf('url', limit - 1); at >= 0; at = at > 0 ? lower.lastIndexOf('url', at - 1) : -1) {
    if (at > 0 && isWord(content.charCodeAt(at - 1), unicode)) continue
    let end = at + 3
    while (isSpace(content.charCodeAt(end), unicode)) end++
    if (content.charCodeAt(end) === 61) return end + 1
  }
  return -1
}

// The URI of a page without its file name (`index.html`): what follows the last slash, if it has a dot with 2 to 4 chars behind.
function withoutFileName(uri: string): string {
  const dot = uri.lastIndexOf('.')
  const extension = uri.length - dot - 1
  if (dot < 0 || extension < 2 || extension > 4 || uri.indexOf('/', dot) >= 0) return uri
  const start = Math.max(uri.lastIndexOf('/', dot), uri.lastIndexOf('.', dot - 1)) + 1
  if (start >= dot) return uri
  const server = /^[a-z]+:\/{0,2}[^/]+\//i.exec(uri)
  if (!server || server[0].length > start || uri.slice(server[0].length, start).includes('\n')) return uri
  return uri.slice(0, start)
}
