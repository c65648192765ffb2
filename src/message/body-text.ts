import { isAsciiSpace } from '../base/ascii.ts'
import { bytesFromLatin1, latin1FromBytes, utf8BytesOf } from '../base/latin1.ts'
import { hasNonAscii } from '../base/utf8.ts'
import type { RenderedText } from './part.ts'
import { cutAtScanSize } from './scan-size.ts'

/** Longer paragraphs are split (MAX_BODY_LINE_LENGTH). */
const MAX_LENGTH = 2048
const NEWLINE = 10
const SPACE = 32
/** What a byte may be: ASCII white space, or the first byte of wider white space. */
const SPACE_KIND = 1
const WIDE_KIND = 2
const KINDS_OF_BYTES = Uint8Array.from({ length: 256 }, (_, code) => (isAsciiSpace(code) ? SPACE_KIND : 0))
const KINDS_OF_UTF8 = KINDS_OF_BYTES.map((kind, code) => (code >= 0xc2 && code <= 0xe3 ? WIDE_KIND : kind))

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
  const bytes = bytesFromLatin1(text)
  const kinds = unicode && hasNonAscii(text) ? KINDS_OF_UTF8 : KINDS_OF_BYTES
  const { length } = bytes
  let write = 0
  let at = 0
  while (at < length) {
    const code = bytes[at] as number // `as`: within its bounds
    const kind = kinds[code]
    let width = kind === SPACE_KIND ? 1 : kind === WIDE_KIND ? wideSpaceLength(bytes, at) : 0
    if (width === 0) {
      bytes[write++] = code === 0 ? NEWLINE : code
      at++
      continue
    }
    const start = at
    let firstNewline = -1
    let lastNewline = -1
    while (width > 0) {
      if (bytes[at] === NEWLINE) {
        if (firstNewline < 0) firstNewline = at
        lastNewline = at
      }
      at += width
      const next = at < length ? kinds[bytes[at] as number] : 0 // `as`: likewise
      width = next === SPACE_KIND ? 1 : next === WIDE_KIND ? wideSpaceLength(bytes, at) : 0
    }
    if (firstNewline < lastNewline) {
      // never more than was read: both newlines were
      if (firstNewline > start) bytes[write++] = SPACE
      bytes[write++] = NEWLINE
      if (lastNewline + 1 < at) bytes[write++] = SPACE
    } else {
      bytes[write++] = SPACE
    }
  }
  return latin1FromBytes(bytes.subarray(0, write))
}

/** Bytes of the Unicode white space that begins here, 0 when there is none: U+85, A0, 1680, 2000-200A, 2028, 2029, 202F, 205F, 3000. */
function wideSpaceLength(bytes: Uint8Array, at: number): number {
  const second = bytes[at + 1] ?? 0
  const third = bytes[at + 2] ?? 0
  switch (bytes[at]) {
    case 0xc2:
      return second === 0x85 || second === 0xa0 ? 2 : 0
    case 0xe1:
      return second === 0x9a && third === 0x80 ? 3 : 0
    case 0xe2:
      if (second === 0x81) return third === 0x9f ? 3 : 0
      if (second !== 0x80) return 0
      return (third >= 0x80 && third <= 0x8a) || third === 0xa8 || third === 0xa9 || third === 0xaf ? 3 : 0
    case 0xe3:
      return second === 0x80 && third === 0x80 ? 3 : 0
    default:
      return 0
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
