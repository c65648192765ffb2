import { isAsciiSpace } from '../../base/ascii.ts'
import { utf8BytesOf } from '../../base/latin1.ts'
import { hasWideChar } from '../../base/unicode-text.ts'
import { isPerlUtf8 } from '../../base/utf8.ts'
import { attributeShape, HTML_ELEMENTS, type HtmlElement, isOfficeTag } from './elements.ts'
import { decodeEntities } from './entities.ts'
import { isFontFace } from './font-face.ts'
import { HtmlUris } from './html-uris.ts'
import { lowerName } from './markup-chars.ts'
import type { HtmlSource } from './render-html.ts'
import { RenderedPieces } from './rendered-pieces.ts'
import { TextStyles } from './text-style.ts'
import { type HtmlEvents, HtmlTokenizer } from './tokenizer.ts'
import { beginsInWord, endsInWord, leadingLetters, trailingLetters } from './word-shape.ts'

const NO_ATTRIBUTES: ReadonlyMap<string, string> = new Map()

/** A tag met in the document, and how often it is open now. */
interface OpenTag {
  count: number
}
const NEVER_OPENED: Readonly<OpenTag> = { count: 0 }

/** Follows the tokens of one document, as HTML.pm's handlers do. */
export class HtmlDocument implements HtmlEvents {
  readonly tokenizer: HtmlTokenizer
  readonly pieces: RenderedPieces
  readonly uris: HtmlUris
  readonly styles = new TextStyles()
  readonly openTags = new Map<string, OpenTag>()
  readonly comments: string[] = []
  readonly scripts: string[] = []
  readonly titles: string[] = []
  readonly backhair = new Set<number>()
  tags = 0
  elements = 0
  distinctTags = 0
  distinctElements = 0
  closedExtra = 0
  obfuscations = 0
  imageArea = 0
  lowContrast = false
  invalidColor = false
  badFontFace = false
  formActionMailto = false
  embeds = false
  /** Those that every text asks for. */
  #script: Readonly<OpenTag> = NEVER_OPENED
  #style: Readonly<OpenTag> = NEVER_OPENED
  #anchor: Readonly<OpenTag> = NEVER_OPENED
  #title: Readonly<OpenTag> = NEVER_OPENED
  readonly #unicode: boolean
  readonly #utf8Mode: boolean

  constructor(markup: string, source: HtmlSource) {
    this.#unicode = source.unicode
    this.#utf8Mode = source.utf8Mode === true && !source.unicode
    this.tokenizer = new HtmlTokenizer(markup, this)
    this.pieces = new RenderedPieces(source.unicode)
    this.uris = new HtmlUris(source.unicode)
  }

  isOpen(name: string): boolean {
    return (this.openTags.get(name)?.count ?? 0) > 0
  }

  startTag(tag: string): boolean {
    const element = HTML_ELEMENTS.get(tag)
    this.#count(tag, element, 1)
    if (!element) return true
    const attributes = element.attributes
      ? this.#attributes(element.attributes, element.attributeShapes)
      : NO_ATTRIBUTES
    if (element.styled && !this.styles.open(tag, attributes, this.#unicode)) return false
    if (element.whitespace !== undefined) this.pieces.addWhitespace(element.whitespace)
    if (attributes.size > 0) this.uris.addTag(tag, attributes as Map<string, string>) // `as`: only NO_ATTRIBUTES, of size 0, is shared
    this.#test(tag, attributes)
    return true
  }

  endTag(tag: string): void {
    const element = HTML_ELEMENTS.get(tag)
    this.#count(tag, element, -1)
    if (!element) return
    if (element.styled) this.styles.close(tag)
    if (element.whitespace !== undefined) this.pieces.addWhitespace(element.whitespace)
  }

  #count(tag: string, element: HtmlElement | undefined, step: number): void {
    let open = this.openTags.get(tag)
    const valid = element ? element.valid : isOfficeTag(tag, this.#unicode)
    if (valid) this.elements++
    this.tags++
    if (!open) {
      open = { count: 0 }
      this.#remember(tag, open)
      this.distinctTags++
      if (valid) this.distinctElements++
    }
    open.count += step
    if (open.count < 0) {
      open.count = 0
      this.closedExtra++
    }
  }

  #remember(tag: string, open: OpenTag): void {
    this.openTags.set(tag, open)
    if (tag === 'script') this.#script = open
    else if (tag === 'style') this.#style = open
    else if (tag === 'a') this.#anchor = open
    else if (tag === 'title') this.#title = open
  }

  // Those that are read, and any with a slash in its name, which may be one of them in broken markup.
  #attributes(read: ReadonlySet<string>, shapes: Uint8Array): ReadonlyMap<string, string> {
    const { source } = this.tokenizer
    const { offsets: at, slashInName } = this.tokenizer.attributes
    let attributes: Map<string, string> | undefined
    for (let i = 0; i < at.length; i += 4) {
      const nameStart = at[i] ?? 0
      const nameEnd = at[i + 1] ?? 0
      if (!slashInName && shapes[attributeShape(source.charCodeAt(nameStart), nameEnd - nameStart)] === 0) continue
      const name = lowerName(source, nameStart, nameEnd)
      if ((!read.has(name) && !name.includes('/')) || attributes?.has(name)) continue
      attributes ??= new Map()
      const start = at[i + 2] ?? -1
      const value = start < 0 ? source.slice(nameStart, nameEnd) : this.#decode(source.slice(start, at[i + 3]), false)
      attributes.set(name, value)
    }
    return attributes ?? NO_ATTRIBUTES
  }

  #decode(text: string, inText: boolean): string {
    if (!this.#utf8Mode) return decodeEntities(text, inText)
    // Bytes that are no UTF-8 are taken for Latin-1.
    return isPerlUtf8(text) ? decodeEntities(text, inText, utf8BytesOf) : utf8BytesOf(decodeEntities(text, inText))
  }

  #test(tag: string, attributes: ReadonlyMap<string, string>): void {
    switch (tag) {
      case 'a':
        this.uris.openAnchor(attributes.get('href'))
        break
      case 'img':
        if (this.#anchor.count > 0) this.uris.addAnchorText('<img>\n')
        this.#measure(attributes.get('width'), attributes.get('height'))
        break
      case 'font': {
        const face = attributes.get('face')
        if (face !== undefined && !isFontFace(face, this.#unicode)) this.badFontFace = true
        break
      }
      case 'form':
        if (/mailto:/i.test(attributes.get('action') ?? '')) this.formActionMailto = true
        break
      case 'object':
      case 'embed':
        this.embeds = true
        break
      case 'title':
        this.titles.push('')
        break
    }
  }

  #measure(width: string | undefined, height: string | undefined): void {
    if (width === undefined || height === undefined) return
    this.imageArea += pixels(width, 8) * pixels(height, 6)
  }

  text(start: number, end: number, decode: boolean): void {
    const { source } = this.tokenizer
    const quoted = this.#anchor.count > 0 || this.#title.count > 0
    if (!quoted && this.#script.count === 0 && isAsciiBlank(source, start, end)) {
      // As between most tags.
      if (this.#style.count === 0) this.pieces.addText(start < end ? ' ' : '', false)
      return
    }
    const slice = source.slice(start, end)
    const text = decode ? this.#decode(slice, true) : slice
    if (this.#script.count > 0) {
      this.scripts.push(text)
      return
    }
    if (this.#style.count > 0) return
    if (this.#anchor.count > 0) this.uris.addAnchorText(text)
    if (this.#title.count > 0) this.titles[this.titles.length - 1] += text

    const invisible = !isBlank(text) && this.#isInvisible()
    this.#compareWithLast(text)
    this.pieces.addText(text, invisible)
  }

  #isInvisible(): boolean {
    const visibility = this.styles.visibility
    if (visibility === 'visible') return false
    if (visibility === 'low-contrast') this.lowContrast = true
    else if (visibility === 'invalid-color') this.invalidColor = true
    return true
  }

  // A word that goes on behind a tag was cut to hide it.
  #compareWithLast(text: string): void {
    const last = this.pieces.last
    if (!last || isNoLetter(text.charCodeAt(0))) return
    const unicode = this.#unicode || hasWideChar(text)
    const lastUnicode = this.#unicode || hasWideChar(last)
    const cut = beginsInWord(text, unicode)
    if (cut && endsInWord(last, lastUnicode)) {
      this.obfuscations++
      const before = trailingLetters(last, lastUnicode)
      const after = before > 0 ? leadingLetters(text, unicode) : 0
      if (after > 0) this.backhair.add(before * 8 + after)
    }
  }

  comment(start: number, end: number): void {
    this.comments.push(this.tokenizer.source.slice(start, end))
  }

  declaration(start: number): void {
    if (this.tokenizer.source.slice(start, start + 9).toLowerCase() !== '<!doctype') return
    this.elements++
    this.tags++
    this.openTags.set('!doctype', { count: 0 })
  }
}

/** True for ASCII that stands in no word; the rest needs a closer look. */
function isNoLetter(code: number): boolean {
  return (code >= 32 && code < 48) || (code >= 9 && code <= 13)
}

function isAsciiBlank(source: string, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    if (!isAsciiSpace(source.charCodeAt(at))) return false
  }
  return true
}

// True for text of nothing but white space and no-break spaces in UTF-8 bytes.
function isBlank(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === 32 || (code >= 9 && code <= 13)) continue
    if (code === 0xc2 && text.charCodeAt(at + 1) === 0xa0) at++
    else return false
  }
  return true
}

/** Pixels of an image's side; per cent are of a screen of 800 by 600, and a size that says nothing counts as 200. */
function pixels(size: string, perCent: number): number {
  const match = /^(\d+)(%)?\n?$/.exec(size)
  const value = match ? Number(match[1]) * (match[2] ? perCent : 1) : 0
  return value <= 0 ? 200 : value
}
