// Perl's regular expressions (perlre, perlrecharclass, perlrebackslash of 5.36), as rules may use them:
//
//   alternatives  = branch *( "|" branch )
//   branch        = *( piece / comment / "(?" modifiers ")" )        modifiers = ["^"] *( i m s x xx n p a aa u d ) ["-" …]
//   piece         = atom [ quantifier [ "?" / "+" ] ]
//   quantifier    = "*" / "+" / "?" / "{n}" / "{n,}" / "{n,m}" / "{,m}"        blanks allowed inside the braces
//   atom          = character / "." / "^" / "$" / escape / class / group
//   group         = "(" ["?<name>" / "?'name'" / "?P<name>"] alternatives ")"
//                 / "(?" ( [modifiers] ":" / "=" / "!" / "<=" / "<!" / ">" / "|" ) alternatives ")"
//                 / "(*" ( pla nla plb nlb atomic and their long names ) ":" alternatives ")"
//                 / "(?(" condition ")" branch [ "|" branch ] ")"
//                 / "(?R)" / "(?" [+-] n ")" / "(?&name)" / "(?P>name)" / "(?P=name)"
//                 / "(*" VERB [":" argument] ")"
//   escape        = "\" ( d D s S w W h H v V N R X b B A z Z G K n t r f e a / p{…} / P{…} / x{…} / xhh / o{…} / 0oo
//                 / cX / N{U+…} / digits / g… / k… / any other character that is no letter or digit )
//   class         = "[" ["^"] *( character [ "-" character ] / escape / "[:name:]" / "[:^name:]" ) "]"
//
// SpamAssassin compiles rules under /aa and treats Perl's warnings as errors (Util.pm, compile_regexp), so what Perl
// only warns about is refused here, in Perl's words. `\Q \E \L \U` belong to string literals: in a rule they are unknown
// escapes. Case folding and character sets are resolved while reading: the tree knows only sets of bytes.

import { byteSetOf, bytesWhere, complement } from './byte-set.ts'
import { shorthandClass } from './charset.ts'
import { refuseEmptyCounted } from './empty-counted.ts'
import { parseClass } from './parse-class.ts'
import { characterSet, parseEscape } from './parse-escape.ts'
import { parseGroup } from './parse-group.ts'
import { type Foreknowledge, PatternReader } from './pattern-reader.ts'
import { refusePerlFlaws } from './perl-flaws.ts'
import { seemsWide } from './perl-width.ts'
import { EMPTY, type Node, type RegexTree } from './tree.ts'

// Perl's REG_INFTY - 1
const MAX_COUNT = 65534
// Deeper nesting than any rule has, and shallow enough for the recursive walks over the tree
const MAX_DEPTH = 250

const NOT_NEWLINE = complement(byteSetOf(10))
const ALL = bytesWhere(() => true)

interface Quantifier {
  readonly min: number
  readonly max: number
}

function readQuantifier(reader: PatternReader): Quantifier | undefined {
  if (reader.accept('*')) return { min: 0, max: Number.POSITIVE_INFINITY }
  if (reader.accept('+')) return { min: 1, max: Number.POSITIVE_INFINITY }
  if (reader.accept('?')) return { min: 0, max: 1 }
  if (reader.peek() !== '{') return undefined
  const open = reader.pos
  const found = reader.take(/\{[ \t]*(?:\d+[ \t]*(?:,[ \t]*\d*)?|,[ \t]*\d+)[ \t]*\}/y)
  if (found === undefined) return undefined
  const parts = found.slice(1, -1).split(',')
  const count = (part: string | undefined, absent: number): number => {
    const digits = part?.trim() ?? ''
    if (digits === '') return absent
    if (digits.length > 1 && digits.startsWith('0')) throw reader.error('Invalid quantifier in {,}', reader.pos - 1)
    const value = Number.parseInt(digits, 10)
    if (value > MAX_COUNT) throw reader.error(`Quantifier in {,} bigger than ${MAX_COUNT}`, open + 1 + digits.length)
    return value
  }
  const min = count(parts[0], 0)
  const max = parts.length === 1 ? min : count(parts[1], Number.POSITIVE_INFINITY)
  if (max < min) throw reader.error("Quantifier {n,m} with n > m can't match")
  return { min, max }
}

function quantified(reader: PatternReader, atom: Node, start: number): Node {
  reader.skipIgnored()
  const quantifier = readQuantifier(reader)
  if (!quantifier) return atom
  const { min, max } = quantifier
  if (max === Number.POSITIVE_INFINITY && !seemsWide(atom)) {
    const text = reader.text.slice(start, reader.pos)
    if (atom.type === 'keep') throw reader.error(`${text} is forbidden - matches null string many times`)
    throw reader.error(`${text} matches null string many times`)
  }
  reader.skipIgnored()
  let mode: 'greedy' | 'lazy' | 'possessive' = 'greedy'
  if (reader.accept('?')) {
    if (min === max) throw reader.error("Useless use of greediness modifier '?'")
    mode = 'lazy'
  } else if (reader.accept('+')) {
    if (reader.behindDepth > 0) throw reader.unsupported('A possessive quantifier in a look-behind')
    mode = 'possessive'
  }
  reader.skipIgnored()
  const end = reader.pos
  if (/[*+?]/.test(reader.peek()) || readQuantifier(reader)) throw reader.error('Nested quantifiers', end + 1)
  return { type: 'repeat', min, max, mode, body: atom }
}

/** What stands before a piece: where a text begins a brace needs no escape, and what has a quantifier is not looked at. */
type Before = 'nothing' | 'text start' | 'other'

function readAtom(reader: PatternReader, before: Before): Node | undefined {
  const start = reader.pos
  const char = reader.peek()
  const { flags } = reader
  switch (char) {
    case '(': {
      reader.pos++
      if (++reader.depth > MAX_DEPTH) throw reader.unsupported('Nesting this deep')
      const group = parseGroup(reader, start)
      reader.depth--
      return group
    }
    case '[':
      reader.pos++
      return { type: 'set', set: parseClass(reader) }
    case '\\':
      return parseEscape(reader)
    case '.':
      reader.pos++
      return { type: 'set', set: flags.s ? ALL : NOT_NEWLINE }
    case '^':
      reader.pos++
      return { type: 'assert', kind: flags.m ? 'line-start' : 'start', word: shorthandClass('w', 'aa') }
    case '$':
      reader.pos++
      return { type: 'assert', kind: flags.m ? 'line-end' : 'end-or-newline', word: shorthandClass('w', 'aa') }
    case '*':
    case '+':
    case '?':
      throw reader.error('Quantifier follows nothing', start + 1)
    case '{': {
      const escaped = /\\[A-Za-z]$/.test(reader.text.slice(0, start))
      if (before === 'other' || (before === 'text start' && escaped)) {
        const illegal = escaped ? 'illegal here' : 'passed through'
        throw reader.error(`Unescaped left brace in regex is ${illegal}`, start + 1)
      }
    }
  }
  reader.pos++
  return { type: 'set', set: characterSet(reader, char.charCodeAt(0)) }
}

/** Under full Unicode folding two letters s are also one ß, which sets of single bytes cannot say. */
function refuseSharpS(reader: PatternReader, items: readonly Node[]): void {
  const { i, charset } = reader.flags
  if (!i || charset === 'd' || charset === 'aa') return
  const last = items.slice(-2)
  const isS = (node: Node): boolean =>
    node.type === 'set' && node.set[115] === 1 && node.set.reduce((n, b) => n + b, 0) === 2
  if (last.length === 2 && last.every(isS)) {
    throw reader.unsupported('Folding of one character to several')
  }
}

function readBranch(reader: PatternReader): Node {
  const items: Node[] = []
  let before: Before = 'nothing'
  for (;;) {
    reader.skipIgnored()
    if (reader.atEnd || reader.peek() === '|' || reader.peek() === ')') break
    const start = reader.pos
    const atom = readAtom(reader, before)
    if (!atom) {
      reader.skipIgnored()
      if (/[*+?]/.test(reader.peek()) && !reader.atEnd) throw reader.error('Quantifier follows nothing', reader.pos + 1)
      before = 'nothing'
      continue
    }
    const piece = quantified(reader, atom, start)
    if (piece !== atom) before = 'nothing'
    else before = atom.type === 'assert' && atom.kind === 'start' ? 'text start' : 'other'
    items.push(piece)
    refuseSharpS(reader, items)
  }
  return items.length === 1 && items[0] ? items[0] : items.length === 0 ? EMPTY : { type: 'sequence', items }
}

function readAlternatives(reader: PatternReader): Node {
  const resets = reader.onBranch.at(-1)
  const mark = reader.onBranch.length
  reader.onBranch.push(undefined)
  const branches = [readBranch(reader)]
  while (reader.accept('|')) {
    if (resets) resets()
    branches.push(readBranch(reader))
  }
  reader.onBranch.length = mark
  reader.lastBranches = branches
  return branches.length === 1 && branches[0] ? branches[0] : { type: 'alternation', branches }
}

/**
 * Checks the references now that all groups are known. Before a group has been closed, Perl finds in it what a way
 * given up had put there, so that references from inside a group or from before it depend on the order of its trials.
 */
function resolveReferences(reader: PatternReader): void {
  for (const { name, group, here, groups } of reader.pending) {
    if (name !== undefined) {
      const named = reader.names.get(name)
      if (!named) throw reader.error('Reference to nonexistent named group', here)
      groups.push(...named)
    } else if (group > reader.groupCount) {
      throw reader.error('Reference to nonexistent group', here)
    }
  }
  for (const { group, here, groups, closed } of reader.pending) {
    if (closed && !(groups.length > 0 ? groups : [group]).every((g) => closed.has(g))) {
      throw reader.unsupported('A back-reference inside or before its group', here)
    }
  }
  for (const { group, here, closed } of reader.conditions) {
    if (group <= reader.groupCount && !closed?.has(group)) {
      throw reader.unsupported('A condition on a group inside or before it', here)
    }
  }
}

function readAll(text: string, known: Foreknowledge): PatternReader & { root: Node } {
  const reader = new PatternReader(text, known, readAlternatives)
  const root = readAlternatives(reader)
  if (!reader.atEnd) throw reader.error('Unmatched )', reader.pos + 1)
  return Object.assign(reader, { root })
}

/** Reads a Perl regular expression as SpamAssassin would have Perl compile it, under /aa; throws RegexError. */
export function parsePerlRegex(pattern: string, modifiers = ''): RegexTree {
  const text = modifiers === '' ? pattern : `(?${modifiers})${pattern}`
  let known: Foreknowledge = { groupCount: Number.POSITIVE_INFINITY, unicodeRules: false }
  let reader = readAll(text, known)
  if (reader.askedGroupCount || reader.needsUnicodeRules) {
    known = { groupCount: reader.groupCount, unicodeRules: reader.needsUnicodeRules }
    reader = readAll(text, known)
  }
  resolveReferences(reader)
  refuseEmptyCounted(reader.root, text)
  const tree = { root: reader.root, groupCount: reader.groupCount, names: reader.names }
  refusePerlFlaws(tree, text)
  return tree
}
