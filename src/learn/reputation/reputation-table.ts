import type { MaybePromise, Reputation, ReputationStore } from '../store/token-store.ts'
import { familyOf, nameOfKey, type ReputationKind, reputationKey } from './sender-key.ts'

/** What is known under a name: how many messages, and the sum of their scores. */
export interface Standing {
  readonly count: number
  readonly total: number
}

const UNKNOWN: Standing = { count: 0, total: 0 }

/** SpamAssassin keeps sums as text, of 15 digits: without that, means that end in a 5 would be rounded otherwise. */
function standingOf(row: Reputation | undefined): Standing {
  return row ? { count: row.count, total: Number(row.total.toPrecision(15)) } : UNKNOWN
}

/**
 * The reputations that one message touches: read at once, changed in memory, written at once. What other scans add to the
 * same names meanwhile is kept, because changes are written as differences.
 */
export class ReputationTable {
  readonly #kind: ReputationKind
  readonly #before: ReadonlyMap<string, Standing>
  readonly #now = new Map<string, Standing>()
  /** Names that go, and those that go with all names of their address. */
  readonly #removed = new Set<string>()
  readonly #families = new Set<string>()

  private constructor(kind: ReputationKind, before: ReadonlyMap<string, Standing>) {
    this.#kind = kind
    this.#before = before
  }

  /** Reads all names that may be asked for. */
  static load(kind: ReputationKind, store: ReputationStore, names: readonly string[]): MaybePromise<ReputationTable> {
    const distinct = [...new Set(names)]
    const found = store.get(distinct.map((name) => reputationKey(kind, name)))
    const table = (rows: readonly (Reputation | undefined)[]): ReputationTable =>
      new ReputationTable(kind, new Map(distinct.map((name, i) => [name, standingOf(rows[i])])))
    return found instanceof Promise ? found.then(table) : table(found)
  }

  get(name: string): Standing {
    const known = this.#now.get(name) ?? (this.#removed.has(name) ? UNKNOWN : this.#before.get(name)) ?? UNKNOWN
    // A damaged entry counts for nothing.
    return known.count >= 0 && !Number.isNaN(known.total) ? known : UNKNOWN
  }

  set(name: string, standing: Standing): void {
    this.#now.set(name, standing)
  }

  /** One message more with this score. */
  add(name: string, score: number): void {
    if (Number.isNaN(score)) return
    const { count, total } = this.get(name)
    this.set(name, { count: count + 1, total: total + score })
  }

  /** Forgets the name; one without network stands for all names of its address. */
  remove(name: string): void {
    const family = familyOf(name)
    for (const known of this.#before.keys()) {
      if (family !== undefined && known.startsWith(family)) this.#removed.add(known)
    }
    for (const known of [...this.#now.keys()]) {
      if (family !== undefined && known.startsWith(family)) this.#now.delete(known)
    }
    if (family !== undefined) this.#families.add(family)
    this.removeOne(name)
  }

  /** Forgets this name alone. */
  removeOne(name: string): void {
    this.#now.delete(name)
    this.#removed.add(name)
  }

  /** Writes what was changed; `now` in seconds since 1970. */
  async write(store: ReputationStore, now: number): Promise<void> {
    // What belongs together is told at once, so that it reaches the disk together.
    await Promise.all([...this.#removed].map((name) => store.set(reputationKey(this.#kind, name), undefined)))
    if (this.#families.size > 0) await this.#removeFamilies(store)
    const added = [...this.#now].map(async ([name, { count, total }]) => {
      const before = this.#removed.has(name) ? UNKNOWN : (this.#before.get(name) ?? UNKNOWN)
      const change = { count: count - before.count, total: total - before.total, time: now }
      if (change.count !== 0 || change.total !== 0) await store.add(reputationKey(this.#kind, name), change)
    })
    await Promise.all(added)
  }

  async #removeFamilies(store: ReputationStore): Promise<void> {
    for await (const rows of store.entries()) {
      for (const [key] of rows) {
        const name = nameOfKey(this.#kind, key)
        const family = name?.slice(0, name.lastIndexOf('|') + 1)
        if (family && this.#families.has(family)) await store.set(key, undefined)
      }
    }
  }
}
