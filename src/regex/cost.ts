import type { Node } from './tree.ts'
/** How the time of a match can grow with the subject. */
export type CostClass = 'linear' | 'bounded' | 'explosive'
/** The cost class of an expression. */
export function costOf(_root: Node): CostClass {
  return 'linear'
}
