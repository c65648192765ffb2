import { isSpace } from '../../base/unicode-text.ts'

const NAME_START = /[a-z ]/i
const NAME_CHAR = /[a-z -]/i
const LETTER = /[a-z]/i
const DIGIT = /\d/

/**
 * True when a `face` attribute is a list of font names, as HTML.pm's html_tests wants it: names of two letters or more, a
 * digit at the end allowed, in quotes that need not match, parted by commas.
 */
export function isFontFace(face: string, unicode: boolean): boolean {
  let end = face.length
  if (face.charCodeAt(end - 1) === 10) end--
  if (face.charAt(end - 1) === ';') end--
  let first = true
  for (let start = 0; ; first = false) {
    let comma = face.indexOf(',', start)
    if (comma < 0 || comma > end) comma = end
    if (!isName(face, start, comma, first, unicode)) return false
    if (comma === end) return true
    start = comma + 1
  }
}

function isName(face: string, from: number, to: number, first: boolean, unicode: boolean): boolean {
  let start = from
  let end = to
  while (start < end && isSpace(face.charCodeAt(start), unicode)) start++
  if (start < end && (first ? `"'.` : `"'`).includes(face.charAt(start))) start++
  else if (first && start > from && face.charCodeAt(start - 1) === 32) start-- // the first name may begin with a blank
  if (end > start && `"'`.includes(face.charAt(end - 1))) end--
  if (end > start && DIGIT.test(face.charAt(end - 1))) end--
  if (
    end - start < 2 ||
    !(first ? NAME_START : LETTER).test(face.charAt(start)) ||
    !LETTER.test(face.charAt(end - 1))
  ) {
    return false
  }
  for (let at = start + 1; at < end - 1; at++) {
    if (!NAME_CHAR.test(face.charAt(at))) return false
  }
  return true
}
