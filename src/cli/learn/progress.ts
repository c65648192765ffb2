/** Where progress is shown. */
export interface ProgressOutput {
  readonly isTTY?: boolean
  readonly columns?: number
  write(text: string): unknown
}

/** How far a run over many messages has come, shown on a terminal; says nothing elsewhere. */
export class ProgressBar {
  readonly #output: ProgressOutput
  readonly #total: number
  readonly #now: () => number
  readonly #started: number
  #shown = 0
  #rate = 0

  /** `now` in milliseconds. */
  constructor(output: ProgressOutput, total: number, now: () => number) {
    this.#output = output
    this.#total = total
    this.#now = now
    this.#started = now()
    this.#draw(0, 'LEFT', '--', 0)
  }

  update(done: number): void {
    const now = this.#now()
    if (done === 0 || now - this.#shown < EVERY_MS) return
    this.#shown = now
    const seconds = Math.max((now - this.#started) / 1000, 0.001)
    const rate = done / seconds
    this.#rate = this.#rate === 0 ? rate : (this.#rate + rate) / 2
    this.#draw(done, 'LEFT', clock((this.#total - done) / rate), this.#rate)
  }

  finish(done: number): void {
    const seconds = Math.max((this.#now() - this.#started) / 1000, 1)
    this.#draw(done, 'DONE', clock(seconds), done / seconds)
    if (this.#output.isTTY) this.#output.write('\n')
  }

  #draw(done: number, word: string, time: string, rate: number): void {
    if (!this.#output.isTTY) return
    const share = this.#total > 0 ? Math.min(1, done / this.#total) : 0
    const width = Math.max(0, (this.#output.columns ?? DEFAULT_COLUMNS) - AROUND)
    const bar = '='.repeat(Math.floor(share * width)).padEnd(width)
    const percent = String(Math.floor(share * 100)).padStart(3)
    this.#output.write(`\r${percent}% [${bar}] ${rate.toFixed(2).padStart(6)} msgs/sec ${time.padStart(6)} ${word}`)
  }
}

const EVERY_MS = 250
const DEFAULT_COLUMNS = 80
// All that stands around the bar.
const AROUND = 37

function clock(seconds: number): string {
  const whole = Math.floor(seconds)
  const two = (value: number): string => String(value).padStart(2)
  if (whole >= 86_400) return `${two(Math.floor(whole / 86_400))}d${two(Math.floor(whole / 3600) % 24)}h`
  if (whole >= 3600) return `${two(Math.floor(whole / 3600))}h${two(Math.floor(whole / 60) % 60)}m`
  return `${two(Math.floor(whole / 60))}m${two(whole % 60)}s`
}
