// Char codes and char classes of markup, as HTML::Parser has them.
export const LT = 60
export const GT = 62
export const SLASH = 47
export const BANG = 33
export const QUESTION = 63
export const DASH = 45
export const EQUALS = 61
export const QUOTE = 34
export const APOSTROPHE = 39
export const BRACKET_OPEN = 91
export const BRACKET_CLOSE = 93

const SPACE = 1
export const NAME_FIRST = 2
export const NAME_CHAR = 4
const CHAR_TYPE = charTypes()

function charTypes(): Uint8Array {
  const types = new Uint8Array(256)
  for (let code = 0; code < 128; code++) {
    const char = String.fromCharCode(code)
    if (/[\t-\r ]/.test(char)) types[code] = SPACE
    else if (/[A-Za-z_:]/.test(char)) types[code] = NAME_FIRST | NAME_CHAR
    else if (/[0-9.-]/.test(char)) types[code] = NAME_CHAR
  }
  return types
}

/** True for chars of names: NAME_FIRST where one may begin, NAME_CHAR further on. */
export function isType(code: number, type: number): boolean {
  return code < 256 && ((CHAR_TYPE[code] ?? 0) & type) !== 0
}

/** True for what HTML::Parser takes for white space. */
export function isHtmlSpace(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13)
}

/** True for ASCII letters. */
export function isLetter(code: number): boolean {
  const lower = code | 32
  return lower >= 97 && lower <= 122
}

/** A name in the source, in lower case. */
export function lowerName(source: string, start: number, end: number): string {
  const name = source.slice(start, end)
  for (let i = start; i < end; i++) {
    const code = source.charCodeAt(i)
    if (code >= 65 && code <= 90) return name.replace(/[A-Z]+/g, (letters) => letters.toLowerCase())
  }
  return name
}
