import { overlaps } from './byte-set.ts'
import { firstBytes } from './first-bytes.ts'
import { childrenOf, type Node, type RepeatNode, someNode } from './tree.ts'
import { widthOf } from './widths.ts'

/**
 * How the time of a match can grow with the subject: `linear` as far as the tree shows, `bounded` by a polynomial of a
 * low degree, `explosive` beyond that. An estimate for deciding what to watch, not a proof.
 */
export type CostClass = 'linear' | 'bounded' | 'explosive'

// Loops counted no further than this cost no more than the same text written out
const SMALL_COUNT = 20
// Loops in a row over the same bytes: each multiplies by the length of the subject
const MAX_DEGREE = 3

const isLoop = (node: Node): node is RepeatNode =>
  node.type === 'repeat' && node.max > SMALL_COUNT && node.max !== node.min

/** The loops of a node that can go on where the match stands, not those in look-arounds. */
function loopsIn(node: Node): readonly RepeatNode[] {
  if (node.type === 'look') return []
  const inner = childrenOf(node).flatMap(loopsIn)
  return isLoop(node) ? [node, ...inner] : inner
}

/** Something in the body that must be there in each iteration, and that the inner loop cannot run over. */
function hasFence(body: Node, inner: RepeatNode): boolean {
  if (body.type === 'capture' || body.type === 'atomic') return hasFence(body.body, inner)
  if (body.type !== 'sequence') return false
  return body.items.some(
    (item) =>
      item !== inner &&
      !loopsIn(item).includes(inner) &&
      widthOf(item).min > 0 &&
      !overlaps(firstBytes(item), firstBytes(inner)),
  )
}

/** Two ways through the body of a loop over the same text. */
function isAmbiguous(body: Node): boolean {
  return someNode(body, (node) => {
    if (node.type === 'repeat' && node.min !== node.max && node.mode !== 'possessive') {
      return node !== body && !isLoop(node) && !hasFence(body, node)
    }
    if (node.type !== 'alternation') return false
    return node.branches.some((branch, i) =>
      node.branches.slice(i + 1).some((other) => overlaps(firstBytes(branch), firstBytes(other))),
    )
  })
}

function nests(node: Node): boolean {
  if (node.type === 'atomic') return false
  if (isLoop(node) && node.mode !== 'possessive' && node.body.type !== 'set') {
    if (isAmbiguous(node.body) || widthOf(node.body).min === 0) return true
    if (loopsIn(node.body).some((inner) => !hasFence(node.body, inner))) return true
  }
  return childrenOf(node).some(nests)
}

/** The most loops in a row that can share bytes between them. */
function degree(root: Node): number {
  const loops = loopsIn(root)
  return Math.max(
    0,
    ...loops.map((loop) => loops.filter((other) => overlaps(firstBytes(loop), firstBytes(other))).length),
  )
}

/** The cost class of an expression. */
export function costOf(root: Node): CostClass {
  if (nests(root)) return 'explosive'
  const loops = degree(root)
  if (loops > MAX_DEGREE) return 'explosive'
  return loops > 0 ? 'bounded' : 'linear'
}
