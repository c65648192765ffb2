import { isUtf8 } from 'node:buffer'
import { isAsciiSpace } from '../../base/ascii.ts'
import { textFromUtf8Bytes, utf8BytesOf } from '../../base/latin1.ts'
import { hasWideChar, isSpace, isWord } from '../../base/unicode-text.ts'
import { HTML_ELEMENTS, type HtmlElement, OFFICE_TAG } from './elements.ts'
import { decodeEntities } from './entities.ts'
import { isFontFace } from './font-face.ts'
import type { HtmlFacts } from './html-facts.ts'
import { HtmlUris } from './html-uris.ts'
import { RenderedPieces } from './rendered-pieces.ts'
import { TextStyles } from './text-style.ts'
import { type HtmlEvents, HtmlTokenizer, lowerName } from './tokenizer.ts'
import { beginsInWord, endsInWord, leadingLetters, trailingLetters } from './word-shape.ts'

/** How the text of a part came about. */
export interface HtmlSource {
  /**
   * True when the text was decoded from a charset to Unicode (Perl's utf8 flag is on): the text is then a JavaScript
   * string of Unicode. False when it is bytes, one char a byte: all-ASCII text that SpamAssassin leaves undecoded.
   */
  readonly unicode: boolean
  /** True with `normalize_charset 0` for bytes left undecoded: entities then become UTF-8 bytes (utf8_mode). */
  readonly utf8Mode?: boolean
  /** Bytes of the part after transfer decoding, before charset decoding; for the ratio of markup. */
  readonly byteLength: number
}

/** Rendered text in characters. */
export interface RenderedText {
  readonly text: string
  /** True when Perl would hold it as Unicode: it becomes UTF-8 bytes for rules; otherwise its chars are the bytes. */
  readonly unicode: boolean
}

/** An HTML part as SpamAssassin renders it (get_rendered_text, with invisible => 0, with invisible => 1) and what it says. */
export interface RenderedHtml {
  readonly rendered: RenderedText
  readonly visible: RenderedText
  readonly invisible: RenderedText
  readonly facts: HtmlFacts
}

/** Renders an HTML part to text and collects what HTML rules ask about it. */
export function renderHtml(text: string, source: HtmlSource): RenderedHtml {
  const renderer = new Renderer(prepare(text, source.unicode), source)
  const whole = renderer.tokenizer.run()
  const rendered = renderer.pieces.rendered()
  return {
    rendered,
    visible: renderer.pieces.visible(rendered),
    invisible: renderer.pieces.invisible(),
    facts: factsOf(renderer, rendered, text, whole, source),
  }
}

const NO_ATTRIBUTES: ReadonlyMap<string, string> = new Map()

/** What HTML.pm does to the markup before it is parsed: no-break spaces, `<br/>`, and typographic quotes, which mar attributes. */
function prepare(text: string, unicode: boolean): string {
  let prepared = text.includes('&nbsp;') ? text.replaceAll('&nbsp;', ' ') : text
  prepared = withoutEmptyTagSlashes(prepared, unicode)
  const quotes = unicode ? /[\u201c\u201d]/ : /\xe2\x80[\x9c\x9d]/
  return quotes.test(prepared) ? prepared.replace(new RegExp(quotes, 'g'), '"') : prepared
}

// `<br />` → `<br>`, for tags without attributes: the parser would take the slash for part of the name.
function withoutEmptyTagSlashes(text: string, unicode: boolean): string {
  let slash = text.indexOf('/>')
  if (slash < 0) return text
  const kept: string[] = []
  let copied = 0
  for (; slash >= 0; slash = text.indexOf('/>', slash + 2)) {
    let nameEnd = slash
    while (isSpace(text.charCodeAt(nameEnd - 1), unicode)) nameEnd--
    const lt = tagStartBefore(text, nameEnd, unicode)
    if (lt < copied) continue
    kept.push(text.slice(copied, nameEnd))
    copied = slash + 1
  }
  kept.push(text.slice(copied))
  return kept.join('')
}

// The `<` right before the word that ends at `nameEnd`; -1 without one.
function tagStartBefore(text: string, nameEnd: number, unicode: boolean): number {
  let at = nameEnd
  while (at > 0) {
    const low = text.charCodeAt(at - 1)
    const start = low >= 0xdc00 && low <= 0xdfff ? at - 2 : at - 1
    if (!isWord(text.codePointAt(start) ?? 0, unicode)) break
    at = start
  }
  return at > 0 && at < nameEnd && text.charCodeAt(at - 1) === 60 ? at - 1 : -1
}

/** A tag met in the document, and how often it is open now. */
interface OpenTag {
  count: number
}
const NEVER_OPENED: Readonly<OpenTag> = { count: 0 }

/** Follows the tokens of one document, as HTML.pm's handlers do. */
class Renderer implements HtmlEvents {
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
    const attributes = element.attributes ? this.#attributes(element.attributes) : NO_ATTRIBUTES
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
    const valid = element ? element.valid : OFFICE_TAG.test(tag)
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
  #attributes(read: ReadonlySet<string>): ReadonlyMap<string, string> {
    const { attributes: at, source } = this.tokenizer
    let attributes: Map<string, string> | undefined
    for (let i = 0; i < at.length; i += 4) {
      const nameStart = at[i] ?? 0
      const nameEnd = at[i + 1] ?? 0
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
    const chars = isUtf8(Buffer.from(text, 'latin1')) ? textFromUtf8Bytes(text) : text
    return utf8BytesOf(decodeEntities(chars, inText))
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

function factsOf(
  renderer: Renderer,
  rendered: RenderedText,
  markup: string,
  whole: boolean,
  source: HtmlSource,
): HtmlFacts {
  const { tags, distinctTags } = renderer
  const lengths = measure(rendered)
  const markupLength = source.unicode ? codePoints(markup) : markup.length
  const common = {
    html: true,
    fontLowContrast: renderer.lowContrast,
    fontInvalidColor: renderer.invalidColor,
    fontFaceBad: renderer.badFontFace,
    formActionMailto: renderer.formActionMailto,
    embeds: renderer.embeds,
    htmlLength: lengths.chars,
    nonSpaceLength: lengths.chars - lengths.spaces,
    ratio: source.byteLength > 0 ? (source.byteLength - lengths.chars) / source.byteLength : undefined,
  } as const
  // Where the parser broke off, SpamAssassin never comes to write down the rest.
  if (!whole) return { ...common, ...UNKNOWN }
  return {
    ...common,
    inside: new Map(Array.from(renderer.openTags, ([tag, { count }]) => [tag, count])),
    imageArea: renderer.imageArea,
    length: markupLength,
    minSize: renderer.styles.minSize,
    maxSize: renderer.styles.maxSize,
    closedExtraRatio: tags > 0 ? renderer.closedExtra / tags : undefined,
    badTagRatio: tags > 0 && renderer.elements > 0 ? (tags - renderer.elements) / tags : undefined,
    nonElementRatio:
      distinctTags > 0 && renderer.distinctElements > 0
        ? (distinctTags - renderer.distinctElements) / distinctTags
        : undefined,
    obfuscationRatio: tags > 0 && renderer.obfuscations > 0 ? renderer.obfuscations / tags : undefined,
    backhairCount: renderer.backhair.size > 0 ? renderer.backhair.size : undefined,
    comments: renderer.comments,
    scripts: renderer.scripts,
    titles: renderer.titles,
    anchors: renderer.uris.anchors,
    uris: renderer.uris.found,
    uriTruncated: renderer.uris.truncated,
  }
}

const UNKNOWN = {
  inside: new Map<string, number>(),
  imageArea: undefined,
  length: undefined,
  minSize: undefined,
  maxSize: undefined,
  closedExtraRatio: undefined,
  badTagRatio: undefined,
  nonElementRatio: undefined,
  obfuscationRatio: undefined,
  backhairCount: undefined,
  comments: [],
  scripts: [],
  titles: [],
  anchors: [],
  uris: new Map(),
  uriTruncated: false,
} as const

// Characters as Perl counts them, and how many of them are white space; in bytes a form feed is not.
function measure(rendered: RenderedText): { chars: number; spaces: number } {
  const { text, unicode } = rendered
  let spaces = 0
  let pairs = 0
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code <= 32) {
      if (code === 32 || (code >= 9 && code <= 13 && (unicode || code !== 12))) spaces++
    } else if (code >= 0x80 && unicode) {
      if (isSpace(code, true)) spaces++
      else if (code >= 0xdc00 && code <= 0xdfff) pairs++
    }
  }
  return { chars: text.length - pairs, spaces }
}

function codePoints(text: string): number {
  let length = text.length
  if (!hasWideChar(text)) return length
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code >= 0xdc00 && code <= 0xdfff) length--
  }
  return length
}
