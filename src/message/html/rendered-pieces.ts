import { hasWideChar } from '../../base/unicode-text.ts'
import type { RenderedText } from './render-html.ts'

// White space as SpamAssassin collapses it; `\xc2\xa0` is a no-break space in UTF-8 bytes.
const COLLAPSE = /[ \t-\r]+|\xc2\xa0/g

/** The rendered text of a document as it grows, piece by piece (HTML.pm, display_text). */
export class RenderedPieces {
  readonly #pieces: string[] = []
  readonly #invisible: boolean[] = []
  readonly #unicode: boolean
  #lastIsWhitespace = false
  #anyInvisible = false

  constructor(unicode: boolean) {
    this.#unicode = unicode
  }

  /** The piece before; undefined at the start. */
  get last(): string | undefined {
    return this.#pieces[this.#pieces.length - 1]
  }

  /** White space that a tag stands for. It is always visible. */
  addWhitespace(text: string): void {
    const last = this.#pieces.length - 1
    if (last >= 0 && !this.#lastIsWhitespace && !this.#invisible[last]) {
      const piece = this.#pieces[last] ?? ''
      if (piece.endsWith(' ')) this.#pieces[last] = piece.slice(0, -1)
    }
    this.#push(text, false)
    this.#lastIsWhitespace = true
  }

  /** Text of the document. */
  addText(text: string, invisible: boolean): void {
    let piece = needsCollapsing(text) ? text.replace(COLLAPSE, ' ') : text
    if (!invisible && this.#lastIsWhitespace && piece.startsWith(' ')) piece = piece.slice(1)
    this.#push(piece, invisible)
    this.#lastIsWhitespace = false
    if (invisible) this.#anyInvisible = true
  }

  #push(piece: string, invisible: boolean): void {
    this.#pieces.push(piece)
    this.#invisible.push(invisible)
  }

  /** All text. */
  rendered(): RenderedText {
    return this.#result(this.#pieces.join(''))
  }

  /** Text that can be seen. */
  visible(rendered: RenderedText): RenderedText {
    return this.#anyInvisible ? this.#result(this.#pieces.filter((_, i) => !this.#invisible[i]).join('')) : rendered
  }

  /** Text that can't. */
  invisible(): RenderedText {
    if (!this.#anyInvisible) return { text: '', unicode: false }
    return this.#result(this.#pieces.filter((_, i) => this.#invisible[i]).join(''))
  }

  #result(text: string): RenderedText {
    return { text, unicode: this.#unicode || hasWideChar(text) }
  }
}

/** Up to this length a look at each char is quicker than an expression. */
const SHORT = 24
const TO_COLLAPSE = /[ \t-\r]{2}|[\t-\r]|\xc2\xa0/

/** True when white space other than single blanks is in the text. */
function needsCollapsing(text: string): boolean {
  if (text.length > SHORT) return TO_COLLAPSE.test(text)
  let before = 0
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code <= 32) {
      if (code === 32 ? before === 32 : code >= 9 && code <= 13) return true
    } else if (code === 0xa0 && before === 0xc2) return true
    before = code
  }
  return false
}
