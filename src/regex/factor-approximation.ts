import { alternationOf, ENOUGH, type FactorNode, factorSet, optionalOf, sequenceOf } from './factor.ts'
import { simplify } from './simplify.ts'
import type { Node } from './tree.ts'

/** What is too much to be followed inside a factor begins with something so rare. */
const LEAST_BITS_OF_AN_OPTION = 4

/** What a node begins with, as far as it is known, and whether that is all of it. */
interface Beginning {
  readonly node: FactorNode
  readonly whole: boolean
}

const NOTHING = sequenceOf([])

/** What a node begins with. */
export function beginningOf(node: Node): Beginning {
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
export function approximate(node: Node): FactorNode | undefined {
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
