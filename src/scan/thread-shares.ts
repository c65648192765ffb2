import type { PiscinaTask } from 'piscina'

/** What the pool needs to know of a thread to choose one. */
export interface ThreadLoad {
  readonly id: number
  /** Tasks it has, those that wait for the network included. */
  readonly currentUsage: number
}

/** Tells tasks apart that piscina hands to the balancer. */
export interface NumberedTask {
  readonly number: number
}

/**
 * Which thread has which tasks, and which of them keep it busy: a scan that waits for answers from the network leaves
 * its thread to others, so that a thread serves many scans while it computes for one at a time.
 */
export class ThreadShares {
  readonly #threadOf = new Map<number, number>()
  readonly #computing = new Map<number, Set<number>>()
  readonly #numberOf: (task: PiscinaTask) => number | undefined

  constructor(numberOf: (task: PiscinaTask) => number | undefined) {
    this.#numberOf = numberOf
  }

  /**
   * The thread for a task: that which computes for the fewest, and has the fewest tasks. Null where all compute and
   * more threads can be made.
   */
  choose<T extends ThreadLoad>(task: PiscinaTask, threads: readonly T[], mostThreads: number): T | null {
    let best: T | null = null
    let least = Number.POSITIVE_INFINITY
    for (const thread of threads) {
      // A thread without tasks computes for nobody, even if it has not been heard of yet that the last one is over.
      const computing = thread.currentUsage === 0 ? 0 : (this.#computing.get(thread.id)?.size ?? 0)
      if (best !== null && (computing > least || (computing === least && thread.currentUsage >= best.currentUsage)))
        continue
      best = thread
      least = computing
    }
    if (least > 0 && threads.length < mostThreads) return null
    const number = this.#numberOf(task)
    if (best && number !== undefined) {
      this.#threadOf.set(number, best.id)
      const computing = this.#computing.get(best.id)
      if (computing) computing.add(number)
      else this.#computing.set(best.id, new Set([number]))
    }
    return best
  }

  /** The task has nothing to compute for the moment. */
  waits(number: number): void {
    this.#computingWith(number)?.delete(number)
  }

  /** The task is over, whatever came of it. */
  ended(number: number): void {
    const thread = this.#threadOf.get(number)
    const computing = this.#computingWith(number)
    computing?.delete(number)
    if (thread !== undefined && computing?.size === 0) this.#computing.delete(thread)
    this.#threadOf.delete(number)
  }

  isComputing(number: number): boolean {
    return this.#computingWith(number)?.has(number) ?? false
  }

  /** True when its thread computes for somebody else: what becomes of the thread is not this task's fault. */
  isBystander(number: number): boolean {
    const computing = this.#computingWith(number)
    return computing !== undefined && computing.size > 0 && !computing.has(number)
  }

  #computingWith(number: number): Set<number> | undefined {
    const thread = this.#threadOf.get(number)
    return thread === undefined ? undefined : this.#computing.get(thread)
  }
}
