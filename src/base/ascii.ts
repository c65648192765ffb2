// Perl's lc and \s on bytes, which JavaScript's own do not do: its lower-casing and white space reach beyond ASCII.

const UPPER = /[A-Z]/
const LOWER = /[a-z]/
const ALL_ASCII = /^[\x00-\x7f]*$/
const SPACE = /[ \t\n\r\f\v]+/

/** Lower-cases A to Z only; every other char stays. */
export function asciiLower(text: string): string {
  if (!UPPER.test(text)) return text
  return ALL_ASCII.test(text) ? text.toLowerCase() : text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase())
}

/** Upper-cases a to z only; every other char stays. */
export function asciiUpper(text: string): string {
  if (!LOWER.test(text)) return text
  return ALL_ASCII.test(text) ? text.toUpperCase() : text.replace(/[a-z]+/g, (letters) => letters.toUpperCase())
}

/** The words of a line, as Perl's `split(/\s+/, …)` gives them: a leading empty word stays, trailing ones go. */
export function splitAsciiSpace(text: string): string[] {
  const words = text.split(SPACE)
  while (words.length > 0 && words[words.length - 1] === '') words.pop()
  return words
}

/** The first word and the rest after the white space behind it; the rest is undefined when there is no white space. */
export function firstWord(text: string): [word: string, rest: string | undefined] {
  const space = SPACE.exec(text)
  return space ? [text.slice(0, space.index), text.slice(space.index + space[0].length)] : [text, undefined]
}

/** Without ASCII white space at either end. */
export function trimAsciiSpace(text: string): string {
  let start = 0
  let end = text.length
  while (start < end && isAsciiSpace(text.charCodeAt(start))) start++
  while (end > start && isAsciiSpace(text.charCodeAt(end - 1))) end--
  return text.slice(start, end)
}

/** True for the codes of what Perl's \s matches in bytes. */
export function isAsciiSpace(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13)
}
