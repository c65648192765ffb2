import { type PackedTokens, unpackTokens } from '../tokens/packed-tokens.ts'
import { changeCounts, firstMark, planLesson } from './change-counts.ts'
import { ageCounts, expiryPlan } from './expiry.ts'
import { Gauge } from './gauge.ts'
import { NO_FACTS } from './level-records.ts'
import { bucketOf, nameOf, withId, withMessage } from './remembered.ts'
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
  ReputationStore,
  SeenRow,
  StoreFacts,
  TokenCounts,
  TokenDatabase,
  TokenRow,
  TokenStore,
} from './token-store.ts'

/** A database that ends with the process: for tests, and for trying out. */
export class MemoryDatabase implements TokenDatabase {
  readonly #users = new Map<string, MemoryStore>()

  user(name: string): TokenStore {
    let store = this.#users.get(name)
    if (!store) this.#users.set(name, (store = new MemoryStore()))
    return store
  }

  async close(): Promise<void> {}
}

class MemoryStore implements TokenStore {
  #tokens = new Map<string, TokenCounts>()
  #seen = new Map<string, LearnedAs>()
  #remembered = new Map<string, Buffer>()
  #facts = NO_FACTS
  readonly reputation: ReputationStore = new MemoryReputations()

  tokens(tokens: readonly string[]): (TokenCounts | undefined)[] {
    return tokens.map((token) => this.#tokens.get(token))
  }

  messages(): MessageCounts {
    return { spam: this.#facts.spam, ham: this.#facts.ham }
  }

  seen(ids: MessageIds): (LearnedAs | undefined)[] {
    return ids.map((id) => this.#seen.get(id))
  }

  facts(): StoreFacts {
    return this.#facts
  }

  async learn(lesson: Lesson): Promise<LearnOutcome> {
    const { outcome, forget } = planLesson(lesson, this.seen(lesson.ids))
    if (outcome !== 'learned') return outcome
    const tokens = unpackTokens(lesson.tokens)
    if (forget) this.#takeBack(forget, tokens)
    this.#count(lesson.as, 1, tokens, lesson.atime)
    const [id] = lesson.ids
    if (id !== undefined) this.#seen.set(id, lesson.as)
    if (lesson.remember) this.#remember(lesson)
    return outcome
  }

  async forget(ids: MessageIds, tokens: PackedTokens): Promise<boolean> {
    const mark = firstMark(ids, this.seen(ids))
    if (mark) this.#takeBack(mark, unpackTokens(tokens))
    return mark !== undefined
  }

  async recall(id: string): Promise<Remembered[]> {
    return withId(this.#remembered.get(bucketOf(id)), id)
  }

  #remember(lesson: Lesson): void {
    const bucket = bucketOf(nameOf(lesson.ids))
    this.#remembered.set(bucket, withMessage(this.#remembered.get(bucket), lesson))
  }

  touch(tokens: readonly string[], atime: number): void {
    for (const token of tokens) {
      const counts = this.#tokens.get(token)
      if (counts && counts.atime < atime) this.#put(token, { ...counts, atime })
    }
  }

  async sync(): Promise<void> {}

  async expire(options: ExpiryOptions): Promise<ExpiryReport> {
    const ages = ageCounts(this.#facts.newestAtime)
    for (const { atime } of this.#tokens.values()) ages.count(atime)
    const plan = expiryPlan(this.facts(), ages.byDelta, options)
    this.#facts = { ...this.#facts, ...plan.facts }
    let deleted = 0
    let hapaxes = 0
    let rare = 0
    for (const [token, { spam, ham, atime }] of plan.before === undefined ? [] : this.#tokens) {
      if (atime < (plan.before ?? 0)) {
        this.#tokens.delete(token)
        deleted++
      } else if (spam + ham === 1) hapaxes++
      else if (spam < 8 && ham < 8) rare++
    }
    if (plan.before !== undefined) this.#recount(deleted)
    return { ran: plan.before !== undefined, kept: this.#tokens.size, deleted, hapaxes, rare }
  }

  async clear(): Promise<void> {
    this.#tokens = new Map()
    this.#seen = new Map()
    this.#remembered = new Map()
    this.#facts = NO_FACTS
  }

  async replace(): Promise<Replacement> {
    const fresh = new MemoryStore()
    return {
      tokens: async (rows) => {
        for (const { token, spam, ham, atime } of rows) fresh.#put(token, { spam, ham, atime })
      },
      seen: async (rows) => {
        for (const { id, as } of rows) fresh.#seen.set(id, as)
      },
      commit: async ({ spam, ham }) => {
        this.#tokens = fresh.#tokens
        this.#seen = fresh.#seen
        this.#remembered = fresh.#remembered
        this.#facts = { ...fresh.#facts, spam, ham }
      },
      abandon: async () => undefined,
    }
  }

  async *tokenRows(): AsyncGenerator<TokenRow[]> {
    yield Array.from(this.#tokens, ([token, counts]) => ({ token, ...counts }))
  }

  async *seenRows(): AsyncGenerator<SeenRow[]> {
    yield Array.from(this.#seen, ([id, as]) => ({ id, as }))
  }

  #takeBack(mark: SeenRow, tokens: readonly string[]): void {
    this.#count(mark.as, -1, tokens, 0)
    this.#seen.delete(mark.id)
  }

  #count(as: LearnedAs, by: 1 | -1, tokens: readonly string[], atime: number): void {
    const gauge = new Gauge(this.#facts)
    gauge.messageLearned(as, by)
    this.#facts = gauge.facts
    for (const token of tokens) this.#put(token, changeCounts(this.#tokens.get(token), as, by, atime))
  }

  #put(token: string, counts: TokenCounts | undefined): void {
    const gauge = new Gauge(this.#facts)
    gauge.tokenChanged(this.#tokens.has(token), counts?.atime)
    this.#facts = gauge.facts
    if (counts) this.#tokens.set(token, counts)
    else this.#tokens.delete(token)
  }

  #recount(deleted: number): void {
    let oldestAtime = 0
    for (const { atime } of this.#tokens.values()) {
      if (oldestAtime === 0 || atime < oldestAtime) oldestAtime = atime
    }
    this.#facts = { ...this.#facts, tokens: this.#tokens.size, oldestAtime, lastReduction: deleted }
  }
}

class MemoryReputations implements ReputationStore {
  readonly #values = new Map<string, Reputation>()

  get(keys: readonly string[]): (Reputation | undefined)[] {
    return keys.map((key) => this.#values.get(key))
  }

  async add(key: string, change: Reputation): Promise<Reputation> {
    const before = this.#values.get(key)
    const after = {
      count: (before?.count ?? 0) + change.count,
      total: (before?.total ?? 0) + change.total,
      time: change.time,
    }
    this.#values.set(key, after)
    return after
  }

  async set(key: string, value: Reputation | undefined): Promise<void> {
    if (value) this.#values.set(key, value)
    else this.#values.delete(key)
  }

  async *entries(): AsyncGenerator<(readonly [string, Reputation])[]> {
    yield [...this.#values]
  }
}
