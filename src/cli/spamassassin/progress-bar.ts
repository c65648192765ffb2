/** Shows on standard error how far it is; only dots where nobody sits at a terminal. */
export interface ProgressBar {
  update(done: number): void
  final(): void
}

const PAUSE_MS = 500

/** A bar for so many messages. */
export function progressBar(total: number): ProgressBar {
  const terminal = process.stdin.isTTY === true
  const started = Date.now()
  const width = (process.stderr.columns ?? 80) - 37
  let told = 0
  let at = started
  const draw = (done: number, what: string): void => {
    const seconds = Math.max(0.001, (Date.now() - started) / 1000)
    const share = total > 0 ? done / total : 1
    const left = what === 'DONE' ? seconds : ((total - done) * seconds) / Math.max(1, done)
    const bar = '='.repeat(Math.max(0, Math.floor(width * share))).padEnd(Math.max(0, width))
    const percent = String(Math.floor(share * 100)).padStart(3)
    const rate = (done / seconds).toFixed(2).padStart(6)
    process.stderr.write(
      `\r${percent}% [${bar}] ${rate} msgs/sec ${String(Math.floor(left / 60)).padStart(2)}m${String(Math.floor(left % 60)).padStart(2)}s ${what}`,
    )
  }
  return {
    update: (done) => {
      if (Date.now() - at < PAUSE_MS) return
      if (terminal) draw(done, 'LEFT')
      else process.stderr.write('.'.repeat(done - told))
      told = done
      at = Date.now()
    },
    final: () => {
      if (terminal) draw(total, 'DONE')
      process.stderr.write('\n')
    },
  }
}
