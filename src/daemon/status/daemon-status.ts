import type { Verdict } from '../../rules/verdict.ts'

/** How a daemon is doing, at one moment. Plain data. */
export interface StatusReport {
  readonly version: string
  readonly pid: number
  readonly upSeconds: number
  readonly listens: readonly string[]
  /** Rules that can hit, of those defined. */
  readonly rules: { readonly live: number; readonly defined: number }
  readonly threads: number
  /** Scans that run, or wait for a thread. */
  readonly busy: number
  readonly messages: { readonly ham: number; readonly spam: number; readonly bytes: number }
  /** Scans that ran out of time. */
  readonly timeLimits: number
  readonly reloads: number
  readonly failedReloads: number
  /** Messages a minute, over the last minute and the last quarter of an hour. */
  readonly perMinute: { readonly last: number; readonly last15: number }
  /** Seconds a scan took: the mean, and the longest since the start. */
  readonly seconds: { readonly mean: number; readonly longest: number }
  readonly memoryBytes: number
}

/** What does not change while a daemon runs, or is known elsewhere. */
export interface StatusFacts {
  readonly version: string
  readonly threads: number
  readonly listens: () => readonly string[]
  readonly rules: () => StatusReport['rules']
}

const MINUTE_MS = 60_000
const MINUTES_KEPT = 16

/** Counts what a daemon does. */
export class DaemonStatus {
  readonly #facts: StatusFacts
  readonly #now: () => number
  readonly #startedMs: number
  readonly #minutes = new Map<number, number>()
  #busy = 0
  #ham = 0
  #spam = 0
  #bytes = 0
  #timeLimits = 0
  #reloads = 0
  #failedReloads = 0
  #seconds = 0
  #longest = 0

  constructor(facts: StatusFacts, now: () => number = Date.now) {
    this.#facts = facts
    this.#now = now
    this.#startedMs = now()
  }

  busy(change: 1 | -1): void {
    this.#busy += change
  }

  scanned(verdict: Pick<Verdict, 'isSpam' | 'timeLimitExceeded'>, bytes: number, seconds: number): void {
    if (verdict.isSpam) this.#spam++
    else this.#ham++
    if (verdict.timeLimitExceeded) this.#timeLimits++
    this.#bytes += bytes
    this.#seconds += seconds
    this.#longest = Math.max(this.#longest, seconds)
    const minute = Math.floor(this.#now() / MINUTE_MS)
    this.#minutes.set(minute, (this.#minutes.get(minute) ?? 0) + 1)
    for (const known of this.#minutes.keys()) if (known <= minute - MINUTES_KEPT) this.#minutes.delete(known)
  }

  reloaded(worked: boolean): void {
    if (worked) this.#reloads++
    else this.#failedReloads++
  }

  report(): StatusReport {
    const scans = this.#ham + this.#spam
    return {
      version: this.#facts.version,
      pid: process.pid,
      upSeconds: Math.floor((this.#now() - this.#startedMs) / 1000),
      listens: this.#facts.listens(),
      rules: this.#facts.rules(),
      threads: this.#facts.threads,
      busy: this.#busy,
      messages: { ham: this.#ham, spam: this.#spam, bytes: this.#bytes },
      timeLimits: this.#timeLimits,
      reloads: this.#reloads,
      failedReloads: this.#failedReloads,
      perMinute: { last: this.#rate(1), last15: this.#rate(15) },
      seconds: { mean: scans === 0 ? 0 : this.#seconds / scans, longest: this.#longest },
      memoryBytes: process.memoryUsage.rss(),
    }
  }

  // Whole minutes before this one; the first minute of all counts as far as it has come.
  #rate(minutes: number): number {
    const current = Math.floor(this.#now() / MINUTE_MS)
    let count = 0
    for (let back = 1; back <= minutes; back++) count += this.#minutes.get(current - back) ?? 0
    const running = this.#now() - this.#startedMs
    if (running < MINUTE_MS) return this.#ham + this.#spam
    return count / Math.max(1, Math.min(minutes, Math.floor(running / MINUTE_MS)))
  }
}
