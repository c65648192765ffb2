import type { SenderTables } from '../reputation/sender-table.ts'
import type { PackedTokens } from '../tokens/packed-tokens.ts'

/** A value at once where the store answers from memory or a mapped file, a promise where it must ask a server. */
export type MaybePromise<T> = T | Promise<T>

/** What a message was learned as: spam or ham, as SpamAssassin marks it. */
export type LearnedAs = 's' | 'h'

/** How often a token stood in spam and in ham, and when it was last seen, in seconds since 1970. */
export interface TokenCounts {
  readonly spam: number
  readonly ham: number
  readonly atime: number
}

/** A token with what is known of it. */
export interface TokenRow extends TokenCounts {
  /** The last five bytes of the SHA-1 of the token, as a latin1 string. */
  readonly token: string
}

/** One message that has been learned. */
export interface SeenRow {
  readonly id: string
  readonly as: LearnedAs
}

/** How many messages were learned. */
export interface MessageCounts {
  readonly spam: number
  readonly ham: number
}

/** What a store knows of itself (`sa-learn --dump magic`); times in seconds since 1970, 0 for never. */
export interface StoreFacts extends MessageCounts {
  readonly tokens: number
  readonly oldestAtime: number
  readonly newestAtime: number
  readonly lastSync: number
  readonly lastExpiry: number
  /** The age of tokens that the last expiry removed, and how many those were. */
  readonly lastAtimeDelta: number
  readonly lastReduction: number
}

/** What identifies a message, most trusted name first: the id made of its content, then its Message-Id. */
export type MessageIds = readonly string[]

/** One message to learn. */
export interface Lesson {
  readonly ids: MessageIds
  readonly as: LearnedAs
  readonly tokens: PackedTokens
  /** When the message was received, in seconds since 1970. */
  readonly atime: number
  /** What to do where the message was learned as the opposite: forget that first, or leave it so (auto-learning). */
  readonly opposite: 'relearn' | 'leave'
  /** About how many messages the store is to remember with their tokens, this one among them; none where absent. */
  readonly remember?: number | undefined
}

/** A message that was learned, as far as it is needed to forget it. */
export interface Remembered {
  readonly ids: MessageIds
  readonly tokens: PackedTokens
}

/** `known`: it was learned the same way before. `opposite`: it was learned the other way, and is left so. */
export type LearnOutcome = 'learned' | 'known' | 'opposite'

/** What a sender's mail scored so far (AWL, TxRep). */
export interface Reputation {
  readonly count: number
  readonly total: number
  /** When it was last changed, in seconds since 1970. */
  readonly time: number
}

/** Reputations by key; the plugin decides what a key is made of. */
export interface ReputationStore {
  /** Where those of senders are kept elsewhere: how they are reached. */
  readonly senders?: SenderTables | undefined
  /** What is known to all users, where these are one user's (txrep_user2global_ratio). */
  readonly global?: ReputationStore | undefined
  get(keys: readonly string[]): MaybePromise<(Reputation | undefined)[]>
  /** Adds to what is known, atomically, and returns what is known then. */
  add(
    key: string,
    change: { readonly count: number; readonly total: number; readonly time: number },
  ): Promise<Reputation>
  /** Replaces, or with undefined removes, what is known. */
  set(key: string, value: Reputation | undefined): Promise<void>
  entries(): AsyncIterable<readonly (readonly [string, Reputation])[]>
}

/** A store's contents being replaced: nothing is seen of it before `commit`. */
export interface Replacement {
  tokens(rows: readonly TokenRow[]): Promise<void>
  seen(rows: readonly SeenRow[]): Promise<void>
  commit(counts: MessageCounts): Promise<void>
  abandon(): Promise<void>
}

/** How far an expiry may go; SpamAssassin's constants where absent. */
export interface ExpiryOptions {
  /** The number of tokens that is held (bayes_expiry_max_db_size). */
  readonly maxTokens: number
  readonly now: number
  /** Asked for by a person: whatever the size, and however lately it was done. */
  readonly force: boolean
}

/** What an expiry did. */
export interface ExpiryReport {
  readonly ran: boolean
  readonly kept: number
  readonly deleted: number
  /** Of those kept: seen once, and seen fewer than eight times in spam and in ham. */
  readonly hapaxes: number
  readonly rare: number
}

/**
 * The tokens of one user, or of the site: one port, whatever keeps them. Reads may come back at once, and see
 * everything that was acknowledged. What a promise of a change resolves to survives `kill -9`.
 */
export interface TokenStore {
  /** One answer a token, in the order asked. */
  tokens(tokens: readonly string[]): MaybePromise<(TokenCounts | undefined)[]>
  messages(): MaybePromise<MessageCounts>
  seen(ids: MessageIds): MaybePromise<(LearnedAs | undefined)[]>
  facts(): MaybePromise<StoreFacts>

  /** Counts a message's tokens and marks it as learned, in one: looks for earlier marks by all ids, sets the first. */
  learn(lesson: Lesson): Promise<LearnOutcome>
  /** Takes back what was learned of a message; false when none of the ids was learned. */
  forget(ids: MessageIds, tokens: PackedTokens): Promise<boolean>
  /** Messages with this Message-Id that are remembered with their tokens, whether they have been forgotten since or not. */
  recall(id: string): Promise<readonly Remembered[]>
  /** Tokens were seen in a message that was scanned. Written some time; nobody waits for it. */
  touch(tokens: readonly string[], atime: number): void
  /** Writes what `touch` left. */
  sync(): Promise<void>

  expire(options: ExpiryOptions): Promise<ExpiryReport>
  clear(): Promise<void>
  replace(): Promise<Replacement>
  tokenRows(): AsyncIterable<readonly TokenRow[]>
  seenRows(): AsyncIterable<readonly SeenRow[]>

  readonly reputation: ReputationStore
}

/** An open database: the stores of all its users. */
export interface TokenDatabase {
  /** The store of one user; '' for what all share. */
  user(name: string): TokenStore
  close(): Promise<void>
}
