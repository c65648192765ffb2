import { bytesFromLatin1 } from '../../base/latin1.ts'
import type { PackedTokens } from '../tokens/packed-tokens.ts'
import { TOKEN_HASH_LENGTH } from '../tokens/token-hash.ts'
import { CountTable } from './count-table.ts'
import type { Gauge } from './gauge.ts'
import { countBuffers, decodeCounts, encodeCounts, KIND, keyPrefix } from './level-records.ts'
import type { RecordFile, RecordWrites } from './record-file.ts'
import type { LearnedAs, TokenCounts } from './token-store.ts'

const NEVER = 0

/**
 * The tokens of one space that changes have read, kept from group to group; spam and ham both 0 for those that are not
 * in the database. A group first names all tokens that it needs (`reserve`, `want`), then has them read, then changes
 * them, then writes what has changed.
 */
export class RecentTokens {
  readonly space: number
  readonly #prefix: Buffer
  readonly #table = new CountTable()
  #changed: number[] = []
  #wanted: number[] = []
  #isComplete: boolean

  /** `isEmpty`: the database has no tokens in this space, so that none need be looked for until some are let go here. */
  constructor(space: number, isEmpty: boolean) {
    this.space = space
    this.#prefix = bytesFromLatin1(keyPrefix(space, KIND.token))
    this.#isComplete = isEmpty
  }

  get size(): number {
    return this.#table.size
  }

  /** Before tokens are wanted: how many at most. */
  reserve(tokens: number): void {
    this.#table.reserve(tokens)
  }

  /** Notes tokens that a change needs. */
  want(tokens: PackedTokens): void {
    for (let at = 0; at < tokens.length; at += TOKEN_HASH_LENGTH) {
      if (this.#table.find(tokens, at) >= 0) continue
      const slot = this.#table.add(tokens, at)
      if (!this.#isComplete) this.#wanted.push(slot)
    }
  }

  /** Reads what is wanted and not known. */
  async read(file: RecordFile): Promise<void> {
    if (this.#wanted.length === 0) return
    const wanted = this.#wanted
    this.#wanted = []
    const length = this.#prefix.length + TOKEN_HASH_LENGTH
    const all = Buffer.allocUnsafe(wanted.length * length)
    const keys = wanted.map((slot, i) => {
      const key = all.subarray(i * length, (i + 1) * length)
      this.#prefix.copy(key)
      this.#table.copyToken(slot, key, this.#prefix.length)
      return key
    })
    for (const [i, value] of (await file.getMany(keys)).entries()) {
      const counts = decodeCounts(value)
      if (counts) this.#table.set(wanted[i] ?? 0, counts.spam, counts.ham, counts.atime)
    }
  }

  counts(token: string): TokenCounts | undefined {
    const slot = this.#slot(bytesFromLatin1(token), 0)
    return this.#isThere(slot) ? this.#table.counts(slot) : undefined
  }

  set(token: string, counts: TokenCounts | undefined): void {
    const slot = this.#slot(bytesFromLatin1(token), 0)
    this.#table.set(slot, counts?.spam ?? 0, counts?.ham ?? 0, counts?.atime ?? NEVER)
    this.#note(slot)
  }

  /** One message more or less with these tokens. */
  count(tokens: PackedTokens, as: LearnedAs, by: 1 | -1, atime: number, gauge: Gauge): void {
    const table = this.#table
    for (let at = 0; at < tokens.length; at += TOKEN_HASH_LENGTH) {
      const slot = this.#slot(tokens, at)
      const was = this.#isThere(slot)
      const spam = as === 's' ? Math.max(0, table.spam(slot) + by) : table.spam(slot)
      const ham = as === 'h' ? Math.max(0, table.ham(slot) + by) : table.ham(slot)
      const is = spam > 0 || ham > 0
      if (!was && !is) continue
      const time = is ? Math.max(table.atime(slot), atime) : NEVER
      table.set(slot, spam, ham, time)
      gauge.tokenChanged(was, is ? time : undefined)
      this.#note(slot)
    }
  }

  get isChanged(): boolean {
    return this.#changed.length > 0
  }

  /** Writes what has changed. */
  writeChanges(records: RecordWrites): void {
    const key = Buffer.concat([this.#prefix], this.#prefix.length + TOKEN_HASH_LENGTH)
    const buffers = countBuffers()
    // LevelDB puts them in order: one that follows the last is put there at once.
    for (const slot of this.#table.inOrder(this.#changed)) {
      this.#table.unmark(slot)
      this.#table.copyToken(slot, key, this.#prefix.length)
      if (this.#isThere(slot)) records.put(key, encodeCounts(this.#table.counts(slot), buffers))
      else records.del(key)
    }
    this.#changed = []
  }

  /** Forgets the tokens that are least likely to be asked for again: of words that one message had, most never come back. */
  trim(): void {
    this.#isComplete = false
    this.#table.dropHapaxes()
  }

  #note(slot: number): void {
    if (this.#table.mark(slot)) this.#changed.push(slot)
  }

  #slot(tokens: Uint8Array, at: number): number {
    const slot = this.#table.find(tokens, at)
    if (slot < 0) throw new Error('a token was not read')
    return slot
  }

  #isThere(slot: number): boolean {
    return this.#table.spam(slot) > 0 || this.#table.ham(slot) > 0
  }
}
