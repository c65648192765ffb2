import { bytesFromLatin1 } from '../../base/latin1.ts'
import { type PackedTokens, packTokens } from '../tokens/packed-tokens.ts'
import { TOKEN_HASH_LENGTH } from '../tokens/token-hash.ts'
import { firstMark, planLesson } from './change-counts.ts'
import {
  decodeReputation,
  decodeSpace,
  decodeTokenSpace,
  directoryKey,
  encodeRecord,
  FIRST_SPACE,
  KIND,
  keyPrefix,
  NO_FACTS,
  type TokenSpace,
} from './level-records.ts'
import { RecentTokens } from './recent-tokens.ts'
import type { RecordFile } from './record-file.ts'
import { bucketOf, nameOf } from './remembered.ts'
import { StoreError } from './store-error.ts'
import type { LearnOutcome, Lesson, MessageIds, Reputation, StoreFacts } from './token-store.ts'
import { type RecordBatch, UserRecords } from './user-records.ts'

// Changes that wait are written together, up to so many: one wait for the disk serves them all, and a token that several
// of them change is written once.
const GROUP = 1024
// Tokens of all users kept from group to group, so that learning many messages does not read the same again and again:
// some 20 megabytes. Other records are hardly ever asked for twice.
const RECENT_TOKENS = 500_000
const RECENT_RECORDS = 20_000

/**
 * Applies changes to a database one after the other, and writes them in groups. Each change reads what it depends on
 * beforehand, so applying is free of waits and sees the changes before it.
 */
export class LevelWriter {
  readonly #file: RecordFile
  readonly #waiting: Waiting[] = []
  readonly #recent = new Map<string, Buffer | undefined>()
  readonly #tokens = new Map<number, RecentTokens>()
  readonly #spaces = new Map<string, TokenSpace>()
  #running: Promise<void> | undefined

  constructor(file: RecordFile) {
    this.#file = file
  }

  learn(user: string, lesson: Lesson): Promise<LearnOutcome> {
    const { tokens } = lesson
    return this.#change(
      user,
      true,
      (space) => ({ records: [...markKeys(space, lesson.ids), ...bucketKeys(space, lesson)], tokens }),
      (group) => {
        const marks = lesson.ids.map((id) => group.mark(id))
        const { outcome, forget } = planLesson(lesson, marks)
        if (outcome !== 'learned') return outcome
        if (forget) group.takeBack(forget.id, forget.as, tokens)
        group.count(lesson.as, 1, tokens, lesson.atime)
        const [id] = lesson.ids
        if (id !== undefined) group.setMark(id, lesson.as)
        if (lesson.remember) group.remember(lesson)
        return outcome
      },
    )
  }

  forget(user: string, ids: MessageIds, tokens: PackedTokens): Promise<boolean> {
    return this.#change(
      user,
      true,
      (space) => ({ records: markKeys(space, ids), tokens }),
      (group) => {
        const found = firstMark(
          ids,
          ids.map((id) => group.mark(id)),
        )
        if (found) group.takeBack(found.id, found.as, tokens)
        return found !== undefined
      },
    )
  }

  /** Later times of tokens; those that are not there stay away. */
  touch(user: string, times: ReadonlyMap<string, number>, now: number): Promise<void> {
    const tokens = packTokens(times.keys())
    return this.#change(
      user,
      false,
      () => ({ records: [], tokens }),
      (group) => {
        for (const [token, atime] of times) {
          const counts = group.counts(token)
          if (counts && counts.atime < atime) group.setCounts(token, { ...counts, atime })
        }
        group.setFacts({ lastSync: now })
      },
    )
  }

  /** Removes those of the tokens that are still older than that; says how many. */
  dropOlder(user: string, tokens: readonly string[], before: number): Promise<number> {
    return this.#change(
      user,
      false,
      () => ({ records: [], tokens: packTokens(tokens) }),
      (group) => {
        let dropped = 0
        for (const token of tokens) {
          const counts = group.counts(token)
          if (!counts || counts.atime >= before) continue
          group.setCounts(token, undefined)
          dropped++
        }
        return dropped
      },
    )
  }

  setFacts(user: string, facts: Partial<StoreFacts>): Promise<void> {
    return this.#change(
      user,
      true,
      () => NOTHING,
      (group) => group.setFacts(facts),
    )
  }

  /** A space that nobody reads yet, its number never used before. */
  newSpace(): Promise<number> {
    return this.#change(
      '',
      true,
      () => ({ records: [directoryKey.next], tokens: NO_TOKENS }),
      (group) => group.newSpace(),
    )
  }

  /** From now on the user's tokens are those in that space; returns the space they were in. */
  switchSpace(user: string, to: TokenSpace): Promise<number> {
    return this.#change(
      user,
      true,
      () => NOTHING,
      (group) => group.switchSpace(to),
      'alone',
    )
  }

  addReputation(user: string, key: string, change: Reputation): Promise<Reputation> {
    return this.#reputationChange(user, key, (before) => ({
      count: (before?.count ?? 0) + change.count,
      total: (before?.total ?? 0) + change.total,
      time: change.time,
    }))
  }

  async setReputation(user: string, key: string, value: Reputation | undefined): Promise<void> {
    await this.#reputationChange(user, key, () => value)
  }

  /** Resolves when everything asked so far has been written or refused. */
  async idle(): Promise<void> {
    while (this.#running) await this.#running
  }

  /** Forgets what it remembers of the database: it was opened anew. */
  forgetRecent(): void {
    this.#recent.clear()
    this.#tokens.clear()
    this.#spaces.clear()
  }

  async #reputationChange<T extends Reputation | undefined>(
    user: string,
    name: string,
    change: (before: Reputation | undefined) => T,
  ): Promise<T> {
    // The space of reputations is looked up first, in a change of its own: it never changes once it is there.
    const space = await this.#change(
      user,
      false,
      () => ({ records: [directoryKey.reputations(user), directoryKey.next], tokens: NO_TOKENS }),
      (group) => group.reputationSpace(),
    )
    const key = keyPrefix(space, KIND.reputation) + name
    return this.#change(
      user,
      false,
      () => ({ records: [key], tokens: NO_TOKENS }),
      (group) => {
        const after = change(decodeReputation(group.record(key)))
        group.setRecord(key, after && encodeRecord(after))
        return after
      },
    )
  }

  #change<T>(
    user: string,
    sync: boolean,
    reads: (space: number) => Reads,
    apply: (group: UserRecords) => T,
    alone?: 'alone',
  ): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      let result: T | undefined
      this.#waiting.push({
        user,
        sync,
        alone: alone !== undefined,
        reads,
        apply: (group) => {
          result = apply(group)
        },
        done: () => resolve(result as T), // `as`: applied before done
        failed: reject,
      })
      this.#running ??= this.#run()
    })
  }

  async #run(): Promise<void> {
    await undefined // those who ask within the same turn share a group
    while (this.#waiting.length > 0) {
      const alone = this.#waiting.findIndex((change) => change.alone)
      await this.#attempt(this.#waiting.splice(0, alone < 0 ? GROUP : Math.min(GROUP, Math.max(1, alone))))
    }
    this.#running = undefined
  }

  async #attempt(group: readonly Waiting[]): Promise<void> {
    try {
      await this.#write(group)
    } catch (error) {
      this.forgetRecent()
      // One bad record must not refuse what has nothing to do with it.
      const separable = group.length > 1 && error instanceof StoreError && error.code === 'damaged'
      if (separable) for (const change of group) await this.#attempt([change])
      else for (const change of group) change.failed(error)
      return
    }
    for (const change of group) change.done()
  }

  async #write(changes: readonly Waiting[]): Promise<void> {
    for (const user of new Set(changes.map((change) => change.user))) await this.#findSpace(user)
    await this.#read(changes)
    const changed = new Map<string, Buffer | undefined>()
    const spaces = new Map<string, TokenSpace>()
    const group: RecordBatch = {
      get: (key) => this.#recent.get(key),
      set: (key, value) => {
        this.#recent.set(key, value)
        changed.set(key, value)
      },
      tokens: (space) => this.#tokensOf(space),
      space: (user) => spaces.get(user) ?? this.#space(user),
      setSpace: (user, space) => {
        spaces.set(user, space)
      },
    }
    for (const { user, apply } of changes) apply(new UserRecords(group, user))
    const tables = [...this.#tokens.values()].filter(({ isChanged }) => isChanged)
    if (changed.size + spaces.size + tables.length > 0) {
      const sync = changes.some((change) => change.sync)
      await this.#file.write((records) => {
        for (const [key, value] of changed) {
          if (value === undefined) records.del(bytesFromLatin1(key))
          else records.put(bytesFromLatin1(key), value)
        }
        for (const tokens of tables) tokens.writeChanges(records)
        for (const [user, space] of spaces) {
          records.put(bytesFromLatin1(directoryKey.tokens(user)), encodeRecord(space))
        }
      }, sync)
    }
    for (const [user, space] of spaces) this.#spaces.set(user, space)
    if (this.#recent.size > RECENT_RECORDS) this.#recent.clear()
    this.#forgetOld()
  }

  /** Of many users those go first that were not asked for in a while; of one user's tokens, those that are seldom seen. */
  #forgetOld(): void {
    let size = 0
    for (const tokens of this.#tokens.values()) size += tokens.size
    for (const [space, tokens] of this.#tokens) {
      if (size <= RECENT_TOKENS) return
      size -= tokens.size
      if (this.#tokens.size === 1) tokens.trim()
      if (this.#tokens.size > 1 || tokens.size > RECENT_TOKENS / 2) this.#tokens.delete(space)
    }
  }

  /** Reads what changes depend on and is not remembered. */
  async #read(changes: readonly Waiting[]): Promise<void> {
    const missing = new Set<string>()
    const wanted = new Map<RecentTokens, PackedTokens[]>()
    for (const { user, reads } of changes) {
      const known = this.#space(user)
      const { records, tokens } = reads(known.space)
      for (const key of records) if (!this.#recent.has(key)) missing.add(key)
      if (tokens.length === 0) continue
      const table = this.#tokensOf(known)
      const pieces = wanted.get(table)
      if (pieces) pieces.push(tokens)
      else wanted.set(table, [tokens])
    }
    for (const [table, pieces] of wanted) {
      // Those asked for last stand last.
      this.#tokens.delete(table.space)
      this.#tokens.set(table.space, table)
      table.reserve(pieces.reduce((total, piece) => total + piece.length, 0) / TOKEN_HASH_LENGTH)
      for (const piece of pieces) table.want(piece)
    }
    const keys = [...missing]
    const recordValues = keys.length > 0 ? await this.#file.getMany(keys.map(bytesFromLatin1)) : []
    for (const [i, key] of keys.entries()) this.#recent.set(key, recordValues[i])
    for (const table of wanted.keys()) await table.read(this.#file)
  }

  #tokensOf({ space, facts }: TokenSpace): RecentTokens {
    let tokens = this.#tokens.get(space)
    if (!tokens) this.#tokens.set(space, (tokens = new RecentTokens(space, facts.tokens === 0)))
    return tokens
  }

  #space(user: string): TokenSpace {
    const space = this.#spaces.get(user)
    if (!space) throw new Error('a space was not looked up')
    return space
  }

  async #findSpace(user: string): Promise<void> {
    if (this.#spaces.has(user)) return
    const tokens = directoryKey.tokens(user)
    const [found, next] = await this.#file.getMany([bytesFromLatin1(tokens), bytesFromLatin1(directoryKey.next)])
    const known = decodeTokenSpace(found)
    if (known) {
      this.#spaces.set(user, known)
      return
    }
    const space = decodeSpace(next) ?? FIRST_SPACE
    const fresh = { space, facts: NO_FACTS }
    const following = encodeRecord({ space: space + 1 })
    await this.#file.write(({ put }) => {
      put(bytesFromLatin1(tokens), encodeRecord(fresh))
      put(bytesFromLatin1(directoryKey.next), following)
    }, true)
    this.#recent.set(directoryKey.next, following)
    this.#spaces.set(user, fresh)
  }
}

/** What a change depends on: records by their keys, tokens of its user by their names. */
interface Reads {
  readonly records: readonly string[]
  readonly tokens: PackedTokens
}

const NO_TOKENS: PackedTokens = new Uint8Array()
const NOTHING: Reads = { records: [], tokens: NO_TOKENS }

interface Waiting {
  readonly user: string
  readonly sync: boolean
  /** Changes where keys lie: nothing may share its group, because what others need was read before. */
  readonly alone: boolean
  reads(space: number): Reads
  apply(group: UserRecords): void
  done(): void
  failed(error: unknown): void
}

function bucketKeys(space: number, { ids, remember }: Lesson): string[] {
  return remember ? [keyPrefix(space, KIND.remembered) + bucketOf(nameOf(ids))] : []
}

function markKeys(space: number, ids: readonly string[]): string[] {
  const prefix = keyPrefix(space, KIND.seen)
  return ids.map((id) => prefix + id)
}
