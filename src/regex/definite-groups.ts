import { childrenOf, type Node } from './tree.ts'

const NONE: ReadonlySet<number> = new Set()
const known = new WeakMap<Node, ReadonlySet<number>>()

function find(node: Node): ReadonlySet<number> {
  switch (node.type) {
    case 'sequence':
      return new Set(node.items.flatMap((item) => [...definiteGroups(item)]))
    case 'alternation': {
      const [first, ...others] = node.branches.map(definiteGroups)
      return new Set([...(first ?? NONE)].filter((group) => others.every((other) => other.has(group))))
    }
    case 'capture':
      return new Set([node.index, ...definiteGroups(node.body)])
    case 'atomic':
      return definiteGroups(node.body)
    case 'look':
      return node.negated ? NONE : definiteGroups(node.body)
    case 'repeat':
      return node.min > 0 ? definiteGroups(node.body) : NONE
    case 'set':
    case 'assert':
    case 'backreference':
    case 'recurse':
    case 'conditional':
    case 'keep':
    case 'verb':
      return NONE
  }
}

/** The capture groups that have certainly matched once the node has. */
export function definiteGroups(node: Node): ReadonlySet<number> {
  let groups = known.get(node)
  if (!groups) known.set(node, (groups = find(node)))
  return groups
}

/** All capture groups inside a node. */
export function groupsInside(node: Node): ReadonlySet<number> {
  const groups = new Set<number>()
  const visit = (inner: Node): void => {
    if (inner.type === 'capture') groups.add(inner.index)
    for (const child of childrenOf(inner)) visit(child)
  }
  visit(node)
  return groups
}
