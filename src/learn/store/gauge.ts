import type { LearnedAs, StoreFacts } from './token-store.ts'

/** Keeps what a store knows of itself true while its tokens change, as SpamAssassin keeps its magic tokens. */
export class Gauge {
  #facts: StoreFacts
  #spam: number
  #ham: number
  #tokens: number
  #oldest: number
  #newest: number

  constructor(facts: StoreFacts) {
    this.#facts = facts
    this.#spam = facts.spam
    this.#ham = facts.ham
    this.#tokens = facts.tokens
    this.#oldest = facts.oldestAtime
    this.#newest = facts.newestAtime
  }

  messageLearned(as: LearnedAs, by: 1 | -1): void {
    if (as === 's') this.#spam = Math.max(0, this.#spam + by)
    else this.#ham = Math.max(0, this.#ham + by)
  }

  /** A token is there with that time, or no longer. The span of times only grows: what goes leaves it as it is, until an expiry measures it anew. */
  tokenChanged(wasThere: boolean, atime: number | undefined): void {
    if (atime === undefined) {
      if (wasThere) this.#tokens--
      return
    }
    if (!wasThere) this.#tokens++
    if (atime > this.#newest) this.#newest = atime
    if (this.#oldest === 0 || atime < this.#oldest) this.#oldest = atime
  }

  get facts(): StoreFacts {
    this.#facts = {
      ...this.#facts,
      spam: this.#spam,
      ham: this.#ham,
      tokens: this.#tokens,
      oldestAtime: this.#oldest,
      newestAtime: this.#newest,
    }
    return this.#facts
  }
}
