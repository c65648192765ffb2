import { type ByteSet, bytesWhere, union } from './byte-set.ts'
import type { Node } from './tree.ts'
import { widthOf } from './widths.ts'

const ALL = bytesWhere(() => true)
const NONE = bytesWhere(() => false)

/** Bytes that what the node consumes can begin with; for a node that can match nothing, only of its other matches. */
export function firstBytes(node: Node): ByteSet {
  switch (node.type) {
    case 'set':
      return node.set
    case 'sequence': {
      let set = NONE
      for (const item of node.items) {
        set = union(set, firstBytes(item))
        if (widthOf(item).min > 0) break
      }
      return set
    }
    case 'alternation':
      return node.branches.map(firstBytes).reduce(union, NONE)
    case 'capture':
    case 'atomic':
      return firstBytes(node.body)
    case 'repeat':
      return node.max === 0 ? NONE : firstBytes(node.body)
    case 'conditional':
      return union(firstBytes(node.yes), firstBytes(node.no))
    case 'backreference':
    case 'recurse':
      return ALL
    case 'look':
    case 'assert':
    case 'keep':
    case 'verb':
      return NONE
  }
}
