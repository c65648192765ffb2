/**
 * Notes a hit where whoever must answer for a scan that does not end can see it: `progress[0]` counts, the entries
 * behind it are rule indexes. The index is written before the count that makes it visible.
 */
export function noteHit(progress: Int32Array, rule: number): void {
  const count = progress[0] ?? 0
  if (count + 1 >= progress.length) return
  progress[count + 1] = rule
  Atomics.store(progress, 0, count + 1)
}
