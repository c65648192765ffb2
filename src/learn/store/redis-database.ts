import { Redis } from 'ioredis'
import { bytesFromLatin1, latin1FromBytes } from '../../base/latin1.ts'
import { DB_VERSION } from '../backup.ts'
import { type PackedTokens, unpackTokens } from '../tokens/packed-tokens.ts'
import { NO_FACTS } from './level-records.ts'
import type { RedisOptions } from './redis-options.ts'
import { ADD_REPUTATION, LEARN } from './redis-scripts.ts'
import { bucketOf, nameOf, withId, withMessage } from './remembered.ts'
import { StoreError } from './store-error.ts'
import type {
  ExpiryReport,
  LearnedAs,
  LearnOutcome,
  Lesson,
  MessageCounts,
  MessageIds,
  Remembered,
  Replacement,
  Reputation,
  ReputationStore,
  SeenRow,
  StoreFacts,
  TokenCounts,
  TokenDatabase,
  TokenRow,
  TokenStore,
} from './token-store.ts'

/** The form of SpamAssassin's tokens in Redis: five bytes of a digest. */
const TOKEN_FORMAT = 2
const PAGE = 1000
const TIMEOUT_MS = 10_000

/**
 * Tokens in a Redis server, laid out as SpamAssassin's (BayesStore::Redis), so that both may use it at once. That knows
 * no users; the keys of a named user have a prefix.
 */
export class RedisDatabase implements TokenDatabase {
  readonly #redis: Redis
  readonly #options: RedisOptions
  readonly #users = new Map<string, RedisStore>()

  private constructor(redis: Redis, options: RedisOptions) {
    this.#redis = redis
    this.#options = options
  }

  static async open(options: RedisOptions): Promise<RedisDatabase> {
    const { server, database, password } = options
    const redis = new Redis({
      ...server,
      db: database,
      ...(password === undefined ? {} : { password }),
      lazyConnect: true,
      connectTimeout: TIMEOUT_MS,
      commandTimeout: TIMEOUT_MS,
      maxRetriesPerRequest: 1,
    })
    redis.on('error', () => undefined) // every command says so itself
    const place = 'path' in server ? server.path : `${server.host}:${server.port}`
    try {
      await redis.connect()
      await prepare(redis)
    } catch (error) {
      redis.disconnect()
      if (error instanceof StoreError) throw error
      const reason = error instanceof Error ? error.message : String(error)
      throw new StoreError('unavailable', `the Redis server ${place}: ${reason}`, { cause: error })
    }
    return new RedisDatabase(redis, options)
  }

  user(name: string): TokenStore {
    let store = this.#users.get(name)
    if (!store) {
      store = new RedisStore(this.#redis, this.#options, name === '' ? '' : `u:${name}:`)
      this.#users.set(name, store)
    }
    return store
  }

  async close(): Promise<void> {
    await this.#redis.quit().catch(() => this.#redis.disconnect())
  }
}

async function prepare(redis: Redis): Promise<void> {
  const version = await redis.get('v:DB_VERSION')
  if (version === null) {
    await redis.mset('v:DB_VERSION', DB_VERSION, 'v:NSPAM', 0, 'v:NHAM', 0, 'v:TOKEN_FORMAT', TOKEN_FORMAT)
    return
  }
  const format = Number((await redis.get('v:TOKEN_FORMAT')) ?? 0)
  if (Number(version) !== DB_VERSION || format < TOKEN_FORMAT) {
    throw new StoreError(
      'damaged',
      `the tokens in Redis have version ${version}, format ${format}, where ${DB_VERSION} and ${TOKEN_FORMAT} are known`,
    )
  }
}

class RedisStore implements TokenStore {
  readonly #redis: Redis
  readonly #options: RedisOptions
  readonly #prefix: string
  readonly #spam: string
  readonly #ham: string
  readonly reputation: ReputationStore

  constructor(redis: Redis, options: RedisOptions, prefix: string) {
    this.#redis = redis
    this.#options = options
    this.#prefix = prefix
    this.#spam = `${prefix}v:NSPAM`
    this.#ham = `${prefix}v:NHAM`
    this.reputation = new RedisReputations(redis, prefix)
  }

  async tokens(tokens: readonly string[]): Promise<(TokenCounts | undefined)[]> {
    return this.#countsOf(tokens.map((token) => this.#key('w:', token)))
  }

  async messages(): Promise<MessageCounts> {
    const [spam, ham] = await answered(this.#redis.mget(this.#spam, this.#ham))
    return { spam: Number(spam ?? 0), ham: Number(ham ?? 0) }
  }

  async seen(ids: MessageIds): Promise<(LearnedAs | undefined)[]> {
    if (ids.length === 0) return []
    const marks = await answered(this.#redis.mget(ids.map((id) => this.#key('s:', id))))
    return marks.map((mark) => (mark === 's' || mark === 'h' ? mark : undefined))
  }

  async facts(): Promise<StoreFacts> {
    return { ...NO_FACTS, ...(await this.messages()) }
  }

  async learn(lesson: Lesson): Promise<LearnOutcome> {
    const { ids, as, tokens, opposite, remember } = lesson
    const outcome = await this.#change(ids, as, opposite, tokens)
    if (remember && outcome === 'learned') await this.#remember(lesson)
    return outcome as LearnOutcome // `as`: what the script returns where `as` is given
  }

  async recall(id: string): Promise<Remembered[]> {
    const bucket = await answered(this.#redis.getBuffer(this.#key('m:', bucketOf(id))))
    return withId(bucket ?? undefined, id)
  }

  // Of two that remember in one bucket at the same moment one may be lost: then it cannot be forgotten by its id.
  async #remember(lesson: Lesson): Promise<void> {
    const key = this.#key('m:', bucketOf(nameOf(lesson.ids)))
    const bucket = await answered(this.#redis.getBuffer(key))
    await answered(this.#redis.set(key, withMessage(bucket ?? undefined, lesson)))
  }

  async forget(ids: MessageIds, tokens: PackedTokens): Promise<boolean> {
    return (await this.#change(ids, '', 'relearn', tokens)) === 'forgotten'
  }

  touch(tokens: readonly string[]): void {
    const { tokenTtl } = this.#options
    if (tokenTtl === undefined) return
    const pipeline = this.#redis.pipeline()
    for (const token of tokens) pipeline.expire(this.#key('w:', token), tokenTtl)
    pipeline.exec().catch(() => undefined) // they stay a little shorter
  }

  async sync(): Promise<void> {}

  /** Redis drops what is old by itself. */
  async expire(): Promise<ExpiryReport> {
    return { ran: false, kept: 0, deleted: 0, hapaxes: 0, rare: 0 }
  }

  async clear(): Promise<void> {
    for (const kind of ['w:', 's:', 'm:']) {
      for await (const keys of keysOf(this.#redis, this.#prefix + kind)) await answered(this.#redis.unlink(keys))
    }
    await answered(this.#redis.mset(this.#spam, 0, this.#ham, 0))
  }

  async replace(): Promise<Replacement> {
    const tokens: TokenRow[] = []
    const marks: SeenRow[] = []
    return {
      tokens: async (rows) => void tokens.push(...rows),
      seen: async (rows) => void marks.push(...rows),
      abandon: async () => undefined,
      commit: async ({ spam, ham }) => {
        await this.clear()
        for (let i = 0; i < tokens.length; i += PAGE) await this.#put(tokens.slice(i, i + PAGE))
        for (let i = 0; i < marks.length; i += PAGE) await this.#mark(marks.slice(i, i + PAGE))
        await answered(this.#redis.mset(this.#spam, spam, this.#ham, ham))
      },
    }
  }

  async *tokenRows(): AsyncGenerator<TokenRow[]> {
    const prefix = `${this.#prefix}w:`
    const atime = Math.floor(Date.now() / 1000) // as SpamAssassin does: Redis keeps none
    for await (const keys of keysOf(this.#redis, prefix)) {
      const counts = await this.#countsOf(keys)
      yield keys.flatMap((key, i) => {
        const known = counts[i]
        return known ? [{ ...known, atime, token: latin1FromBytes(key).slice(prefix.length) }] : []
      })
    }
  }

  async *seenRows(): AsyncGenerator<SeenRow[]> {
    const prefix = `${this.#prefix}s:`
    for await (const keys of keysOf(this.#redis, prefix)) {
      const marks = await answered(this.#redis.mget(keys))
      yield keys.flatMap((key, i) => {
        const as = marks[i]
        return as === 's' || as === 'h' ? [{ id: latin1FromBytes(key).slice(prefix.length), as }] : []
      })
    }
  }

  async #countsOf(keys: readonly Buffer[]): Promise<(TokenCounts | undefined)[]> {
    const pipeline = this.#redis.pipeline()
    for (const key of keys) pipeline.hmget(key, 's', 'h')
    const answers = (await answered(pipeline.exec())) ?? []
    return answers.map(([error, values]) => {
      if (error) throw unavailable(error)
      const [spam, ham] = values as (string | null)[] // what HMGET answers
      return spam || ham ? { spam: Number(spam ?? 0), ham: Number(ham ?? 0), atime: 0 } : undefined
    })
  }

  #change(ids: MessageIds, as: string, opposite: string, tokens: PackedTokens): Promise<unknown> {
    const { tokenTtl, seenTtl } = this.#options
    const keys = [
      ...ids.map((id) => this.#key('s:', id)),
      ...unpackTokens(tokens).map((token) => this.#key('w:', token)),
    ]
    const args = [ids.length, as, opposite, this.#spam, this.#ham, tokenTtl ?? '', seenTtl ?? '']
    return answered(this.#redis.eval(LEARN, keys.length, ...keys, ...args))
  }

  // Lives are spread, so that not everything ends at once.
  async #put(rows: readonly TokenRow[]): Promise<void> {
    const { tokenTtl } = this.#options
    const pipeline = this.#redis.pipeline()
    for (const { token, spam, ham } of rows) {
      const key = this.#key('w:', token)
      if (spam > 0) pipeline.hincrby(key, 's', spam)
      if (ham > 0) pipeline.hincrby(key, 'h', ham)
      if (tokenTtl !== undefined) pipeline.expire(key, spread(tokenTtl))
    }
    await answered(pipeline.exec())
  }

  async #mark(rows: readonly SeenRow[]): Promise<void> {
    const { seenTtl } = this.#options
    const pipeline = this.#redis.pipeline()
    for (const { id, as } of rows) {
      const key = this.#key('s:', id)
      if (seenTtl === undefined) pipeline.set(key, as)
      else pipeline.setex(key, spread(seenTtl), as)
    }
    await answered(pipeline.exec())
  }

  #key(kind: string, name: string): Buffer {
    return bytesFromLatin1(this.#prefix + kind + name)
  }
}

class RedisReputations implements ReputationStore {
  readonly #redis: Redis
  readonly #prefix: string

  constructor(redis: Redis, prefix: string) {
    this.#redis = redis
    this.#prefix = `${prefix}r:`
  }

  async get(keys: readonly string[]): Promise<(Reputation | undefined)[]> {
    return this.#get(keys.map((key) => bytesFromLatin1(this.#prefix + key)))
  }

  async add(key: string, change: Reputation): Promise<Reputation> {
    const name = bytesFromLatin1(this.#prefix + key)
    const added = this.#redis.eval(ADD_REPUTATION, 1, name, change.count, change.total, change.time)
    const [count, total, time] = (await answered(added)) as string[] // what the script returns
    return { count: Number(count), total: Number(total), time: Number(time) }
  }

  async set(key: string, value: Reputation | undefined): Promise<void> {
    const name = bytesFromLatin1(this.#prefix + key)
    if (value) await answered(this.#redis.hset(name, { ...value }))
    else await answered(this.#redis.del(name))
  }

  async *entries(): AsyncGenerator<(readonly [string, Reputation])[]> {
    for await (const keys of keysOf(this.#redis, this.#prefix)) {
      const values = await this.#get(keys)
      yield keys.flatMap((key, i) => {
        const value = values[i]
        return value ? [[latin1FromBytes(key).slice(this.#prefix.length), value] as const] : []
      })
    }
  }

  async #get(keys: readonly Buffer[]): Promise<(Reputation | undefined)[]> {
    const pipeline = this.#redis.pipeline()
    for (const key of keys) pipeline.hmget(key, 'count', 'total', 'time')
    const answers = (await answered(pipeline.exec())) ?? []
    return answers.map(([error, values]) => {
      if (error) throw unavailable(error)
      const [count, total, time] = values as (string | null)[] // what HMGET answers
      return count === null ? undefined : { count: Number(count), total: Number(total), time: Number(time) }
    })
  }
}

/** All keys with a prefix, each once, in pieces. */
async function* keysOf(redis: Redis, prefix: string): AsyncGenerator<Buffer[]> {
  const pattern = bytesFromLatin1(`${prefix.replace(/[\\*?[\]]/g, '\\$&')}*`)
  const known = new Set<string>()
  let cursor = '0'
  do {
    const scanned = await answered(redis.callBuffer('SCAN', cursor, 'MATCH', pattern, 'COUNT', PAGE))
    const [next, found] = scanned as [Buffer, Buffer[]] // what SCAN answers; the typed method takes text patterns only
    cursor = next.toString()
    // What is moved meanwhile may come twice.
    const fresh = found.filter((key) => {
      const text = latin1FromBytes(key)
      if (known.has(text)) return false
      known.add(text)
      return true
    })
    if (fresh.length > 0) yield fresh
  } while (cursor !== '0')
}

function spread(ttl: number): number {
  return Math.floor(ttl * (Math.random() + 0.7))
}

async function answered<T>(answer: Promise<T>): Promise<T> {
  try {
    return await answer
  } catch (error) {
    throw unavailable(error)
  }
}

function unavailable(error: unknown): StoreError {
  const reason = error instanceof Error ? error.message : String(error)
  return new StoreError(/\bOOM\b|MISCONF/.test(reason) ? 'full' : 'unavailable', `Redis: ${reason}`, { cause: error })
}
