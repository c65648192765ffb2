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

/** Before anything is read: begins with what is known, or notes what is found out where nothing is. */
export function startFrom(known: KnownToThreads | undefined): void {
  if (known) {
    adoptExpressions(known.expressions)
    adoptFilters(known.filters)
  } else {
    noteExpressions()
    noteFilters()
  }
}

/**
 * What this thread had to find out; undefined where it began with what another had. Lets go of the
 * expressions that it began with: what is compiled from now on is made for one message or one user.
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
