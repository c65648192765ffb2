import { type ByteSet, bytesWhere } from './byte-set.ts'

/**
 * Perl's character-set modifier in force, which decides what the bytes 128–255 are: nothing in particular (`d`),
 * the characters U+0080–U+00FF (`u`), the same with \w \d \s and POSIX classes kept to ASCII (`a`), and that with no
 * folding between ASCII and the rest (`aa`, the one rules are compiled under). Locale (`l`) is refused.
 */
export type Charset = 'd' | 'u' | 'a' | 'aa'

const isDigit = (b: number): boolean => b >= 48 && b <= 57
const isUpper = (b: number): boolean => b >= 65 && b <= 90
const isLower = (b: number): boolean => b >= 97 && b <= 122
const isAlpha = (b: number): boolean => isUpper(b) || isLower(b)
const isSpace = (b: number): boolean => (b >= 9 && b <= 13) || b === 32
const isGraph = (b: number): boolean => b > 32 && b < 127
const inUnicode =
  (property: string): ((b: number) => boolean) =>
  (b) =>
    new RegExp(`^[${property}]$`, 'u').test(String.fromCharCode(b))

// name → [ASCII rules, Unicode rules]; perlrecharclass, "POSIX Character Classes"
const CLASSES: ReadonlyMap<string, readonly [(b: number) => boolean, (b: number) => boolean]> = new Map([
  ['alpha', [isAlpha, inUnicode('\\p{Alphabetic}')]],
  ['digit', [isDigit, inUnicode('\\p{Nd}')]],
  ['alnum', [(b) => isAlpha(b) || isDigit(b), inUnicode('\\p{Alphabetic}\\p{Nd}')]],
  ['upper', [isUpper, inUnicode('\\p{Uppercase}')]],
  ['lower', [isLower, inUnicode('\\p{Lowercase}')]],
  ['space', [isSpace, (b) => isSpace(b) || b === 0x85 || b === 0xa0]],
  ['blank', [(b) => b === 9 || b === 32, (b) => b === 9 || b === 32 || b === 0xa0]],
  ['cntrl', [(b) => b < 32 || b === 127, inUnicode('\\p{Cc}')]],
  ['graph', [isGraph, (b) => isGraph(b) || b > 0xa0]],
  ['print', [(b) => isGraph(b) || b === 32, (b) => isGraph(b) || b === 32 || b >= 0xa0]],
  // Perl's [:punct:] is \p{Punct} and the ASCII symbols
  [
    'punct',
    [
      (b) => isGraph(b) && !isAlpha(b) && !isDigit(b),
      (b) => (isGraph(b) && !isAlpha(b) && !isDigit(b)) || (b > 127 && inUnicode('\\p{P}')(b)),
    ],
  ],
  ['word', [(b) => isAlpha(b) || isDigit(b) || b === 95, inUnicode('\\p{Alphabetic}\\p{M}\\p{Nd}\\p{Pc}')]],
  [
    'xdigit',
    [
      (b) => isDigit(b) || (b >= 65 && b <= 70) || (b >= 97 && b <= 102),
      (b) => isDigit(b) || (b >= 65 && b <= 70) || (b >= 97 && b <= 102),
    ],
  ],
  ['ascii', [(b) => b < 128, (b) => b < 128]],
])

const built = new Map<string, ByteSet>()

/** The POSIX class of that name (`alpha`, `word`, …) under the character set; undefined when there is none. */
export function posixClass(name: string, charset: Charset): ByteSet | undefined {
  const tests = CLASSES.get(name)
  if (!tests) return undefined
  const key = charset === 'u' ? `u ${name}` : name
  let set = built.get(key)
  if (!set) built.set(key, (set = bytesWhere(charset === 'u' ? tests[1] : tests[0])))
  return set
}

/** \h, the same under every character set. */
export const HORIZONTAL_SPACE = bytesWhere((b) => b === 9 || b === 32 || b === 0xa0)
/** \v, the same under every character set. */
export const VERTICAL_SPACE = bytesWhere((b) => (b >= 10 && b <= 13) || b === 0x85)

/** What a digit, space or word escape (`\d`, `\s`, `\w`) stands for. */
export function shorthandClass(letter: 'd' | 's' | 'w', charset: Charset): ByteSet {
  const name = letter === 'd' ? 'digit' : letter === 's' ? 'space' : 'word'
  const set = posixClass(name, charset)
  if (!set) throw new Error(`no class ${name}`)
  return set
}

const otherCase = (b: number): number => {
  if (isUpper(b) || (b >= 0xc0 && b <= 0xde && b !== 0xd7)) return b + 32
  if (isLower(b) || (b >= 0xe0 && b <= 0xfe && b !== 0xf7)) return b - 32
  return b
}

/** The other-case form of a byte under the character set, or the byte itself. */
export function foldByte(byte: number, charset: Charset): number {
  return byte < 128 || charset !== 'd' ? otherCase(byte) : byte
}

/** Whether several characters can fold to this one (ß with ss, the ligatures), which only happens outside `aa` and `d`. */
export function foldsToSeveral(code: number, charset: Charset): boolean {
  return (
    (charset === 'u' || charset === 'a') && (code === 0xdf || code === 0x1e9e || (code >= 0xfb00 && code <= 0xfb06))
  )
}

/** The bytes that a character of the pattern matches: itself where it is one, and under /i those that fold with it. */
export function bytesMatching(code: number, fold: boolean, charset: Charset): readonly number[] {
  if (code < 256) {
    const other = fold ? foldByte(code, charset) : code
    return other === code ? [code] : [code, other]
  }
  if (!fold || code > 0x10ffff) return []
  // a character beyond the bytes matches those that Unicode's simple folding joins with it (µ, ÿ, ſ, the Kelvin sign)
  const alike = new RegExp(`^\\u{${code.toString(16)}}$`, 'iu')
  const bytes: number[] = []
  for (let b = charset === 'aa' ? 128 : 0; b < 256; b++) if (alike.test(String.fromCharCode(b))) bytes.push(b)
  return bytes
}
