// Our own tokenizer, because rendered text must equal SpamAssassin's to the byte, and that stands on the habits of Perl's
// HTML::Parser 3.81 in its default mode with marked sections: where a tag ends, what becomes a comment, how a document
// that stops short is finished. No library shares them (htmlparser2 follows browsers). It reports offsets, not copies, and
// every loop moves forward, so that time is linear in the length.

import { TagAttributes } from './attributes.ts'
import { findLiteralEnd, LITERAL_ELEMENTS, LITERAL_UNTIL_END, mayBeLiteral } from './literal-elements.ts'
import {
  MarkedSections,
  readSectionHead,
  SECTION_CDATA,
  SECTION_IGNORE,
  SECTION_NONE,
  SECTION_RCDATA,
} from './marked-sections.ts'
import {
  BANG,
  BRACKET_CLOSE,
  BRACKET_OPEN,
  DASH,
  GT,
  isHtmlSpace,
  isLetter,
  isType,
  LT,
  lowerName,
  NAME_FIRST,
  QUESTION,
  SLASH,
} from './markup-chars.ts'
import { namedDeclarationEnd, skipToGt } from './markup-ends.ts'

/** What the tokenizer tells. Offsets are into `tokenizer.source`. */
export interface HtmlEvents {
  /** `decode`: entities are to be decoded. */
  text(start: number, end: number, decode: boolean): void
  /** The name is lower-case. Attributes are in `tokenizer.attributes`. False stops all parsing at once. */
  startTag(name: string): boolean
  endTag(name: string): void
  /** With its delimiters. */
  comment(start: number, end: number): void
  /** `<!DOCTYPE …>` or `<!ENTITY …>`. */
  declaration(start: number, end: number): void
  /** Asked when the source is read: is this element still open, so that its end tag must be supplied? */
  isOpen(name: string): boolean
}

/** No tag here, go on as text. */
const NOT_MARKUP = -1

/** Cuts HTML into texts, tags, comments and declarations; see the head of the file. */
export class HtmlTokenizer {
  source: string
  /** Of the current start tag. */
  readonly attributes = new TagAttributes()
  readonly #events: HtmlEvents
  #stopped = false
  #at = 0
  #literal: string | undefined
  #decode = true
  /** Literal elements known to have no end tag ahead: finishing a document need not look for it again and again. */
  readonly #endless = new Set<string>()
  #pendingEndTag: string | undefined
  #commentEndsAtGt = false
  readonly #sections = new MarkedSections()
  /** What the open marked sections do. */
  #section = SECTION_NONE

  constructor(source: string, events: HtmlEvents) {
    this.source = source
    this.#events = events
  }

  /** Reads the whole source. False when its end is not reported: a handler stopped, or a section to ignore is still open. */
  run(): boolean {
    this.#at = this.#scan()
    this.#supplyEndTag('style')
    this.#supplyEndTag('script')
    this.#finish()
    return !this.#stopped && this.#section !== SECTION_IGNORE
  }

  // SpamAssassin closes unclosed <style> and <script> itself, so that what they hold never becomes text.
  #supplyEndTag(name: string): void {
    while (!this.#stopped && this.#events.isOpen(name)) {
      this.#endless.delete(name)
      this.source += `</${name}>`
      const before = this.#at
      this.#at = this.#scan()
      if (this.#at === before) return
    }
  }

  // What stands at the end and could have become markup with more data.
  #finish(): void {
    const { source } = this
    const end = source.length
    while (!this.#stopped && this.#at < end) {
      if (this.#literal !== undefined) {
        if (LITERAL_UNTIL_END.has(this.#literal)) break
        if (this.#literal === 'script' || this.#literal === 'style') this.#endTag(this.#literal)
        else this.#pendingEndTag = this.#literal
        this.#literal = undefined
        this.#at = this.#scan()
        continue
      }
      if (source.charCodeAt(this.#at) === LT) {
        if (!this.#commentEndsAtGt) {
          this.#commentEndsAtGt = true
          this.#at = this.#scan()
          continue
        }
        const next = source.charCodeAt(this.#at + 1)
        if (this.#at + 1 === end || isType(next, NAME_FIRST) || next === SLASH || next === BANG || next === QUESTION) {
          this.#comment(this.#at, end)
          this.#at = end
        }
      }
      break
    }
    if (this.#stopped) return
    if (this.#at < end) this.#text(this.#at, end)
    this.#flushPendingEndTag()
  }

  // Reads as far as it can and returns where it had to stop for want of data.
  #scan(): number {
    const { source } = this
    const end = source.length
    let from = this.#at
    let at = from
    while (!this.#stopped) {
      if (this.#literal !== undefined) {
        from = this.#scanLiteral(from)
        if (this.#literal !== undefined) return from
        at = from
      }
      if (this.#section === SECTION_CDATA || this.#section === SECTION_RCDATA) {
        from = this.#scanSectionText(from)
        if (this.#section === SECTION_CDATA || this.#section === SECTION_RCDATA) return from
        at = from
      }

      if (this.#section === SECTION_NONE) {
        at = source.indexOf('<', at)
        if (at < 0) at = end
      } else {
        while (at < end && source.charCodeAt(at) !== LT) {
          if (source.charCodeAt(at) === BRACKET_CLOSE && this.#section !== SECTION_NONE) {
            const textEnd = at
            at++
            if (source.charCodeAt(at) === BRACKET_CLOSE) {
              at++
              if (source.charCodeAt(at) === GT) {
                at++
                this.#text(from, textEnd)
                this.#flushPendingEndTag()
                from = at
                this.#closeSection()
                continue
              }
            }
          }
          at++ // HTML::Parser does not look at the char after a lone bracket, be it `<`
        }
        if (at > end) at = end
      }
      if (at !== from) {
        if (at < end) {
          this.#text(from, at)
          from = at
        } else {
          // The last word could go on, an entity be cut: HTML::Parser holds it back, with the blanks before it.
          at--
          if (!isHtmlSpace(source.charCodeAt(at))) {
            while (at >= from && !isHtmlSpace(source.charCodeAt(at))) at--
          }
          while (at >= from && isHtmlSpace(source.charCodeAt(at))) at--
          at++
          if (at !== from) this.#text(from, at)
          return at
        }
      }
      if (end - at < 3) return at

      at++
      const next = source.charCodeAt(at)
      let position = NOT_MARKUP
      if (isType(next, NAME_FIRST)) position = this.#startTagAt(from, end)
      else if (next === SLASH) position = this.#endTagAt(from, end)
      else if (next === BANG) position = this.#declarationAt(from, end)
      else if (next === QUESTION) position = this.#instructionAt(from)
      if (position === from) return from
      if (position !== NOT_MARKUP) {
        from = position
        at = position
      }
    }
    return end
  }

  #scanLiteral(from: number): number {
    const name = this.#literal ?? ''
    if (this.#endless.has(name)) return from
    const endTag = findLiteralEnd(this.source, from, name)
    if (!endTag) {
      this.#endless.add(name)
      return from
    }
    if (from !== endTag.start) this.#text(from, endTag.start)
    this.#endTag(name)
    this.#literal = undefined
    this.#decode = true
    return endTag.end
  }

  #scanSectionText(start: number): number {
    const { source } = this
    let from = start
    let at = start
    while (this.#section === SECTION_CDATA || this.#section === SECTION_RCDATA) {
      at = source.indexOf(']', at)
      if (at < 0) return from
      const textEnd = at
      at++
      if (source.charCodeAt(at) !== BRACKET_CLOSE || source.charCodeAt(at + 1) !== GT) continue
      at += 2
      if (from !== textEnd) this.#text(from, textEnd)
      this.#flushPendingEndTag()
      from = at
      this.#closeSection()
    }
    return from
  }

  #startTagAt(from: number, end: number): number {
    const { source, attributes } = this
    let at = from + 2
    let code = source.charCodeAt(at)
    while (at < end && code !== GT && !isHtmlSpace(code)) code = source.charCodeAt(++at)
    const nameEnd = at
    while (isHtmlSpace(source.charCodeAt(at))) at++
    if (at >= end) return from

    at = attributes.read(source, at, end)
    if (at < 0) return from

    const name = lowerName(source, from + 1, nameEnd)
    this.#flushPendingEndTag()
    if (this.#section !== SECTION_IGNORE && !this.#events.startTag(name)) this.#stopped = true
    if (mayBeLiteral(name)) {
      const literal = LITERAL_ELEMENTS.get(name)
      if (literal) {
        this.#literal = name
        this.#decode = !literal.cdata
      }
    }
    return at
  }

  #endTagAt(from: number, end: number): number {
    const { source } = this
    let at = from + 2
    let code = source.charCodeAt(at)
    if (code === GT || isHtmlSpace(code)) {
      at = skipToGt(source, at, end)
      if (at >= end) return from
      this.#comment(from, at + 1)
      return at + 1
    }
    at++
    code = source.charCodeAt(at)
    while (at < end && code !== GT && !isHtmlSpace(code)) code = source.charCodeAt(++at)
    const nameEnd = at
    at = skipToGt(source, at, end)
    if (at >= end) return from
    this.#endTag(lowerName(source, from + 2, nameEnd))
    return at + 1
  }

  #instructionAt(from: number): number {
    const close = this.source.indexOf('>', from + 2)
    if (close < 0) return from
    this.#flushPendingEndTag()
    return close + 1
  }

  #declarationAt(from: number, end: number): number {
    const { source } = this
    const first = source.charCodeAt(from + 2)
    if (first === DASH) {
      if (from + 3 === end) return from
      if (source.charCodeAt(from + 3) !== DASH) return this.#badDeclarationAt(from)
      return this.#commentAt(from, end)
    }
    if (first === BRACKET_OPEN) {
      const position = this.#sectionAt(from, end)
      return position === NOT_MARKUP ? this.#badDeclarationAt(from) : position
    }
    if (first === GT) {
      this.#comment(from, from + 3)
      return from + 3
    }
    return isLetter(first) ? this.#namedDeclarationAt(from, end) : this.#badDeclarationAt(from)
  }

  #namedDeclarationAt(from: number, end: number): number {
    const at = namedDeclarationEnd(this.source, from, end)
    if (at < 0) return from
    if (at === 0) return this.#badDeclarationAt(from)
    this.#flushPendingEndTag()
    if (this.#section !== SECTION_IGNORE) this.#events.declaration(from, at)
    return at
  }

  // Whatever it is, up to `>` it counts as a comment.
  #badDeclarationAt(from: number): number {
    const close = this.source.indexOf('>', from + 2)
    if (close < 0) return from
    this.#comment(from, close + 1)
    return close + 1
  }

  #commentAt(from: number, end: number): number {
    const { source } = this
    if (this.#commentEndsAtGt) {
      const close = source.indexOf('>', from + 4)
      if (close < 0) return from
      this.#comment(from, close + 1)
      return close + 1
    }
    let dashes = from + 3
    for (;;) {
      dashes = source.indexOf('--', dashes + 1)
      if (dashes < 0) return from
      let at = dashes + 2
      while (isHtmlSpace(source.charCodeAt(at))) at++
      if (at >= end) return from
      if (source.charCodeAt(at) === GT) {
        this.#comment(from, at + 1)
        return at + 1
      }
    }
  }

  #sectionAt(from: number, end: number): number {
    const head = readSectionHead(this.source, from, end)
    if (head === 'unfinished') return from
    if (head === 'malformed') return NOT_MARKUP
    this.#sections.open(head.kind)
    this.#updateSection()
    this.#flushPendingEndTag()
    return head.end
  }

  #closeSection(): void {
    this.#sections.close()
    this.#updateSection()
  }

  #updateSection(): void {
    this.#section = this.#sections.kind
    this.#decode = this.#section !== SECTION_CDATA
  }

  #text(start: number, end: number): void {
    if (this.#section !== SECTION_IGNORE) this.#events.text(start, end, this.#decode)
  }

  #comment(start: number, end: number): void {
    if (this.#section !== SECTION_IGNORE) this.#events.comment(start, end)
  }

  #endTag(name: string): void {
    this.#flushPendingEndTag()
    if (this.#section !== SECTION_IGNORE) this.#events.endTag(name)
  }

  #flushPendingEndTag(): void {
    const name = this.#pendingEndTag
    if (name === undefined) return
    this.#pendingEndTag = undefined
    if (this.#section !== SECTION_IGNORE) this.#events.endTag(name)
  }
}
