import path from 'node:path'
import { Worker } from 'node:worker_threads'
import type { LearningStart } from './learning-worker.ts'
import type { SiteOptions } from './site.ts'

/** A message that a client tells about. */
export interface LearnRequest {
  readonly bytes: Uint8Array
  readonly learnAs: 'spam' | 'ham' | undefined
  readonly forget: boolean
  readonly user?: string
  readonly preferences?: readonly { readonly file: string; readonly text: string }[]
  readonly userDirectory?: string
}

/** What became of it: true only where something changed. */
export interface LearnAnswer {
  readonly learned: boolean
  readonly forgotten: boolean
}

/** Learns and forgets messages for a daemon. */
export interface Learning {
  learn(request: LearnRequest): Promise<LearnAnswer>
  /** Lets what was begun end, then frees the thread and its stores. */
  close(): Promise<void>
}

/** What goes to the thread, and what comes back. */
export type LearningTask =
  | { readonly type: 'learn'; readonly id: number; readonly request: LearnRequest }
  | { readonly type: 'close' }
export type LearningResult =
  | { readonly type: 'ready' }
  | { readonly type: 'answer'; readonly id: number; readonly answer: LearnAnswer }
  | { readonly type: 'failed'; readonly id: number; readonly message: string }

const EXTENSION = path.extname(import.meta.filename)

/**
 * A thread that owns the site's tokens: it learns for clients and serves the threads that scan and other processes, so
 * that neither those nor the sockets wait for it. When it fails, another takes its place with the next request.
 */
export class LearningThread implements Learning {
  readonly #start: LearningStart
  readonly #warn: (message: string) => void
  #current: Running | undefined

  constructor(options: SiteOptions, warn: (message: string) => void) {
    this.#start = { options: { ...options, stores: 'any' } }
    this.#warn = warn
    this.#running()
  }

  /** Resolves when the stores of the site are open, or cannot be. */
  async ready(): Promise<void> {
    await this.#running().ready
  }

  learn(request: LearnRequest): Promise<LearnAnswer> {
    return this.#running().learn(request)
  }

  async close(): Promise<void> {
    await this.#current?.close()
  }

  #running(): Running {
    this.#current ??= new Running(this.#start, (error) => {
      this.#current = undefined
      if (error) this.#warn(`the learning thread failed: ${error.message}`)
    })
    return this.#current
  }
}

class Running {
  readonly ready: Promise<void>
  readonly #worker: Worker
  readonly #waiting = new Map<number, { resolve(answer: LearnAnswer): void; reject(error: Error): void }>()
  readonly #gone: Promise<void>
  #requests = 0

  constructor(start: LearningStart, gone: (error: Error | undefined) => void) {
    this.#worker = new Worker(new URL(`./learning-worker${EXTENSION}`, import.meta.url), { workerData: start })
    let error: Error | undefined
    this.ready = new Promise((resolve) => {
      this.#worker.on('message', (result: LearningResult) => {
        if (result.type === 'ready') resolve()
        else this.#settle(result)
      })
      this.#worker.once('exit', () => resolve())
    })
    this.#worker.once('error', (reason) => {
      error = reason instanceof Error ? reason : new Error(String(reason))
    })
    this.#gone = new Promise((resolve) => {
      this.#worker.once('exit', () => {
        gone(error)
        for (const { reject } of this.#waiting.values()) reject(error ?? new Error('the learning thread has ended'))
        this.#waiting.clear()
        resolve()
      })
    })
  }

  learn(request: LearnRequest): Promise<LearnAnswer> {
    return new Promise((resolve, reject) => {
      const id = ++this.#requests
      this.#waiting.set(id, { resolve, reject })
      const bytes = new Uint8Array(request.bytes)
      const task: LearningTask = { type: 'learn', id, request: { ...request, bytes } }
      this.#worker.postMessage(task, [bytes.buffer])
    })
  }

  async close(): Promise<void> {
    this.#worker.postMessage({ type: 'close' } satisfies LearningTask)
    await this.#gone
  }

  #settle(result: Exclude<LearningResult, { type: 'ready' }>): void {
    const waiting = this.#waiting.get(result.id)
    this.#waiting.delete(result.id)
    if (result.type === 'answer') waiting?.resolve(result.answer)
    else waiting?.reject(new Error(result.message))
  }
}
