import { NOT_STARTED } from './engine-port.ts'

// How often is looked whether a thread has taken the task; most scans are over before the first look.
const LOOK_MS = 50
// setTimeout takes no more than 31 bits; longer waits would end at once.
const LONGEST_TIMER_MS = 2 ** 31 - 1

/** What a task is held to. */
export interface TaskLimits {
  /** How long it may run in its thread, and until when (milliseconds since 1970): it looks at the clock itself. */
  readonly limitMs: number
  readonly endsBy: number
  /** How much longer it may compute before it is said to hang: processor time, where that can be told. */
  readonly graceMs: number
  /** When its caller has to be answered, in milliseconds since 1970. */
  readonly answerBy: number
  /** Processor time that its thread has used so far; undefined where the task does not compute, or nobody knows. */
  readonly processorMs: () => Promise<number | undefined>
}

/** What is made of it. */
export interface TaskWatcher {
  /** The caller cannot wait any longer. */
  late(): void
  /** It is past its limits and goes on computing. */
  hangs(): void
}

/**
 * Watches a task until it hangs or the watch is called off, which is what is returned. A thread that is only just being
 * made does not use up the time of the first message it gets, and one that gets no processor, because the machine is busy,
 * is not taken for one that hangs.
 */
export function watchTask(progress: Int32Array, limits: TaskLimits, watcher: TaskWatcher): () => void {
  const { limitMs, endsBy, graceMs, answerBy, processorMs } = limits
  let timer: NodeJS.Timeout | undefined
  let started: number | undefined
  let usedWhenDue: number | undefined
  let saidLate = false
  let over = false
  const look = async (): Promise<void> => {
    const now = Date.now()
    if (started === undefined && Atomics.load(progress, 0) !== NOT_STARTED) started = now
    if (now >= answerBy && !saidLate) {
      saidLate = true
      watcher.late()
    }
    const due = started === undefined ? Number.POSITIVE_INFINITY : Math.min(started + limitMs, endsBy)
    if (started === undefined) again(LOOK_MS)
    else if (now < due) again(due - now)
    else if (await hangs(now - due)) watcher.hangs()
    else again(graceMs)
  }
  const hangs = async (pastMs: number): Promise<boolean> => {
    const used = await processorMs()
    if (used === undefined) return pastMs >= graceMs
    usedWhenDue ??= used
    return !over && used - usedWhenDue >= graceMs
  }
  const again = (ms: number): void => {
    if (over) return
    const untilLate = saidLate ? Number.POSITIVE_INFINITY : Math.max(0, answerBy - Date.now())
    timer = setTimeout(() => void look(), Math.min(Math.max(0, ms), untilLate, LONGEST_TIMER_MS))
  }
  again(Math.min(LOOK_MS, limitMs))
  return () => {
    over = true
    clearTimeout(timer)
  }
}
