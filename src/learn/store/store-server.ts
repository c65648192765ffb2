import type { Server, Socket } from 'node:net'
import { listenControl } from './control-socket.ts'
import { MessagePipe } from './message-pipe.ts'
import { type ServableDatabase, StoreSession } from './store-calls.ts'
import { StoreError, type StoreErrorCode } from './store-error.ts'

/** What a client sends: a call, or that it no longer reads the files. */
export type ClientMessage =
  | {
      readonly type: 'call'
      readonly id: number
      readonly user: string
      readonly call: string
      readonly args: unknown[]
    }
  | { readonly type: 'released' }

/** What the owner sends: who it is, answers, and whether the files may be read by threads of its process. */
export type ServerMessage =
  | { readonly type: 'hello'; readonly pid: number }
  | { readonly type: 'result'; readonly id: number; readonly result: unknown }
  | { readonly type: 'error'; readonly id: number; readonly message: string; readonly code: StoreErrorCode | undefined }
  | { readonly type: 'release' }
  | { readonly type: 'reopened' }

// A thread in the middle of a scan lets go when the scan is over.
const RELEASE_MS = 10_000

/** Serves a database to other processes, and to other threads of this one. */
export class StoreServer {
  readonly #clients = new Set<Client>()
  #server: Server | undefined
  #database: ServableDatabase | undefined

  /** Begins to serve. */
  async listen(directory: string, database: ServableDatabase, mode: number): Promise<void> {
    this.#database = database
    this.#server = await listenControl(directory, mode, (socket) => this.#take(socket))
  }

  /** Resolves when no other thread has the files open, or does not say so in time. */
  async releaseReaders(): Promise<void> {
    await Promise.all(Array.from(this.#clients, (client) => client.release()))
  }

  /** The files may be opened again. */
  allowReaders(): void {
    for (const client of this.#clients) client.send({ type: 'reopened' })
  }

  /** Takes no more calls, answers those taken, and lets everybody go. */
  async close(): Promise<void> {
    this.#server?.close()
    await Promise.all(Array.from(this.#clients, (client) => client.close()))
  }

  #take(socket: Socket): void {
    if (!this.#database) return void socket.destroy()
    const client = new Client(socket, new StoreSession(this.#database), () => this.#clients.delete(client))
    this.#clients.add(client)
  }
}

class Client {
  readonly #pipe: MessagePipe
  readonly #session: StoreSession
  readonly #running = new Set<Promise<void>>()
  readonly #gone: Promise<void>
  #released: (() => void) | undefined
  #closing = false

  constructor(socket: Socket, session: StoreSession, gone: () => void) {
    this.#session = session
    let markGone = (): void => undefined
    this.#gone = new Promise((resolve) => {
      markGone = resolve
    })
    this.#pipe = new MessagePipe(socket, {
      message: (value) => this.#read(value as ClientMessage), // `as`: whoever may connect may also write the files
      close: () => {
        gone()
        this.#released?.()
        void session.end().finally(markGone)
      },
    })
    this.send({ type: 'hello', pid: process.pid })
  }

  send(message: ServerMessage): void {
    this.#pipe.send(message)
  }

  async release(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#released = resolve
      setTimeout(resolve, RELEASE_MS).unref()
      this.send({ type: 'release' })
    })
    this.#released = undefined
  }

  async close(): Promise<void> {
    this.#closing = true
    await Promise.all(this.#running)
    this.#pipe.end()
    await Promise.race([this.#gone, new Promise((resolve) => setTimeout(resolve, LINGER_MS).unref())])
    this.#pipe.destroy()
  }

  #read(message: ClientMessage): void {
    if (message.type === 'released') return void this.#released?.()
    // Unanswered calls are asked again of the next owner.
    if (this.#closing) return
    const run = this.#answer(message)
    this.#running.add(run)
    void run.finally(() => this.#running.delete(run))
  }

  async #answer({ id, user, call, args }: Extract<ClientMessage, { type: 'call' }>): Promise<void> {
    try {
      if (!this.#session.knows(call)) throw new Error(`no such call: ${call}`)
      this.send({ type: 'result', id, result: await this.#session.call(user, call, ...(args as never)) }) // `as`: see above
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error)
      this.send({ type: 'error', id, message, code: error instanceof StoreError ? error.code : undefined })
    }
  }
}

// For a client that does not read its last answers.
const LINGER_MS = 2000
