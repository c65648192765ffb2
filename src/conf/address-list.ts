import { asciiLower } from '../base/ascii.ts'
import { type GlobMatcher, globMatcher } from './address-glob.ts'

interface Entry<V> {
  readonly matches: GlobMatcher
  value: V
}

/** Longest end of a pattern that the index keys by. */
const MAX_TAIL = 8

/** Address patterns, each with a value; patterns are kept in lower case as they were written. */
export class AddressMap<V> {
  readonly #entries = new Map<string, Entry<V>>()
  /** By length of the literal end, then by that end: which entries can match an address at all. */
  #index: Map<number, Map<string, Entry<V>[]>> | undefined

  get size(): number {
    return this.#entries.size
  }

  get(pattern: string): V | undefined {
    return this.#entries.get(asciiLower(pattern))?.value
  }

  set(pattern: string, value: V): void {
    const key = asciiLower(pattern)
    const known = this.#entries.get(key)
    if (known) {
      known.value = value
      return
    }
    this.#entries.set(key, { matches: globMatcher(key), value })
    this.#index = undefined
  }

  delete(pattern: string): void {
    if (this.#entries.delete(asciiLower(pattern))) this.#index = undefined
  }

  /** The patterns, in the order in which they came. */
  patterns(): readonly string[] {
    return [...this.#entries.keys()]
  }

  /** The values of all patterns that match the address, whatever its case. */
  matching(address: string): V[] {
    const text = asciiLower(address.endsWith('\n') ? address.slice(0, -1) : address)
    const found: V[] = []
    this.#index ??= this.#makeIndex()
    for (const [length, byTail] of this.#index) {
      const candidates = byTail.get(length === 0 ? '' : text.slice(-length))
      for (const entry of candidates ?? []) if (entry.matches(text)) found.push(entry.value)
    }
    return found
  }

  /** Whether any pattern matches the address, whatever its case. */
  matches(address: string): boolean {
    return this.#entries.size > 0 && this.matching(address).length > 0
  }

  #makeIndex(): Map<number, Map<string, Entry<V>[]>> {
    const index = new Map<number, Map<string, Entry<V>[]>>()
    for (const [pattern, entry] of this.#entries) {
      const tail = literalTail(pattern)
      let byTail = index.get(tail.length)
      if (!byTail) index.set(tail.length, (byTail = new Map()))
      const entries = byTail.get(tail)
      if (entries) entries.push(entry)
      else byTail.set(tail, [entry])
    }
    return index
  }

  /** Copies the entries into another map. */
  protected copyInto(other: AddressMap<V>, copyValue: (value: V) => V): void {
    for (const [pattern, entry] of this.#entries)
      other.#entries.set(pattern, { ...entry, value: copyValue(entry.value) })
  }
}

/** What the end of every matching address must be; chars that the matcher replaces end it, as wildcards do. */
function literalTail(pattern: string): string {
  let start = pattern.length
  while (start > 0 && pattern.length - start < MAX_TAIL && !'*?\0\\('.includes(pattern[start - 1]!)) start-- // in range
  return pattern.slice(start)
}

/** A plain list of address patterns (`welcomelist_from`). */
export class AddressList extends AddressMap<true> {
  add(patterns: readonly string[]): this {
    for (const pattern of patterns) this.set(pattern, true)
    return this
  }

  remove(patterns: readonly string[]): this {
    for (const pattern of patterns) this.delete(pattern)
    return this
  }

  clone(): AddressList {
    const copy = new AddressList()
    this.copyInto(copy, (value) => value)
    return copy
  }
}

/** Address patterns that need more to be true: a relay's name (`welcomelist_from_rcvd`), a signing domain. */
export class AddressDomains extends AddressMap<readonly string[]> {
  add(pattern: string, domain: string): this {
    this.set(pattern, [...(this.get(pattern) ?? []), asciiLower(domain)])
    return this
  }

  /** Takes one domain back, and the pattern when none is left. */
  removeDomain(pattern: string, domain: string): this {
    const left = this.get(pattern)?.filter((known) => known !== asciiLower(domain))
    if (!left) return this
    if (left.length === 0) this.delete(pattern)
    else this.set(pattern, left)
    return this
  }

  clone(): AddressDomains {
    const copy = new AddressDomains()
    this.copyInto(copy, (domains) => domains)
    return copy
  }
}
