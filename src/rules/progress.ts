// What a scan shows to whoever must answer for it when it does not end: an array shared by two threads. Entry 0 counts hits,
// the entries behind it are the indexes of rules that hit; the last two tell what runs just now.

/** Kept free at the end. */
const RUNNING_ENTRIES = 2

/** Notes a hit. The index is written before the count that makes it visible. */
export function noteHit(progress: Int32Array, rule: number): void {
  const count = progress[0] ?? 0
  if (count + 1 >= progress.length - RUNNING_ENTRIES) return
  progress[count + 1] = rule
  Atomics.store(progress, 0, count + 1)
}

/** An expression is about to run. The number behind the rule's is odd from here on. */
export function noteBegin(progress: Int32Array, rule: number): void {
  const last = progress.length - 1
  if (last <= RUNNING_ENTRIES) return
  progress[last - 1] = rule
  progress[last] = ((progress[last] ?? 0) + 1) | 1
}

/** It has ended. */
export function noteEnd(progress: Int32Array): void {
  const last = progress.length - 1
  if (last > RUNNING_ENTRIES) progress[last] = ((progress[last] ?? 0) | 1) + 1
}

/** What runs: the rule's index, and a number that no other run of the scan has; undefined between runs. */
export function runningIn(progress: Int32Array): { readonly rule: number; readonly run: number } | undefined {
  const last = progress.length - 1
  if (last <= RUNNING_ENTRIES) return undefined
  const run = Atomics.load(progress, last)
  return run % 2 === 0 ? undefined : { rule: Atomics.load(progress, last - 1), run }
}

/** Makes the array ready for another scan. */
export function resetProgress(progress: Int32Array, started: number): void {
  progress[0] = started
  progress[progress.length - 1] = 0
}
