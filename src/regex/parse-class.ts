import { addAll, type ByteSet, complement, union } from './byte-set.ts'
import { bytesMatching, foldByte, foldsToSeveral, posixClass } from './charset.ts'
import { characterEscape, classEscape } from './parse-escape.ts'
import type { PatternReader } from './pattern-reader.ts'
import { posixLookalike } from './posix-lookalike.ts'

/** One item of a class: a character, or a set of them that cannot end a range. */
type Item =
  | { readonly type: 'character'; readonly code: number; readonly text: string }
  | { readonly type: 'set'; readonly set: ByteSet; readonly text: string }

/** What reading a class has seen that may have been meant for a POSIX class; a warning is due once it is passed. */
interface PosixWatch {
  /** What has been looked at already. */
  end: number
  warning: { readonly problem: string; readonly at: number } | undefined
}

/** The set of a POSIX class; under /i, upper and lower case letters are one class. */
function posixSet(reader: PatternReader, name: string, negated: boolean): ByteSet {
  const named = (which: string): ByteSet => {
    const set = posixClass(which, reader.flags.charset)
    if (!set) throw new Error(`no class ${which}`)
    return set
  }
  const cased = reader.flags.i && (name === 'upper' || name === 'lower')
  const set = cased ? union(named('upper'), named('lower')) : named(name)
  return negated ? complement(set) : set
}

/** Looks whether a POSIX class begins here, or was meant to. */
function posixItem(reader: PatternReader, watch: PosixWatch): ByteSet | undefined {
  const bracket = reader.peek() === '['
  if (!bracket && (reader.pos <= watch.end || !':=.^;'.includes(reader.peek()))) return undefined
  const seen = posixLookalike(reader.text, bracket ? reader.pos + 1 : reader.pos)
  watch.warning = seen.type === 'meant' ? seen : undefined
  if (seen.type === 'none') return undefined
  if (bracket && seen.type === 'class') {
    reader.pos = seen.end
    return posixSet(reader, seen.name, seen.negated)
  }
  if (bracket && seen.type === 'unknown') throw reader.error(`POSIX class [:${seen.name}:] unknown`, seen.end)
  if (bracket && seen.type === 'reserved' && seen.clean) {
    const mark = reader.peek(1)
    throw reader.error(`POSIX syntax [${mark} ${mark}] is reserved for future extensions`, seen.end)
  }
  watch.end = seen.end
  return undefined
}

/** Perl warns once it is past what it took for a class, and a warning refuses the rule. */
function giveWarning(reader: PatternReader, { warning }: PosixWatch): void {
  if (warning) throw reader.error(`Assuming NOT a POSIX class since ${warning.problem}`, warning.at)
}

function readItem(reader: PatternReader, watch: PosixWatch): Item {
  const start = reader.pos
  const text = (): string => reader.text.slice(start, reader.pos)
  const posix = posixItem(reader, watch)
  if (posix) return { type: 'set', set: posix, text: text() }
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
  if (high > 255 && charset === 'd') reader.needsUnicodeRules = true
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

/** Classes read before, by modifiers and text: obfuscated words repeat the same ones by the thousand. */
const known = new Map<string, ByteSet>()
const MOST_KNOWN = 20_000
// A class without brackets inside, the cursor behind its first one
const plainClass = /\^?\]?(?:[^\]\\[]|\\[^N])*\]/y

/** A bracketed class; the cursor stands behind the bracket. The set is shared: the same text gives the same set. */
export function parseClass(reader: PatternReader): ByteSet {
  const { i, x, charset } = reader.flags
  plainClass.lastIndex = reader.pos
  const text = x === 2 ? undefined : plainClass.exec(reader.text)?.[0]
  const key = `${i} ${charset} ${text}`
  const before = text === undefined ? undefined : known.get(key)
  if (before && text !== undefined) {
    reader.pos += text.length
    return before
  }
  const { pos, needsUnicodeRules, askedGroupCount } = reader
  reader.needsUnicodeRules = false
  const set = readClass(reader)
  const plain = text !== undefined && reader.pos === pos + text.length
  // what it told the reader beside its set, it must tell again
  const silent = !reader.needsUnicodeRules && reader.askedGroupCount === askedGroupCount
  reader.needsUnicodeRules ||= needsUnicodeRules
  if (plain && silent && known.size < MOST_KNOWN) known.set(key, set)
  return set
}

function readClass(reader: PatternReader): ByteSet {
  const open = reader.pos
  const skip = (): void => {
    if (reader.flags.x === 2) reader.take(blanks)
  }
  const watch: PosixWatch = { end: open - 1, warning: undefined }
  skip()
  const negated = reader.accept('^')
  skip()
  refuseLonePosix(reader, watch)
  const set: ByteSet = new Uint8Array(256)
  let several = false
  for (let first = true; first || reader.peek() !== ']'; first = false) {
    if (reader.pos > watch.end) giveWarning(reader, watch)
    if (reader.atEnd) throw reader.error('Unmatched [', open)
    const low = readItem(reader, watch)
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
        const high = readItem(reader, watch)
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
  giveWarning(reader, watch)
  if (several && !negated) throw reader.unsupported('Folding of one character to several', open)
  return negated ? complement(set) : set
}

/** `[:alpha:]` outside a class: Perl warns, and a warning refuses the rule. */
function refuseLonePosix(reader: PatternReader, watch: PosixWatch): void {
  const mark = reader.peek()
  if (mark === '' || !':=.^;'.includes(mark)) return
  const seen = posixLookalike(reader.text, reader.pos)
  if (seen.type === 'none') return
  watch.end = seen.end
  let note = ''
  if (seen.type !== 'class') {
    note = mark === '.' || mark === '=' ? " (but this one isn't implemented)" : " (but this one isn't fully valid)"
  }
  throw reader.error(`POSIX syntax [${mark} ${mark}] belongs inside character classes${note}`, seen.end)
}
