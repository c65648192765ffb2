import { bytesFromLatin1 } from '../../base/latin1.ts'
import type { PackedTokens } from '../tokens/packed-tokens.ts'
import { ageCounts, expiryDue, expiryPlan, tokensToSpare } from './expiry.ts'
import { Gauge } from './gauge.ts'
import { LevelFile } from './level-file.ts'
import { LevelReader } from './level-reader.ts'
import { encodeCounts, KIND, keyPrefix, NO_FACTS, spaceRange } from './level-records.ts'
import { LevelWriter } from './level-writer.ts'
import type {
  ExpiryOptions,
  ExpiryReport,
  LearnOutcome,
  Lesson,
  MessageCounts,
  MessageIds,
  Replacement,
  ReputationStore,
  TokenDatabase,
  TokenStore,
} from './token-store.ts'

/** How a LevelDB directory is opened. */
export interface LevelOptions {
  /** The rights of the directory. */
  readonly mode?: number
  /** Other threads close it, because it has to be opened anew. */
  readonly beforeReopening?: () => Promise<void>
  /** Other threads may open it again. */
  readonly afterReopening?: () => void
}

// Times of tokens that scans saw are written after so long, or when there are so many of them.
const TOUCH_DELAY_MS = 5000
const TOUCHES = 20_000
const REPLACE_PIECE = 5000
const EXPIRE_PIECE = 500

/** Tokens in LevelDB, in a directory of their own; the process that opens it is its one owner. */
export class LevelDatabase implements TokenDatabase {
  readonly #file: LevelFile
  readonly #writer: LevelWriter
  readonly #users = new Map<string, LevelStore>()

  private constructor(file: LevelFile) {
    this.#file = file
    this.#writer = new LevelWriter(file)
  }

  static async open(directory: string, options: LevelOptions = {}): Promise<LevelDatabase> {
    return new LevelDatabase(await LevelFile.open(directory, options))
  }

  user(name: string): LevelStore {
    let store = this.#users.get(name)
    if (!store) this.#users.set(name, (store = new LevelStore(this.#file, this.#writer, name)))
    return store
  }

  /** The stores that were asked for so far. */
  openUsers(): Iterable<LevelStore> {
    return this.#users.values()
  }

  async close(): Promise<void> {
    for (const store of this.#users.values()) await store.sync().catch(() => undefined) // only times of tokens are lost
    await this.#writer.idle()
    await this.#file.close()
  }
}

/** One user's tokens in LevelDB. */
export class LevelStore extends LevelReader implements TokenStore {
  readonly #file: LevelFile
  readonly #writer: LevelWriter
  readonly #user: string
  readonly reputation: ReputationStore
  #touched = new Map<string, number>()
  #timer: NodeJS.Timeout | undefined
  #expiring: Promise<ExpiryReport> | undefined

  constructor(file: LevelFile, writer: LevelWriter, user: string) {
    super(file, user)
    this.#file = file
    this.#writer = writer
    this.#user = user
    this.reputation = {
      get: (keys) => this.reputations(keys),
      add: (key, change) => writer.addReputation(user, key, change),
      set: (key, value) => writer.setReputation(user, key, value),
      entries: () => this.reputationRows(),
    }
  }

  learn(lesson: Lesson): Promise<LearnOutcome> {
    return this.#writer.learn(this.#user, lesson)
  }

  forget(ids: MessageIds, tokens: PackedTokens): Promise<boolean> {
    return this.#writer.forget(this.#user, ids, tokens)
  }

  touch(tokens: readonly string[], atime: number): void {
    const touched = this.#touched
    for (const token of tokens) if ((touched.get(token) ?? 0) < atime) touched.set(token, atime)
    if (touched.size > TOUCHES)
      void this.sync().catch(() => undefined) // only times of tokens are lost
    else this.#timer ??= setTimeout(() => void this.sync().catch(() => undefined), TOUCH_DELAY_MS).unref()
  }

  async sync(): Promise<void> {
    clearTimeout(this.#timer)
    this.#timer = undefined
    if (this.#touched.size === 0) return
    const touched = this.#touched
    this.#touched = new Map()
    await this.#writer.touch(this.#user, touched, Math.floor(Date.now() / 1000))
  }

  expire(options: ExpiryOptions): Promise<ExpiryReport> {
    this.#expiring ??= this.#expire(options).finally(() => {
      this.#expiring = undefined
    })
    return this.#expiring
  }

  /** Begins to remove old tokens, where that is due; learning and scanning go on meanwhile. */
  expireWhenDue(options: Omit<ExpiryOptions, 'force'>): void {
    if (!this.#expiring && expiryDue(this.facts(), options)) {
      void this.expire({ ...options, force: false }).catch(() => undefined) // it is tried again after the next lesson
    }
  }

  async clear(): Promise<void> {
    await this.#switch(await this.#writer.newSpace(), NO_FACTS)
  }

  async replace(): Promise<Replacement> {
    const space = await this.#writer.newSpace()
    const gauge = new Gauge(NO_FACTS)
    const tokenPrefix = keyPrefix(space, KIND.token)
    const seenPrefix = keyPrefix(space, KIND.seen)
    const write = async <T>(rows: readonly T[], key: (row: T) => string, value: (row: T) => Buffer): Promise<void> => {
      for (let i = 0; i < rows.length; i += REPLACE_PIECE) {
        const piece = rows.slice(i, i + REPLACE_PIECE)
        await this.#file.write(({ put }) => {
          for (const row of piece) put(bytesFromLatin1(key(row)), value(row))
        }, false)
      }
    }
    return {
      tokens: async (rows) => {
        for (const row of rows) gauge.tokenChanged(false, row.atime)
        await write(rows, ({ token }) => tokenPrefix + token, encodeCounts)
      },
      seen: (rows) =>
        write(
          rows,
          ({ id }) => seenPrefix + id,
          ({ as }) => bytesFromLatin1(as),
        ),
      commit: async ({ spam, ham }: MessageCounts) => {
        await this.#switch(space, { ...gauge.facts, spam, ham })
      },
      abandon: () => this.#empty(space),
    }
  }

  async #switch(space: number, facts: typeof NO_FACTS): Promise<void> {
    this.#touched = new Map()
    const old = await this.#writer.switchSpace(this.#user, { space, facts })
    await this.#empty(old)
  }

  async #empty(space: number): Promise<void> {
    for await (const entries of this.#file.range(spaceRange(space), REPLACE_PIECE)) {
      await this.#file.write(({ del }) => {
        for (const [key] of entries) del(key)
      }, false)
    }
  }

  // Two walks, in small pieces: one counts ages, the other removes. What is learned between them is looked at again
  // when a piece is removed.
  async #expire(options: ExpiryOptions): Promise<ExpiryReport> {
    await this.sync()
    const before = this.facts()
    const newest = Math.min(before.newestAtime, options.now)
    const ages = ageCounts(newest)
    if (options.force || expiryDue(before, options)) {
      for await (const rows of this.tokenRows()) for (const { atime } of rows) ages.count(atime)
    }
    const plan = expiryPlan(before, ages.byDelta, options)
    const limit = plan.before
    if (limit === undefined) {
      if (plan.facts.lastExpiry !== undefined) await this.#writer.setFacts(this.#user, plan.facts)
      return { ran: false, kept: before.tokens, deleted: 0, hapaxes: 0, rare: 0 }
    }
    const report = { ran: true, kept: 0, deleted: 0, hapaxes: 0, rare: 0 }
    let spare = tokensToSpare(before)
    let oldest = newest
    for await (const rows of this.tokenRows()) {
      const old: string[] = []
      for (const row of rows) {
        if (row.atime < limit && spare > 0) {
          old.push(row.token)
          spare--
          continue
        }
        report.kept++
        oldest = Math.min(oldest, row.atime)
        if (row.spam + row.ham === 1) report.hapaxes++
        else if (row.spam < 8 && row.ham < 8) report.rare++
      }
      for (let i = 0; i < old.length; i += EXPIRE_PIECE) {
        report.deleted += await this.#writer.dropOlder(this.#user, old.slice(i, i + EXPIRE_PIECE), limit)
      }
    }
    await this.#writer.setFacts(this.#user, { ...plan.facts, oldestAtime: oldest, lastReduction: report.deleted })
    return report
  }
}
