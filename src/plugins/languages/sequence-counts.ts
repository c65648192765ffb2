/** Sequences are this long at most. */
const MAX_LENGTH = 5
const BYTES_IN_LOW = 4
const MIX = 0x9e3779b1

/** Counts sequences of one to five bytes: a table of numbers, because a Map of so many short texts takes far longer. */
export class SequenceCounts {
  /** The first four bytes of a sequence; its fifth byte, its length above that; how often it stands, 0 for a free place. */
  readonly #low: Uint32Array
  readonly #high: Uint32Array
  readonly #counts: Uint32Array
  readonly #mask: number

  /** `bytes` is how many bytes of words will be counted, each word once. */
  constructor(bytes: number) {
    const size = 2 ** Math.ceil(Math.log2(Math.max(16, bytes * MAX_LENGTH * 2)))
    this.#low = new Uint32Array(size)
    this.#high = new Uint32Array(size)
    this.#counts = new Uint32Array(size)
    this.#mask = size - 1
  }

  /** Counts all sequences within a word, each `times` times. */
  addWord(word: string, times: number): void {
    for (let from = 0; from < word.length; from++) {
      const longest = Math.min(MAX_LENGTH, word.length - from)
      let low = 0
      for (let length = 1; length <= longest; length++) {
        const code = word.charCodeAt(from + length - 1) & 0xff
        if (length <= BYTES_IN_LOW) {
          low = (low | (code << (32 - 8 * length))) >>> 0
          this.#add(low, length << 8, times)
        } else this.#add(low, (length << 8) | code, times)
      }
    }
  }

  #add(low: number, high: number, times: number): void {
    let place = (Math.imul(low ^ Math.imul(high, MIX), MIX) >>> 7) & this.#mask
    while (this.#counts[place] !== 0 && (this.#low[place] !== low || this.#high[place] !== high)) {
      place = (place + 1) & this.#mask
    }
    this.#low[place] = low
    this.#high[place] = high
    this.#counts[place] = (this.#counts[place] ?? 0) + times
  }

  /** The `limit` sequences that stand most often, and more often than `above`; of equally frequent ones the first by bytes. */
  mostFrequent(above: number, limit: number): string[] {
    const least = Math.max(Math.floor(above) + 1, this.#leastAmong(limit))
    const places: number[] = []
    for (let place = 0; place <= this.#mask; place++) if ((this.#counts[place] ?? 0) >= least) places.push(place)
    places.sort((a, b) => this.#compare(a, b))
    return places.slice(0, limit).map((place) => this.#textAt(place))
  }

  /** A count that at least `limit` sequences reach, or all of them. */
  #leastAmong(limit: number): number {
    const withCount = new Map<number, number>()
    for (const count of this.#counts) if (count > 0) withCount.set(count, (withCount.get(count) ?? 0) + 1)
    let reached = 0
    for (const count of [...withCount.keys()].sort((a, b) => b - a)) {
      reached += withCount.get(count) ?? 0
      if (reached >= limit) return count
    }
    return 1
  }

  #compare(a: number, b: number): number {
    const at = (table: Uint32Array, place: number) => table[place] ?? 0
    const fifth = (place: number) => at(this.#high, place) & 0xff
    return (
      at(this.#counts, b) - at(this.#counts, a) ||
      at(this.#low, a) - at(this.#low, b) ||
      fifth(a) - fifth(b) ||
      at(this.#high, a) - at(this.#high, b)
    )
  }

  #textAt(place: number): string {
    const low = this.#low[place] ?? 0
    const high = this.#high[place] ?? 0
    const text = String.fromCharCode(low >>> 24, (low >>> 16) & 0xff, (low >>> 8) & 0xff, low & 0xff, high & 0xff)
    return text.slice(0, high >>> 8)
  }
}
