import { type ByteSet, byteSetOf, bytesWhere, complement } from './byte-set.ts'
import { bytesMatching, foldsToSeveral, HORIZONTAL_SPACE, shorthandClass, VERTICAL_SPACE } from './charset.ts'
import { CLUSTER, LINE_BREAK } from './line-break.ts'
import type { PatternReader } from './pattern-reader.ts'
import type { BackreferenceFold, BackreferenceNode, Node } from './tree.ts'
import { propertySet } from './unicode-property.ts'

const MAX_PORTABLE = 0xffffffff

const CONTROL: ReadonlyMap<string, number> = new Map([
  ['n', 10],
  ['t', 9],
  ['r', 13],
  ['f', 12],
  ['e', 27],
  ['a', 7],
])

// A tree has thousands of characters, of few kinds. The bytes fold alike under all character sets but d
const characterSets = new Map<number, ByteSet>()

/** The bytes that a character of the pattern matches where the reader stands. */
export function characterSet(reader: PatternReader, code: number): ByteSet {
  const { i, charset } = reader.flags
  if (code > 255) reader.needsUnicodeRules = true
  if (i && foldsToSeveral(code, charset)) throw reader.unsupported('Folding of one character to several')
  if (code > 255) return byteSetOf(...bytesMatching(code, i, charset))
  const key = charset === 'd' ? code * 4 + (i ? 1 : 0) : code * 4 + (i ? 3 : 2)
  let set = characterSets.get(key)
  if (!set) characterSets.set(key, (set = byteSetOf(...bytesMatching(code, i, charset))))
  return set
}

function digitsUntilBad(digits: string, radix: 8 | 16): { readonly good: string; readonly bad: string } {
  const good = (radix === 8 ? /^[0-7]*(?:_[0-7]+)*/ : /^[0-9a-fA-F]*(?:_[0-9a-fA-F]+)*/).exec(digits)?.[0] ?? ''
  return { good: good.replaceAll('_', ''), bad: digits.charAt(good.length) }
}

function codeInBraces(reader: PatternReader, letter: 'x' | 'o'): number {
  const close = reader.text.indexOf('}', reader.pos)
  const radix = letter === 'x' ? 16 : 8
  if (close < 0) throw reader.error(`Missing right brace on \\${letter}{}`, reader.text.length)
  const inner = reader.text.slice(reader.pos + 1, close).replace(/^[ \t]+|[ \t]+$/g, '')
  reader.pos = close + 1
  if (inner === '' && letter === 'o') throw reader.error('Empty \\o{}')
  const { good, bad } = digitsUntilBad(inner, radix)
  if (bad !== '') {
    const shown = letter === 'x' ? good.padStart(2, '0') : good.padStart(3, '0')
    const kind = letter === 'x' ? 'Non-hex' : 'Non-octal'
    throw reader.error(`${kind} character '${bad}' terminates \\${letter} early.  Resolved as "\\${letter}{${shown}}"`)
  }
  const code = good === '' ? 0 : Number.parseInt(good, radix)
  if (code > MAX_PORTABLE) throw reader.unsupported('A code point beyond 32 bits')
  return code
}

function hexEscape(reader: PatternReader): number {
  if (reader.peek() === '{') return codeInBraces(reader, 'x')
  const digits = reader.take(/[0-9a-fA-F]{0,2}/y) ?? ''
  const next = reader.peek()
  if (digits.length < 2 && next !== '' && (digits !== '' || next !== '')) {
    const shown = `\\x${digits.padStart(2, '0')}${next}`
    throw reader.error(`Non-hex character '${next}' terminates \\x early.  Resolved as "${shown}"`)
  }
  return digits === '' ? 0 : Number.parseInt(digits, 16)
}

function octalEscape(reader: PatternReader): number {
  const digits = reader.take(/[0-7]{1,3}/y) ?? '0'
  const next = reader.peek()
  if (digits.length < 3 && /[89]/.test(next)) {
    const shown = `\\${digits.padStart(3, '0')}${next}`
    throw reader.error(`Non-octal character '${next}' terminates \\0 early.  Resolved as "${shown}"`, reader.pos + 1)
  }
  return Number.parseInt(digits, 8)
}

function controlEscape(reader: PatternReader): number {
  const char = reader.peek()
  if (!/^[\x20-\x7e]$/.test(char)) throw reader.error('Character following "\\c" must be printable ASCII')
  if (char === '{') throw reader.error('Use ";" instead of "\\c{"')
  reader.pos++
  const code = char.toUpperCase().charCodeAt(0) ^ 64
  if (code >= 32 && code < 127) {
    throw reader.error(`"\\c${char}" is more clearly written simply as "${String.fromCharCode(code)}"`)
  }
  return code
}

/** `\N{U+263A}`; the cursor stands at the brace. */
function namedCharacter(reader: PatternReader): number {
  const found = reader.take(/\{\s*U\+([0-9a-fA-F_]+)\s*\}/y)
  if (found === undefined) throw reader.unsupported('\\N{} with a character name')
  if (reader.flags.charset === 'd') reader.needsUnicodeRules = true
  const code = Number.parseInt(found.replace(/[{}\s_]|U\+/g, ''), 16)
  if (code > MAX_PORTABLE) throw reader.unsupported('A code point beyond 32 bits')
  return code
}

/** An escape that means one character, in or outside a class; undefined, with the cursor unmoved, when it is none. The cursor stands behind the backslash. */
export function characterEscape(reader: PatternReader, inClass: boolean): number | undefined {
  const letter = reader.peek()
  const control = CONTROL.get(letter)
  if (control !== undefined) {
    reader.pos++
    return control
  }
  if (letter === 'x' || letter === 'o' || letter === 'c') {
    reader.pos++
    if (letter === 'x') return hexEscape(reader)
    if (letter === 'c') return controlEscape(reader)
    if (reader.peek() !== '{') throw reader.error('Missing braces on \\o{}')
    return codeInBraces(reader, 'o')
  }
  if (letter === '0' || (inClass && /[1-7]/.test(letter))) return octalEscape(reader)
  if (
    letter === 'N' &&
    reader.peek(1) === '{' &&
    (inClass || !/^\{\s*(?:\d+\s*(?:,\s*\d*\s*)?|,\s*\d+\s*)\}/.test(reader.text.slice(reader.pos + 1)))
  ) {
    reader.pos++
    return namedCharacter(reader)
  }
  if (inClass && letter === 'b') {
    reader.pos++
    return 8
  }
  if (letter !== '' && !/[0-9A-Za-z]/.test(letter)) {
    reader.pos++
    return letter.charCodeAt(0)
  }
  return undefined
}

/** An escape that means a set of characters, in or outside a class; undefined when it is none. */
export function classEscape(reader: PatternReader): ByteSet | undefined {
  const letter = reader.peek()
  const lower = letter.toLowerCase()
  const negated = letter !== lower
  let set: ByteSet
  if (lower === 'd' || lower === 's' || lower === 'w') {
    set = shorthandClass(lower, reader.flags.charset)
    reader.pos++
  } else if (lower === 'h' || lower === 'v') {
    set = lower === 'h' ? HORIZONTAL_SPACE : VERTICAL_SPACE
    reader.pos++
  } else if (lower === 'p') {
    reader.pos++
    set = propertySet(reader, letter)
    if (reader.flags.charset === 'd') reader.needsUnicodeRules = true
  } else {
    return undefined
  }
  return negated ? complement(set) : set
}

function foldOf(reader: PatternReader): BackreferenceFold {
  if (!reader.flags.i) return 'none'
  return reader.flags.charset === 'd' ? 'ascii' : 'latin1'
}

/** A reference by name, filled in when all groups are known. */
export function namedReference(reader: PatternReader, name: string, here: number): BackreferenceNode {
  const groups: number[] = []
  reader.pending.push({ name, group: 0, here, groups, closed: reader.closedGroups })
  return { type: 'backreference', groups, fold: foldOf(reader) }
}

function numberedReference(reader: PatternReader, group: number, here: number): BackreferenceNode {
  reader.pending.push({ name: undefined, group, here, groups: [], closed: reader.closedGroups })
  return { type: 'backreference', groups: [group], fold: foldOf(reader) }
}

/** `\g1 \g{-1} \g{name}`; the cursor stands behind the g. */
function gReference(reader: PatternReader): Node {
  const start = reader.pos
  const braced = reader.accept('{')
  if (braced && reader.atEnd) throw reader.error('Sequence \\g{... not terminated')
  if (braced) reader.take(/[ \t]*/y)
  const digits = reader.pos + (reader.peek() === '-' ? 1 : 0)
  const number = reader.take(/-?\d+/y)
  if (number === undefined) {
    if (!braced) throw reader.error('Unterminated \\g... pattern', start)
    const name = reader.take(/[A-Za-z_]\w*/y)
    if (name === undefined) throw reader.error('Group name must start with a non-digit word character', reader.pos + 1)
    const here = reader.pos
    reader.take(/[ \t]*/y)
    if (!reader.accept('}')) throw reader.error('Sequence \\g{... not terminated', here)
    return namedReference(reader, name, here)
  }
  const here = reader.pos
  if (braced) reader.take(/[^}]*/y) // Perl does not look at it
  if (braced && !reader.accept('}')) throw reader.error('Unterminated \\g{...} pattern')
  const value = Number.parseInt(number, 10)
  if (value === 0) throw reader.error('Reference to invalid group 0', digits)
  const group = number.startsWith('-') ? reader.nextGroup + value : value
  if (group < 1) throw reader.error('Reference to nonexistent or unclosed group', digits)
  return numberedReference(reader, group, here)
}

const CLOSERS: ReadonlyMap<string, string> = new Map([
  ['<', '>'],
  ['{', '}'],
  ["'", "'"],
])

function kReference(reader: PatternReader): Node {
  const open = reader.peek()
  const close = CLOSERS.get(open)
  if (close === undefined) throw reader.error('Sequence \\k... not terminated')
  reader.pos++
  if (open === '{') reader.take(/[ \t]*/y)
  const name = reader.take(/[A-Za-z_]\w*/y)
  if (name === undefined) throw reader.error('Group name must start with a non-digit word character', reader.pos + 1)
  const here = reader.pos
  if (open === '{') reader.take(/[ \t]*/y)
  if (!reader.accept(close)) throw reader.error(`Sequence \\k${open}... not terminated`, here)
  return namedReference(reader, name, here)
}

const NEWLINE = byteSetOf(10)
const ANY = bytesWhere(() => true)

/** `\b{wb}` and its like look at Unicode's word, line and sentence breaks; the cursor stands behind the brace. */
function wordBreak(reader: PatternReader, letter: string): Error {
  const close = reader.text.indexOf('}', reader.pos)
  if (close < 0) return reader.error(`Missing right brace on \\${letter}{}`, reader.pos)
  const kind = reader.text.slice(reader.pos, close).trim()
  reader.pos = close
  if (kind === '') return reader.error(`Empty \\${letter}{}`)
  if (!/^(?:gcb|lb|sb|wb)$/.test(kind)) return reader.error(`'${kind}' is an unknown bound type`)
  const { charset } = reader.flags
  if (charset === 'a' || charset === 'aa') {
    reader.pos++
    return reader.error(`Using /u for '\\${letter}{${kind}}' instead of /${charset}`)
  }
  return reader.unsupported(`\\${letter}{${kind}}`)
}

/** An escape outside a class; the cursor stands at the backslash. */
export function parseEscape(reader: PatternReader): Node {
  const start = reader.pos
  reader.pos++
  if (reader.atEnd) throw reader.plainError('Trailing \\')
  const letter = reader.peek()
  const word = shorthandClass('w', reader.flags.charset)
  if (/[1-9]/.test(letter)) {
    const digits = reader.take(/\d+/y) ?? ''
    const group = Number.parseInt(digits, 10)
    if (group > 9 && group >= reader.nextGroup && !/^[89]/.test(digits)) {
      reader.askedGroupCount = true
      // the first reading does not know yet, and the second will put it right
      if (reader.known.groupCount === Number.POSITIVE_INFINITY) return { type: 'set', set: ANY }
      if (group > reader.known.groupCount) {
        reader.pos = start + 1
        return { type: 'set', set: characterSet(reader, octalEscape(reader)) }
      }
    }
    return numberedReference(reader, group, reader.pos)
  }
  const code = characterEscape(reader, false)
  if (code !== undefined) return { type: 'set', set: characterSet(reader, code) }
  const set = classEscape(reader)
  if (set) return { type: 'set', set }
  reader.pos++
  switch (letter) {
    case 'A':
      return { type: 'assert', kind: 'start', word }
    case 'z':
      return { type: 'assert', kind: 'end', word }
    case 'Z':
      return { type: 'assert', kind: 'end-or-newline', word }
    case 'G':
      return { type: 'assert', kind: 'search-start', word }
    case 'b':
    case 'B':
      if (reader.accept('{')) throw wordBreak(reader, letter)
      return { type: 'assert', kind: letter === 'b' ? 'boundary' : 'not-boundary', word }
    case 'N':
      return { type: 'set', set: complement(NEWLINE) }
    case 'R':
      return LINE_BREAK
    case 'X':
      if (reader.behindDepth > 0) throw reader.unsupported('\\X in a look-behind') // to Perl it is too long
      return CLUSTER
    case 'K':
      if (reader.lookDepth > 0) throw reader.error('\\K not permitted in lookahead/lookbehind')
      return { type: 'keep' }
    case 'g':
      return gReference(reader)
    case 'k':
      return kReference(reader)
    case 'C':
      throw reader.error('\\C no longer supported', reader.pos - 1)
    default:
      // Perl means to complain of the brace instead, and forgets to where it makes a quantifier
      if (reader.peek() === '{' && /[A-Za-z]/.test(letter)) {
        return { type: 'set', set: characterSet(reader, letter.charCodeAt(0)) }
      }
      throw reader.error(`Unrecognized escape \\${letter} passed through`)
  }
}
