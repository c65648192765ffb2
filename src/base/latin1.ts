// Mail is bytes. Inside, bytes travel as latin1 ("binary") strings, one char a byte, because Perl rules match bytes
// and V8 keeps such strings at one byte a char. These are the only doors between the two.
import { isAscii, isUtf8 } from 'node:buffer'

/** Bytes as a latin1 string, one char a byte. */
export function latin1FromBytes(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1')
}

/** A latin1 string as the bytes it stands for. Chars above 255 lose their high bits: they are a bug of the caller. */
export function bytesFromLatin1(text: string): Buffer {
  return Buffer.from(text, 'latin1')
}

/** Unicode text as the latin1 string of its UTF-8 bytes: the form in which rules see decoded text. */
export function utf8BytesOf(text: string): string {
  const room = roomFor(text.length * 3)
  return room.toString('latin1', 0, room.write(text, 0, 'utf8'))
}

/** The Unicode text of a latin1 string holding UTF-8 bytes, for showing to a person; bad bytes become U+FFFD. */
export function textFromUtf8Bytes(text: string): string {
  const room = roomFor(text.length)
  return room.toString('utf8', 0, room.write(text, 0, 'latin1'))
}

/** Up to this length an expression that stops at the first such char is quicker than a copy. */
const SHORT = 300
const NON_ASCII = /[\x80-\xff]/

/** True when a byte above 0x7f is in a latin1 string. */
export function hasNonAscii(text: string): boolean {
  if (text.length < SHORT) return NON_ASCII.test(text)
  const room = roomFor(text.length)
  return !isAscii(room.subarray(0, room.write(text, 0, 'latin1')))
}

/** True when the bytes of a latin1 string are UTF-8 by its definition (RFC 3629). */
export function isUtf8Bytes(text: string): boolean {
  const room = roomFor(text.length)
  return isUtf8(room.subarray(0, room.write(text, 0, 'latin1')))
}

/** Room that is kept for the next text, and how much is kept at most: most of a conversion's time goes into finding room. */
const MOST_KEPT = 1 << 22
let kept = Buffer.allocUnsafeSlow(1 << 16)

function roomFor(size: number): Buffer {
  if (size <= kept.length) return kept
  if (size > MOST_KEPT) return Buffer.allocUnsafeSlow(size)
  kept = Buffer.allocUnsafeSlow(2 ** Math.ceil(Math.log2(size)))
  return kept
}
