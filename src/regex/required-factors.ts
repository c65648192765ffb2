import {
  alternationOf,
  bitsBehind,
  bitsOfBeginning,
  ENOUGH,
  type FactorNode,
  factorSet,
  leakyBits,
  optionalOf,
  sequenceOf,
} from './factor.ts'
import { assertSet, boundarySet, simplify } from './simplify.ts'
import { type AssertNode, type Node, someNode } from './tree.ts'

/** A factor that says less occurs nearly everywhere. */
const LEAST_BITS = 6
/** One that says so much needs no second one beside it. */
const ENOUGH_BITS = 16
const MOST_FACTORS = 3
/** A second one must not cost more than it saves. */
const LEAST_RARITY_OF_A_SECOND = 8
/** What a factor begins or ends with says at least so much. */
const LEAST_BITS_AT_AN_END = 1
/** Sizes beyond which a factor is cut down, and beyond which it is given up. */
const WINDOW_POSITIONS = 640
/** The same for one that does not say enough yet. */
const LARGEST_WINDOW_POSITIONS = 8000
const SMALL_WINDOW = 24
const MOST_BITS = 40
/** The first symbols decide how often a factor has to be looked for. */
const BEGINNING = 3
const MOST_BITS_OF_BEGINNING = 15
/** Below this, what must stand before and behind a factor is worth a look too. */
const BITS_WITHOUT_NEIGHBOURS = 18
/** A large stretch is cut where it says so much. */
const TELLING_BITS = 24
/** What is too much to be followed inside a factor begins with something so rare. */
const LEAST_BITS_OF_AN_OPTION = 4
const MOST_POSITIONS = 30_000
/** Counted repetitions are written out as long as they are small. */
const MOST_WRITTEN_OUT = 64
/** Larger ones only as often: two are rarer by far than one. */
const COPIES_OF_LARGE = 2

/** What stands beside each other in a match. */
interface TextPiece {
  readonly kind: 'text'
  readonly node: FactorNode
  /** The same as the first and as the last piece of a factor, where its edges tell more. */
  readonly lead: FactorNode
  readonly trail: FactorNode
}
interface AssertPiece {
  readonly kind: 'assert'
  readonly node: AssertNode
}
type Piece = TextPiece | AssertPiece

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
    .map((node) => ({ node, rarity: Math.min(MOST_BITS_OF_BEGINNING, bitsOfBeginning([node], BEGINNING)) }))
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

/** What a node begins with, as far as it is known, and whether that is all of it. */
interface Beginning {
  readonly node: FactorNode
  readonly whole: boolean
}

const NOTHING = sequenceOf([])

function beginningOf(node: Node): Beginning {
  switch (node.type) {
    case 'set':
      return { node: factorSet(node.set), whole: true }
    case 'capture':
    case 'atomic':
      return beginningOf(node.body)
    case 'sequence': {
      const items: FactorNode[] = []
      for (const item of node.items) {
        const begins = beginningOf(item)
        items.push(begins.node)
        if (!begins.whole) return { node: sequenceOf(items), whole: false }
      }
      return { node: sequenceOf(items), whole: true }
    }
    case 'alternation': {
      const branches = node.branches.map(beginningOf)
      return { node: alternationOf(branches.map((branch) => branch.node)), whole: branches.every(({ whole }) => whole) }
    }
    case 'repeat': {
      const once = beginningOf(node.body)
      const all = once.whole ? simplify(node) : undefined
      if (all) return { node: all, whole: true }
      return { node: node.min > 0 ? once.node : NOTHING, whole: false }
    }
    case 'assert':
    case 'look':
    case 'keep':
    case 'verb':
      return { node: NOTHING, whole: true }
    case 'backreference':
    case 'recurse':
    case 'conditional':
      return { node: NOTHING, whole: false }
  }
}

/** A node as a factor that is taken as found where the node goes on in ways too many to follow. */
function approximate(node: Node): FactorNode | undefined {
  const exact = simplify(node)
  if (exact) return exact
  switch (node.type) {
    case 'capture':
    case 'atomic':
      return approximate(node.body)
    case 'alternation': {
      const branches: FactorNode[] = []
      for (const branch of node.branches) {
        const factor = approximate(branch)
        if (!factor) return undefined
        branches.push(factor)
      }
      return alternationOf(branches)
    }
    case 'sequence': {
      const items: FactorNode[] = []
      let bits = 0
      for (const item of node.items) {
        const factor = approximate(item)
        if (factor) {
          items.push(factor)
          bits += factor.bits
          continue
        }
        const beginning = beginningOf(item).node
        return bits + beginning.bits < LEAST_BITS_OF_AN_OPTION ? undefined : sequenceOf([...items, beginning, ENOUGH])
      }
      return sequenceOf(items)
    }
    case 'repeat': {
      if (node.min > 0 || node.max === 0) return undefined
      const once = approximate(node.body)
      if (once) return optionalOf(node.max === 1 ? once : sequenceOf([once, ENOUGH]))
      const beginning = beginningOf(node.body).node
      return beginning.bits < LEAST_BITS_OF_AN_OPTION ? undefined : optionalOf(sequenceOf([beginning, ENOUGH]))
    }
    default:
      return undefined
  }
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

/** The part of a stretch that says most, begins with what is rare, and is not too large. */
function factorOfStretch(stretch: readonly Piece[]): FactorNode | undefined {
  let best: readonly [from: number, to: number] | undefined
  let bestScore = 0
  let bestPositions = 0
  for (const [from, first] of stretch.entries()) {
    const lead = leadOf(first)
    if (!lead || lead.bits < LEAST_BITS_AT_AN_END) continue
    const beginning = rarityOfBeginning(stretch, from)
    let bits = first.kind === 'assert' ? lead.bits : lead.bits - first.node.bits
    let positions = 0
    let leak = 0
    let last: FactorNode | undefined
    for (let to = from; to < stretch.length; to++) {
      const piece = stretch[to] as Piece // `as`: to is below the length
      if (piece.kind === 'assert') continue
      const { node, trail } = piece
      positions += node.positions
      if (positions > (bits < ENOUGH_BITS ? LARGEST_WINDOW_POSITIONS : WINDOW_POSITIONS) && to > from) break
      leak += node.leak * 2 ** -bits
      bits = leakyBits(bits + bitsBehind(last, node), leak)
      if (!node.nullable) last = node
      if (node.bits < LEAST_BITS_AT_AN_END && trail === node) continue
      const said = to > from ? bits + trail.bits - node.bits : bits
      // a long stretch of single bytes costs nothing; of a large one the part that is telling enough is best
      const score = Math.min(said, positions <= SMALL_WINDOW ? MOST_BITS : TELLING_BITS) + Math.min(said, beginning)
      if (score > bestScore || (score === bestScore && positions < bestPositions)) {
        best = [from, to]
        bestScore = score
        bestPositions = positions
      }
      if (bits >= TELLING_BITS && positions > SMALL_WINDOW) break
    }
  }
  return best && assemble(stretch, best[0], best[1])
}

/** What a factor begins with that begins with the piece; undefined where it cannot. */
function leadOf(piece: Piece): FactorNode | undefined {
  return piece.kind === 'assert' ? assertSet(piece.node, 'lead') : piece.lead
}

/** How rare the first symbols of a factor are that begins with the piece. */
function rarityOfBeginning(stretch: readonly Piece[], from: number): number {
  const items: FactorNode[] = []
  for (let i = from; i < stretch.length && items.length < BEGINNING + 2; i++) {
    const piece = stretch[i]
    if (!piece) break
    const lead = i === from ? leadOf(piece) : undefined
    if (lead) items.push(lead)
    else if (piece.kind === 'text') items.push(piece.node)
  }
  return Math.min(MOST_BITS_OF_BEGINNING, bitsOfBeginning(items, BEGINNING))
}

function saysMore(piece: Piece | undefined, edge: 'lead' | 'trail'): boolean {
  return piece?.kind === 'assert' || (piece?.kind === 'text' && piece[edge] !== piece.node)
}

/** The pattern of the pieces from one to the other, with what zero-width tests at its ends say. */
function assemble(stretch: readonly Piece[], from: number, to: number): FactorNode | undefined {
  const items: FactorNode[] = []
  for (let i = from; i <= to; i++) {
    const piece = stretch[i] as Piece // `as`: within the stretch
    const lead = i === from ? leadOf(piece) : undefined
    if (lead) items.push(lead)
    else if (piece.kind === 'text') items.push(i === to ? piece.trail : piece.node)
  }
  const neighbours = sequenceOf(items).bits < BITS_WITHOUT_NEIGHBOURS
  // What already says what stands outside of it leaves nothing for its neighbours to say.
  const before = saysMore(stretch[from], 'lead') ? undefined : stretch[from - 1]
  const behind = saysMore(stretch[to], 'trail') ? undefined : stretch[to + 1]
  if (before?.kind === 'assert') {
    const first = items[0]
    const set =
      assertSet(before.node, 'lead') ??
      (neighbours && first?.type === 'set' ? boundarySet(before.node, first, 'lead') : undefined)
    if (set) items.unshift(set)
  }
  if (behind?.kind === 'assert') {
    const last = items.at(-1)
    const set =
      assertSet(behind.node, 'trail') ??
      (neighbours && last?.type === 'set' ? boundarySet(behind.node, last, 'trail') : undefined)
    if (set) items.push(set)
  }
  const node = sequenceOf(items)
  return node.nullable ? undefined : node
}
