/** Questions about so many domains must be without answer: one domain's servers may be gone, or one packet lost. */
const DOMAINS = 3
/** Who gives up may do so a little before the time is over: timers are no better than that. */
const SLACK_MS = 500
/** Without a new question or trial for so many times the patience, what was known of the servers is forgotten. */
const STALE_PATIENCES = 2

/**
 * Tells name servers that are gone from those that are slow or lost a packet. The servers are silent to all while
 * questions about several domains are out and nothing whatever was answered since the first of them; they count as gone
 * when that lasted as long as any question is waited for.
 */
export class Silence {
  readonly #patienceMs: number
  readonly #gone: () => void
  readonly #domains = new Set<string>()
  #since: number | undefined
  #lastAsked = 0
  #isGone = false
  #timer: NodeJS.Timeout | undefined

  /** `gone` is called when the servers begin to count as gone. */
  constructor(patienceMs: number, gone: () => void) {
    this.#patienceMs = patienceMs
    this.#gone = gone
  }

  /** Since when the servers are silent to all, in milliseconds of `performance.now`; undefined when that cannot be said. */
  get since(): number | undefined {
    return this.#domains.size < DOMAINS ? undefined : this.#since
  }

  /** True while the servers count as gone. */
  get isGone(): boolean {
    if (this.#isGone && performance.now() - this.#lastAsked > STALE_PATIENCES * this.#patienceMs) this.heard()
    return this.#isGone
  }

  /** A question about this name was sent, or sent again. */
  asked(name: string): void {
    this.#lastAsked = performance.now()
    if (this.#domains.size < DOMAINS) this.#domains.add(name.split('.').slice(-2).join('.'))
    if (this.#since !== undefined) return
    this.#since = this.#lastAsked
    // What came while the thread computed for long is read before the time counts as over.
    this.#timer = setTimeout(() => setImmediate(() => this.#judge()), this.#patienceMs)
    this.#timer.unref()
  }

  /** A server answered, whatever it said. */
  heard(): void {
    clearTimeout(this.#timer)
    this.#since = undefined
    this.#isGone = false
    this.#domains.clear()
  }

  /** Nobody waits for an answer any more: unless the servers are gone, nothing tells how long they would have taken. */
  nothingAsked(): void {
    this.#judge()
    if (!this.#isGone) this.heard()
  }

  #judge(): void {
    if (this.#isGone || this.since === undefined) return
    if (performance.now() - this.since < this.#patienceMs - SLACK_MS) return
    this.#isGone = true
    this.#gone()
  }
}
