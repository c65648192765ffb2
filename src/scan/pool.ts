import { once } from 'node:events'
import { availableParallelism } from 'node:os'
import path from 'node:path'
import { setTimeout } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { Piscina, type PiscinaTask } from 'piscina'
import { onNotice } from '../base/notices.ts'
import { Gate, type Leave } from '../net/gate.ts'
import { type RunningExpression, resetProgress } from '../rules/progress.ts'
import type { Verdict } from '../rules/verdict.ts'
import { plainAnswer, verdictSoFar, verdictWithoutScan } from './cut-short.ts'
import { type EngineFacts, NOT_STARTED } from './engine-port.ts'
import { heapLimitMb } from './heap-limit.ts'
import { keepKnowledge, readKnowledge } from './kept-knowledge.ts'
import { endsBy, type ScanAnswer, type Scanner, type ScanRequest } from './scanner.ts'
import { type NumberedTask, ThreadShares } from './thread-shares.ts'
import { TroublesomeMail } from './troublesome-mail.ts'
import { type TaskLimits, watchTask } from './watch-task.ts'
import type { KnownNotice, WaitingNotice, WorkerResult, WorkerStart, WorkerTask } from './worker.ts'

/** How a pool is made. */
export interface PoolOptions {
  /** Handed to `createEngine` in every worker thread; plain data. */
  readonly config: unknown
  /** Worker threads; one a core when absent, but never fewer than two, so that one message cannot hold up all others. */
  readonly workers?: number
  /** So many threads are made and their rules warm before the pool is handed out; the first is made only, when absent. */
  readonly warmThreads?: number | undefined
  /** The module that exports `createEngine`; `engine.ts` beside this file when absent. */
  readonly engineModule?: URL
  /** How long past its time limit a scan may compute before its thread is stopped. */
  readonly graceMs?: number
  /** How large the heap of a thread may become; a share of the machine's memory when absent. */
  readonly heapMb?: number
  /** What an administrator should know: threads stopped, messages not scanned. */
  readonly warn?: (message: string) => void
}

// The engine looks at the clock itself and ends a scan in time; what it cannot look at is one expression that runs.
const GRACE_MS = 1000
// So much before the caller's own deadline, for making the answer of a scan that did not end in time.
const ANSWER_MS = 500
const RENDER_MS = 5000
// Hits of one message that are remembered outside its thread; real mail has some hundred, sub-rules counted.
const PROGRESS_ENTRIES = 2048
// Scans that a thread has at a time, while they wait for answers from the network: their messages are in memory.
const SCANS_A_THREAD = 512
// So often a scan begins again because its thread was stopped for another's sake.
const FRESH_STARTS = 3
// A thread that goes on for nobody when the pool is closed hangs, or ends within so long.
const LEFT_MS = 5000
// A thread that does not even say so soon how much it has computed hangs where nothing can reach it.
const CPU_KNOWN_WITHIN_MS = 10_000
// A pool that takes over from another waits for its threads, but not for ever: it can serve with the first alone.
const WARM_WITHIN_MS = 60_000

/** A scanner that can tell what its engines have loaded. */
export interface PooledScanner extends Scanner {
  readonly facts: EngineFacts
  /** Threads that are ready for messages. */
  readonly threadCount: number
}

/** A scanner whose scans run in worker threads, each held to its deadline. Rejects where the engine cannot be made. */
export async function pooledScanner(options: PoolOptions): Promise<PooledScanner> {
  const pool = new ScannerPool(options)
  try {
    await pool.begin(options.warmThreads)
  } catch (error) {
    await pool.close()
    throw error
  }
  return pool
}

/** What threads of this process have found out; those that come after them, in later pools too, begin with it. */
let knownToThreads: WorkerStart['known']
/** Until threads have told, what an earlier start has kept will do. */
let knownOfOld = false

class ScannerPool implements PooledScanner {
  readonly #threads: Piscina<WorkerTask, WorkerResult>
  /** Scans that are computed; those that wait for the network have left it. */
  readonly #gate: Gate
  /** All scans. */
  readonly #crowd: Gate
  readonly #shares = new ThreadShares(numberOf)
  readonly #leaveWhenWaiting = new Map<number, Leave>()
  #tasks = 0
  readonly #workers: number
  readonly #warn: (message: string) => void
  /** Stops listening to what threads have to tell. */
  readonly #deafen: () => void
  readonly #graceMs: number
  readonly #troublesome: TroublesomeMail
  readonly #spareProgress: Int32Array[] = []
  readonly #running = new Set<Promise<ScanAnswer>>()
  /** What threads have to do, whether somebody waits for it or not. */
  readonly #inThreads = new Set<Promise<unknown>>()
  #facts: EngineFacts = { rules: [], required: 5, timeLimit: 0 }

  constructor(options: PoolOptions) {
    const workers = options.workers ?? Math.max(2, availableParallelism())
    if (!knownToThreads) {
      knownToThreads = readKnowledge()
      knownOfOld = knownToThreads !== undefined
    }
    const start: WorkerStart = {
      engineModule: (options.engineModule ?? new URL(`./engine${EXTENSION}`, import.meta.url)).href,
      config: options.config,
      started: new Int32Array(new SharedArrayBuffer(4)),
      known: knownToThreads,
      knownOfOld,
    }
    this.#workers = workers
    this.#warn = options.warn ?? (() => undefined)
    this.#troublesome = new TroublesomeMail(this.#warn)
    this.#graceMs = options.graceMs ?? GRACE_MS
    this.#threads = new Piscina({
      filename: fileURLToPath(new URL(`./worker${EXTENSION}`, import.meta.url)),
      workerData: start,
      // The first is made alone, so that the daemon serves sooner; others follow when there is work for them.
      minThreads: 1,
      maxThreads: workers,
      resourceLimits: { maxOldGenerationSizeMb: options.heapMb ?? heapLimitMb(workers) },
      idleTimeout: Number.POSITIVE_INFINITY,
      recordTiming: false,
      // A thread that waits for work must not sleep on it: answers of DNS and writes of stores come in meanwhile.
      atomics: 'async',
      concurrentTasksPerWorker: SCANS_A_THREAD,
      loadBalancer: (task, threads) => this.#shares.choose(task, threads),
    })
    this.#deafen = onNotice(this.#warn)
    this.#threads.on('workerCreate', ({ id }: { readonly id: number }) => {
      const alive = this.#threads.threads.map(({ threadId }) => threadId)
      this.#shares.ready(id, alive)
    })
    this.#threads.on('message', (notice: WaitingNotice | KnownNotice) => {
      if ('known' in notice) {
        keepKnowledge(notice.known)
        knownToThreads = start.known = notice.known
        knownOfOld = start.knownOfOld = false
        return
      }
      this.#shares.waits(notice.waiting)
      this.#leaveWhenWaiting.get(notice.waiting)?.()
      // What piscina keeps waiting is given out when some task ends, so one is made to.
      if (this.#threads.queueSize > 0) this.#threads.run({ type: 'facts' }).catch(() => undefined) // closed in between
    })
    // Threads that die between tasks; piscina replaces them.
    this.#threads.on('error', (error: Error) => this.#warn(`a scan thread failed: ${error.message}`))
    // Piscina never queues: a scan's time begins when a thread takes it.
    this.#gate = new Gate(workers, Number.POSITIVE_INFINITY)
    this.#crowd = new Gate(workers * SCANS_A_THREAD, Number.POSITIVE_INFINITY)
  }

  get facts(): EngineFacts {
    return this.#facts
  }

  get threadCount(): number {
    return this.#shares.readyCount
  }

  /** Asks the first engine what the pool has to know, and has so many threads made. */
  async begin(warmThreads = 0): Promise<void> {
    const result = await this.#threads.run({ type: 'facts' })
    if (result.type === 'failed') throw result.error
    if (result.type === 'facts') this.#facts = result.facts
    // Questions that find no idle thread bring forth a new one.
    const wanted = Math.min(warmThreads, this.#workers)
    await Promise.allSettled(Array.from({ length: wanted }, () => this.#warm()))
    await this.#untilReady(wanted)
  }

  async #warm(): Promise<void> {
    const number = ++this.#tasks
    const task = { type: 'warm', [Piscina.queueOptionsSymbol]: { number } satisfies NumberedTask } as const
    await this.#threads.run(task).finally(() => this.#shares.ended(number))
  }

  async #untilReady(wanted: number): Promise<void> {
    const signal = AbortSignal.timeout(WARM_WITHIN_MS)
    try {
      while (this.#shares.readyCount < wanted) await once(this.#threads, 'workerCreate', { signal })
    } catch (error) {
      this.#warn(`a scan thread is not ready: ${messageOf(error)}`)
    }
  }

  async scan(request: ScanRequest): Promise<ScanAnswer> {
    const scan = this.#inTurn(request)
    this.#running.add(scan)
    try {
      return await scan
    } finally {
      this.#running.delete(scan)
    }
  }

  async close(): Promise<void> {
    await Promise.allSettled(this.#running)
    const left = Promise.allSettled(this.#inThreads)
    await Promise.race([left, setTimeout(LEFT_MS, undefined, { ref: false })])
    // Piscina makes up for threads that were stopped earlier even when it has been closed, should they end only then.
    Object.assign(this.#threads.options, { minThreads: 0 })
    await this.#threads.close()
    this.#deafen()
  }

  async #inTurn(request: ScanRequest): Promise<ScanAnswer> {
    const leave = await this.#crowd.enter()
    try {
      return await this.#scan(request)
    } finally {
      leave?.()
    }
  }

  async #scan(request: ScanRequest): Promise<ScanAnswer> {
    let freshStarts = 0
    let firstBegan: number | undefined
    while (true) {
      const known = this.#troublesome.treatment(request.bytes)
      if (known?.hopeless) return this.#withoutScan(request)
      const attempt = await this.#attempt({ ...request, ...(known?.caution && { caution: known.caution }) }, firstBegan)
      firstBegan ??= attempt.began
      switch (attempt.type) {
        case 'answer':
          this.#troublesome.cutOff(request.bytes, attempt.heldUp)
          return attempt.answer
        case 'held up': {
          const { rule, expression } = attempt.running
          const name = rule === undefined ? undefined : this.#facts.rules[rule]?.name
          const again = this.#troublesome.heldUp(request.bytes, { expression, rule: name })
          if (again && performance.now() - firstBegan < this.#limitMs()) continue
          return await this.#render(request, attempt.verdict)
        }
        case 'late':
          if (attempt.guilty) this.#troublesome.stopped(request.bytes, 'exceeded its time limit')
          return await this.#render(request, attempt.verdict)
        case 'died':
          if (attempt.bystander && freshStarts++ < FRESH_STARTS) continue
          this.#troublesome.stopped(request.bytes, `ended its thread: ${messageOf(attempt.error)}`)
      }
    }
  }

  /** `firstBegan`: when an earlier attempt at the scan began, in milliseconds of `performance.now`. */
  async #attempt(request: ScanRequest, firstBegan: number | undefined): Promise<Attempt & { readonly began: number }> {
    const leave = await this.#gate.enter()
    const number = ++this.#tasks
    if (leave) this.#leaveWhenWaiting.set(number, leave)
    try {
      const began = performance.now()
      const spentMs = began - (firstBegan ?? began)
      return { ...(await this.#attemptAs(number, { ...request, spentMs })), began }
    } finally {
      this.#leaveWhenWaiting.delete(number)
      leave?.()
    }
  }

  async #attemptAs(number: number, request: ScanRequest): Promise<Attempt> {
    const begun = performance.now()
    const progress = this.#progress()
    // One exact copy, which changes hands: the bytes at hand are often a piece of a larger buffer, which would be
    // copied whole, and they are needed again should the thread die.
    const bytes = new Uint8Array(request.bytes)
    const task = { type: 'scan', number, request: { ...request, bytes }, progress } as const
    const limitMs = this.#limitMs() - (request.spentMs ?? 0)
    const run = await this.#run(task, limitMs, deadlineOf(request) - ANSWER_MS, bytes.buffer)
    if (run.type === 'late') {
      const verdict = verdictSoFar(this.#facts, progress, performance.now() - begun)
      return { type: 'late', verdict, guilty: run.hangs && progress[0] !== NOT_STARTED }
    }
    if (run.type === 'held up') {
      return { ...run, verdict: verdictSoFar(this.#facts, progress, performance.now() - begun) }
    }
    if (run.type === 'died') return run
    this.#spareProgress.push(progress)
    if (run.type === 'failed') throw run.error
    if (run.type === 'facts') throw new Error('a scan was answered with facts')
    return run
  }

  /** Runs a task until its caller has to be answered; its thread is stopped if it hangs. */
  async #run(
    task: Extract<WorkerTask, { type: 'scan' | 'render' }>,
    limitMs: number,
    answerBy: number,
    bytes: ArrayBuffer,
  ): Promise<WorkerResult | Late | HeldUp | Died> {
    const number = task.type === 'scan' ? task.number : ++this.#tasks
    const kill = new AbortController()
    let callOff: () => void = () => undefined
    const late = new Promise<Late | HeldUp>((resolve) => {
      const limits: TaskLimits = {
        limitMs,
        endsBy: task.request.deadline === undefined ? Number.POSITIVE_INFINITY : endsBy(task.request.deadline),
        graceMs: this.#graceMs,
        answerBy,
        processorMs: (withinMs) => this.#processorMs(number, withinMs),
      }
      callOff = watchTask(task.progress, limits, {
        // One that waits, in a thread or for one, or gets no processor, is answered and left to end by itself.
        late: () => {
          if (this.#shares.threadOf(number) === undefined) kill.abort()
          resolve({ type: 'late', hangs: false })
        },
        hangs: () => {
          const hangs = this.#shares.isComputing(number)
          if (hangs) {
            this.#shares.blame(number)
            kill.abort()
          }
          resolve({ type: 'late', hangs })
        },
        heldUp: (running) => {
          this.#shares.blame(number)
          kill.abort()
          resolve({ type: 'held up', running })
        },
      })
    })
    const numbered = { ...task, [Piscina.queueOptionsSymbol]: { number } satisfies NumberedTask }
    const run: Promise<WorkerResult | Died> = this.#threads
      .run(numbered, { signal: kill.signal, transferList: [bytes] })
      .catch((error: unknown): Died => ({ type: 'died', error, bystander: this.#shares.isBystander(number) }))
      .finally(() => {
        this.#shares.ended(number)
        this.#inThreads.delete(run)
        callOff()
      })
    this.#inThreads.add(run)
    return await Promise.race([late, run])
  }

  #limitMs(): number {
    const { timeLimit } = this.#facts
    return timeLimit > 0 ? timeLimit * 1000 : Number.POSITIVE_INFINITY
  }

  /** Processor time of the thread that computes for a task; undefined where none does, or it cannot be told. */
  async #processorMs(number: number, withinMs = CPU_KNOWN_WITHIN_MS): Promise<number | undefined> {
    if (!this.#shares.isComputing(number)) return undefined
    const id = this.#shares.threadOf(number)
    const thread = this.#threads.threads.find(({ threadId }) => threadId === id)
    const unknown = setTimeout(withinMs, undefined, { ref: false })
    // Node.js 24 has had it since 24.6.
    const usage = await Promise.race([thread?.cpuUsage?.().catch(() => undefined), unknown])
    return usage && (usage.user + usage.system) / 1000
  }

  #progress(): Int32Array {
    const progress = this.#spareProgress.pop() ?? new Int32Array(new SharedArrayBuffer(4 * PROGRESS_ENTRIES))
    resetProgress(progress, NOT_STARTED)
    return progress
  }

  #withoutScan(request: ScanRequest): ScanAnswer {
    return plainAnswer(request, verdictWithoutScan(this.#facts, 'scanning this message stopped its thread'))
  }

  // Rewriting the message parses it, which may have been what hung: it gets a moment, and else goes back as it came.
  async #render(request: ScanRequest, verdict: Verdict): Promise<ScanAnswer> {
    if (request.wants === 'verdict') return plainAnswer(request, verdict)
    const bytes = new Uint8Array(request.bytes)
    const task = { type: 'render', request: { ...request, bytes }, progress: this.#progress(), verdict } as const
    const run = await this.#run(task, RENDER_MS, deadlineOf(request) + ANSWER_MS, bytes.buffer)
    return run.type === 'answer' ? run.answer : plainAnswer(request, verdict)
  }
}

type Late = { readonly type: 'late'; readonly hangs: boolean }
type Died = { readonly type: 'died'; readonly error: unknown; readonly bystander: boolean }
/** One expression did not come to an end on one text. */
type HeldUp = { readonly type: 'held up'; readonly running: RunningExpression }
type LateVerdict = { readonly type: 'late'; readonly verdict: Verdict; readonly guilty: boolean }
type Attempt = Extract<WorkerResult, { type: 'answer' }> | LateVerdict | (HeldUp & { readonly verdict: Verdict }) | Died

const EXTENSION = path.extname(import.meta.filename)

function numberOf(task: PiscinaTask): number | undefined {
  const options = (task as unknown as Record<symbol, NumberedTask | null>)[Piscina.queueOptionsSymbol] // what #run puts there
  return options?.number
}

function deadlineOf({ deadline = Number.POSITIVE_INFINITY }: ScanRequest): number {
  return deadline
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
