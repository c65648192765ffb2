import { randomBytes } from 'node:crypto'
import { TOKEN_HASH_LENGTH } from '../tokens/token-hash.ts'
import type { TokenCounts } from './token-store.ts'

// Five words a slot: the last four bytes of the token (big-endian), its first byte with what is known of it, spam, ham,
// time.
const WORDS = 5
const FIRST_BYTE = 1
const SPAM = 2
const HAM = 3
const ATIME = 4

const IN_USE = 0x100
const MARKED = 0x200
const TOKEN_BITS = IN_USE | 0xff

const SMALLEST = 1024
/** Beyond this share of slots in use, looking for one takes ever longer. */
const FULLEST = 0.7
const WORD_VALUES = 2 ** 32
const LARGEST_COUNT = 0xffffffff

/**
 * Counts by token, in one piece of memory: learning asks for some hundred tokens a message, and a `Map` of objects spends
 * most of its time waiting for memory and collecting garbage. A slot is where a token's counts are; it moves when the
 * table grows, which it does in `reserve` only.
 */
export class CountTable {
  #words = new Uint32Array(SMALLEST * WORDS)
  #slots = SMALLEST
  #size = 0
  // Whoever sends mail may choose its tokens, but not where they come to lie.
  readonly #salt = randomBytes(4).readUInt32LE() | 1

  get size(): number {
    return this.#size
  }

  /** Makes room for so many tokens more. */
  reserve(more: number): void {
    let slots = this.#slots
    while (this.#size + more > slots * FULLEST) slots *= 2
    if (slots !== this.#slots) this.#rebuild(slots, () => true)
  }

  /** Keeps only the tokens that were seen in more than one message. */
  dropHapaxes(): void {
    this.#rebuild(this.#slots, (words, slot) => (words[slot + SPAM] ?? 0) + (words[slot + HAM] ?? 0) > 1)
  }

  /** Where a token is, if it is; -1 otherwise. */
  find(packed: Uint8Array, at: number): number {
    const slot = this.#probe(wordAt(packed, at), IN_USE | (packed[at] ?? 0))
    return this.#words[slot + FIRST_BYTE] === 0 ? -1 : slot
  }

  /** A place for a token that is not there, with counts of 0. */
  add(packed: Uint8Array, at: number): number {
    const word = wordAt(packed, at)
    const first = IN_USE | (packed[at] ?? 0)
    const slot = this.#probe(word, first)
    this.#words[slot] = word
    this.#words[slot + FIRST_BYTE] = first
    this.#size++
    return slot
  }

  /** Writes a token's five bytes. */
  copyToken(slot: number, target: Uint8Array, at: number): void {
    const word = this.#words[slot] ?? 0
    target[at] = this.#words[slot + FIRST_BYTE] ?? 0
    for (let i = 1; i < TOKEN_HASH_LENGTH; i++) target[at + i] = word >>> ((TOKEN_HASH_LENGTH - 1 - i) * 8)
  }

  /** The same slots in the order of the bytes of their tokens. */
  inOrder(slots: readonly number[]): number[] {
    const numbers = new Float64Array(slots.length)
    for (const [i, slot] of slots.entries()) {
      numbers[i] = ((this.#words[slot + FIRST_BYTE] ?? 0) & 0xff) * WORD_VALUES + (this.#words[slot] ?? 0)
    }
    const ordered: number[] = []
    for (const number of numbers.sort()) {
      ordered.push(this.#probe(number >>> 0, IN_USE | Math.floor(number / WORD_VALUES)))
    }
    return ordered
  }

  counts(slot: number): TokenCounts {
    return { spam: this.spam(slot), ham: this.ham(slot), atime: this.atime(slot) }
  }

  spam(slot: number): number {
    return this.#words[slot + SPAM] ?? 0
  }

  ham(slot: number): number {
    return this.#words[slot + HAM] ?? 0
  }

  atime(slot: number): number {
    return this.#words[slot + ATIME] ?? 0
  }

  set(slot: number, spam: number, ham: number, atime: number): void {
    this.#words[slot + SPAM] = Math.min(spam, LARGEST_COUNT)
    this.#words[slot + HAM] = Math.min(ham, LARGEST_COUNT)
    // What a header says of its date may be anything.
    this.#words[slot + ATIME] = Math.min(Math.max(atime, 0), LARGEST_COUNT)
  }

  /** Sets the mark of a slot; tells whether it had none. */
  mark(slot: number): boolean {
    const word = this.#words[slot + FIRST_BYTE] ?? 0
    this.#words[slot + FIRST_BYTE] = word | MARKED
    return (word & MARKED) === 0
  }

  unmark(slot: number): void {
    this.#words[slot + FIRST_BYTE] = (this.#words[slot + FIRST_BYTE] ?? 0) & TOKEN_BITS
  }

  /** The slot of a token, or the first free one where it is to be. */
  #probe(word: number, first: number): number {
    const words = this.#words
    const last = this.#slots - 1
    for (let i = Math.imul(word, this.#salt) >>> 7; ; i++) {
      const slot = (i & last) * WORDS
      const found = words[slot + FIRST_BYTE] ?? 0
      if (found === 0 || (words[slot] === word && (found & TOKEN_BITS) === first)) return slot
    }
  }

  #rebuild(slots: number, keep: (words: Uint32Array, slot: number) => boolean): void {
    const old = this.#words
    this.#words = new Uint32Array(slots * WORDS)
    this.#slots = slots
    this.#size = 0
    for (let from = 0; from < old.length; from += WORDS) {
      const first = old[from + FIRST_BYTE] ?? 0
      if (first === 0 || !keep(old, from)) continue
      const to = this.#probe(old[from] ?? 0, first & TOKEN_BITS)
      for (let i = 0; i < WORDS; i++) this.#words[to + i] = old[from + i] ?? 0
      this.#size++
    }
  }
}

function wordAt(packed: Uint8Array, at: number): number {
  return (
    (((packed[at + 1] ?? 0) << 24) |
      ((packed[at + 2] ?? 0) << 16) |
      ((packed[at + 3] ?? 0) << 8) |
      (packed[at + 4] ?? 0)) >>>
    0
  )
}
