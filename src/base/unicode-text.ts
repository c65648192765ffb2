// Perl's \s, \w and lc, which on Unicode text (utf8 flag on) reach beyond ASCII, and differ there from JavaScript's.
import { asciiLower, isAsciiSpace } from './ascii.ts'

const WORD = /[\p{Alphabetic}\p{M}\p{Nd}\p{Pc}\p{Join_Control}]/u
const WIDE = /[^\x00-\xff]/

/** True when the text has a char that is no byte, so that Perl must hold it as Unicode. */
export function hasWideChar(text: string): boolean {
  return WIDE.test(text)
}

/** True for what Perl's \s matches: ASCII white space, and in Unicode text all White_Space. */
export function isSpace(code: number, unicode: boolean): boolean {
  if (code < 0x80) return isAsciiSpace(code)
  return unicode && isUnicodeSpace(code)
}

function isUnicodeSpace(code: number): boolean {
  if (code < 0x1680) return code === 0x85 || code === 0xa0
  return (
    (code >= 0x2000 && code <= 0x200a) ||
    code === 0x2028 ||
    code === 0x2029 ||
    code === 0x202f ||
    code === 0x205f ||
    code === 0x3000 ||
    code === 0x1680
  )
}

/** True for what Perl's \w matches. Takes a code point. */
export function isWord(code: number, unicode: boolean): boolean {
  if (code < 0x80) {
    return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 48 && code <= 57) || code === 95
  }
  return unicode && WORD.test(String.fromCodePoint(code))
}

/** Without white space (Perl's \s) at either end. */
export function trimSpace(text: string, unicode: boolean): string {
  let start = 0
  let end = text.length
  while (start < end && isSpace(text.charCodeAt(start), unicode)) start++
  while (end > start && isSpace(text.charCodeAt(end - 1), unicode)) end--
  return text.slice(start, end)
}

/** Perl's lc: ASCII letters of bytes, all letters of Unicode text. JavaScript alone minds where a sigma stands. */
export function perlLower(text: string, unicode: boolean): string {
  if (!unicode) return asciiLower(text)
  return (text.includes('Σ') ? text.replaceAll('Σ', 'σ') : text).toLowerCase()
}
