import type { PackedTokens } from '../tokens/packed-tokens.ts'
import type { CallStore } from './store-calls.ts'
import type {
  ExpiryOptions,
  ExpiryReport,
  LearnedAs,
  LearnOutcome,
  Lesson,
  MaybePromise,
  MessageCounts,
  MessageIds,
  Remembered,
  Replacement,
  Reputation,
  ReputationStore,
  SeenRow,
  StoreFacts,
  TokenCounts,
  TokenRow,
  TokenStore,
} from './token-store.ts'

/** What can be read at once, without asking the owner. */
export interface DirectReads {
  tokens(tokens: readonly string[]): (TokenCounts | undefined)[]
  messages(): MessageCounts
  seen(ids: MessageIds): (LearnedAs | undefined)[]
  facts(): StoreFacts
  reputations(keys: readonly string[]): (Reputation | undefined)[]
}

/** One user's store, by way of whoever owns the database; what can be read directly is. */
export class RemoteStore implements TokenStore {
  readonly #call: CallStore
  readonly #user: string
  readonly #direct: () => DirectReads | undefined
  readonly reputation: ReputationStore

  constructor(call: CallStore, user: string, direct: () => DirectReads | undefined = () => undefined) {
    this.#call = call
    this.#user = user
    this.#direct = direct
    this.reputation = {
      get: (keys) => direct()?.reputations(keys) ?? call(user, 'reputations', keys),
      add: (key, change) => call(user, 'addReputation', key, change),
      set: (key, value) => call(user, 'setReputation', key, value),
      entries: () => this.#pages('reputationPage', ([key]) => key),
    }
  }

  tokens(tokens: readonly string[]): MaybePromise<(TokenCounts | undefined)[]> {
    return this.#direct()?.tokens(tokens) ?? this.#call(this.#user, 'tokens', tokens)
  }

  messages(): MaybePromise<MessageCounts> {
    return this.#direct()?.messages() ?? this.#call(this.#user, 'messages')
  }

  seen(ids: MessageIds): MaybePromise<(LearnedAs | undefined)[]> {
    return this.#direct()?.seen(ids) ?? this.#call(this.#user, 'seen', ids)
  }

  facts(): MaybePromise<StoreFacts> {
    return this.#direct()?.facts() ?? this.#call(this.#user, 'facts')
  }

  learn(lesson: Lesson): Promise<LearnOutcome> {
    return this.#call(this.#user, 'learn', lesson)
  }

  forget(ids: MessageIds, tokens: PackedTokens): Promise<boolean> {
    return this.#call(this.#user, 'forget', ids, tokens)
  }

  recall(id: string): Promise<readonly Remembered[]> {
    return this.#call(this.#user, 'recall', id)
  }

  touch(tokens: readonly string[], atime: number): void {
    this.#call(this.#user, 'touch', tokens, atime).catch(() => undefined) // only times of tokens are lost
  }

  sync(): Promise<void> {
    return this.#call(this.#user, 'sync')
  }

  expire(options: ExpiryOptions): Promise<ExpiryReport> {
    return this.#call(this.#user, 'expire', options)
  }

  clear(): Promise<void> {
    return this.#call(this.#user, 'clear')
  }

  async replace(): Promise<Replacement> {
    const number = await this.#call(this.#user, 'replace')
    return {
      tokens: (rows) => this.#call(this.#user, 'replaceTokens', number, rows),
      seen: (rows) => this.#call(this.#user, 'replaceSeen', number, rows),
      commit: (counts) => this.#call(this.#user, 'replaceCommit', number, counts),
      abandon: () => this.#call(this.#user, 'replaceAbandon', number),
    }
  }

  tokenRows(): AsyncIterable<readonly TokenRow[]> {
    return this.#pages('tokenPage', ({ token }) => token)
  }

  seenRows(): AsyncIterable<readonly SeenRow[]> {
    return this.#pages('seenPage', ({ id }) => id)
  }

  #pages(type: 'tokenPage', key: (row: TokenRow) => string): AsyncIterable<readonly TokenRow[]>
  #pages(type: 'seenPage', key: (row: SeenRow) => string): AsyncIterable<readonly SeenRow[]>
  #pages(
    type: 'reputationPage',
    key: (row: readonly [string, Reputation]) => string,
  ): AsyncIterable<readonly (readonly [string, Reputation])[]>
  async *#pages(
    type: 'tokenPage' | 'seenPage' | 'reputationPage',
    key: (row: never) => string,
  ): AsyncIterable<readonly unknown[]> {
    let after: string | undefined
    for (;;) {
      const rows: readonly unknown[] = await this.#call(this.#user, type, after)
      const last = rows.at(-1)
      if (last === undefined) return
      yield rows
      after = key(last as never) // `as`: the overloads pair each page with its rows
    }
  }
}
