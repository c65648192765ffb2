// spamd tells of its child processes by letters, and log readers count on it: here a letter is a scan thread.

/** Tells which scan threads are busy, as spamd's `prefork: child states: BI`, whenever that changes. */
export class ChildStates {
  readonly #threads: number
  readonly #tell: (line: string) => void
  #busy = 0
  #reachedLimit = false

  constructor(threads: number, tell: (line: string) => void) {
    this.#threads = threads
    this.#tell = tell
  }

  /** All are ready. */
  ready(): void {
    this.#say()
  }

  change(by: 1 | -1): void {
    this.#busy += by
    this.#say()
    const full = this.#busy >= this.#threads
    if (full && !this.#reachedLimit && this.#busy > this.#threads) {
      this.#reachedLimit = true
      this.#tell('prefork: server reached --max-children setting, consider raising it')
    }
    if (!full) this.#reachedLimit = false
  }

  #say(): void {
    const busy = Math.min(this.#busy, this.#threads)
    this.#tell(`prefork: child states: ${'B'.repeat(busy)}${'I'.repeat(this.#threads - busy)}`)
  }
}
