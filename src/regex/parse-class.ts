import { addAll, type ByteSet, complement, union } from './byte-set.ts'
import { bytesMatching, foldByte, foldsToSeveral, posixClass } from './charset.ts'
import { characterEscape, classEscape } from './parse-escape.ts'
import type { PatternReader } from './pattern-reader.ts'

/** One item of a class: a character, or a set of them that cannot end a range. */
type Item =
  | { readonly type: 'character'; readonly code: number; readonly text: string }
  | { readonly type: 'set'; readonly set: ByteSet; readonly text: string }

function posixItem(reader: PatternReader): ByteSet | undefined {
  const rest = reader.text.slice(reader.pos)
  const reserved = /^\[([.=])[^\]]*?\1\]/.exec(rest)
  if (reserved) {
    const mark = reserved[1]
    throw reader.error(
      `POSIX syntax [${mark} ${mark}] is reserved for future extensions`,
      reader.pos + reserved[0].length,
    )
  }
  const found = /^\[:(\^?)([a-z]*):\]/.exec(rest)
  if (!found) {
    // Perl warns when what stands here looks as if a POSIX class had been meant, and a warning refuses the rule
    const near = /^\[\s*:\s*\^?\s*([A-Za-z]{4,6})\s*:?\s*\]?/.exec(rest)
    if (near && posixClass((near[1] ?? '').toLowerCase(), 'a')) {
      throw reader.error('Assuming NOT a POSIX class since it is not written as one', reader.pos + near[0].length)
    }
    return undefined
  }
  const set = posixClass(found[2] ?? '', reader.flags.charset)
  reader.pos += found[0].length
  if (!set) throw reader.error(`POSIX class ${found[0].slice(1, -1)} unknown`)
  // under /i, upper and lower case letters are one class
  const cased = reader.flags.i && (found[2] === 'upper' || found[2] === 'lower')
  const both = cased
    ? union(posixClass('upper', reader.flags.charset) ?? set, posixClass('lower', reader.flags.charset) ?? set)
    : set
  return found[1] === '^' ? complement(both) : both
}

function readItem(reader: PatternReader): Item {
  const start = reader.pos
  const text = (): string => reader.text.slice(start, reader.pos)
  if (reader.peek() === '[') {
    const set = posixItem(reader)
    if (set) return { type: 'set', set, text: text() }
  }
  if (reader.peek() !== '\\') {
    const code = reader.text.charCodeAt(reader.pos)
    reader.pos++
    return { type: 'character', code, text: text() }
  }
  reader.pos++
  if (reader.startsWith('N') && reader.peek(1) !== '{') {
    throw reader.error('\\N in a character class must be a named character: \\N{...}', reader.pos + 1)
  }
  const code = characterEscape(reader, true)
  if (code !== undefined) return { type: 'character', code, text: text() }
  const set = classEscape(reader)
  if (set) return { type: 'set', set, text: text() }
  const letter = reader.peek()
  reader.pos++
  throw reader.error(`Unrecognized escape \\${letter} in character class passed through`)
}

// What beyond the bytes folds into them
const FOLDING_IN = [0x39c, 0x3bc, 0x178, 0x17f, 0x1e9e, 0x212a, 0x212b]

/** Adds everything a range matches. Under /i each of its characters folds; beyond the bytes only few fold into them. */
function addRange(set: ByteSet, reader: PatternReader, low: number, high: number): void {
  const { i, charset } = reader.flags
  if (high > 255) reader.needsUnicodeRules = true
  for (let code = low; code <= high && code < 256; code++) {
    set[code] = 1
    if (i) set[foldByte(code, charset)] = 1
  }
  if (!i || high < 256) return
  for (const code of FOLDING_IN) {
    if (code >= low && code <= high) for (const b of bytesMatching(code, true, charset)) set[b] = 1
  }
}

const blanks = /[ \t]*/y

/** A bracketed class; the cursor stands behind the bracket. */
export function parseClass(reader: PatternReader): ByteSet {
  const open = reader.pos
  const skip = (): void => {
    if (reader.flags.x === 2) reader.take(blanks)
  }
  refuseLonePosix(reader)
  skip()
  const negated = reader.accept('^')
  skip()
  const set: ByteSet = new Uint8Array(256)
  let several = false
  for (let first = true; first || reader.peek() !== ']'; first = false) {
    if (reader.atEnd) throw reader.error('Unmatched [', open)
    const low = readItem(reader)
    skip()
    const next = reader.pos
    if (reader.peek() === '-' && reader.accept('-')) {
      skip()
      if (reader.atEnd) throw reader.error('Unmatched [', open)
      if (reader.peek() === ']') {
        reader.pos = next
      } else if (low.type === 'set') {
        throw reader.error(`False [] range "${low.text}-"`, next + 1)
      } else {
        const high = readItem(reader)
        const shown = `${low.text}-${high.text}`
        if (high.type === 'set') throw reader.error(`False [] range "${shown}"`)
        if (high.code < low.code) throw reader.error(`Invalid [] range "${shown}"`)
        addRange(set, reader, low.code, high.code)
        skip()
        continue
      }
    }
    if (low.type === 'set') addAll(set, low.set)
    else {
      several ||= reader.flags.i && foldsToSeveral(low.code, reader.flags.charset)
      addRange(set, reader, low.code, low.code)
    }
  }
  reader.pos++
  if (several && !negated) throw reader.unsupported('Folding of one character to several', open)
  return negated ? complement(set) : set
}

/** `[:alpha:]` outside a class: Perl warns, and a warning refuses the rule. */
function refuseLonePosix(reader: PatternReader): void {
  const mark = reader.peek()
  if (mark !== ':' && mark !== '.' && mark !== '=') return
  const found = new RegExp(`^\\${mark}\\^?\\w*\\${mark}\\]`).exec(reader.text.slice(reader.pos))
  if (!found) return
  const note = mark === ':' ? '' : " (but this one isn't implemented)"
  throw reader.error(
    `POSIX syntax [${mark} ${mark}] belongs inside character classes${note}`,
    reader.pos + found[0].length,
  )
}
