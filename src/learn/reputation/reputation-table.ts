import type { MaybePromise, Reputation, ReputationStore } from '../store/token-store.ts'
import { familyOf, nameOfKey, type ReputationKind, reputationKey } from './sender-key.ts'
import type { SenderEntry, SenderQuestion, SenderTable, Standing } from './sender-table.ts'

const UNKNOWN: Standing = { count: 0, total: 0 }

/** SpamAssassin keeps sums as text, of 15 digits: without that, means that end in a 5 would be rounded otherwise. */
function standingOf(row: Reputation | undefined): Standing {
  return row ? { count: row.count, total: Number(row.total.toPrecision(15)) } : UNKNOWN
}

/**
 * Reputations in the store of tokens. What other scans add to the same names meanwhile is kept, because changes are
 * written as differences. Who vouches for a sender makes no difference, as in SpamAssassin's own files.
 */
export class ReputationTable implements SenderTable {
  readonly #kind: ReputationKind
  readonly #store: ReputationStore
  readonly #before: ReadonlyMap<string, Standing>
  readonly #now = new Map<string, Standing>()
  /** Names that go, and those that go with all names of their address. */
  readonly #removed = new Set<string>()
  readonly #families = new Set<string>()

  private constructor(kind: ReputationKind, store: ReputationStore, before: ReadonlyMap<string, Standing>) {
    this.#kind = kind
    this.#store = store
    this.#before = before
  }

  /** Reads all names that may be asked for. */
  static load(
    kind: ReputationKind,
    store: ReputationStore,
    questions: readonly SenderQuestion[],
  ): MaybePromise<ReputationTable> {
    const distinct = [...new Set(questions.map(({ name }) => name))]
    const found = store.get(distinct.map((name) => reputationKey(kind, name)))
    const table = (rows: readonly (Reputation | undefined)[]): ReputationTable =>
      new ReputationTable(kind, store, new Map(distinct.map((name, i) => [name, standingOf(rows[i])])))
    return found instanceof Promise ? found.then(table) : table(found)
  }

  entry({ name }: SenderQuestion): SenderEntry {
    return new Entry(this, name)
  }

  get(name: string): Standing {
    const known = this.#now.get(name) ?? (this.#removed.has(name) ? UNKNOWN : this.#before.get(name)) ?? UNKNOWN
    // A damaged entry counts for nothing.
    return known.count >= 0 && !Number.isNaN(known.total) ? known : UNKNOWN
  }

  set(name: string, standing: Standing): void {
    this.#now.set(name, standing)
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

  removeOne(name: string): void {
    this.#now.delete(name)
    this.#removed.add(name)
  }

  async write(now: number): Promise<void> {
    const store = this.#store
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

class Entry implements SenderEntry {
  readonly #table: ReputationTable
  readonly #name: string

  constructor(table: ReputationTable, name: string) {
    this.#table = table
    this.#name = name
  }

  get count(): number {
    return this.#table.get(this.#name).count
  }

  get total(): number {
    return this.#table.get(this.#name).total
  }

  add(score: number): void {
    if (!Number.isNaN(score)) this.assume({ count: this.count + 1, total: this.total + score })
  }

  takeBack(score: number): void {
    if (!Number.isNaN(score)) this.assume({ count: this.count > 2 ? this.count - 1 : 1, total: this.total - score })
  }

  assume(standing: Standing): void {
    this.#table.set(this.#name, standing)
  }

  remove(): void {
    this.#table.remove(this.#name)
  }

  removeOne(): void {
    this.#table.removeOne(this.#name)
  }
}
