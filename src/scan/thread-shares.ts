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
  #ready = new Set<number>()
  readonly #numberOf: (task: PiscinaTask) => number | undefined

  constructor(numberOf: (task: PiscinaTask) => number | undefined) {
    this.#numberOf = numberOf
  }

  /** A thread can be given scans; of those named before, only they are left which are `alive`. */
  ready(thread: number, alive: readonly number[]): void {
    const left = new Set(alive)
    this.#ready = new Set([...this.#ready, thread].filter((id) => left.has(id)))
  }

  get readyCount(): number {
    return this.#ready.size
  }

  /**
   * The thread for a task: one that computes for nobody, with the fewest tasks. Null where all compute, or are not
   * ready: a scan waits for whichever is free first, and never for one that starts or may hang. Tasks without a number
   * are for any thread.
   */
  choose<T extends ThreadLoad>(task: PiscinaTask, threads: readonly T[]): T | null {
    const number = this.#numberOf(task)
    let best: T | null = null
    let least = Number.POSITIVE_INFINITY
    for (const thread of threads) {
      if ((number !== undefined || this.#ready.size > 0) && !this.#ready.has(thread.id)) continue
      // A thread without tasks computes for nobody, even if it has not been heard of yet that the last one is over.
      const computing = thread.currentUsage === 0 ? 0 : (this.#computing.get(thread.id)?.size ?? 0)
      if (best !== null && (computing > least || (computing === least && thread.currentUsage >= best.currentUsage)))
        continue
      best = thread
      least = computing
    }
    if (number === undefined) return best
    if (least > 0) return null
    if (best) {
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

  /** Which thread a task was given to. */
  threadOf(number: number): number | undefined {
    return this.#threadOf.get(number)
  }

  /** Its thread is about to be stopped because of this task, and of no other. */
  blame(number: number): void {
    const computing = this.#computingWith(number)
    computing?.clear()
    computing?.add(number)
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
