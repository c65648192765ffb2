import { existsSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { connectControl } from './control-socket.ts'
import { LevelDatabase } from './level-database.ts'
import { type DirectReads, RemoteStore } from './remote-store.ts'
import { type CallStore, StoreSession } from './store-calls.ts'
import { OwnerGone, StoreClient } from './store-client.ts'
import { StoreError } from './store-error.ts'
import { StoreServer } from './store-server.ts'
import type { ExpiryOptions, TokenDatabase, TokenStore } from './token-store.ts'

/** How a database is shared. */
export interface SharedOptions {
  readonly directory: string
  /** The rights of its files, of which the directory and the socket take what they need. */
  readonly mode: number
  /** `any`: own it where nobody does. `client`: ask whoever owns it; for threads of a process that does. */
  readonly role: 'any' | 'client'
  /** How long to wait for a database that another process owns without serving it, or that nobody owns yet. */
  readonly patienceMs: number
  /** Lets the owner remove old tokens by itself. */
  readonly autoExpire?: Omit<ExpiryOptions, 'now' | 'force'> | undefined
}

// How soon an owner that does not answer yet is asked again, and how often an owner looks whether tokens are to go.
const RETRY_MS = 20
const EXPIRY_CHECK_MS = 60_000

interface Access {
  readonly call: CallStore
  direct(user: string): DirectReads | undefined
  close(): Promise<void>
}

/**
 * A LevelDB database that many processes use: one owns it and serves the others over a socket in its directory. When
 * the owner goes, one of the others takes its place, and what was not answered is asked again.
 */
export class SharedDatabase implements TokenDatabase {
  readonly #options: SharedOptions
  readonly #users = new Map<string, RemoteStore>()
  #access: Promise<Access> | undefined
  #current: Access | undefined
  #closed = false

  private constructor(options: SharedOptions) {
    this.#options = options
  }

  /** Throws StoreError where the database is damaged or cannot be reached. */
  static async open(options: SharedOptions): Promise<SharedDatabase> {
    const database = new SharedDatabase(options)
    await database.#reach()
    return database
  }

  user(name: string): TokenStore {
    let store = this.#users.get(name)
    if (!store) {
      store = new RemoteStore(this.#call, name, () => this.#current?.direct(name))
      this.#users.set(name, store)
    }
    return store
  }

  async close(): Promise<void> {
    this.#closed = true
    const access = await this.#access?.catch(() => undefined)
    await access?.close()
  }

  readonly #call: CallStore = async (user, type, ...args) => {
    for (;;) {
      const reached = this.#reach()
      const access = await reached
      try {
        return await access.call(user, type, ...args)
      } catch (error) {
        if (!(error instanceof OwnerGone) || this.#closed) throw error
        if (this.#access === reached) {
          this.#access = undefined
          this.#current = undefined
        }
      }
    }
  }

  #reach(): Promise<Access> {
    this.#access ??= this.#find().then(
      (access) => {
        this.#current = access
        return access
      },
      (error: unknown) => {
        this.#access = undefined // the next call tries again
        throw error
      },
    )
    return this.#access
  }

  async #find(): Promise<Access> {
    const { directory, role, patienceMs } = this.#options
    const end = performance.now() + patienceMs
    for (;;) {
      const socket = await connectControl(directory)
      if (socket) return await StoreClient.begin(socket, directory)
      try {
        if (role === 'any') return await own(this.#options)
      } catch (error) {
        if (!(error instanceof StoreError) || error.code !== 'locked' || performance.now() > end) throw error
      }
      // Who only asks need not wait for what nobody has made.
      if (performance.now() > end || (role !== 'any' && !existsSync(directory))) {
        throw new StoreError('unavailable', `the token database ${directory} has no owner`)
      }
      await wait(RETRY_MS * (0.5 + Math.random())) // so that those who wait do not all come at once
    }
  }
}

async function own({ directory, mode, autoExpire }: SharedOptions): Promise<Access> {
  const server = new StoreServer()
  const database = await LevelDatabase.open(directory, {
    mode: mode & 0o777,
    beforeReopening: () => server.releaseReaders(),
    afterReopening: () => server.allowReaders(),
  })
  try {
    await server.listen(directory, database, mode)
  } catch (error) {
    await database.close()
    const reason = error instanceof Error ? error.message : String(error)
    throw new StoreError('unavailable', `cannot serve the token database ${directory}: ${reason}`, { cause: error })
  }
  const expiry =
    autoExpire &&
    setInterval(() => {
      for (const store of database.openUsers()) {
        store.expireWhenDue({ ...autoExpire, now: Math.floor(Date.now() / 1000) })
      }
    }, EXPIRY_CHECK_MS).unref()
  const session = new StoreSession(database)
  return {
    call: session.call,
    direct: (user) => database.user(user),
    close: async () => {
      clearInterval(expiry)
      await server.close()
      await session.end()
      await database.close()
    },
  }
}
