// Some expressions can take longer than anybody waits, and use what V8's engine of linear time cannot do: look-arounds,
// back-references, large counts. From such an expression a looser one is made of what that engine can do, which matches
// wherever the strict one does. Texts on which the loose one fails, and texts made to keep an expression busy mostly are
// such, need not be tried with the strict one.

import { byteSetOf, bytesWhere } from './byte-set.ts'
import { shorthandClass } from './charset.ts'
import { type AssertNode, EMPTY, type Node, type RepeatNode } from './tree.ts'

/** Where a node stands: whether nothing of the expression can be before it, or behind it; and what may be counted. */
interface Place {
  readonly first: boolean
  readonly last: boolean
  /** Counts beyond this become loops: V8's engine of linear time writes counted things out. */
  readonly mostCounted: number
}

const inside = (place: Place): Place => ({ ...place, first: false, last: false })
const NEWLINE: Node = { type: 'set', set: byteSetOf(10) }
const ANYTHING: Node = {
  type: 'repeat',
  min: 0,
  max: Number.POSITIVE_INFINITY,
  mode: 'greedy',
  body: { type: 'set', set: bytesWhere(() => true) },
}

const assertion = (kind: AssertNode['kind']): Node => ({ type: 'assert', kind, word: shorthandClass('w', 'aa') })
const either = (...branches: readonly Node[]): Node => ({ type: 'alternation', branches })

/** A zero-width test; one that looks at a newline may take it where nothing else can want it. */
function loosenedAssert(node: AssertNode, { first, last }: Place): Node {
  switch (node.kind) {
    case 'start':
    case 'end':
      return node
    case 'boundary':
    case 'not-boundary':
      return node.word === shorthandClass('w', 'aa') ? node : EMPTY
    case 'line-start':
      return first ? either(assertion('start'), NEWLINE) : EMPTY
    case 'line-end':
      return last ? either(assertion('end'), NEWLINE) : EMPTY
    case 'end-or-newline':
      if (!last) return EMPTY
      return { type: 'sequence', items: [{ ...once(NEWLINE), min: 0 }, assertion('end')] }
    case 'search-start':
      return EMPTY
  }
}

const once = (body: Node): RepeatNode => ({ type: 'repeat', min: 1, max: 1, mode: 'greedy', body })

function loosenedRepeat(node: RepeatNode, place: Place): Node {
  const body = loose(node.body, node.max === 1 ? place : inside(place))
  return {
    type: 'repeat',
    min: Math.min(node.min, place.mostCounted),
    max: node.max > place.mostCounted ? Number.POSITIVE_INFINITY : node.max,
    mode: 'greedy',
    body,
  }
}

/** A tree that matches in every text in which the given one does, and maybe in others. Nothing is counted beyond `mostCounted`. */
export function loosened(root: Node, mostCounted: number): Node {
  return loose(root, { first: true, last: true, mostCounted })
}

function loose(node: Node, place: Place): Node {
  switch (node.type) {
    case 'set':
      return node
    case 'sequence':
      return {
        type: 'sequence',
        items: node.items.map((item, i) =>
          loose(item, { ...place, first: place.first && i === 0, last: place.last && i === node.items.length - 1 }),
        ),
      }
    case 'alternation':
      return { type: 'alternation', branches: node.branches.map((branch) => loose(branch, place)) }
    case 'capture':
      return { ...node, body: loose(node.body, place) }
    case 'atomic':
      return loose(node.body, place)
    case 'repeat':
      return loosenedRepeat(node, place)
    case 'assert':
      return loosenedAssert(node, place)
    case 'look':
      if (!node.negated && (node.behind ? place.first : place.last)) return loose(node.body, inside(place))
      return EMPTY
    case 'backreference':
    case 'recurse':
      return ANYTHING
    case 'conditional':
      return either(loose(node.yes, place), loose(node.no, place))
    case 'keep':
      return EMPTY
    case 'verb':
      return node
  }
}
