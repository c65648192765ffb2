import { canFallBack, limitBacktracking } from './backtrack-limit.ts'
import { costOf } from './cost.ts'
import { generateRegex } from './generate.ts'
import { loosened } from './loosen.ts'
import type { RegexTree } from './tree.ts'

/** What keeps an expression from texts on which it could take for ever. */
export interface Guard {
  /** Something quick that matches wherever the expression does; undefined where there is no need, or no such thing. */
  readonly loose: RegExp | undefined
  /** Whether the expression can take for ever on what is let through. */
  readonly explosive: boolean
}

/** The same as plain data, for other threads. */
export interface KnownGuard {
  readonly loose: string | undefined
  readonly explosive: boolean
}

export const knownGuard = ({ loose, explosive }: Guard): KnownGuard => ({ loose: loose?.source, explosive })

/** A guard that another thread has made. */
export function adoptedGuard({ loose, explosive }: KnownGuard): Guard {
  return explosive ? { loose: loose === undefined ? undefined : new RegExp(loose), explosive } : NO_GUARD
}

/** What V8's engine of linear time cannot do, or not always. */
const BEYOND_LINEAR = /\(\?[=!<]|\\[1-9]|\{\d/

/** What is counted still: first more, so that few texts are let through; else as little as can be. */
const COUNTED = [8, 1]

const NO_GUARD: Guard = { loose: undefined, explosive: false }

/** For what V8 could take for ever over, see loosen.ts; `source` is the expression for V8, `reread` gives its tree. */
export function guardOf(source: string, reread: () => RegexTree): Guard {
  if (!BEYOND_LINEAR.test(source)) return NO_GUARD
  const { root } = reread()
  if (costOf(root) !== 'explosive' || canFallBack(new RegExp(source))) return NO_GUARD
  limitBacktracking() // without it the guard is no quicker than what it guards
  for (const mostCounted of COUNTED) {
    const loose = new RegExp(generateRegex(loosened(root, mostCounted), () => false).source)
    if (canFallBack(loose)) return { loose, explosive: true }
  }
  return { loose: undefined, explosive: true }
}
