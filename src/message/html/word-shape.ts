// What tells that a tag stands inside a word: HTML.pm compares each text with the one rendered before it.
import { isSpace, isWord } from '../../base/unicode-text.ts'

const MAX_LETTERS = 7

/** True for chars of words in HTML.pm's sense: neither white space nor ASCII punctuation. */
function isLetterLike(code: number, unicode: boolean): boolean {
  if (code < 0x80) {
    const lower = code | 32
    return (
      (lower >= 97 && lower <= 122) ||
      (code >= 48 && code <= 57) ||
      code === 127 ||
      (code < 32 && !(code >= 9 && code <= 13))
    )
  }
  return !isSpace(code, unicode)
}

/** True when the text begins in the middle of a word, should the one before it end in one. */
export function beginsInWord(text: string, unicode: boolean): boolean {
  return text !== '' && isLetterLike(text.charCodeAt(0), unicode)
}

/** True when the text ends in a word. */
export function endsInWord(text: string, unicode: boolean): boolean {
  return text !== '' && isLetterLike(text.charCodeAt(text.length - 1), unicode)
}

/** Length of the short word (up to 7 letters) the text begins with; 0 without one. */
export function leadingLetters(text: string, unicode: boolean): number {
  // Longest first, and a boundary (\b) must follow.
  let best = 0
  let at = 0
  let before = false
  for (let count = 1; count <= MAX_LETTERS && at < text.length; count++) {
    const code = text.codePointAt(at) ?? 0
    if (!isLetterLike(code, unicode)) break
    at += code > 0xffff ? 2 : 1
    before = isWord(code, unicode)
    const after = at < text.length && isWord(text.codePointAt(at) ?? 0, unicode)
    if (before !== after) best = count
  }
  return best
}

/** Length of the short word (up to 7 letters) the text ends with; 0 without one. */
export function trailingLetters(text: string, unicode: boolean): number {
  // Leftmost first, which is the longest, and a boundary (\b) must stand before it.
  let best = 0
  let at = text.length
  for (let count = 1; count <= MAX_LETTERS && at > 0; count++) {
    const start = previousStart(text, at)
    const code = text.codePointAt(start) ?? 0
    if (!isLetterLike(code, unicode)) break
    at = start
    const before = at > 0 && isWord(text.codePointAt(previousStart(text, at)) ?? 0, unicode)
    if (before !== isWord(code, unicode)) best = count
  }
  return best
}

function previousStart(text: string, at: number): number {
  const low = text.charCodeAt(at - 1)
  return at > 1 && low >= 0xdc00 && low <= 0xdfff ? at - 2 : at - 1
}
