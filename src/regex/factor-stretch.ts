import { bitsBehind, bitsOfBeginning, type FactorNode, leakyBits, sequenceOf } from './factor.ts'
import { assertSet, boundarySet } from './simplify.ts'
import type { AssertNode } from './tree.ts'

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
export const TELLING_BITS = 24
/** One that says so much needs no second one beside it. */
export const ENOUGH_BITS = 16

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
export type Piece = TextPiece | AssertPiece

/** How rare the first symbols of a factor are. */
export function rarityOf(items: readonly FactorNode[]): number {
  return Math.min(MOST_BITS_OF_BEGINNING, bitsOfBeginning(items, BEGINNING))
}

/** The part of a stretch that says most, begins with what is rare, and is not too large. */
export function factorOfStretch(stretch: readonly Piece[]): FactorNode | undefined {
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
  return rarityOf(items)
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
