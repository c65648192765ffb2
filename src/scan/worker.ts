import { setTimeout } from 'node:timers/promises'
import { parentPort } from 'node:worker_threads'
import { Piscina } from 'piscina'
import { RunWatch, watched } from '../regex/run-watch.ts'
import { shownRuns } from '../rules/progress.ts'
import type { Verdict } from '../rules/verdict.ts'
import type { Engine, EngineFacts, EngineModule } from './engine-port.ts'
import { type KnownToThreads, startFrom, stopHandingOn, toHandOn } from './hand-on.ts'
import { type Activity, practise } from './practice/practise.ts'
import { warmUp } from './practice/warm-up.ts'
import type { ScanAnswer, ScanRequest } from './scanner.ts'

/** What the pool asks of a worker. */
export type WorkerTask =
  | { readonly type: 'facts' }
  /** Answered with the facts, once the rules are ready to run. */
  | { readonly type: 'warm' }
  | {
      readonly type: 'scan'
      /** By which the thread says that the scan waits for the network. */
      readonly number: number
      readonly request: ScanRequest
      readonly progress: Int32Array
    }
  | { readonly type: 'render'; readonly request: ScanRequest; readonly progress: Int32Array; readonly verdict: Verdict }

/** What a worker gives back. `failed` is an error of the engine: the thread is as good as before. */
export type WorkerResult =
  | { readonly type: 'facts'; readonly facts: EngineFacts }
  | {
      readonly type: 'answer'
      readonly answer: ScanAnswer
      /** Expressions that were cut off on their leash. */
      readonly heldUp: readonly number[]
    }
  | { readonly type: 'failed'; readonly error: unknown }

/** What a worker thread starts from. */
export interface WorkerStart {
  readonly engineModule: string
  readonly config: unknown
  /** Shared by the threads of a pool: how many have been started. */
  readonly started: Int32Array
  /** What earlier threads have found out. */
  known: KnownToThreads | undefined
  /** That is from an earlier start: what threads find out is to be handed on. */
  knownOfOld: boolean
}

async function start(): Promise<(task: WorkerTask) => Promise<unknown>> {
  const { engineModule, config, started, known, knownOfOld } = Piscina.workerData as WorkerStart // `as`: the pool passes exactly this
  const isFirst = Atomics.add(started, 0, 1) === 0
  try {
    const { createEngine } = (await import(engineModule)) as EngineModule // `as`: named by the pool or by a test
    startFrom(known, !known || knownOfOld)
    const engine = await createEngine(config)
    // A message that came to cold rules would use up its time on making them ready. The first thread does that behind the
    // question of what was loaded, which the start of the daemon waits for; the others before they are given anything.
    const warm = setTimeout(isFirst ? WARM_UP_DELAY_MS : 0)
      .then(() => warmUp(engine))
      .then(() => handOn())
    if (!isFirst) await warm
    const activity: Activity = { running: 0, lastEnd: performance.now(), scans: 0 }
    // What is wrong with practice will be said of a client's message.
    warm
      .then(() => practise(engine, activity))
      .catch(() => undefined)
      .finally(() => {
        handOn()
        stopHandingOn()
      })
    return (task) => counted(activity, task, perform(engine, warm, task))
  } catch (error) {
    // The pool hears of it as the answer to its first question, not as a thread that dies again and again.
    return async () => ({ type: 'failed', error })
  }
}

/** Tells the pool what this thread had to find out by itself, for threads to come. */
function handOn(): void {
  const known = toHandOn()
  if (known) parentPort?.postMessage({ known } satisfies KnownNotice)
}

async function counted<T>(activity: Activity, { type }: WorkerTask, done: Promise<T>): Promise<T> {
  activity.running++
  if (type === 'scan') activity.scans++
  try {
    return await done
  } finally {
    activity.running--
    activity.lastEnd = performance.now()
  }
}

/** Long enough for the pool's first question to come before it. */
const WARM_UP_DELAY_MS = 30

async function perform(engine: Engine, warm: Promise<void>, task: WorkerTask): Promise<unknown> {
  try {
    if (task.type === 'facts') return { type: 'facts', facts: engine.facts }
    await warm
    if (task.type === 'warm') return { type: 'facts', facts: engine.facts }
    Atomics.store(task.progress, 0, 0)
    const watch = new RunWatch(shownRuns(task.progress), task.request.caution)
    const answer = await watched(watch, () =>
      task.type === 'scan'
        ? sayWhenWaiting(task.number, engine.scan(task.request, task.progress))
        : engine.render?.(task.request, task.verdict),
    )
    return answer ? handOver(answer, watch.heldUp) : { type: 'failed', error: new Error('this engine does not render') }
  } catch (error) {
    return { type: 'failed', error }
  }
}

/** What a thread says of its own accord: this scan waits, there is room for another. */
export interface WaitingNotice {
  readonly waiting: number
}

/** What a thread has found out that later ones can begin with. */
export interface KnownNotice {
  readonly known: KnownToThreads
}

// A scan that is not over when the event loop comes round waits for something outside.
async function sayWhenWaiting<T>(number: number, scan: T | Promise<T>): Promise<T> {
  const notice: WaitingNotice = { waiting: number }
  const round = setImmediate(() => parentPort?.postMessage(notice))
  try {
    return await scan
  } finally {
    clearImmediate(round)
  }
}

// Long texts change hands; short ones are cheaper to copy, and may share their memory with others.
const WORTH_MOVING = 16_384

function handOver(answer: ScanAnswer, heldUp: readonly number[]): unknown {
  const { text } = answer
  const ownsBuffer = text.byteLength === text.buffer.byteLength
  const exact = ownsBuffer ? text : new Uint8Array(text)
  const result: WorkerResult = { type: 'answer', answer: { ...answer, text: exact }, heldUp }
  if (exact.length < WORTH_MOVING) return result
  return Piscina.move({ [Piscina.transferableSymbol]: exact.buffer, [Piscina.valueSymbol]: result } as never) // `as`: piscina's types know classes only
}

export default start()
