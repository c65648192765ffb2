import type { KnownGuard } from './guard.ts'

// What one thread has found out about expressions is handed to those that start after it, and to the next start of the
// program: reading thousands of them anew costs most of a start.

/** Of an expression that V8 matches as Perl does, captures too. */
export interface KnownExpression {
  /** Its source for V8, once it was made. */
  source?: string
  /** Absent when not found out. */
  guard?: KnownGuard
}

/** By the key of the expression. */
export type KnownExpressions = ReadonlyMap<string, KnownExpression>

const keyOf = (pattern: string, modifiers: string): string => `${modifiers}/${pattern}`

let noted: Map<string, KnownExpression> | undefined
let adopted: KnownExpressions | undefined

/** From now on expressions are noted. */
export function noteExpressions(): void {
  noted ??= new Map()
}

/** What has been noted so far; undefined where nothing is to be. */
export function notedExpressions(): KnownExpressions | undefined {
  return noted
}

/** Ends the noting: expressions made for one message must not pile up. */
export function stopNotingExpressions(): void {
  noted = undefined
}

/** Takes over what another thread has found out; undefined lets go of it. */
export function adoptExpressions(known: KnownExpressions | undefined): void {
  adopted = known
}

/** What was taken over about an expression; noted too, so that what is handed on is all that this thread had use for. */
export function adoptedExpression(pattern: string, modifiers: string): KnownExpression | undefined {
  if (!adopted) return undefined
  const key = keyOf(pattern, modifiers)
  const known = adopted.get(key)
  if (known) noted?.set(key, known)
  return known
}

/** Notes an expression that V8 matches exactly; what is found out about it goes into what is returned. */
export function noteExact(pattern: string, modifiers: string): KnownExpression | undefined {
  if (!noted) return undefined
  const expression: KnownExpression = {}
  noted.set(keyOf(pattern, modifiers), expression)
  return expression
}
