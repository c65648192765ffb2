import { hasGroups } from './empty-counted.ts'
import { namedReference } from './parse-escape.ts'
import type { Flags, PatternReader } from './pattern-reader.ts'
import { type Condition, childrenOf, EMPTY, type LookNode, type Node, someNode, type Verb } from './tree.ts'
import { widthOf } from './widths.ts'

// Perl refuses look-behinds that can reach further back (perlre)
const MAX_LOOK_BEHIND = 255

const ALPHA_ASSERTIONS: ReadonlyMap<string, string> = new Map([
  ['pla', '?='],
  ['positive_lookahead', '?='],
  ['nla', '?!'],
  ['negative_lookahead', '?!'],
  ['plb', '?<='],
  ['positive_lookbehind', '?<='],
  ['nlb', '?<!'],
  ['negative_lookbehind', '?<!'],
  ['atomic', '?>'],
])

const VERBS: ReadonlyMap<string, Verb> = new Map([
  ['F', 'FAIL'],
  ['FAIL', 'FAIL'],
  ['ACCEPT', 'ACCEPT'],
  ['COMMIT', 'COMMIT'],
  ['PRUNE', 'PRUNE'],
  ['SKIP', 'SKIP'],
  ['THEN', 'THEN'],
  ['MARK', 'MARK'],
  ['', 'MARK'],
])

/** What stands between an opening and its `)`, which is stepped over; modifiers set inside end with it. */
function bodyOf(reader: PatternReader, open: number): Node {
  const flags = reader.flags
  const body = reader.readAlternatives(reader)
  reader.flags = flags
  if (!reader.accept(')')) throw reader.error('Unmatched (', open + 1)
  return body
}

function capture(reader: PatternReader, open: number, name: string | undefined): Node {
  const index = reader.nextGroup++
  reader.groupCount = Math.max(reader.groupCount, index)
  if (name !== undefined) {
    const groups = reader.names.get(name)
    if (!groups) reader.names.set(name, [index])
    else if (!groups.includes(index)) groups.push(index)
  }
  const body = bodyOf(reader, open)
  reader.closedGroups = new Set([...reader.closedGroups, index])
  return { type: 'capture', index, body }
}

function groupName(reader: PatternReader, close: string, opening: string): string {
  const name = reader.take(/[A-Za-z_]\w*/y)
  if (name === undefined) throw reader.error('Group name must start with a non-digit word character', reader.pos + 1)
  if (!reader.accept(close)) throw reader.error(`Sequence (?${opening}... not terminated`)
  return name
}

/** `(?>…)`. In look-behinds Perl 5.36 does not match it as its manual says. */
function atomic(reader: PatternReader, open: number): Node {
  if (reader.behindDepth > 0) throw reader.unsupported('An atomic group in a look-behind', open)
  return { type: 'atomic', body: bodyOf(reader, open) }
}

/** To Perl, no loop around it makes an endless one shorter. What a look-around looks at is not part of the width. */
function repeatsEndless(node: Node): boolean {
  if (node.type === 'look') return false
  if (node.type === 'repeat' && widthOf(node.body).max === Number.POSITIVE_INFINITY) return true
  return childrenOf(node).some(repeatsEndless)
}

function look(reader: PatternReader, open: number, behind: boolean, negated: boolean): LookNode {
  reader.lookDepth++
  if (behind) reader.behindDepth++
  const closedBefore = reader.closedGroups
  const body = bodyOf(reader, open)
  // Perl leaves in its groups what a failed try had put there
  if (negated) reader.closedGroups = closedBefore
  reader.lookDepth--
  if (behind) reader.behindDepth--
  if (behind) {
    if (someNode(body, (node) => node.type === 'recurse')) throw reader.unsupported('Recursion in a look-behind', open)
    const width = widthOf(body)
    if (repeatsEndless(body) || width.max > MAX_LOOK_BEHIND) {
      throw reader.plainError(`Lookbehind longer than ${MAX_LOOK_BEHIND} not implemented`)
    }
    if (width.min !== width.max && hasGroups(body)) {
      const sign = negated ? 'negative' : 'positive'
      throw reader.error(`Variable length ${sign} lookbehind with capturing is experimental`)
    }
  }
  return { type: 'look', behind, negated, body }
}

/** `(?|…)`: each alternative numbers its groups from the same number. The alternatives are read one by one. */
function branchReset(reader: PatternReader, open: number): Node {
  const first = reader.nextGroup
  let highest = first
  reader.onBranch.push(() => {
    highest = Math.max(highest, reader.nextGroup)
    reader.nextGroup = first
  })
  const body = bodyOf(reader, open)
  reader.onBranch.pop()
  reader.nextGroup = Math.max(highest, reader.nextGroup)
  return body
}

function recursionTo(reader: PatternReader, group: number, here: number): Node {
  if (group > 0) reader.pending.push({ name: undefined, group, here, groups: [], closed: undefined })
  return { type: 'recurse', groups: [group] }
}

function recursionByName(reader: PatternReader): Node {
  const name = reader.take(/[A-Za-z_]\w*/y)
  if (name === undefined) throw reader.error('Group name must start with a non-digit word character', reader.pos + 1)
  const here = reader.pos
  if (!reader.accept(')')) throw reader.error('Sequence (?&... not terminated')
  const groups: number[] = []
  reader.pending.push({ name, group: 0, here, groups, closed: undefined })
  return { type: 'recurse', groups }
}

function numberedRecursion(reader: PatternReader): Node {
  const text = reader.take(/R|[-+]?\d+/y) ?? ''
  if (text !== 'R' && !/^(?:0|[-+]?[1-9]\d*)$/.test(text)) throw reader.error('Illegal pattern')
  if (!reader.accept(')')) throw reader.error('Expecting close bracket')
  const here = reader.pos
  const number = text === 'R' ? 0 : Number.parseInt(text, 10)
  let group = number
  if (text.startsWith('-')) group = reader.nextGroup + number
  else if (text.startsWith('+')) group = reader.nextGroup + number - 1
  if (group < 0 || (group === 0 && number !== 0)) throw reader.error('Reference to nonexistent group', here)
  return recursionTo(reader, group, here)
}

function readCondition(reader: PatternReader, open: number): Condition {
  const start = reader.pos
  if (reader.startsWith('?') || reader.startsWith('*')) {
    const closedBefore = reader.closedGroups
    const node = parseGroup(reader, start - 1)
    reader.closedGroups = closedBefore
    if (node?.type !== 'look') throw reader.error('Unknown switch condition (?(...))', start + 1)
    return node
  }
  const named = reader.take(/<[A-Za-z_]\w*>|'[A-Za-z_]\w*'/y)
  let condition: Condition
  if (named !== undefined) {
    const groups: number[] = []
    const name = named.slice(1, -1)
    reader.pending.push({ name, group: 0, here: reader.pos - 1, groups, closed: reader.closedGroups })
    condition = { type: 'groups', groups }
  } else if (reader.accept('DEFINE')) {
    condition = { type: 'never' }
  } else if (reader.accept('R&')) {
    const name = reader.take(/[A-Za-z_]\w*/y) ?? ''
    const groups: number[] = []
    reader.pending.push({ name, group: 0, here: reader.pos, groups, closed: undefined })
    condition = { type: 'recursion', groups }
  } else if (reader.accept('R')) {
    const number = reader.take(/\d+/y)
    condition = { type: 'recursion', groups: number === undefined ? undefined : [Number.parseInt(number, 10)] }
  } else {
    const number = reader.take(/[1-9]\d*/y)
    if (number === undefined) throw reader.error('Unknown switch condition (?(...))', start + 1)
    const group = Number.parseInt(number, 10)
    reader.conditions.push({ group, closed: reader.closedGroups, here: start })
    condition = { type: 'groups', groups: [group] }
  }
  if (!reader.accept(')')) throw reader.error('Switch condition not recognized')
  if (reader.atEnd) throw reader.error('Switch (?(condition)... not terminated', open)
  return condition
}

/** `(?(…)yes|no)`; the cursor stands behind the second parenthesis. Modifiers set inside go on behind it, as in Perl. */
function conditional(reader: PatternReader, open: number): Node {
  const condition = readCondition(reader, open)
  let ways = 1
  reader.onBranch.push(() => {
    ways++
    if (ways > 2) throw reader.error('Switch (?(condition)... contains too many branches')
  })
  reader.readAlternatives(reader)
  reader.onBranch.pop()
  const branches = reader.lastBranches
  if (!reader.accept(')')) throw reader.error('Switch (?(condition)... not terminated')
  if (condition.type === 'never' && branches.length > 1) {
    throw reader.error('(?(DEFINE)....) does not allow branches')
  }
  return { type: 'conditional', condition, yes: branches[0] ?? EMPTY, no: branches[1] ?? EMPTY }
}

function verb(reader: PatternReader): Node {
  const start = reader.pos
  const word = reader.take(/[A-Z]*/y) ?? ''
  const argument = reader.accept(':') ? (reader.take(/[^)]*/y) ?? '') : undefined
  if (!reader.accept(')')) throw reader.error('Unterminated verb pattern', reader.text.length)
  const found = VERBS.get(word)
  if (found === undefined || (word === '' && argument === undefined)) {
    throw reader.error(`Unknown verb pattern '${reader.text.slice(start, reader.pos - 1)}'`)
  }
  if (found === 'MARK' && !argument)
    throw reader.error(`Verb pattern '${word}' has a mandatory argument`, reader.pos - 1)
  return { type: 'verb', verb: found, argument }
}

function starGroup(reader: PatternReader, open: number): Node {
  const word = reader.take(/[a-z_]+/y)
  if (word === undefined) return verb(reader)
  const same = ALPHA_ASSERTIONS.get(word)
  if (same === undefined) {
    if (/^(?:a?sr|(?:atomic_)?script_run)$/.test(word)) throw reader.unsupported(`(*${word}:…)`)
    throw reader.error(`Unknown '(*...)' construct '${word}'`, reader.pos + 1)
  }
  if (!reader.accept(':')) throw reader.error(`'(*${word}' requires a terminating ':'`)
  if (same === '?>') return atomic(reader, open)
  return look(reader, open, same.includes('<'), same.includes('!'))
}

const USELESS: ReadonlyMap<string, string> = new Map([
  ['o', 'o'],
  ['g', 'g'],
  ['c', 'gc'],
])

/** `(?i)`, `(?^:…)`, `(?x-s:…)`; undefined when it only changes modifiers. */
function modifiers(reader: PatternReader, open: number): Node | undefined {
  let flags: Flags = reader.flags
  const caret = reader.accept('^')
  if (caret) flags = { i: false, m: false, s: false, n: false, x: 0, charset: reader.dependsCharset() }
  let on = true
  let charset: string | undefined
  for (;;) {
    const letter = reader.peek()
    reader.pos++
    if (letter === 'i' || letter === 'm' || letter === 's' || letter === 'n') flags = { ...flags, [letter]: on }
    else if (letter === 'x') {
      const double = on && reader.accept('x')
      flags = { ...flags, x: !on ? 0 : double ? 2 : 1 }
    } else if (letter === 'p' && on) continue
    else if (letter === 'a' || letter === 'd' || letter === 'u' || letter === 'l') {
      if (!on) throw reader.error(`Regexp modifier "${letter}" may not appear after the "-"`)
      if (charset !== undefined && charset !== letter && charset !== 'aa') {
        throw reader.error(`Regexp modifiers "${charset}" and "${letter}" are mutually exclusive`)
      }
      if (charset === 'aa') throw reader.error('Regexp modifier "a" may appear a maximum of twice')
      if (charset === letter && letter !== 'a') throw reader.error(`Regexp modifier "${letter}" may not appear twice`)
      if (letter === 'l') throw reader.unsupported('The locale modifier')
      charset = charset === 'a' ? 'aa' : letter
    } else if (letter === '-' && on && !caret) on = false
    else if (letter === ')' || letter === ':') {
      if (charset === 'd') flags = { ...flags, charset: reader.dependsCharset() }
      else if (charset === 'u' || charset === 'a' || charset === 'aa') flags = { ...flags, charset }
      const outer = reader.flags
      reader.flags = flags
      if (letter === ')') return undefined
      const body = bodyOf(reader, open)
      reader.flags = outer
      return body
    } else if (letter === '') {
      throw reader.error('Sequence (?... not terminated', reader.text.length)
    } else if (USELESS.has(letter)) {
      const shown = USELESS.get(letter)
      throw reader.error(
        on ? `Useless (?${letter}) - use /${shown} modifier` : `Useless (?-${letter}) - don't use /${shown} modifier`,
      )
    } else {
      throw reader.error(`Sequence (${reader.text.slice(open + 1, reader.pos)}...) not recognized`)
    }
  }
}

/** A group; the cursor stands behind its parenthesis, which is at `open`. Undefined when it only changes modifiers. */
export function parseGroup(reader: PatternReader, open: number): Node | undefined {
  if (reader.accept('*')) return starGroup(reader, open)
  if (!reader.accept('?')) {
    const apart = reader.flags.x > 0 ? /^[\t-\r \x85]+([?*])/.exec(reader.text.slice(reader.pos)) : undefined
    if (apart) {
      throw reader.error(`In '(${apart[1]}...)', the '(' and '${apart[1]}' must be adjacent`)
    }
    return reader.flags.n ? bodyOf(reader, open) : capture(reader, open, undefined)
  }
  if (reader.atEnd) throw reader.error('Sequence (? incomplete')
  if (reader.accept('=')) return look(reader, open, false, false)
  if (reader.accept('!')) return look(reader, open, false, true)
  if (reader.accept('<=')) return look(reader, open, true, false)
  if (reader.accept('<!')) return look(reader, open, true, true)
  if (reader.accept('>')) return atomic(reader, open)
  if (reader.accept('|')) return branchReset(reader, open)
  if (reader.accept('(')) return conditional(reader, open)
  if (reader.accept('<')) return capture(reader, open, groupName(reader, '>', '<'))
  if (reader.accept("'")) return capture(reader, open, groupName(reader, "'", "'"))
  if (reader.accept('P<')) return capture(reader, open, groupName(reader, '>', 'P<'))
  if (reader.accept('P=')) {
    const name = reader.take(/[A-Za-z_]\w*/y) ?? ''
    const here = reader.pos
    if (!reader.accept(')')) throw reader.error('Sequence ?P=... not terminated')
    return namedReference(reader, name, here)
  }
  if (reader.accept('P>') || reader.accept('&')) return recursionByName(reader)
  if (reader.startsWith('P')) throw reader.error(`Sequence (?P${reader.peek(1)}...) not recognized`, reader.pos + 2)
  if (/^(?:R|[-+]?\d)/.test(reader.text.slice(reader.pos, reader.pos + 2))) return numberedRecursion(reader)
  if (reader.startsWith('[')) throw reader.unsupported('(?[…])')
  if (/^\??\{/.test(reader.text.slice(reader.pos, reader.pos + 2))) throw reader.error('Eval-group not allowed')
  return modifiers(reader, open)
}
