import { type RunningExpression, runningIn } from '../rules/progress.ts'
import { NOT_STARTED } from './engine-port.ts'

// How often is looked whether a thread has taken the task; most scans are over before the first look.
const LOOK_MS = 50
// From then on so often, whether one expression runs all the time.
const LOOK_AGAIN_MS = 150
// An expression that takes longer on one text is held up by it: so much by the clock, and of processor time, where that is
// known; by the clock alone where it is not, for a machine may be busy.
const HELD_UP_MS = 600
const HELD_UP_PROCESSOR_MS = 400
const HELD_UP_UNKNOWN_MS = 3000
// A thread in an expression may not answer how much it has computed.
const PROCESSOR_KNOWN_WITHIN_MS = 200
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
  /** Processor time that its thread has used so far; undefined where the task does not compute, or nobody knows in time. */
  readonly processorMs: (withinMs?: number) => Promise<number | undefined>
}

/** What is made of it. */
export interface TaskWatcher {
  /** The caller cannot wait any longer. */
  late(): void
  /** It is past its limits and goes on computing. */
  hangs(): void
  /** One expression takes far longer on one text than rules on mail do. */
  heldUp(running: RunningExpression): void
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
  let expression: { readonly run: number; readonly since: number; readonly used: number | undefined } | undefined
  const look = async (): Promise<void> => {
    const now = Date.now()
    if (started === undefined && Atomics.load(progress, 0) !== NOT_STARTED) started = now
    if (now >= answerBy && !saidLate) {
      saidLate = true
      watcher.late()
    }
    const due = started === undefined ? Number.POSITIVE_INFINITY : Math.min(started + limitMs, endsBy)
    if (started === undefined) again(LOOK_MS)
    else if (now < due) {
      const running = await heldUpBy(now)
      if (running) watcher.heldUp(running)
      else again(Math.min(due - now, LOOK_AGAIN_MS))
    } else if (await hangs(now - due)) watcher.hangs()
    else again(graceMs)
  }
  const heldUpBy = async (now: number): Promise<RunningExpression | undefined> => {
    const running = runningIn(progress)
    if (running === undefined || running.run !== expression?.run) {
      expression = running && { run: running.run, since: now, used: await processorMs(PROCESSOR_KNOWN_WITHIN_MS) }
      return undefined
    }
    const pastMs = now - expression.since
    if (pastMs < HELD_UP_MS) return undefined
    const used = await processorMs(PROCESSOR_KNOWN_WITHIN_MS)
    const { used: before } = expression
    const known = used !== undefined && before !== undefined
    const long = known ? used - before >= HELD_UP_PROCESSOR_MS : pastMs >= HELD_UP_UNKNOWN_MS
    return long && !over && runningIn(progress)?.run === running.run ? running : undefined
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
