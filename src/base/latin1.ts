// Mail is bytes. Inside, bytes travel as latin1 ("binary") strings, one char a byte, because Perl rules match bytes
// and V8 keeps such strings at one byte a char. These are the only doors between the two.

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
  return Buffer.from(text, 'utf8').toString('latin1')
}

/** The Unicode text of a latin1 string holding UTF-8 bytes, for showing to a person; bad bytes become U+FFFD. */
export function textFromUtf8Bytes(text: string): string {
  return Buffer.from(text, 'latin1').toString('utf8')
}
