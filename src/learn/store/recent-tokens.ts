import { bytesFromLatin1 } from '../../base/latin1.ts'
import { decodeCounts, encodeCounts, KIND, keyPrefix } from './level-records.ts'
import type { RecordChange, RecordFile } from './record-file.ts'
import type { LearnedAs, TokenCounts } from './token-store.ts'

/** A token's counts as they stand; both 0 where the token is not there. */
interface Entry {
  readonly token: string
  spam: number
  ham: number
  atime: number
  isChanged: boolean
}

/**
 * The tokens of one space that changes have read, kept from group to group. Learning is mostly this: it makes no
 * garbage where it can.
 */
export class RecentTokens {
  readonly #prefix: string
  readonly #entries = new Map<string, Entry>()
  readonly #changed: Entry[] = []
  readonly #wanted = new Set<string>()

  constructor(space: number) {
    this.#prefix = keyPrefix(space, KIND.token)
  }

  get size(): number {
    return this.#entries.size
  }

  /** Notes a token that is to be read. */
  want(token: string): void {
    if (!this.#entries.has(token)) this.#wanted.add(token)
  }

  /** Reads what is wanted and not known. */
  async read(file: RecordFile): Promise<void> {
    if (this.#wanted.size === 0) return
    const tokens = [...this.#wanted]
    this.#wanted.clear()
    const values = await file.getMany(tokens.map((token) => this.#key(token)))
    for (const [i, token] of tokens.entries()) {
      const counts = decodeCounts(values[i])
      const { spam, ham, atime } = counts ?? ABSENT
      this.#entries.set(token, { token, spam, ham, atime, isChanged: false })
    }
  }

  counts(token: string): TokenCounts | undefined {
    const entry = this.#entry(token)
    return isThere(entry) ? { spam: entry.spam, ham: entry.ham, atime: entry.atime } : undefined
  }

  set(token: string, counts: TokenCounts | undefined): void {
    const entry = this.#entry(token)
    const { spam, ham, atime } = counts ?? ABSENT
    entry.spam = spam
    entry.ham = ham
    entry.atime = atime
    this.#note(entry)
  }

  /** One message more or less with this token; tells whether it was there, and gives its time where it is there now. */
  count(
    token: string,
    as: LearnedAs,
    by: 1 | -1,
    atime: number,
  ): { readonly was: boolean; readonly atime: number | undefined } {
    const entry = this.#entry(token)
    const was = isThere(entry)
    if (as === 's') entry.spam = Math.max(0, entry.spam + by)
    else entry.ham = Math.max(0, entry.ham + by)
    const is = isThere(entry)
    if (is) entry.atime = Math.max(entry.atime, atime)
    else entry.atime = 0
    if (was || is) this.#note(entry)
    return { was, atime: is ? entry.atime : undefined }
  }

  /** Moves what has changed to the records that are to be written. */
  takeChanges(records: RecordChange[]): void {
    for (const entry of this.#changed) {
      entry.isChanged = false
      records.push({ key: this.#key(entry.token), value: isThere(entry) ? encodeCounts(entry) : undefined })
    }
    this.#changed.length = 0
  }

  #note(entry: Entry): void {
    if (entry.isChanged) return
    entry.isChanged = true
    this.#changed.push(entry)
  }

  #entry(token: string): Entry {
    const entry = this.#entries.get(token)
    if (!entry) throw new Error('a token was not read')
    return entry
  }

  #key(token: string): Buffer {
    return bytesFromLatin1(this.#prefix + token)
  }
}

const ABSENT: TokenCounts = { spam: 0, ham: 0, atime: 0 }

function isThere({ spam, ham }: Entry): boolean {
  return spam > 0 || ham > 0
}
