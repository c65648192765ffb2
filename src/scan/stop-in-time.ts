import { NOT_STARTED } from './engine-port.ts'

// How often is looked whether a thread has taken the task; most scans are over before the first look.
const LOOK_MS = 50
// setTimeout takes no more than 31 bits; longer waits would end at once.
const LONGEST_TIMER_MS = 2 ** 31 - 1

/**
 * Aborts `stop` once the task has run for `limitMs` in its thread, or at `deadline` (milliseconds since 1970) whether
 * it has begun or not: a thread that is only just being made does not use up the time of the first message it gets.
 * Returns how to call it off.
 */
export function stopInTime(stop: AbortController, progress: Int32Array, limitMs: number, deadline: number): () => void {
  let timer: NodeJS.Timeout | undefined
  let started: number | undefined
  const look = (): void => {
    const now = Date.now()
    if (now >= deadline || (started !== undefined && now - started >= limitMs)) {
      stop.abort()
      return
    }
    if (started === undefined && Atomics.load(progress, 0) !== NOT_STARTED) started = now
    again(started === undefined ? LOOK_MS : limitMs, now)
  }
  const again = (ms: number, now: number): void => {
    timer = setTimeout(look, Math.min(Math.max(0, ms), Math.max(0, deadline - now), LONGEST_TIMER_MS))
  }
  again(Math.min(LOOK_MS, limitMs), Date.now())
  return () => clearTimeout(timer)
}
