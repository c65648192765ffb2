// What a scan shows to whoever must answer for it when it does not end: an array shared by two threads. Entry 0 counts hits,
// the entries behind it are the indexes of rules that hit; the last three tell what runs just now.

/** Kept free at the end: the rule at work, and what run-watch.ts shows. */
const RUNNING_ENTRIES = 3
/** Where no rule is at work, but what prepares for rules. */
const NO_RULE = -1

/** Notes a hit. The index is written before the count that makes it visible. */
export function noteHit(progress: Int32Array, rule: number): void {
  const count = progress[0] ?? 0
  if (count + 1 >= progress.length - RUNNING_ENTRIES) return
  progress[count + 1] = rule
  Atomics.store(progress, 0, count + 1)
}

/** A rule begins its work. */
export function noteRule(progress: Int32Array, rule: number): void {
  const place = progress.length - RUNNING_ENTRIES
  if (place > 0) progress[place] = rule
}

/** It has ended. */
export function noteNoRule(progress: Int32Array): void {
  noteRule(progress, NO_RULE)
}

/** The part of the array for the runs of expressions, see run-watch.ts. */
export function shownRuns(progress: Int32Array): Int32Array {
  return progress.length > RUNNING_ENTRIES ? progress.subarray(-2) : new Int32Array(2)
}

/** An expression that runs. */
export interface RunningExpression {
  /** The index of the rule at work, which it belongs to; undefined where none is. */
  readonly rule: number | undefined
  /** See `expressionId`. */
  readonly expression: number
  /** No other run of the scan has it. */
  readonly run: number
}

/** What runs; undefined between runs. */
export function runningIn(progress: Int32Array): RunningExpression | undefined {
  const last = progress.length - 1
  if (last < RUNNING_ENTRIES) return undefined
  const run = Atomics.load(progress, last)
  if (run % 2 === 0) return undefined
  const rule = Atomics.load(progress, last - 2)
  return { rule: rule === NO_RULE ? undefined : rule, expression: Atomics.load(progress, last - 1), run }
}

/** Makes the array ready for another scan. */
export function resetProgress(progress: Int32Array, started: number): void {
  progress[0] = started
  progress[progress.length - 1] = 0
  noteNoRule(progress)
}
