// Every conversion of a declared charset to UTF-8 goes through this file, so that all of Assay decodes alike.
import iconv from 'iconv-lite'
import { utf8BytesOf } from './latin1.ts'
import { hasNonAscii, isStrictUtf8, repairUtf8 } from './utf8.ts'

const UNDEFINED_IN_CP1252 = /[\x81\x8d\x8f\x90\x9d]/
const CP1252_80_TO_9F = [
  0x20ac, 0xfffd, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160, 0x2039, 0x0152, 0xfffd,
  0x017d, 0xfffd, 0xfffd, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a,
  0x0153, 0xfffd, 0x017e, 0x0178,
].map((code) => String.fromCharCode(code))

/** Windows-1252 bytes as UTF-8 bytes; the five bytes that mean nothing become U+FFFD. */
export function utf8FromCp1252(text: string): string {
  if (!hasNonAscii(text)) return text
  const unicode = text.replace(/[\x80-\x9f]/g, (char) => CP1252_80_TO_9F[char.charCodeAt(0) - 0x80] ?? char)
  return utf8BytesOf(unicode)
}

/**
 * Bytes of a charset, named as mail names it, as UTF-8 bytes. Strict: undefined where any byte means nothing.
 * Otherwise such bytes become U+FFFD. Undefined also when the charset is unknown.
 */
export function utf8FromCharset(text: string, charset: string, strict: boolean): string | undefined {
  if (/^(?:iso-?8859-1|windows-1252|cp1252)$/i.test(charset)) {
    return strict && UNDEFINED_IN_CP1252.test(text) ? undefined : utf8FromCp1252(text)
  }
  if (/^utf-?8$/i.test(charset)) return strict ? (isStrictUtf8(text) ? text : undefined) : repairUtf8(text)
  if (!iconv.encodingExists(charset)) return undefined
  const decoded = iconv.decode(Buffer.from(text, 'latin1'), charset)
  return strict && decoded.includes('\ufffd') ? undefined : utf8BytesOf(decoded)
}
