import { availableParallelism } from 'node:os'
import path from 'node:path'
import { Worker } from 'node:worker_threads'
import type { Lesson } from '../../learn/store/token-store.ts'
import type { MessageToLearn } from './learn-messages.ts'
import type { LessonResult, LessonStart, LessonTask } from './lesson-worker.ts'

/** Fewer messages than this are read sooner than threads start. */
export const WORTH_THREADS = 300
// Messages go to a thread in such heaps: handing over costs the same for one as for many.
const HEAP = 16
// So much that a thread does not wait while the one that asks writes to the store.
const HEAPS_AHEAD = 8

interface Waiting {
  readonly message: MessageToLearn
  resolve(lesson: Lesson | undefined): void
  reject(error: Error): void
}

const EXTENSION = path.extname(import.meta.filename)

/** Threads that read messages and make their tokens, beside the one that asks, which looks after the store as well. */
export class LessonThreads {
  readonly #workers: { readonly worker: Worker; heaps: number }[]
  readonly #sent = new Map<number, readonly Waiting[]>()
  #heap: Waiting[] = []
  #tasks = 0

  constructor(start: LessonStart, threads = availableParallelism() - 1) {
    this.#workers = Array.from({ length: threads }, () => {
      const worker = new Worker(new URL(`./lesson-worker${EXTENSION}`, import.meta.url), { workerData: start })
      const entry = { worker, heaps: 0 }
      worker.on('message', (result: LessonResult) => {
        entry.heaps--
        this.#settle(result)
      })
      worker.on('error', (error) => this.#fail(error instanceof Error ? error : new Error(String(error))))
      return entry
    })
  }

  /** What a message teaches, undefined where it is passed over; no promise at all where all threads have enough to do. */
  take(message: MessageToLearn): Promise<Lesson | undefined> | undefined {
    if (this.#workers.every(({ heaps }) => heaps >= HEAPS_AHEAD)) return undefined
    return new Promise((resolve, reject) => {
      this.#heap.push({ message, resolve, reject })
      if (this.#heap.length >= HEAP) this.flush()
    })
  }

  /** Hands over what waits for more to go with it; there is no more. */
  flush(): void {
    if (this.#heap.length === 0) return
    const id = ++this.#tasks
    const messages = this.#heap.map(({ message }) => ({ class: message.class, bytes: new Uint8Array(message.bytes) }))
    this.#sent.set(id, this.#heap)
    this.#heap = []
    const least = this.#workers.reduce((best, entry) => (entry.heaps < best.heaps ? entry : best))
    least.heaps++
    const buffers = messages.map(({ bytes }) => bytes.buffer)
    least.worker.postMessage({ id, messages } satisfies LessonTask, buffers)
  }

  async close(): Promise<void> {
    await Promise.all(this.#workers.map(({ worker }) => worker.terminate()))
  }

  #settle(result: LessonResult): void {
    const heap = this.#sent.get(result.id) ?? []
    this.#sent.delete(result.id)
    for (const [i, { resolve, reject }] of heap.entries()) {
      if (result.type === 'lessons') resolve(result.lessons[i])
      else reject(new Error(result.message))
    }
  }

  #fail(error: Error): void {
    for (const heap of this.#sent.values()) for (const { reject } of heap) reject(error)
    this.#sent.clear()
  }
}
