// What Perl knows of a node's width while it reads an expression, which decides its warnings about empty loops.

import { childrenOf, type Node } from './tree.ts'

function hasWidth(node: Node): boolean {
  switch (node.type) {
    case 'set':
    case 'backreference':
      return true
    case 'conditional':
      return hasWidth(node.yes) || hasWidth(node.no)
    case 'sequence':
      return node.items.some(hasWidth)
    case 'alternation':
      return node.branches.some(hasWidth)
    case 'capture':
    case 'atomic':
      return hasWidth(node.body)
    case 'repeat':
      return node.max > 0 && hasWidth(node.body)
    case 'look':
    case 'assert':
    case 'keep':
    case 'verb':
    case 'recurse':
      return false
  }
}

/** Whether a recursion leaves the node's width open to Perl, which forgets those in the ways of a condition. */
function hasOpenWidth(node: Node): boolean {
  return node.type === 'recurse' || (node.type !== 'conditional' && childrenOf(node).some(hasOpenWidth))
}

/** Whether Perl counts the node as one that can consume something. */
export function seemsWide(node: Node): boolean {
  return hasWidth(node) || hasOpenWidth(node)
}
