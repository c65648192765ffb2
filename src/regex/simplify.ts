import { massOf } from './byte-frequency.ts'
import { byteSetOf, complement } from './byte-set.ts'
import {
  alternationOf,
  type FactorNode,
  type FactorSet,
  factorSet,
  loopOf,
  markedSet,
  optionalOf,
  sequenceOf,
  TEXT_END,
  TEXT_START,
} from './factor.ts'
import type { AssertNode, Node, RepeatNode } from './tree.ts'

/** Where a node stands in its factor: the zero-width tests at its edges can be told by the symbol beside them. */
export type Edge = 'none' | 'lead' | 'trail'

const NOTHING = sequenceOf([])
/** A loop over what nearly every text has keeps nothing apart, and would have to be followed through the whole text. */
const LEAST_BITS_OF_A_LOOP = 1.7
/** So many of such are written out. */
const WRITTEN_OUT = 3
const MOST_COPIES = 24
const MOST_COPIED_POSITIONS = 256
/** A line begins about as often as this. */
const BITS_OF_A_LINE_END = 5

/**
 * The pattern of a factor for a node: loops instead of counts, no look-arounds. Undefined where the node can match
 * nearly anything, or what is not known before.
 */
export function simplify(node: Node, edge: Edge = 'none'): FactorNode | undefined {
  switch (node.type) {
    case 'set':
      return factorSet(node.set)
    case 'sequence': {
      const items: FactorNode[] = []
      const last = node.items.length - 1
      for (const [i, item] of node.items.entries()) {
        const at = (edge === 'lead' && i === 0) || (edge === 'trail' && i === last) ? edge : 'none'
        const simple = simplify(item, at)
        if (!simple) return undefined
        if (simple.type === 'sequence') items.push(...simple.items)
        else items.push(simple)
      }
      return sequenceOf(items)
    }
    case 'alternation': {
      const branches: FactorNode[] = []
      for (const branch of node.branches) {
        const simple = simplify(branch, edge)
        if (!simple) return undefined
        branches.push(simple)
      }
      return alternationOf(branches)
    }
    case 'capture':
    case 'atomic':
      return simplify(node.body, edge)
    case 'repeat':
      return simplifyRepeat(node)
    case 'assert':
      return assertSet(node, edge) ?? NOTHING
    case 'look':
    case 'keep':
    case 'verb':
      return NOTHING
    case 'backreference':
    case 'recurse':
    case 'conditional':
      return undefined
  }
}

function simplifyRepeat({ body, min, max }: RepeatNode): FactorNode | undefined {
  if (max === 0) return NOTHING
  const once = simplify(body)
  if (!once) return undefined
  const fitting = Math.floor(MOST_COPIED_POSITIONS / Math.max(1, once.positions))
  const copies = min === 0 ? 0 : Math.max(1, Math.min(min, MOST_COPIES, fitting))
  const items: FactorNode[] = new Array<FactorNode>(copies).fill(once)
  if (max > copies) {
    if (once.bits >= LEAST_BITS_OF_A_LOOP) items.push(optionalOf(max - copies === 1 ? once : loopOf(once)))
    else if (max - copies > WRITTEN_OUT) return undefined
    else for (let i = copies; i < max; i++) items.push(optionalOf(once))
  }
  return sequenceOf(items)
}

const NEWLINE = byteSetOf(10)
const AT_START = markedSet(undefined, BITS_OF_A_LINE_END, TEXT_START)
const AT_LINE_START = markedSet(NEWLINE, BITS_OF_A_LINE_END, TEXT_START)
const AT_END = markedSet(undefined, BITS_OF_A_LINE_END, TEXT_END)
const AT_LINE_END = markedSet(NEWLINE, BITS_OF_A_LINE_END, TEXT_END)

/**
 * The symbol that must stand where a zero-width test holds: before it when the test leads, behind it when it trails.
 * Boundaries need to know what is beside them: see boundarySet.
 */
export function assertSet({ kind }: AssertNode, edge: Edge): FactorSet | undefined {
  if (edge === 'lead') return kind === 'start' ? AT_START : kind === 'line-start' ? AT_LINE_START : undefined
  if (edge === 'none') return undefined
  return kind === 'end' ? AT_END : kind === 'end-or-newline' || kind === 'line-end' ? AT_LINE_END : undefined
}

/** What stands on the other side of `\b` from a symbol of `beside`; undefined when it can be anything. */
export function boundarySet(node: AssertNode, beside: FactorSet, edge: 'lead' | 'trail'): FactorSet | undefined {
  if (node.kind !== 'boundary') return undefined
  let words = 0
  let others = 0
  for (let symbol = 0; symbol < beside.symbols.length; symbol++) {
    if (beside.symbols[symbol] !== 1) continue
    if (node.word[symbol] === 1) words++
    else others++
  }
  if (words > 0 && others > 0) return undefined
  if (words === 0) return factorSet(node.word)
  const rest = complement(node.word)
  return markedSet(rest, -Math.log2(massOf(rest)), edge === 'lead' ? TEXT_START : TEXT_END)
}
