import { asciiLower } from '../base/ascii.ts'
import { hasNonAscii, utf8BytesOf } from '../base/latin1.ts'
import { isStrictUtf8 } from '../base/utf8.ts'
import { type ContentType, parseContentType } from './content-type.ts'
import type { HeaderList } from './header-list.ts'
import type { HtmlFacts } from './html/html-facts.ts'
import { renderHtml } from './html/render-html.ts'
import { NormalizedText, normalizeBodyText } from './normalize-charset.ts'
import type { TextOptions } from './options.ts'
import type { Part, RenderedText, RenderedView } from './part.ts'
import { decodeBase64, decodeQuotedPrintable } from './transfer-decoding.ts'

const NAME_IN_DISPOSITION = /name=[ \t\n\r\f\v]*"?([^";]+)"?/i
const HTML_NAME = /\.s?html?\n?$/i
const ALL_ASCII = /^[\x00-\x7f]*$/
const TEXT_LIKE = /^(?:text|message)\b/
type RenderedViews = { readonly [view in RenderedView]: RenderedText }

const NOTHING: RenderedText = { type: undefined, text: undefined, unicode: false }
const NOT_RENDERED: RenderedViews = { all: NOTHING, visible: NOTHING, invisible: NOTHING }

/** A node of the MIME tree while it is being built; `Part` is what the world sees of it. */
export class MimePart implements Part {
  readonly headers: HeaderList
  readonly parent: MimePart | undefined
  readonly children: MimePart[] = []
  readonly contentType: ContentType
  type: string
  boundary: string | undefined
  charset: string | undefined
  name: string | undefined
  isLeaf = true
  raw: string | undefined
  readonly #options: TextOptions
  #rawLines: readonly string[] | undefined
  #decoded: string | undefined
  #rendered: RenderedViews | undefined
  #html: HtmlFacts | undefined

  constructor(headers: HeaderList, parent: MimePart | undefined, options: TextOptions) {
    this.headers = headers
    this.parent = parent
    this.#options = options
    this.contentType = parseContentType(headers.last('content-type')?.value)
    this.type = this.contentType.type
  }

  /** Makes this node a leaf that holds `raw` (Message::_parse_normal). */
  becomeLeaf(raw: string, boundary: string | undefined): void {
    const declared = this.contentType
    // A multipart that nobody gave a boundary is malformed, and read as text.
    if (!declared.missing) {
      this.type = declared.type.startsWith('multipart/') && boundary === undefined ? 'text/plain' : declared.type
    }
    this.charset = declared.charset
    const name = NAME_IN_DISPOSITION.exec(this.headers.value('content-disposition'))?.[1] ?? declared.name
    this.name = name === '0' || name === '' ? undefined : name
    this.boundary = boundary
    this.raw = raw
  }

  /** Makes this leaf the parent of the message that it holds. */
  openMessage(message: MimePart): void {
    this.isLeaf = false
    this.children.push(message)
    this.raw = undefined
    this.#decoded = undefined
  }

  get encoding(): string {
    const encoding = asciiLower(this.headers.value('content-transfer-encoding'))
    return encoding === '0' ? '' : encoding
  }

  get effectiveType(): string {
    return this.name !== undefined && HTML_NAME.test(this.name) ? 'text/html' : this.type
  }

  get rawLines(): readonly string[] {
    this.#rawLines ??= this.raw ? splitLines(this.raw) : []
    return this.#rawLines
  }

  decoded(): string | undefined {
    if (this.#decoded === undefined && this.raw !== undefined) this.#decoded = this.#decode(this.raw)
    return this.#decoded
  }

  decodedStart(bytes: number): string | undefined {
    if (this.#decoded === undefined && this.raw !== undefined && this.encoding === 'base64') {
      return decodeBase64(this.raw, bytes)
    }
    return this.decoded()?.slice(0, bytes)
  }

  rendered(view: RenderedView = 'all'): RenderedText {
    this.#rendered ??= this.#render()
    return this.#rendered[view]
  }

  get html(): HtmlFacts | undefined {
    this.rendered()
    return this.#html
  }

  #decode(raw: string): string {
    switch (this.encoding) {
      case 'quoted-printable':
        return decodeQuotedPrintable(raw).replaceAll('\r\n', '\n')
      case 'base64': {
        const decoded = decodeBase64(raw)
        return TEXT_LIKE.test(this.type) ? decoded.replaceAll('\r\n', '\n') : decoded
      }
      default:
        return raw
    }
  }

  #render(): RenderedViews {
    const type = this.effectiveType
    if (type !== 'text/plain' && type !== 'text/html') return NOT_RENDERED
    const bytes = this.decoded() ?? ''
    const normalized = this.#normalized(bytes, this.charset ?? 'us-ascii')
    const { unicode } = normalized
    if (type === 'text/plain' || bytes === '') {
      const all = { type, text: normalized.bytes, unicode }
      return { all, visible: all, invisible: { type, text: '', unicode: false } }
    }
    const html = renderHtml(normalized.characters, {
      unicode,
      utf8Mode: !this.#options.normalizeCharset && !unicode,
      byteLength: bytes.length,
    })
    this.#html = html.facts
    const all = htmlText(html.rendered)
    const visible = html.visible === html.rendered ? all : htmlText(html.visible)
    return { all, visible, invisible: htmlText(html.invisible) }
  }

  #normalized(bytes: string, charset: string): NormalizedText {
    if (this.#options.normalizeCharset) return normalizeBodyText(bytes, charset)
    const unicode = /^(?:us-ascii|utf-8)$/i.test(charset) && hasNonAscii(bytes) && isStrictUtf8(bytes)
    return NormalizedText.ofBytes(bytes, unicode)
  }
}

function htmlText({ text, unicode }: { readonly text: string; readonly unicode: boolean }): RenderedText {
  return { type: 'text/html', text: unicode && !ALL_ASCII.test(text) ? utf8BytesOf(text) : text, unicode }
}

/** The lines of a text, newlines kept. */
export function splitLines(text: string): string[] {
  const lines: string[] = []
  for (let at = 0; at < text.length; ) {
    const newline = text.indexOf('\n', at)
    const end = newline < 0 ? text.length : newline + 1
    lines.push(text.slice(at, end))
    at = end
  }
  return lines
}
