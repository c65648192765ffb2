import { alternationOf, type FactorNode } from './factor.ts'
import { approximate, beginningOf } from './factor-approximation.ts'
import { ENOUGH_BITS, factorOfStretch, type Piece, rarityOf, TELLING_BITS } from './factor-stretch.ts'
import { simplify } from './simplify.ts'
import { type Node, someNode } from './tree.ts'

/** A factor that says less occurs nearly everywhere. */
const LEAST_BITS = 6
const MOST_FACTORS = 3
/** A second one must not cost more than it saves. */
const LEAST_RARITY_OF_A_SECOND = 8
const MOST_POSITIONS = 30_000
/** Counted repetitions are written out as long as they are small. */
const MOST_WRITTEN_OUT = 64
/** Larger ones only as often: two are rarer by far than one. */
const COPIES_OF_LARGE = 2

const isAssert = (node: Node): boolean => node.type === 'assert'
/** `(*ACCEPT)` ends a match early, so that nothing behind it is needed. */
const isAccept = (node: Node): boolean => node.type === 'verb' && node.verb === 'ACCEPT'

/**
 * Factors that all occur in every text the expression matches, the most telling first; empty when nothing useful is
 * known of such texts.
 */
export function requiredFactors(root: Node): readonly FactorNode[] {
  if (someNode(root, isAccept)) return []
  const found = collect(root)
    .filter(({ bits }) => bits >= LEAST_BITS)
    .map((node) => ({ node, rarity: rarityOf([node]) }))
    .sort((a, b) => Math.min(b.node.bits, TELLING_BITS) + b.rarity - Math.min(a.node.bits, TELLING_BITS) - a.rarity)
  const chosen: FactorNode[] = []
  for (const { node, rarity } of found) {
    if (chosen.length === MOST_FACTORS || chosen.some(({ bits }) => bits >= ENOUGH_BITS)) break
    if (chosen.length === 0 || rarity >= LEAST_RARITY_OF_A_SECOND) chosen.push(node)
  }
  return chosen
}

/** The factors of a node: one of each stretch without a gap, and those that stand for themselves. */
function collect(root: Node): readonly FactorNode[] {
  const factors: FactorNode[] = []
  let stretch: Piece[] = []
  const gap = (): void => {
    const factor = factorOfStretch(stretch)
    if (factor) factors.push(factor)
    stretch = []
  }
  const text = (node: FactorNode, lead = node, trail = node): void => {
    stretch.push({
      kind: 'text',
      node,
      lead: lead.bits > node.bits ? lead : node,
      trail: trail.bits > node.bits ? trail : node,
    })
  }
  const walk = (node: Node): void => {
    switch (node.type) {
      case 'sequence':
        for (const item of node.items) walk(item)
        return
      case 'capture':
      case 'atomic':
        walk(node.body)
        return
      case 'assert':
        stretch.push({ kind: 'assert', node })
        return
      case 'look':
        if (!node.negated) factors.push(...collect(node.body))
        return
      case 'keep':
      case 'verb':
        return
      case 'set':
      case 'alternation': {
        const simple = simplify(node)
        if (simple && simple.positions <= MOST_POSITIONS) {
          const edges = node.type === 'alternation' && someNode(node, isAssert)
          if (edges) text(simple, simplify(node, 'lead') ?? simple, simplify(node, 'trail') ?? simple)
          else text(simple)
          return
        }
        const roughly = approximate(node)
        if (roughly && roughly.positions <= MOST_POSITIONS) text(roughly)
        else {
          // what all ways begin with still stands beside what is before
          const beginning = beginningOf(node).node
          if (!beginning.nullable && beginning.positions <= MOST_POSITIONS) text(beginning)
          gap()
        }
        const either = node.type === 'alternation' ? eitherOf(node.branches) : undefined
        if (either) factors.push(either)
        return
      }
      case 'repeat': {
        const simple = simplify(node)
        if (simple && simple.positions <= MOST_POSITIONS) {
          // written out, so that a stretch may end inside
          if (simple.type === 'sequence') for (const item of simple.items) text(item)
          else text(simple)
          return
        }
        if (node.min === 0 || node.max === 0) {
          const option = node.max === 0 ? undefined : approximate(node)
          if (option) text(option)
          else gap()
          return
        }
        const inside = simplify(node.body)
        const small = inside && inside.positions * node.min <= MOST_WRITTEN_OUT
        const copies = small ? node.min : Math.min(node.min, COPIES_OF_LARGE)
        for (let i = 0; i < copies; i++) walk(node.body)
        if (copies !== node.max) gap()
        return
      }
      case 'backreference':
      case 'recurse':
      case 'conditional':
        gap()
    }
  }
  walk(root)
  gap()
  return factors
}

/** One pattern for an alternation: the best factor of each branch. */
function eitherOf(branches: readonly Node[]): FactorNode | undefined {
  const nodes: FactorNode[] = []
  for (const branch of branches) {
    let best: FactorNode | undefined
    for (const factor of collect(branch)) if (!best || factor.bits > best.bits) best = factor
    if (!best) return undefined
    nodes.push(best)
  }
  const node = alternationOf(nodes)
  return node.positions <= MOST_POSITIONS ? node : undefined
}
