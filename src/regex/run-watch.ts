// An expression can take longer on one text than anybody waits, and nothing can be asked of its thread meanwhile. On a leash
// V8 itself ends it in time. That costs some 0.2 ms a run, so it is done where there is a reason. Until then each run is shown
// to another thread, which stops this one where a run goes on and on. That expression is on a leash from then on, and for a
// while all have one which are known to be explosive, on the few texts that their guards let through (guard.ts).
import { AsyncLocalStorage } from 'node:async_hooks'
import { finishesWithin } from '../base/time-limited.ts'
import { RegexError } from './regex-error.ts'

/** What a scan has to beware of; expressions are named by `expressionId`. */
export interface Caution {
  /** Not tried: they held up an earlier scan of the message. */
  readonly skipped: readonly number[]
  /** Have held up some message. */
  readonly leashed: readonly number[]
  /**
   * What else is put on a leash: nothing; what is known to be explosive, because somebody tries what holds us up; all that
   * could hold us up, because this very message did.
   */
  readonly others: 'free' | 'explosive' | 'all'
}

const NO_CAUTION: Caution = { skipped: [], leashed: [], others: 'free' }

/** An expression that is about to run. */
export interface Runnable {
  readonly id: number
  /** Whether V8 has no way out of it. */
  canHoldUp(): boolean
}

// Processor time that a run on a leash may take, in milliseconds; expressions take some on mail that is not made for them.
const LEASH_MS = 250
/** So much for all runs of a scan that were cut off; then each has the least only. */
const ALLOWANCE_MS = 500
const LEAST_MS = 20
/** A thread that gets no processor is given more time by the clock, up to this. */
const LONGEST_MS = 3000
/** Of the time by the clock, so much has to be processor time. */
const BUSY = 0.7
const GIVEN_UP = 'its expression took too long on a text of the message'
const LEFT_ASIDE = 'its expression held up an earlier scan of the message'

/** The runs of one scan. */
export class RunWatch {
  /** Expressions that were cut off. */
  readonly heldUp: number[] = []
  /** The expression that runs, and a number that changes with each run: odd while it goes on. */
  readonly #shown: Int32Array
  readonly #skipped: Set<number>
  readonly #leashed: ReadonlySet<number>
  readonly #others: Caution['others']
  readonly #careful: boolean
  #cutMs = 0

  /** `shown` are two numbers, shared with whoever watches. */
  constructor(shown: Int32Array, { skipped, leashed, others }: Caution = NO_CAUTION) {
    this.#shown = shown
    this.#skipped = new Set(skipped)
    this.#leashed = new Set(leashed)
    this.#others = others
    this.#careful = others !== 'free' || this.#skipped.size + this.#leashed.size > 0
  }

  /**
   * Runs an expression, which may be known to be explosive. Throws RegexError where it takes too long on its leash, or is not
   * to be tried.
   */
  run<T>(expression: Runnable, work: () => T, explosive = false): T {
    if (this.#careful) {
      const { id } = expression
      if (this.#skipped.has(id)) throw new RegexError(LEFT_ASIDE, 'budget')
      if (this.#leashed.has(id) || this.#leashesOther(expression, explosive)) return this.#onLeash(id, work)
    }
    const shown = this.#shown
    shown[0] = expression.id
    shown[1] = ((shown[1] ?? 0) + 1) | 1
    try {
      return work()
    } finally {
      shown[1] = ((shown[1] ?? 0) | 1) + 1
    }
  }

  #leashesOther(expression: Runnable, explosive: boolean): boolean {
    switch (this.#others) {
      case 'free':
        return false
      case 'explosive':
        return explosive
      case 'all':
        return explosive || expression.canHoldUp()
    }
  }

  #onLeash<T>(id: number, work: () => T): T {
    const leash = Math.max(LEAST_MS, Math.min(LEASH_MS, ALLOWANCE_MS - this.#cutMs))
    for (let ms = leash; ; ms *= 2) {
      const before = process.threadCpuUsage()
      let result: { readonly value: T } | undefined
      if (finishesWithin(ms, () => (result = { value: work() })) && result) return result.value
      const { user, system } = process.threadCpuUsage(before)
      const usedMs = (user + system) / 1000
      if (usedMs < BUSY * leash && ms * 2 <= LONGEST_MS) continue
      this.#cutMs += usedMs
      break
    }
    this.#skipped.add(id)
    this.heldUp.push(id)
    throw new RegexError(GIVEN_UP, 'budget')
  }
}

const current = new AsyncLocalStorage<RunWatch>()

/** Does the work of a scan, which may wait in between, with its expressions watched. */
export function watched<T>(watch: RunWatch, work: () => T): T {
  return current.run(watch, work)
}

/** What watches the scan that is at work; undefined where nobody does. */
export function currentWatch(): RunWatch | undefined {
  return current.getStore()
}

/**
 * A number for the text of an expression, the same in all threads (FNV-1a). Should another expression have it too, that one
 * is watched more closely than need be.
 */
export function expressionId(pattern: string, modifiers: string): number {
  let hash = 0x811c9dc5
  for (const text of [modifiers, '/', pattern]) {
    for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  }
  return hash | 0
}
