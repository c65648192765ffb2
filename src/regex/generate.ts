import { type ByteSet, complement, members, sameSet } from './byte-set.ts'
import { shorthandClass } from './charset.ts'
import { type AssertNode, type Node, type RepeatNode, someNode } from './tree.ts'

/** JavaScript source of an expression, and where its groups ended up. */
export interface GeneratedRegex {
  readonly source: string
  /** Perl's group number → the JavaScript groups that stand for it. */
  readonly groups: ReadonlyMap<number, readonly number[]>
}

const SYNTAX = /[\\^$.*+?()[\]{}|/]/
const hex = (byte: number): string => `\\x${byte.toString(16).padStart(2, '0')}`

function literal(byte: number): string {
  const char = String.fromCharCode(byte)
  if (byte < 32 || byte > 126) return hex(byte)
  return SYNTAX.test(char) ? `\\${char}` : char
}

function classChar(byte: number): string {
  const char = String.fromCharCode(byte)
  if (byte < 32 || byte > 126) return hex(byte)
  return /[\\\]^-]/.test(char) ? `\\${char}` : char
}

function ranges(bytes: readonly number[]): string {
  let out = ''
  for (let i = 0; i < bytes.length; ) {
    const low = bytes[i] ?? 0
    let end = i
    while (bytes[end + 1] === low + (end + 1 - i)) end++
    const high = bytes[end] ?? low
    out += classChar(low)
    if (high > low) out += (high > low + 1 ? '-' : '') + classChar(high)
    i = end + 1
  }
  return out
}

const WORD = shorthandClass('w', 'aa')
const DIGIT = shorthandClass('d', 'aa')

const sources = new WeakMap<ByteSet, string>()

function setSource(set: ByteSet): string {
  let source = sources.get(set)
  if (source === undefined) sources.set(set, (source = writeSet(set)))
  return source
}

function writeSet(set: ByteSet): string {
  const inside = members(set)
  if (inside.length === 1 && inside[0] !== undefined) return literal(inside[0])
  if (inside.length === 256) return '[^]'
  if (inside.length === 0) return '[]'
  if (inside.length === 63 && sameSet(set, WORD)) return '\\w'
  if (inside.length === 10 && sameSet(set, DIGIT)) return '\\d'
  return inside.length <= 128 ? `[${ranges(inside)}]` : `[^${ranges(members(complement(set)))}]`
}

function assertSource(node: AssertNode): string {
  switch (node.kind) {
    case 'start':
      return '^'
    case 'line-start':
      return '(?:^|(?<=\\n)(?!$))' // Perl's /m does not start a line behind the last newline
    case 'end':
      return '$'
    case 'end-or-newline':
      return '(?=\\n?$)'
    case 'line-end':
      return '(?![^\\n])'
    case 'boundary':
    case 'not-boundary': {
      const word = setSource(node.word)
      if (word === '\\w') return node.kind === 'boundary' ? '\\b' : '\\B'
      return node.kind === 'boundary'
        ? `(?:(?<=${word})(?!${word})|(?<!${word})(?=${word}))`
        : `(?:(?<=${word})(?=${word})|(?<!${word})(?!${word}))`
    }
    case 'search-start':
      throw new Error('no JavaScript for \\G')
  }
}

function quantifierSource(min: number, max: number): string {
  if (min === 0 && max === Number.POSITIVE_INFINITY) return '*'
  if (min === 1 && max === Number.POSITIVE_INFINITY) return '+'
  if (min === 0 && max === 1) return '?'
  if (max === Number.POSITIVE_INFINITY) return `{${min},}`
  return min === max ? `{${min}}` : `{${min},${max}}`
}

/** Nothing in the node can be tried a second way, so that an atomic group around it changes nothing. */
function singleWay(node: Node): boolean {
  return !someNode(
    node,
    (n) => n.type === 'alternation' || (n.type === 'repeat' && n.min !== n.max && n.mode !== 'possessive'),
  )
}

/** Writes the source of a tree that is exact in JavaScript. */
class Generator {
  readonly groups = new Map<number, number[]>()
  private next = 1
  private readonly keep: (group: number) => boolean

  constructor(keep: (group: number) => boolean) {
    this.keep = keep
  }

  /** The node as one term that a quantifier can follow. */
  private term(node: Node): string {
    const source = this.source(node)
    const alone = node.type === 'set' || (node.type === 'capture' && source.startsWith('(') && !source.startsWith('(?'))
    return alone ? source : `(?:${source})`
  }

  private atomic(body: Node, quantifier: string): string {
    if (quantifier === '' && singleWay(body)) return `(?:${this.source(body)})`
    const index = this.next++
    const inner = quantifier === '' ? this.source(body) : this.term(body) + quantifier
    return `(?:(?=(${inner}))\\${index})`
  }

  private repeat(node: RepeatNode): string {
    const quantifier = quantifierSource(node.min, node.max)
    if (node.mode !== 'possessive') return this.term(node.body) + quantifier + (node.mode === 'lazy' ? '?' : '')
    if (node.body.type === 'set') {
      const set = setSource(node.body.set)
      if (node.min === node.max) return set + quantifier
      // going back would leave a byte that could have been taken
      if (node.max === Number.POSITIVE_INFINITY) return `${set}${quantifier}(?!${set})`
    }
    return this.atomic(node.body, quantifier)
  }

  source(node: Node): string {
    switch (node.type) {
      case 'set':
        return setSource(node.set)
      case 'sequence':
        return node.items
          .map((item) => (item.type === 'alternation' ? `(?:${this.source(item)})` : this.source(item)))
          .join('')
      case 'alternation':
        return node.branches.map((branch) => this.source(branch)).join('|')
      case 'capture': {
        if (!this.keep(node.index)) return `(?:${this.source(node.body)})`
        const index = this.next++
        const same = this.groups.get(node.index)
        if (same) same.push(index)
        else this.groups.set(node.index, [index])
        return `(${this.source(node.body)})`
      }
      case 'atomic':
        return this.atomic(node.body, '')
      case 'look':
        return `(?${node.behind ? '<' : ''}${node.negated ? '!' : '='}${this.source(node.body)})`
      case 'repeat':
        return this.repeat(node)
      case 'assert':
        return assertSource(node)
      case 'backreference': {
        const index = this.groups.get(node.groups[0] ?? 0)?.[0]
        if (index === undefined) throw new Error('back-reference to a group that was not kept')
        return node.fold === 'none' ? `(?:\\${index})` : `(?i:\\${index})`
      }
      case 'verb':
        return '[]' // only (*FAIL) comes here
      case 'recurse':
      case 'conditional':
      case 'keep':
        throw new Error(`no JavaScript for ${node.type}`)
    }
  }
}

/** The JavaScript source for a tree that judgeExactness found exact; `keep` says which groups shall capture. */
export function generateRegex(root: Node, keep: (group: number) => boolean): GeneratedRegex {
  const generator = new Generator(keep)
  return { source: generator.source(root), groups: generator.groups }
}
