// Where Perl 5.36 does not match what its manual says: its optimizer looks for the wrong text, or a state is left behind.
// Rule files would gain nothing from such expressions, and nobody could say what they ought to match: they are refused.

import { members } from './byte-set.ts'
import { definiteGroups, groupsInside } from './definite-groups.ts'
import { firstBytes } from './first-bytes.ts'
import { LINE_BREAK } from './line-break.ts'
import { RegexError } from './regex-error.ts'
import { childrenOf, EMPTY, type Node, type RegexTree, type RepeatNode, someNode } from './tree.ts'
import { widthOf } from './widths.ts'

const refuse = (what: string, text: string): never => {
  throw new RegexError(`${what} is not supported in regex m/${text}/`, 'unsupported')
}

/** A look-ahead that can match nothing, but has an optional start: Perl takes that start for a must (`(?=c?)\w`). */
function isIdleLookAhead(node: Node): boolean {
  if (node.type !== 'look' || node.behind || node.negated || widthOf(node.body).min > 0) return false
  const first = members(firstBytes(node.body)).length
  // c{0} begins with nothing
  return (first > 0 && first < 256) || someNode(node.body, (inner) => inner.type === 'repeat' && inner.max === 0)
}

/** `(?(?=a)b)`: Perl takes for a must what the condition looks for, whichever way is taken. */
function isLookAheadCondition(node: Node): boolean {
  if (node.type !== 'conditional' || node.condition.type !== 'look') return false
  return !node.condition.behind && !node.condition.negated
}

/** `(?(?=)a|b)`: Perl always takes the second way. */
function isEmptyCondition(node: Node): boolean {
  return node.type === 'conditional' && node.condition.type === 'look' && node.condition.body === EMPTY
}

/** `(?(?<=a|bc)d)`: of the places where the look-behind could begin, Perl tries one. */
function isTriedOnce(node: Node): boolean {
  if (node.type !== 'conditional' || node.condition.type !== 'look' || !node.condition.behind) return false
  const { min, max } = widthOf(node.condition.body)
  return min !== max || max === 0
}

/** Nodes that can stand where the match begins. */
function* leading(node: Node): Generator<Node> {
  yield node
  if (node.type === 'sequence') {
    for (const item of node.items) {
      yield* leading(item)
      if (widthOf(item).min > 0) break
    }
  } else {
    for (const child of childrenOf(node)) yield* leading(child)
  }
}

const isLiteral = (node: Node): boolean =>
  node.type === 'set'
    ? members(node.set).length === 1
    : node.type === 'repeat'
      ? node.min === node.max && node.min > 0 && isLiteral(node.body)
      : (node.type === 'sequence' || node.type === 'capture') && childrenOf(node).every(isLiteral)

/** `a+(?:A{2}b){2}`: behind an endless loop, Perl looks for a literal of which it counts one part too few. */
function isMiscounted(node: Node): boolean {
  return (
    node.type === 'repeat' &&
    node.min > 1 &&
    isLiteral(node.body) &&
    someNode(node.body, (inner) => inner.type === 'repeat')
  )
}

/**
 * Groups of a fixed width that are to match no times, `(ab){0}`, written for recursions to go into them (`(?1)`): in all but
 * single characters and groups with groups inside, Perl finds no end when it gets there, and fails.
 */
function* sealedGroups(node: Node): Generator<number> {
  if (node.type === 'repeat' && node.max === 0 && node.body.type === 'capture') {
    const { index, body } = node.body
    const { min, max } = widthOf(body)
    if (min === max && body.type !== 'set' && groupsInside(body).size === 0) yield index
  }
  for (const child of childrenOf(node)) yield* sealedGroups(child)
}

/** What stands first in a node: the set that a lazy loop before it looks for. */
function leadingSet(node: Node | undefined): Node | undefined {
  if (node?.type === 'sequence') return leadingSet(node.items[0])
  if (node?.type === 'capture' || node?.type === 'atomic') return leadingSet(node.body)
  return node?.type === 'repeat' && node.min > 0 ? leadingSet(node.body) : node
}

const isBeyondBytes = (node: Node | undefined): boolean => node?.type === 'set' && members(node.set).length === 0

const isLazy = (node: Node): boolean =>
  node.type === 'capture' ? isLazy(node.body) : node.type === 'repeat' && node.mode === 'lazy'

/**
 * A lazy loop before a character beyond the bytes, or a literal with such, fails, and leaves the next loop lazy. `doomed`
 * tells whether such a character stands behind the node.
 */
function hasFailingLazyLoop(node: Node, doomed: boolean): boolean {
  if (doomed && isLazy(node)) return true
  if (node.type === 'repeat') return hasFailingLazyLoop(node.body, false)
  if (node.type !== 'sequence') return childrenOf(node).some((child) => hasFailingLazyLoop(child, doomed))
  let behind = doomed
  return node.items.toReversed().some((item) => {
    const found = hasFailingLazyLoop(item, behind)
    behind ||= isBeyondBytes(leadingSet(item))
    return found
  })
}

/**
 * A reference inside a loop to a group of that loop which its round need not have set yet: Perl finds there what this
 * round tried and gave up. `set` are the groups that are certain, `open` those of the loops around, of earlier rounds.
 */
function* staleReferences(node: Node, set: ReadonlySet<number>, open: ReadonlySet<number>): Generator<Node> {
  const asks = node.type === 'backreference' ? node : node.type === 'conditional' ? node.condition : undefined
  if (asks && 'groups' in asks && asks.type !== 'recursion') {
    if (asks.groups.some((group) => open.has(group) && !set.has(group))) yield node
  }
  let before = set
  let around = open
  if (node.type === 'repeat' && node.max > 1) {
    const inside = groupsInside(node.body)
    if (inside.size > 0) {
      before = new Set([...set].filter((group) => !inside.has(group)))
      around = new Set([...open, ...inside])
    }
  }
  for (const child of childrenOf(node)) {
    yield* staleReferences(child, before, around)
    if (node.type === 'sequence') before = new Set([...before, ...definiteGroups(child)])
  }
}

const NONE: ReadonlySet<number> = new Set()

const isEndless = (node: Node): node is RepeatNode => node.type === 'repeat' && node.max === Number.POSITIVE_INFINITY

/** What none of the flaws can do without: look-arounds, conditions, references, \R, counted groups, lazy loops; or /x. */
const NEEDED = /\(\?(?:[=!<(P|]|[\^a-z-]*x)|\(\*|\\[1-9gkR]|\)\{|[*+?}]\?/

/** Throws RegexError for an expression that Perl itself would get wrong. */
export function refusePerlFlaws({ root, groupCount }: RegexTree, text: string): void {
  if (!NEEDED.test(text)) return
  for (const node of leading(root)) {
    if (isIdleLookAhead(node)) refuse('A look-ahead that can match nothing', text)
    if (isLookAheadCondition(node)) refuse('A look-ahead as the condition where a match begins', text)
  }
  if (groupCount > 0 && !staleReferences(root, new Set(), new Set()).next().done) {
    refuse('A reference to what an earlier round of a loop may have captured', text)
  }
  const sealed = groupCount > 0 ? new Set(sealedGroups(root)) : NONE
  if (sealed.size > 0 && someNode(root, (node) => node.type === 'recurse' && node.groups.some((g) => sealed.has(g)))) {
    refuse('Recursion into a group that is there no times', text)
  }
  if (someNode(root, isTriedOnce)) refuse('A look-behind of varying or no width as a condition', text)
  if (someNode(root, isEmptyCondition)) refuse('An empty look-around as a condition', text)
  if (hasFailingLazyLoop(root, false)) refuse('A lazy loop before a character beyond the bytes', text)
  let endless = false
  const visit = (node: Node): void => {
    if (node.type === 'repeat') {
      if (node.body === LINE_BREAK && node.mode === 'lazy') refuse('A lazily repeated \\R', text)
      if (endless && isMiscounted(node)) refuse('A counted group of counted letters behind an endless loop', text)
      endless ||= isEndless(node)
    }
    for (const child of childrenOf(node)) visit(child)
  }
  visit(root)
}
