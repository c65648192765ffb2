// Our own tokenizer, because rendered text must equal SpamAssassin's to the byte, and that stands on the habits of Perl's
// HTML::Parser 3.81 in its default mode with marked sections: where a tag ends, what becomes a comment, how a document
// that stops short is finished. No library shares them (htmlparser2 follows browsers). It reports offsets, not copies, and
// every loop moves forward, so that time is linear in the length.

/** Names of elements whose content is text: no tag but their own end tag ends it. `cdata`: entities stay as they are. */
const LITERAL_ELEMENTS: ReadonlyMap<string, { readonly cdata: boolean }> = new Map([
  ['script', { cdata: true }],
  ['style', { cdata: true }],
  ['xmp', { cdata: true }],
  ['iframe', { cdata: true }],
  ['plaintext', { cdata: true }],
  ['title', { cdata: false }],
  ['textarea', { cdata: false }],
])
const LITERAL_LENGTHS = [...LITERAL_ELEMENTS.keys()].reduce((bits, name) => bits | (1 << name.length), 0)
const LITERAL_UNTIL_END: ReadonlySet<string> = new Set(['plaintext', 'xmp', 'iframe', 'textarea'])

/** What a marked section `<![name[ … ]]>` does; where sections are nested the greatest counts. */
const SECTION_NONE = 0
const SECTION_INCLUDE = 1
const SECTION_RCDATA = 2
const SECTION_CDATA = 3
const SECTION_IGNORE = 4
const SECTIONS: ReadonlyMap<string, number> = new Map([
  ['include', SECTION_INCLUDE],
  ['rcdata', SECTION_RCDATA],
  ['cdata', SECTION_CDATA],
  ['ignore', SECTION_IGNORE],
])

const LT = 60
const GT = 62
const SLASH = 47
const BANG = 33
const QUESTION = 63
const DASH = 45
const EQUALS = 61
const QUOTE = 34
const APOSTROPHE = 39
const BRACKET_OPEN = 91
const BRACKET_CLOSE = 93

const SPACE = 1
const NAME_FIRST = 2
const NAME_CHAR = 4
const CHAR_TYPE = charTypes()

function charTypes(): Uint8Array {
  const types = new Uint8Array(256)
  for (let code = 0; code < 128; code++) {
    const char = String.fromCharCode(code)
    if (/[\t-\r ]/.test(char)) types[code] = SPACE
    else if (/[A-Za-z_:]/.test(char)) types[code] = NAME_FIRST | NAME_CHAR
    else if (/[0-9.-]/.test(char)) types[code] = NAME_CHAR
  }
  return types
}

function isType(code: number, type: number): boolean {
  return code < 256 && ((CHAR_TYPE[code] ?? 0) & type) !== 0
}

function isHtmlSpace(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13)
}

function isLetter(code: number): boolean {
  const lower = code | 32
  return lower >= 97 && lower <= 122
}

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
  /** Of the current start tag, four offsets an attribute: name start, name end, value start, value end; value start -1 where there is none. */
  readonly attributes: number[] = []
  readonly #events: HtmlEvents
  #stopped = false
  #at = 0
  #literal: string | undefined
  #decode = true
  /** Literal elements known to have no end tag ahead: finishing a document need not look for it again and again. */
  readonly #endless = new Set<string>()
  #pendingEndTag: string | undefined
  #commentEndsAtGt = false
  /** What each open marked section does, and how many of each kind are open: the greatest kind rules. */
  readonly #sections: number[] = []
  readonly #openOfKind = [0, 0, 0, 0, 0]
  #section = SECTION_NONE

  constructor(source: string, events: HtmlEvents) {
    this.source = source
    this.#events = events
  }

  /** Reads the whole source. False when a handler stopped it. */
  run(): boolean {
    this.#at = this.#scan()
    this.#supplyEndTag('style')
    this.#supplyEndTag('script')
    this.#finish()
    return !this.#stopped
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
    const { source } = this
    const name = this.#literal ?? ''
    if (this.#endless.has(name)) return from
    let at = from
    for (;;) {
      at = source.indexOf('<', at)
      if (at < 0) {
        this.#endless.add(name)
        return from
      }
      const textEnd = at
      at++
      if (source.charCodeAt(at) !== SLASH) continue
      at++
      let matched = 0
      while (matched < name.length && (source.charCodeAt(at) | 32) === name.charCodeAt(matched)) {
        at++
        matched++
      }
      if (matched < name.length || name === 'plaintext') continue
      const nameEnd = at
      while (isHtmlSpace(source.charCodeAt(at))) at++
      if (source.charCodeAt(at) !== GT) continue
      at++
      if (from !== textEnd) this.#text(from, textEnd)
      this.#endTag(source.slice(textEnd + 2, nameEnd).toLowerCase())
      this.#literal = undefined
      this.#decode = true
      return at
    }
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

    let count = 0
    while (source.charCodeAt(at) !== GT) {
      const nameStart = at
      at++
      code = source.charCodeAt(at)
      while (at < end && code !== GT && code !== EQUALS && !isHtmlSpace(code)) code = source.charCodeAt(++at)
      if (at >= end) return from
      attributes[count++] = nameStart
      attributes[count++] = at
      while (isHtmlSpace(source.charCodeAt(at))) at++
      if (at >= end) return from
      if (source.charCodeAt(at) !== EQUALS) {
        attributes[count++] = -1
        attributes[count++] = -1
        continue
      }
      at++
      while (isHtmlSpace(source.charCodeAt(at))) at++
      if (at >= end) return from
      code = source.charCodeAt(at)
      if (code === GT) {
        attributes[count++] = at
        attributes[count++] = at
        break
      }
      if (code === QUOTE || code === APOSTROPHE) {
        const close = source.indexOf(code === QUOTE ? '"' : "'", at + 1)
        if (close < 0) return from
        attributes[count++] = at + 1
        attributes[count++] = close
        at = close + 1
      } else {
        const valueStart = at
        while (at < end && code !== GT && !isHtmlSpace(code)) code = source.charCodeAt(++at)
        if (at >= end) return from
        attributes[count++] = valueStart
        attributes[count++] = at
      }
      while (isHtmlSpace(source.charCodeAt(at))) at++
      if (at >= end) return from
    }
    at++
    attributes.length = count

    const name = lowerName(source, from + 1, nameEnd)
    this.#flushPendingEndTag()
    if (this.#section !== SECTION_IGNORE && !this.#events.startTag(name)) this.#stopped = true
    if (name.length < 16 && (LITERAL_LENGTHS >> name.length) & 1) {
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
    const { source } = this
    let at = from + 3
    while (at < end && isType(source.charCodeAt(at), NAME_CHAR)) at++
    if (at === end) return from
    const name = source.slice(from + 2, at)
    if (!/^(?:doctype|entity)$/i.test(name)) return this.#badDeclarationAt(from)
    for (;;) {
      while (at < end && isHtmlSpace(source.charCodeAt(at))) at++
      if (at >= end) return from
      const code = source.charCodeAt(at)
      if (code === GT) break
      if (code === QUOTE || code === APOSTROPHE) {
        at = source.indexOf(code === QUOTE ? '"' : "'", at + 1) + 1
        if (at === 0) return from
      } else if (code === DASH) {
        at++
        if (at === end) return from
        if (source.charCodeAt(at) !== DASH) return this.#badDeclarationAt(from)
        at = declarationCommentEnd(source, at + 1)
        if (at < 0) return from
      } else {
        at++
        while (at < end && source.charCodeAt(at) !== GT && !isHtmlSpace(source.charCodeAt(at))) at++
        if (at === end) return from
      }
    }
    at++
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
    const { source } = this
    let named = false
    let kind = SECTION_NONE
    let at = from + 3
    for (;;) {
      while (isHtmlSpace(source.charCodeAt(at))) at++
      while (isType(source.charCodeAt(at), NAME_FIRST)) {
        const nameStart = at
        at++
        while (isType(source.charCodeAt(at), NAME_CHAR)) at++
        named = true
        kind = Math.max(kind, SECTIONS.get(source.slice(nameStart, at).toLowerCase()) ?? SECTION_NONE)
        while (isHtmlSpace(source.charCodeAt(at))) at++
        if (at >= end) return from
      }
      if (source.charCodeAt(at) !== DASH) break
      if (source.charCodeAt(at + 1) !== DASH) return NOT_MARKUP
      at = sectionCommentEnd(source, at + 2)
      if (at < 0) return from
    }
    if (source.charCodeAt(at) !== BRACKET_OPEN) return NOT_MARKUP
    this.#openSection(named ? kind : SECTION_INCLUDE)
    this.#flushPendingEndTag()
    return at + 1
  }

  #openSection(kind: number): void {
    this.#sections.push(kind)
    this.#openOfKind[kind] = (this.#openOfKind[kind] ?? 0) + 1
    this.#updateSection()
  }

  #closeSection(): void {
    const kind = this.#sections.pop() ?? SECTION_NONE
    this.#openOfKind[kind] = Math.max(0, (this.#openOfKind[kind] ?? 0) - 1)
    this.#updateSection()
  }

  #updateSection(): void {
    let kind = SECTION_IGNORE
    while (kind > SECTION_NONE && !this.#openOfKind[kind]) kind--
    this.#section = kind
    this.#decode = kind !== SECTION_CDATA
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

/** A name in the source, in lower case. */
export function lowerName(source: string, start: number, end: number): string {
  const name = source.slice(start, end)
  for (let i = start; i < end; i++) {
    const code = source.charCodeAt(i)
    if (code >= 65 && code <= 90) return name.replace(/[A-Z]+/g, (letters) => letters.toLowerCase())
  }
  return name
}

// In an end tag `>` does not count inside quotes that follow a blank or `=`.
function skipToGt(source: string, start: number, end: number): number {
  let quote = 0
  let previous = 32
  for (let at = start; at < end; at++) {
    const code = source.charCodeAt(at)
    if (quote === 0 && code === GT) return at
    if (code === QUOTE || code === APOSTROPHE) {
      if (code === quote) quote = 0
      else if (quote === 0 && (previous === 32 || previous === EQUALS)) quote = code
    }
    previous = code
  }
  return end
}

// Behind the `--` that ends a comment inside a declaration; a lone dash takes the char after it along. -1 when unfinished.
function declarationCommentEnd(source: string, start: number): number {
  let at = start
  for (;;) {
    at = source.indexOf('-', at)
    if (at < 0 || at + 1 >= source.length) return -1
    at++
    if (source.charCodeAt(at) === DASH) return at + 1
  }
}

function sectionCommentEnd(source: string, start: number): number {
  const dashes = source.indexOf('--', start)
  return dashes < 0 ? -1 : dashes + 2
}
