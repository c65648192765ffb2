// Where JavaScript's matching differs from Perl's, so that an expression must run on our own matcher:
//
// - a back-reference to a group that has not matched fails in Perl and matches nothing in JavaScript;
// - an iteration of a loop that matches nothing ends the loop in Perl; JavaScript goes back and looks for another way.
//   The same unless the body would first try to match nothing and then something (`(?:|a)*`);
// - a new iteration clears the captures of the one before in JavaScript, in Perl they stay;
// - JavaScript reads look-behinds backwards: seen only by captures, atomic groups and back-references in them;
// - a loop over \R goes back byte by byte in Perl;
// - recursion, conditionals, \G, \K and most verbs do not exist.

import { definiteGroups, groupsInside } from './definite-groups.ts'
import { LINE_BREAK } from './line-break.ts'
import { childrenOf, type Node, type RegexTree, someNode } from './tree.ts'
import { widthOf } from './widths.ts'

/** What of a JavaScript expression would be as in Perl. */
export interface Exactness {
  /** Whether and where it matches. */
  readonly extent: boolean
  /** What its groups hold. */
  readonly captures: boolean
  /** Groups that back-references name. */
  readonly referenced: ReadonlySet<number>
}

/** True when a node tries all ways to match something before the one to match nothing, or has but one way. */
function emptyComesLast(node: Node): boolean {
  switch (node.type) {
    case 'set':
    case 'assert':
    case 'look':
    case 'backreference':
    case 'atomic':
    case 'verb':
      return true
    case 'sequence':
      return node.items.every(emptyComesLast) || widthOf(node).min > 0
    case 'alternation':
      return node.branches.every((b, i) => widthOf(b).min > 0 || (i === node.branches.length - 1 && emptyComesLast(b)))
    case 'capture':
      return emptyComesLast(node.body)
    case 'repeat':
      if (node.mode === 'possessive' || widthOf(node).min > 0 || widthOf(node).max === 0) return true
      return node.mode === 'greedy' && emptyComesLast(node.body)
    case 'recurse':
    case 'conditional':
    case 'keep':
      return false
  }
}

const NONE: ReadonlySet<number> = new Set()

/** Something with groups in it that is not entered again once it has matched. */
function isFinal(node: Node): boolean {
  const final = node.type === 'atomic' || (node.type === 'repeat' && node.mode === 'possessive')
  return final && groupsInside(node).size > 0
}

interface Findings {
  readonly groupCount: number
  extent: boolean
  captures: boolean
}

/** Walks the tree in matching order; `before` are the groups that have certainly matched so far. */
function check(node: Node, before: ReadonlySet<number>, insideBehind: boolean, findings: Findings): void {
  // most expressions have no groups
  const anyGroups = findings.groupCount > 0
  switch (node.type) {
    case 'recurse':
    case 'conditional':
    case 'keep':
      findings.extent = false
      break
    case 'verb':
      if (node.verb !== 'FAIL') findings.extent = false
      break
    case 'assert':
      if (node.kind === 'search-start') findings.extent = false
      break
    case 'backreference':
      // one group only, matched for certain, and not the one the reference stands in
      if (insideBehind || node.groups.length !== 1 || !node.groups.every((group) => before.has(group)))
        findings.extent = false
      break
    case 'atomic':
      if (insideBehind) findings.extent = false
      break
    case 'repeat': {
      if (node.mode === 'possessive' && insideBehind) findings.extent = false
      if (node.body === LINE_BREAK && node.mode === 'greedy' && node.min !== node.max) findings.extent = false
      const groups = anyGroups ? groupsInside(node.body) : NONE
      const definite = anyGroups ? definiteGroups(node.body) : NONE
      // Perl can leave in it what an earlier try had put there
      if (node.mode === 'possessive' && node.min === 0 && groups.size > 0) findings.captures = false
      // what a round that failed behind it had put there stays
      if (node.max > node.min && groups.size > 0 && someNode(node.body, isFinal)) findings.captures = false
      if (node.max > 1 && [...groups].some((group) => !definite.has(group))) findings.captures = false
      if (widthOf(node.body).min === 0 && node.max > node.min) {
        if (!emptyComesLast(node.body)) findings.extent = false
        if (groups.size > 0) findings.captures = false
      }
      break
    }
    case 'look':
      if (anyGroups && node.behind && groupsInside(node.body).size > 0 && !fixedThroughout(node.body))
        findings.captures = false
      // Perl leaves in them what a failed try had put there
      if (anyGroups && node.negated && groupsInside(node.body).size > 0) findings.captures = false
      break
    case 'set':
    case 'sequence':
    case 'alternation':
    case 'capture':
      break
  }
  let soFar = before
  for (const child of childrenOf(node)) {
    check(child, soFar, insideBehind || (node.type === 'look' && node.behind), findings)
    if (anyGroups && node.type === 'sequence') soFar = new Set([...soFar, ...definiteGroups(child)])
  }
}

function fixedThroughout(node: Node): boolean {
  return !someNode(node, (inner) => widthOf(inner).min !== widthOf(inner).max)
}

/** Judges whether V8 would match the expression as Perl does. */
export function judgeExactness(tree: RegexTree): Exactness {
  const findings: Findings = { groupCount: tree.groupCount, extent: true, captures: true }
  check(tree.root, new Set(), false, findings)
  const referenced = new Set<number>()
  const counts = new Map<number, number>()
  const visit = (node: Node): void => {
    if (node.type === 'backreference') for (const group of node.groups) referenced.add(group)
    if (node.type === 'capture') counts.set(node.index, (counts.get(node.index) ?? 0) + 1)
    for (const child of childrenOf(node)) visit(child)
  }
  visit(tree.root)
  // a group number that a branch reset gives to several groups is several groups in JavaScript
  for (const [group, count] of counts) if (count > 1 && referenced.has(group)) findings.extent = false
  // what a group holds decides whether a reference to it matches
  if (!findings.captures && referenced.size > 0) findings.extent = false
  return { extent: findings.extent, captures: findings.extent && findings.captures, referenced }
}
