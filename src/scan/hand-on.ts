import {
  adoptExpressions,
  type KnownExpressions,
  notedExpressions,
  noteExpressions,
  stopNotingExpressions,
} from '../regex/known-expressions.ts'
import {
  adoptFilters,
  type KnownFilters,
  notedFilters,
  noteFilters,
  stopNotingFilters,
} from '../rules/prefilter/filter-tables.ts'

/**
 * What a thread has found out about expressions and rules that threads after it can begin with, instead of finding it out
 * again: most of what a start costs. It holds for the same text of an expression whatever the configuration.
 */
export interface KnownToThreads {
  readonly expressions: KnownExpressions
  readonly filters: KnownFilters
}

/** Before anything is read: begins with what is known. `note`: what this thread has use for is to be handed on. */
export function startFrom(known: KnownToThreads | undefined, note = known === undefined): void {
  adoptExpressions(known?.expressions)
  adoptFilters(known?.filters)
  if (!note) return
  noteExpressions()
  noteFilters()
}

/**
 * What this thread had use for, whether it found it out or began with it; undefined where that is not noted. Lets go of
 * the expressions that it began with: what is compiled from now on is made for one message or one user.
 */
export function toHandOn(): KnownToThreads | undefined {
  adoptExpressions(undefined)
  const expressions = notedExpressions()
  const filters = notedFilters()
  return expressions && filters && { expressions, filters }
}

/** Nothing is noted any more. */
export function stopHandingOn(): void {
  stopNotingExpressions()
  stopNotingFilters()
}
