import type { MaybePromise } from '../store/token-store.ts'
import type { ReputationKind } from './sender-key.ts'

/** What is known under a name: how many messages, and the sum of their scores. */
export interface Standing {
  readonly count: number
  readonly total: number
}

/** What is asked for: a name (`senderName`), and who vouches for the sender, as tables in SQL tell mail apart by it. */
export interface SenderQuestion {
  readonly name: string
  readonly signedBy?: string | undefined
}

/** What is known under one name, and changes of it. */
export interface SenderEntry extends Standing {
  /** One message more with this score. */
  add(score: number): void
  /** One message less, of this score; never less than one. */
  takeBack(score: number): void
  /** Takes the place of what is known. */
  assume(standing: Standing): void
  /** Forgets it; a name without network stands for all names of its address. */
  remove(): void
  /** Forgets it, where no other names can go with it. */
  removeOne(): void
}

/** The reputations that one message touches: read at once, changed in memory, written at once. */
export interface SenderTable {
  /** What is known now, with all changes so far. Only for what was asked for when the table was read. */
  entry(question: SenderQuestion): SenderEntry
  /** Writes what was changed; `now` in seconds since 1970. */
  write(now: number): Promise<void>
}

/** Where reputations of senders are kept, when that is not the store of tokens. */
export interface SenderTables {
  /** Reads all that may be asked for; undefined where reputations of this kind are not kept there. */
  load(kind: ReputationKind, questions: readonly SenderQuestion[]): MaybePromise<SenderTable> | undefined
}
