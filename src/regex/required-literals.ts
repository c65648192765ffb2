import type { Node } from './tree.ts'
/** At least one of the literals occurs in every matching subject, whatever its case when caseless. */
export interface RequiredLiterals {
  readonly literals: readonly string[]
  readonly caseless: boolean
}
/** What must occur in a subject that matches; undefined when nothing usable is known. */
export function requiredLiterals(_root: Node): RequiredLiterals | undefined {
  return undefined
}
