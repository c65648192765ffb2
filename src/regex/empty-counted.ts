import { CLUSTER } from './line-break.ts'
import { seemsWide } from './perl-width.ts'
import { RegexError } from './regex-error.ts'
import { childrenOf, EMPTY, type Node, type RecurseNode, type RepeatNode, someNode, type Verb } from './tree.ts'
import { widthOf } from './widths.ts'

// Behind these Perl looks no further
const ENDINGS: ReadonlySet<Verb> = new Set(['FAIL', 'ACCEPT', 'COMMIT'])

/** As `someNode`, but not looking into what Perl studies apart: look-arounds and `(?(DEFINE)…)`. */
function someInRow(node: Node, test: (node: Node) => boolean): boolean {
  if (test(node)) return true
  if (node.type === 'look' || (node.type === 'conditional' && node.condition.type === 'never')) return false
  return childrenOf(node).some((child) => child.type !== 'look' && someInRow(child, test))
}

/** Something of no fixed width, for which Perl loses count of all that comes behind. */
function isEndless(node: Node): boolean {
  if (node.type === 'backreference' || node.type === 'recurse' || node === CLUSTER) return true
  return node.type === 'repeat' && node.max === Number.POSITIVE_INFINITY && widthOf(node.body).max > 0
}

/** Whether there is an `(*ACCEPT)` in a node, or where its recursions go. */
function accepts(node: Node, root: Node, followed: ReadonlySet<Node> = new Set()): boolean {
  return someInRow(node, (inner) => {
    if (inner.type === 'verb') return inner.verb === 'ACCEPT'
    const target = inner.type === 'recurse' ? targetOf(inner, root) : undefined
    return target !== undefined && !followed.has(target) && accepts(target, root, new Set([...followed, target]))
  })
}

/** A loop that stands in every match: ways to choose from are studied apart. */
function hasLoopInRow(node: Node): boolean {
  if (node.type === 'alternation' || node.type === 'conditional' || node.type === 'look') return false
  return node.type === 'repeat' || childrenOf(node).some(hasLoopInRow)
}

/** True when there is a capture group that counts: those of `(?(DEFINE)…)` do not. */
export function hasGroups(node: Node): boolean {
  if (node.type === 'conditional' && node.condition.type === 'never') return false
  return node.type === 'capture' || childrenOf(node).some(hasGroups)
}

/** What a recursion goes into. */
function targetOf({ groups: [group] }: RecurseNode, root: Node): Node | undefined {
  return group === 0 ? root : groupOf(root, group)
}

/** What the capture group of a number holds. */
function groupOf(node: Node, index: number | undefined): Node | undefined {
  if (node.type === 'capture' && node.index === index) return node.body
  for (const child of childrenOf(node)) {
    const found = groupOf(child, index)
    if (found) return found
  }
  return undefined
}

/** Whether a node may consume something, as far as Perl knows: it follows recursions, but none within themselves. */
function canConsume(node: Node, root: Node, followed: ReadonlySet<Node> = new Set()): boolean {
  if (node.type === 'recurse') {
    const target = targetOf(node, root)
    if (!target || followed.has(target) || someNode(target, (inner) => inner === node)) return true
    return canConsume(target, root, new Set([...followed, target]))
  }
  return widthOf(node).max > 0 && (isLeaf(node) || childrenOf(node).some((child) => canConsume(child, root, followed)))
}

const isLeaf = (node: Node): boolean => node.type === 'set' || node.type === 'backreference'

/** A counted loop over recursions that consume nothing: whether Perl warns of it hangs on groups that it comes by there. */
function isUnforeseeable({ body, min, max }: RepeatNode, root: Node): boolean {
  if (max === Number.POSITIVE_INFINITY || (min === 0 && max === 1) || canConsume(body, root)) return false
  return someNode(body, (inner) => inner.type === 'recurse')
}

/** Whether Perl warns of the loop: it is counted, and what it repeats can only match nothing. */
function isEmptyCounted(node: RepeatNode, endless: boolean): boolean {
  const { body, min, max } = node
  if (max === Number.POSITIVE_INFINITY || widthOf(body).max > 0 || hasGroups(body)) return false
  // without width, the count is taken down to one, and none or one is no reason to warn
  if (min === 0 && max > 0 && (max === 1 || !seemsWide(body))) return false
  // what is there no times counts with its width
  if (someInRow(body, (inner) => inner.type !== 'recurse' && isEndless(inner))) return false
  const uncounted = (endless && min > 0) || someInRow(body, isEndless)
  return !(uncounted && hasLoopInRow(body))
}

/** Throws where Perl warns of counted things that consume nothing, as far as its optimizer looks (regcomp.c, study_chunk). */
export function refuseEmptyCounted(root: Node, text: string): void {
  let endless = false
  const followed = new Set<Node>()
  /** False where Perl looks no further. */
  const visit = (node: Node): boolean => {
    switch (node.type) {
      case 'verb':
        return !ENDINGS.has(node.verb)
      case 'sequence':
        return node.items.every(visit)
      case 'capture':
      case 'atomic':
        endless ||= isEndless(node)
        return visit(node.body)
      case 'repeat': {
        if (isUnforeseeable(node, root)) {
          const what = 'A counted recursion into what consumes nothing'
          throw new RegexError(`${what} is not supported in regex m/${text}/`, 'unsupported')
        }
        if (isEmptyCounted(node, endless)) {
          throw new RegexError(`Quantifier unexpected on zero-length expression in regex m/${text}/`)
        }
        // other endings inside end the look at the loop's body only
        if (node.min > 0) visit(node.body)
        endless ||= someInRow(node, isEndless)
        return !accepts(node.body, root)
      }
      case 'recurse': {
        const target = targetOf(node, root)
        if (target && !followed.has(target)) {
          followed.add(target)
          visit(target)
        }
        endless = true
        return !accepts(node, root)
      }
      case 'look':
        return !(node.negated && node.body === EMPTY) // (?!) is (*FAIL)
      case 'alternation':
      case 'conditional':
        endless ||= someInRow(node, isEndless)
        return !accepts(node, root)
      default:
        endless ||= isEndless(node)
        return true
    }
  }
  visit(root)
}
