import type { Socket } from 'node:net'
import { LevelFile } from './level-file.ts'
import { LevelReader } from './level-reader.ts'
import { MessagePipe } from './message-pipe.ts'
import type { DirectReads } from './remote-store.ts'
import type { CallStore, StoreCalls } from './store-calls.ts'
import { StoreError } from './store-error.ts'
import type { ClientMessage, ServerMessage } from './store-server.ts'

/** The owner went away; what was not answered has to be asked again, of whoever is the owner then. */
export class OwnerGone extends Error {}

/** A connection to the process that owns a database. */
export class StoreClient {
  readonly #pipe: MessagePipe
  readonly #directory: string
  readonly #waiting = new Map<number, Waiting>()
  readonly #readers = new Map<string, LevelReader>()
  #file: LevelFile | undefined
  #calls = 0
  #gone = false

  private constructor(socket: Socket, directory: string, hello: () => void) {
    this.#directory = directory
    this.#pipe = new MessagePipe(socket, {
      message: (value) => {
        const message = value as ServerMessage // `as`: the socket lies where only the owner writes
        if (message.type === 'hello') void this.#open(message.pid).finally(hello)
        else this.#read(message)
      },
      close: () => {
        this.#gone = true
        void this.#letGo()
        hello()
        for (const { reject } of this.#waiting.values())
          reject(new OwnerGone('the owner of the token database went away'))
        this.#waiting.clear()
      },
    })
  }

  /** Waits for the owner's first word. */
  static async begin(socket: Socket, directory: string): Promise<StoreClient> {
    return new Promise((resolve) => {
      const client: StoreClient = new StoreClient(socket, directory, () => {
        if (client.#waiting.size === 0) client.#pipe.keepAlive(false)
        resolve(client)
      })
    })
  }

  readonly call: CallStore = (user, type, ...args) => {
    return new Promise<StoreCalls[typeof type]['result']>((resolve, reject) => {
      if (this.#gone) return reject(new OwnerGone('the owner of the token database went away'))
      const id = ++this.#calls
      this.#waiting.set(id, { resolve: resolve as (result: unknown) => void, reject }) // `as`: the owner answers by the same table
      this.#pipe.keepAlive(true)
      this.#pipe.send({ type: 'call', id, user, call: type, args } satisfies ClientMessage)
    })
  }

  /** Where the owner is this very process, its files can be read from any of its threads. */
  direct(user: string): DirectReads | undefined {
    if (!this.#file) return undefined
    let reader = this.#readers.get(user)
    if (!reader) this.#readers.set(user, (reader = new LevelReader(this.#file, user)))
    return reader
  }

  async close(): Promise<void> {
    this.#pipe.destroy()
    await this.#letGo()
  }

  #read(message: Exclude<ServerMessage, { type: 'hello' }>): void {
    switch (message.type) {
      case 'release':
        void this.#letGo().finally(() => this.#pipe.send({ type: 'released' } satisfies ClientMessage))
        return
      case 'reopened':
        void this.#open(process.pid)
        return
      default: {
        const waiting = this.#waiting.get(message.id)
        this.#waiting.delete(message.id)
        if (this.#waiting.size === 0) this.#pipe.keepAlive(false)
        if (message.type === 'result') waiting?.resolve(message.result)
        else waiting?.reject(message.code ? new StoreError(message.code, message.message) : new Error(message.message))
      }
    }
  }

  async #open(pid: number): Promise<void> {
    if (pid !== process.pid || this.#file || this.#gone) return
    try {
      this.#file = await LevelFile.open(this.#directory)
    } catch {
      // A process of another container may have the same number; then the owner is asked for everything.
    }
  }

  async #letGo(): Promise<void> {
    const file = this.#file
    this.#file = undefined
    this.#readers.clear()
    await file?.close()
  }
}

interface Waiting {
  resolve(result: unknown): void
  reject(error: unknown): void
}
