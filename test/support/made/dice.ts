import type { Random } from '../random-html.ts'

/** Choices that follow from a seed. */
export class Dice {
  readonly #random: Random

  constructor(random: Random) {
    this.#random = random
  }

  /** A whole number from 0 to just below `limit`. */
  below(limit: number): number {
    return Math.floor(this.#random() * limit)
  }

  /** A whole number from `low` to `high`, both possible. */
  between(low: number, high: number): number {
    return low + this.below(high - low + 1)
  }

  /** True so often: 0.1 is once in ten times. */
  chance(odds: number): boolean {
    return this.#random() < odds
  }

  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)] as T // `as`: no list here is empty
  }

  /** From `low` to `high` things made one after another. */
  some<T>(low: number, high: number, make: (index: number) => T): T[] {
    return Array.from({ length: this.between(low, high) }, (_, i) => make(i))
  }

  /** One of the names, each as often as its weight says. */
  weighted<T extends string>(weights: Readonly<Partial<Record<T, number>>>): T {
    const rows = Object.entries(weights) as [T, number][] // `as`: entries loses the names
    let left = this.#random() * rows.reduce((sum, [, weight]) => sum + weight, 0)
    for (const [name, weight] of rows) {
      left -= weight
      if (left < 0) return name
    }
    return (rows.at(-1) as [T, number])[0] // `as`: no table here is empty
  }

  word(letters: string, low: number, high: number): string {
    return this.some(low, high, () => letters.charAt(this.below(letters.length))).join('')
  }

  get random(): Random {
    return this.#random
  }
}
