import type { PackedTokens } from '../tokens/packed-tokens.ts'
import { MemoryDatabase } from './memory-store.ts'
import { StoreError } from './store-error.ts'
import type { ExpiryOptions, Lesson, MessageIds, ReputationStore, TokenStore } from './token-store.ts'

/** Where reputations of senders are, beside a store of tokens: elsewhere, or in two places. */
export type SendersBeside = Pick<ReputationStore, 'senders' | 'global'>

/** The reputations of a store with senders kept beside it. */
export function reputationBeside(store: ReputationStore, beside: SendersBeside): ReputationStore {
  return {
    ...beside,
    get: (keys) => store.get(keys),
    add: (key, change) => store.add(key, change),
    set: (key, value) => store.set(key, value),
    entries: () => store.entries(),
  }
}

/** A store of tokens with other reputations than its own. */
export class StoreWithSenders implements TokenStore {
  readonly #tokens: TokenStore
  readonly reputation: ReputationStore

  constructor(tokens: TokenStore, beside: SendersBeside) {
    this.#tokens = tokens
    this.reputation = reputationBeside(tokens.reputation, beside)
  }

  tokens(tokens: readonly string[]) {
    return this.#tokens.tokens(tokens)
  }
  messages() {
    return this.#tokens.messages()
  }
  seen(ids: MessageIds) {
    return this.#tokens.seen(ids)
  }
  facts() {
    return this.#tokens.facts()
  }
  learn(lesson: Lesson) {
    return this.#tokens.learn(lesson)
  }
  forget(ids: MessageIds, tokens: PackedTokens) {
    return this.#tokens.forget(ids, tokens)
  }
  recall(id: string) {
    return this.#tokens.recall(id)
  }
  touch(tokens: readonly string[], atime: number) {
    this.#tokens.touch(tokens, atime)
  }
  sync() {
    return this.#tokens.sync()
  }
  expire(options: ExpiryOptions) {
    return this.#tokens.expire(options)
  }
  clear() {
    return this.#tokens.clear()
  }
  replace() {
    return this.#tokens.replace()
  }
  tokenRows() {
    return this.#tokens.tokenRows()
  }
  seenRows() {
    return this.#tokens.seenRows()
  }
}

/** Reputations of senders where tokens cannot be kept: nothing was learned, and nothing can be. */
export class SendersOnly extends StoreWithSenders {
  constructor(beside: SendersBeside) {
    super(new MemoryDatabase().user(''), beside)
  }

  override seen(_ids: MessageIds): Promise<never> {
    return Promise.reject(new StoreError('unavailable', 'there is no token database'))
  }
  override learn(_lesson: Lesson): Promise<never> {
    return Promise.reject(new StoreError('unavailable', 'there is no token database'))
  }
}
