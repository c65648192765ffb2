import type { PackedTokens } from '../tokens/packed-tokens.ts'
import type {
  ExpiryOptions,
  ExpiryReport,
  LearnedAs,
  LearnOutcome,
  Lesson,
  MessageCounts,
  MessageIds,
  Remembered,
  Replacement,
  Reputation,
  SeenRow,
  StoreFacts,
  TokenCounts,
  TokenDatabase,
  TokenRow,
} from './token-store.ts'

/** What a process asks the owner of a database, and what it is answered. Plain data: it goes through sockets. */
export interface StoreCalls {
  tokens: { args: [tokens: readonly string[]]; result: (TokenCounts | undefined)[] }
  messages: { args: []; result: MessageCounts }
  seen: { args: [ids: MessageIds]; result: (LearnedAs | undefined)[] }
  facts: { args: []; result: StoreFacts }
  learn: { args: [lesson: Lesson]; result: LearnOutcome }
  forget: { args: [ids: MessageIds, tokens: PackedTokens]; result: boolean }
  recall: { args: [id: string]; result: readonly Remembered[] }
  touch: { args: [tokens: readonly string[], atime: number]; result: undefined }
  sync: { args: []; result: undefined }
  expire: { args: [options: ExpiryOptions]; result: ExpiryReport }
  clear: { args: []; result: undefined }
  tokenPage: { args: [after: string | undefined]; result: readonly TokenRow[] }
  seenPage: { args: [after: string | undefined]; result: readonly SeenRow[] }
  replace: { args: []; result: number }
  replaceTokens: { args: [replacement: number, rows: readonly TokenRow[]]; result: undefined }
  replaceSeen: { args: [replacement: number, rows: readonly SeenRow[]]; result: undefined }
  replaceCommit: { args: [replacement: number, counts: MessageCounts]; result: undefined }
  replaceAbandon: { args: [replacement: number]; result: undefined }
  reputations: { args: [keys: readonly string[]]; result: (Reputation | undefined)[] }
  addReputation: { args: [key: string, change: Reputation]; result: Reputation }
  setReputation: { args: [key: string, value: Reputation | undefined]; result: undefined }
  reputationPage: { args: [after: string | undefined]; result: readonly (readonly [string, Reputation])[] }
}

/** Asks the owner something about one user's store. */
export type CallStore = <K extends keyof StoreCalls>(
  user: string,
  type: K,
  ...args: StoreCalls[K]['args']
) => Promise<StoreCalls[K]['result']>

/** A store whose rows can be read from behind any of them, as pages need it. */
export interface PagedStore {
  tokenRows(after?: string): AsyncIterable<readonly TokenRow[]>
  seenRows(after?: string): AsyncIterable<readonly SeenRow[]>
  reputationRows(after?: string): AsyncIterable<readonly (readonly [string, Reputation])[]>
}

/** A database that can serve others. */
export interface ServableDatabase extends TokenDatabase {
  user(name: string): ReturnType<TokenDatabase['user']> & PagedStore
}

/** One caller's calls, answered from a database. What the caller leaves half done is abandoned with it. */
export class StoreSession {
  readonly #database: ServableDatabase
  readonly #replacements = new Map<number, Replacement>()
  #begun = 0

  constructor(database: ServableDatabase) {
    this.#database = database
  }

  readonly call: CallStore = async (user, type, ...args) => {
    const answer = this.#answers[type] as (user: string, ...args: unknown[]) => Promise<never> // `as`: the table is typed by the same key
    return await answer(user, ...args)
  }

  /** Whether there is such a call: what comes over a socket may be anything. */
  knows(type: string): type is keyof StoreCalls {
    return Object.hasOwn(this.#answers, type)
  }

  async end(): Promise<void> {
    for (const replacement of this.#replacements.values()) await replacement.abandon().catch(() => undefined) // it is unseen
    this.#replacements.clear()
  }

  readonly #answers: {
    readonly [K in keyof StoreCalls]: (user: string, ...args: StoreCalls[K]['args']) => Promise<StoreCalls[K]['result']>
  } = {
    tokens: async (user, tokens) => this.#store(user).tokens(tokens),
    messages: async (user) => this.#store(user).messages(),
    seen: async (user, ids) => this.#store(user).seen(ids),
    facts: async (user) => this.#store(user).facts(),
    learn: (user, lesson) => this.#store(user).learn(lesson),
    forget: (user, ids, tokens) => this.#store(user).forget(ids, tokens),
    recall: (user, id) => this.#store(user).recall(id),
    touch: async (user, tokens, atime) => void this.#store(user).touch(tokens, atime),
    sync: async (user) => void (await this.#store(user).sync()),
    expire: (user, options) => this.#store(user).expire(options),
    clear: async (user) => void (await this.#store(user).clear()),
    tokenPage: async (user, after) => firstOf(this.#store(user).tokenRows(after)),
    seenPage: async (user, after) => firstOf(this.#store(user).seenRows(after)),
    replace: async (user) => {
      const replacement = await this.#store(user).replace()
      this.#replacements.set(++this.#begun, replacement)
      return this.#begun
    },
    replaceTokens: async (_user, number, rows) => void (await this.#replacement(number).tokens(rows)),
    replaceSeen: async (_user, number, rows) => void (await this.#replacement(number).seen(rows)),
    replaceCommit: async (_user, number, counts) => {
      await this.#replacement(number).commit(counts)
      this.#replacements.delete(number)
      return undefined
    },
    replaceAbandon: async (_user, number) => {
      await this.#replacement(number).abandon()
      this.#replacements.delete(number)
      return undefined
    },
    reputations: async (user, keys) => this.#store(user).reputation.get(keys),
    addReputation: (user, key, change) => this.#store(user).reputation.add(key, change),
    setReputation: async (user, key, value) => void (await this.#store(user).reputation.set(key, value)),
    reputationPage: async (user, after) => firstOf(this.#store(user).reputationRows(after)),
  }

  #store(user: string) {
    return this.#database.user(user)
  }

  #replacement(number: number): Replacement {
    const replacement = this.#replacements.get(number)
    if (!replacement) throw new Error('no such replacement was begun here')
    return replacement
  }
}

async function firstOf<T>(pages: AsyncIterable<readonly T[]>): Promise<readonly T[]> {
  for await (const page of pages) return page
  return []
}
