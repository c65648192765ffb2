import { AsyncLocalStorage } from 'node:async_hooks'
import type { DnsAnswer, DnsClient } from './dns-answer.ts'
import { normalName } from './resolver.ts'
import type { LookupTimeout, LookupTimeouts } from './settings.ts'

/** What the look-ups of a scan are made with. */
export interface LookupOptions {
  readonly client: DnsClient
  readonly timeouts: LookupTimeouts
  /** True for a name that must not be asked for. */
  readonly isRestricted: (name: string) => boolean
  /** Told of what a callback throws: an answer must not end the thread it comes to. */
  readonly failed: (error: unknown) => void
  /** When the scan's time is over, in milliseconds of `performance.now`. */
  readonly deadline: number
}

/** Where the wait may shrink to when the configuration does not say (AsyncLoop). */
const SHRUNKEN_SHARE = 0.2
/** So much is given even to a scan whose time is nearly over. */
const LEAST_MS = 500
/** Timers may go off so much too early. */
const TIMER_SLACK_MS = 2

interface Waiting {
  readonly started: number
  /** How long servers may be silent to all before they are not waited for: rbl_timeout, whatever time the scan has left. */
  readonly patienceMs: number
  /** How long answers are waited for, and how long when all others have come. */
  readonly longestMs: number
  readonly shortestMs: number
  callOff: () => void
}

/**
 * All look-ups of one scan: one question a name and type, however many rules ask it. The wait for answers shrinks as
 * answers come (rbl_timeout): once no question may be waited for any longer, all that are left count as unanswered.
 */
export class Lookups {
  readonly #options: LookupOptions
  readonly #known = new Map<string, DnsAnswer | 'waiting' | 'none'>()
  readonly #callbacks = new Map<string, ((answer: DnsAnswer | undefined) => void)[]>()
  readonly #waiting = new Map<string, Waiting>()
  readonly #idle: (() => void)[] = []
  #started = 0
  #completed = 0
  #timer: NodeJS.Timeout | undefined
  #ended = false

  constructor(options: LookupOptions) {
    this.#options = options
  }

  /** Questions that are not answered yet. */
  get pending(): number {
    return this.#waiting.size
  }

  /**
   * Asks, or joins who asked the same before; `zone` tells whose time limit holds. False when nothing was asked.
   * `done` gets undefined when no answer came in time; it may ask more.
   */
  ask(name: string, type: string, zone: string, done: (answer: DnsAnswer | undefined) => void): boolean {
    if (this.#ended) return false
    const asked = normalName(name)
    const key = `${type}/${asked}`
    const known = this.#known.get(key)
    if (known === 'none') return false
    if (known === 'waiting') {
      this.#callbacks.get(key)?.push(done)
      return true
    }
    if (known !== undefined) {
      this.#call(done, known)
      return true
    }
    if (this.#options.isRestricted(asked)) {
      this.#known.set(key, 'none')
      return false
    }
    this.#known.set(key, 'waiting')
    this.#callbacks.set(key, [done])
    const waiting: Waiting = { started: performance.now(), ...this.#limits(zone), callOff: () => undefined }
    this.#waiting.set(key, waiting)
    this.#started++
    // Answers to all scans come through the same sockets: what is done with one is this scan's work.
    const take = AsyncLocalStorage.bind((answer: DnsAnswer | undefined) => this.#take(key, answer))
    waiting.callOff = this.#options.client.lookup(asked, type, take)
    return true
  }

  /** Waits until every question is answered or given up, those that answers led to included. */
  async settle(): Promise<void> {
    while (this.#waiting.size > 0) {
      this.#watch()
      await new Promise<void>((resolve) => this.#idle.push(resolve))
    }
  }

  /** Gives up what is not answered yet; nothing is asked any more. */
  end(): void {
    this.#giveUp()
    this.#ended = true
  }

  #limits(zone: string): { patienceMs: number; longestMs: number; shortestMs: number } {
    const { timeouts, deadline } = this.#options
    const own = timeoutOf(zone, timeouts.zones)
    const seconds = own?.seconds ?? timeouts.seconds
    const shortest = Math.max(0, own?.min ?? timeouts.min ?? SHRUNKEN_SHARE * seconds) * 1000
    const left = Math.max(LEAST_MS, deadline - performance.now())
    // A zone's own, shorter limit says that this zone is not worth the wait, not that the server is gone.
    const patienceMs = Math.max(seconds, timeouts.seconds) * 1000
    const longestMs = Math.min(left, Math.max(seconds * 1000, shortest))
    return { patienceMs, longestMs, shortestMs: Math.min(left, shortest) }
  }

  #take(key: string, answer: DnsAnswer | undefined): void {
    if (!this.#waiting.delete(key)) return
    this.#completed++
    this.#known.set(key, answer ?? 'none')
    this.#deliver(key, answer)
    if (this.#waiting.size === 0) this.#wake()
    else if (this.#idle.length > 0) this.#watch()
  }

  #deliver(key: string, answer: DnsAnswer | undefined): void {
    const callbacks = this.#callbacks.get(key) ?? []
    this.#callbacks.delete(key)
    for (const done of callbacks) this.#call(done, answer)
  }

  #call(done: (answer: DnsAnswer | undefined) => void, answer: DnsAnswer | undefined): void {
    try {
      done(answer)
    } catch (error) {
      this.#options.failed(error)
    }
  }

  // The last moment at which any question is still waited for; it comes nearer with each answer. What servers owe to others
  // as well, for as long as this scan would wait, is waited for no longer than the least: else each of many scans, begun
  // one after the other, would find out for itself that nobody is there.
  #lastMoment(): number {
    const share = this.#completed / this.#started
    const silentSince = this.#options.client.silentSince ?? Number.POSITIVE_INFINITY
    let last = 0
    for (const { started, patienceMs, longestMs, shortestMs } of this.#waiting.values()) {
      const own = started + longestMs - (longestMs - shortestMs) * share * share
      last = Math.max(last, Math.min(own, Math.max(started + shortestMs, silentSince + patienceMs)))
    }
    return last
  }

  #watch(): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.#expire(), Math.max(0, this.#lastMoment() - performance.now()))
  }

  // A thread that has computed for long finds its timers over before it has read what came meanwhile: that comes first.
  #expire(): void {
    const completed = this.#completed
    setImmediate(() => {
      if (this.#waiting.size === 0) return
      if (this.#completed !== completed) this.#expire()
      // Others got answers meanwhile: there is more time after all.
      else if (this.#lastMoment() - performance.now() > TIMER_SLACK_MS) this.#watch()
      else this.#giveUp()
    })
  }

  #giveUp(): void {
    const left = [...this.#waiting]
    this.#waiting.clear()
    for (const [key, { callOff }] of left) {
      callOff()
      this.#known.set(key, 'none')
    }
    for (const [key] of left) this.#deliver(key, undefined)
    if (this.#waiting.size === 0) this.#wake()
  }

  #wake(): void {
    clearTimeout(this.#timer)
    for (const resume of this.#idle.splice(0)) resume()
  }
}

function timeoutOf(zone: string, zones: ReadonlyMap<string, LookupTimeout>): LookupTimeout | undefined {
  if (zones.size === 0) return undefined
  for (let name = normalName(zone); name !== ''; ) {
    const own = zones.get(name)
    if (own) return own
    const dot = name.indexOf('.')
    name = dot < 0 ? '' : name.slice(dot + 1)
  }
  return undefined
}
