import { isAsciiSpace } from '../base/ascii.ts'
import { hasNonAscii, utf8BytesOf } from '../base/latin1.ts'
import type { RenderedText } from './part.ts'
import { cutAtScanSize } from './scan-size.ts'

/** Longer paragraphs are split (MAX_BODY_LINE_LENGTH). */
const MAX_LENGTH = 2048
/** White space beyond ASCII in UTF-8: U+85, A0, 1680, 2000-200A, 2028, 2029, 202F, 205F, 3000. */
const WIDE = '\\xc2[\\x85\\xa0]|\\xe1\\x9a\\x80|\\xe2(?:\\x80[\\x80-\\x8a\\xa8\\xa9\\xaf]|\\x81\\x9f)|\\xe3\\x80\\x80'
const WIDE_SPACE = new RegExp(WIDE, 'y')
/** Where anything but a lone blank begins: a text is looked through for these quicker than byte by byte. */
const TO_CHANGE_IN_BYTES = /[ \t-\r]{2}|[\0\t-\r]/g
const TO_CHANGE_IN_UTF8 = new RegExp(`[ \\t-\\r]{2}|[\\0\\t-\\r]| ?(?:${WIDE})`, 'g')

/**
 * The paragraphs that body rules see (Message::get_body_text_array_common): the subject, then all rendered leaves, white
 * space squeezed, a newline where two or more stood. `subject` ends in a newline.
 */
export function bodyParagraphs(rendered: readonly RenderedText[], subject: string, scanSize: number): string[] {
  if (rendered.length === 0) return []
  const unicode = rendered.some((piece) => piece.unicode)
  let text = ''
  for (const piece of rendered) {
    if (text !== '') text += '\n'
    text += asUtf8(cutAtScanSize(piece.text ?? '', scanSize, piece.unicode, '\n '), piece, unicode)
  }
  // Not of the two joined: V8 may put a joined text together again at each look into it.
  const paragraphs = splitParagraphs(subject)
  for (const paragraph of splitParagraphs(squeezeWhiteSpace(text, unicode))) paragraphs.push(paragraph)
  return paragraphs
}

/** Beside a decoded part, Perl takes the bytes of an undecoded one for characters. */
function asUtf8(text: string, piece: RenderedText, unicode: boolean): string {
  return unicode && !piece.unicode && hasNonAscii(text) ? utf8BytesOf(text) : text
}

/**
 * White space becomes one space; with two or more newlines in it, it becomes a newline, and what stood before the first
 * and after the last of these a space each. NUL becomes a newline too.
 */
function squeezeWhiteSpace(text: string, unicode: boolean): string {
  const wide = unicode && hasNonAscii(text)
  const toChange = wide ? TO_CHANGE_IN_UTF8 : TO_CHANGE_IN_BYTES
  const pieces: string[] = []
  let copied = 0
  toChange.lastIndex = 0
  for (let found = toChange.exec(text); found; found = toChange.exec(text)) {
    const start = found.index
    pieces.push(text.slice(copied, start))
    if (text.charCodeAt(start) === 0) {
      pieces.push('\n')
      copied = start + 1
    } else {
      copied = endOfSpace(text, start, wide)
      pieces.push(squeezed(text, start, copied))
    }
    toChange.lastIndex = copied
  }
  if (copied === 0) return text
  pieces.push(text.slice(copied))
  return pieces.join('')
}

function squeezed(text: string, start: number, end: number): string {
  const first = text.indexOf('\n', start)
  if (first < 0 || first >= end) return ' '
  const last = text.lastIndexOf('\n', end - 1)
  if (first === last) return ' '
  return `${first > start ? ' ' : ''}\n${last + 1 < end ? ' ' : ''}`
}

/** Behind the white space that begins at `start`. */
function endOfSpace(text: string, start: number, wide: boolean): number {
  let at = start
  for (;;) {
    const code = text.charCodeAt(at)
    if (isAsciiSpace(code)) at++
    else if (wide && code >= 0xc2 && code <= 0xe3) {
      WIDE_SPACE.lastIndex = at
      if (!WIDE_SPACE.test(text)) return at
      at = WIDE_SPACE.lastIndex
    } else return at
  }
}

/** Splits at newlines, and long lines after the last blank that keeps them within the limit. */
function splitParagraphs(text: string): string[] {
  const paragraphs: string[] = []
  for (let at = 0; at < text.length; ) {
    const newline = text.indexOf('\n', at)
    const end = newline < 0 ? text.length : newline + 1
    while (end - at > MAX_LENGTH) {
      const blank = text.lastIndexOf(' ', at + MAX_LENGTH)
      const length = blank >= at ? blank - at + 1 : MAX_LENGTH
      paragraphs.push(text.slice(at, at + length))
      at += length
    }
    if (at < end) paragraphs.push(text.slice(at, end))
    at = end
  }
  return paragraphs
}
