// A backtracking matcher for what V8 cannot match as Perl does. It follows perlre in the order in which ways are tried;
// its stack is an array, so that no subject can exhaust the call stack, and its steps are counted.

import { firstBytes } from './first-bytes.ts'
import { Run } from './matcher-run.ts'
import { assemble } from './program.ts'
import { type Node, type RegexTree, someNode } from './tree.ts'
import { widthOf } from './widths.ts'

/** Start and end of what a group holds. */
export type Span = readonly [number, number]

/** Finds the first match at or after `from`; the answer is the spans of all groups. */
export type Matcher = (subject: string, from: number, notEmptyAt: number) => readonly (Span | undefined)[] | undefined

/** How a match can begin, so that hopeless positions are not tried. */
function startsOf(root: Node): 'anywhere' | 'start' | 'search-start' {
  const first = root.type === 'sequence' ? root.items[0] : root
  if (first?.type !== 'assert') return 'anywhere'
  return first.kind === 'start' || first.kind === 'search-start' ? first.kind : 'anywhere'
}

/** Builds our own backtracking matcher for a tree; throws RegexError for what it cannot do. */
export function createMatcher(tree: RegexTree): Matcher {
  const program = assemble(tree)
  const { groupCount, root } = tree
  const starts = startsOf(root)
  // a verb at a position where nothing can match may still end the search
  const verbs = someNode(root, (node) => node.type === 'verb' && node.verb !== 'FAIL')
  const first = widthOf(root).min > 0 && !verbs ? firstBytes(root) : undefined
  return (subject, from, notEmptyAt) => {
    const run = new Run(program, groupCount, subject, from, notEmptyAt)
    for (let start = from; start <= subject.length; start++) {
      if (starts === 'start' && start > 0) return undefined
      if (starts === 'search-start' && start > from) return undefined
      if (first && first[subject.charCodeAt(start)] !== 1) continue
      const end = run.attempt(start)
      if (end >= 0) {
        const spans: (Span | undefined)[] = [[run.kept >= 0 ? run.kept : start, end]]
        for (let group = 1; group <= groupCount; group++) {
          const to = run.spans[2 * group + 1] ?? -1
          spans.push(to < 0 ? undefined : [run.spans[2 * group] ?? 0, to])
        }
        return spans
      }
      if (run.resumeAt > start) start = run.resumeAt - 1
    }
    return undefined
  }
}
