import { type ByteSet, bytesWhere, complement, union } from './byte-set.ts'
import { posixClass } from './charset.ts'
import type { PatternReader } from './pattern-reader.ts'

// Perl's own names (perluniprops), loose form → POSIX class and rules
const PERL_NAMES: ReadonlyMap<string, readonly [string, 'a' | 'u']> = new Map([
  ...[
    'alpha',
    'digit',
    'alnum',
    'upper',
    'lower',
    'space',
    'blank',
    'cntrl',
    'graph',
    'print',
    'punct',
    'word',
    'xdigit',
  ].flatMap((name): [string, readonly [string, 'a' | 'u']][] => [
    [`posix${name}`, [name, 'a']],
    [`xposix${name}`, [name, 'u']],
    ...(name === 'punct' ? [] : ([[name, [name, 'u']]] as [string, readonly [string, 'a' | 'u']][])),
  ]),
  ['perlspace', ['space', 'a']],
  ['perlword', ['word', 'a']],
  ['posixword', ['word', 'a']],
  ['spaceperl', ['space', 'u']],
  ['xperlspace', ['space', 'u']],
  ['whitespace', ['space', 'u']],
  ['horizspace', ['blank', 'u']],
])

const RANGES: ReadonlyMap<string, (byte: number) => boolean> = new Map<string, (byte: number) => boolean>([
  ['any', () => true],
  ['all', () => true],
  ['assigned', () => true],
  ['unicode', () => true],
  ['ascii', (b) => b < 128],
  ['basiclatin', (b) => b < 128],
  ['latin1', (b) => b > 127],
  ['latin1supplement', (b) => b > 127],
  ['latin1sup', (b) => b > 127],
  ['vertspace', (b) => (b >= 10 && b <= 13) || b === 0x85],
])

const loose = (name: string): string => name.toLowerCase().replace(/[\s_-]/g, '')

/** Spellings that JavaScript knows, to be tried in turn. */
function candidates(name: string): readonly string[] {
  const equals = /^\s*([\w\s-]+?)\s*[=:]\s*([\w\s&-]+?)\s*$/.exec(name)
  const cap = (word: string): string =>
    word
      .split(/[\s_-]+/)
      .map((part) => part.charAt(0).toUpperCase() + part.slice(1).toLowerCase())
      .join('_')
  if (equals) {
    const key = loose(equals[1] ?? '')
    const value = equals[2] ?? ''
    if (key === 'gc' || key === 'generalcategory' || key === 'category')
      return [value, cap(value)].map((v) => `gc=${v}`)
    if (key === 'sc' || key === 'script') return [value, cap(value)].map((v) => `sc=${v}`)
    if (key === 'scx' || key === 'scriptextensions') return [value, cap(value)].map((v) => `scx=${v}`)
    return []
  }
  const plain = name.trim().replace(/^is_?/i, '')
  return [plain, cap(plain)].flatMap((v) => [v, `scx=${v}`])
}

function lookUp(name: string): ByteSet | undefined {
  const key = loose(name).replace(/^is/, '')
  const perl = PERL_NAMES.get(key)
  if (perl) return posixClass(perl[0], perl[1])
  if (key === 'l&' || key === 'lc' || (key === 'l' && /_/.test(name))) return lookUp('gc=LC')
  const block = /^(?:in|blk=|block=|blk:|block:)(.+)$/.exec(key)
  const range = RANGES.get(block?.[1] ?? key)
  if (range) return bytesWhere(range)
  for (const candidate of candidates(name)) {
    try {
      const property = new RegExp(`^\\p{${candidate}}$`, 'u')
      return bytesWhere((byte) => property.test(String.fromCharCode(byte)))
    } catch {
      // JavaScript does not know this spelling
    }
  }
  return undefined
}

/** Under /i the three case properties are one: any letter with case. */
function withFolding(name: string, set: ByteSet): ByteSet {
  const key = loose(name).replace(/^is|^(?:gc|generalcategory|category)[=:]/, '')
  if (/^(?:lu|ll|lt|uppercaseletter|lowercaseletter|titlecaseletter)$/.test(key)) return lookUp('gc=LC') ?? set
  if (/^(?:x?posix)?(?:upper|lower)$|^(?:upper|lower)case$|^titlecase$/.test(key)) {
    const rules = key.startsWith('posix') ? 'a' : 'u'
    return union(posixClass('upper', rules) ?? set, posixClass('lower', rules) ?? set)
  }
  return set
}

/** The bytes of a `\p` or `\P` (negated by the caller); the cursor stands behind the letter. */
export function propertySet(reader: PatternReader, letter: string): ByteSet {
  const start = reader.pos
  if (reader.atEnd) throw reader.error(`Empty \\${letter}`)
  let name = reader.peek()
  reader.pos++
  if (name === '{') {
    const close = reader.text.indexOf('}', reader.pos)
    if (close < 0) throw reader.error(`Missing right brace on \\${letter}{}`)
    name = reader.text.slice(reader.pos, close).trim()
    reader.pos = close + 1
    if (name === '') throw reader.error(`Empty \\${letter}{}`)
  }
  const negated = name.startsWith('^')
  if (negated) name = name.slice(1).trim()
  const set = lookUp(name)
  if (!set) {
    // Perl looks for it when it matches first
    if (/^(?:Is|In)\w+$/.test(name)) throw reader.unsupported(`The property ${name}, which a program may define,`)
    const text = reader.text.slice(start, reader.pos)
    if (!/^\{/.test(text) || /^\w+$/.test(name)) throw reader.error(`Can't find Unicode property definition "${name}"`)
    throw reader.unsupported(`\\${letter}${text}`)
  }
  const folded = reader.flags.i ? withFolding(name, set) : set
  return negated ? complement(folded) : folded
}
