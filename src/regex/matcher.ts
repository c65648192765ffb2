import { RegexError } from './regex-error.ts'
import type { RegexTree } from './tree.ts'

/** Start and end of what a group holds. */
export type Span = readonly [number, number]

/** Finds the first match at or after `from`; the answer is the spans of all groups. */
export type Matcher = (subject: string, from: number, notEmptyAt: number) => readonly (Span | undefined)[] | undefined

/** Builds our own backtracking matcher for a tree. */
export function createMatcher(_tree: RegexTree): Matcher {
  throw new RegexError('not yet', 'unsupported')
}
