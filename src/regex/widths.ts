import type { Node } from './tree.ts'

/** How many bytes a node can match: least and most (Infinity when unlimited). */
export interface Width {
  readonly min: number
  readonly max: number
}

/** Where a node keeps its width: a map of all nodes beside the tree would cost more than the measuring. */
const WIDTH = Symbol('width')
type Measured = Node & { [WIDTH]?: Width }

const ZERO: Width = { min: 0, max: 0 }
const ANY: Width = { min: 0, max: Number.POSITIVE_INFINITY }
const ONE: Width = { min: 1, max: 1 }

const times = (width: number, count: number): number => (width === 0 || count === 0 ? 0 : width * count)

function either(widths: readonly Width[]): Width {
  return { min: Math.min(...widths.map((w) => w.min)), max: Math.max(...widths.map((w) => w.max)) }
}

function measure(node: Node): Width {
  switch (node.type) {
    case 'set':
      return ONE
    case 'sequence': {
      const widths = node.items.map(widthOf)
      return { min: widths.reduce((sum, w) => sum + w.min, 0), max: widths.reduce((sum, w) => sum + w.max, 0) }
    }
    case 'alternation':
      return either(node.branches.map(widthOf))
    case 'capture':
    case 'atomic':
      return widthOf(node.body)
    case 'repeat': {
      const body = widthOf(node.body)
      return { min: times(body.min, node.min), max: times(body.max, node.max) }
    }
    case 'conditional':
      return node.condition.type === 'never' ? ZERO : either([widthOf(node.yes), widthOf(node.no)])
    case 'backreference':
    case 'recurse':
      return ANY
    case 'look':
    case 'assert':
    case 'keep':
    case 'verb':
      return ZERO
  }
}

/** The width of what a node matches. An `(*ACCEPT)` inside can cut it short: ask only where there is none. */
export function widthOf(node: Node): Width {
  if (node.type === 'set') return ONE
  const measured: Measured = node
  return (measured[WIDTH] ??= measure(node))
}
