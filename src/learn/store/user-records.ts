import { bytesFromLatin1 } from '../../base/latin1.ts'
import type { PackedTokens } from '../tokens/packed-tokens.ts'
import { Gauge } from './gauge.ts'
import {
  decodeMark,
  decodeSpace,
  directoryKey,
  encodeRecord,
  FIRST_SPACE,
  KIND,
  keyPrefix,
  type TokenSpace,
} from './level-records.ts'
import type { RecentTokens } from './recent-tokens.ts'
import { bucketOf, nameOf, withMessage } from './remembered.ts'
import type { LearnedAs, Lesson, StoreFacts, TokenCounts } from './token-store.ts'

/** Records as they stand while a group of changes is made, and what is set of them. */
export interface RecordBatch {
  get(key: string): Buffer | undefined
  set(key: string, value: Buffer | undefined): void
  tokens(space: TokenSpace): RecentTokens
  space(user: string): TokenSpace
  setSpace(user: string, space: TokenSpace): void
}

/** The records of one user while a group of changes is made. */
export class UserRecords {
  readonly #batch: RecordBatch
  readonly #user: string

  constructor(batch: RecordBatch, user: string) {
    this.#batch = batch
    this.#user = user
  }

  record(key: string): Buffer | undefined {
    return this.#batch.get(key)
  }

  setRecord(key: string, value: Buffer | undefined): void {
    this.#batch.set(key, value)
  }

  mark(id: string): LearnedAs | undefined {
    return decodeMark(this.record(this.#key(KIND.seen, id)))
  }

  setMark(id: string, as: LearnedAs | undefined): void {
    this.setRecord(this.#key(KIND.seen, id), as && bytesFromLatin1(as))
  }

  counts(token: string): TokenCounts | undefined {
    return this.#tokens().counts(token)
  }

  setCounts(token: string, counts: TokenCounts | undefined): void {
    const tokens = this.#tokens()
    const gauge = new Gauge(this.#facts())
    gauge.tokenChanged(tokens.counts(token) !== undefined, counts?.atime)
    tokens.set(token, counts)
    this.setFacts(gauge.facts)
  }

  count(as: LearnedAs, by: 1 | -1, tokens: PackedTokens, atime: number): void {
    const gauge = new Gauge(this.#facts())
    gauge.messageLearned(as, by)
    this.#tokens().count(tokens, as, by, atime, gauge)
    this.setFacts(gauge.facts)
  }

  takeBack(id: string, as: LearnedAs, tokens: PackedTokens): void {
    this.count(as, -1, tokens, 0)
    this.setMark(id, undefined)
  }

  /** Keeps the message with its tokens. */
  remember(lesson: Lesson): void {
    const key = this.#key(KIND.remembered, bucketOf(nameOf(lesson.ids)))
    this.setRecord(key, withMessage(this.record(key), lesson))
  }

  setFacts(change: Partial<StoreFacts>): void {
    const { space, facts } = this.#batch.space(this.#user)
    this.#batch.setSpace(this.#user, { space, facts: { ...facts, ...change } })
  }

  switchSpace(to: TokenSpace): number {
    const { space } = this.#batch.space(this.#user)
    this.#batch.setSpace(this.#user, to)
    return space
  }

  newSpace(): number {
    const space = decodeSpace(this.record(directoryKey.next)) ?? FIRST_SPACE
    this.setRecord(directoryKey.next, encodeRecord({ space: space + 1 }))
    return space
  }

  reputationSpace(): number {
    const key = directoryKey.reputations(this.#user)
    const known = decodeSpace(this.record(key))
    if (known !== undefined) return known
    const space = this.newSpace()
    this.setRecord(key, encodeRecord({ space }))
    return space
  }

  #tokens(): RecentTokens {
    return this.#batch.tokens(this.#batch.space(this.#user))
  }

  #facts(): StoreFacts {
    return this.#batch.space(this.#user).facts
  }

  #key(kind: string, name: string): string {
    return keyPrefix(this.#batch.space(this.#user).space, kind) + name
  }
}
