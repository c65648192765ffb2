import { spawn } from 'node:child_process'

/** The environment variable that tells a process that it is the daemon which `-d` asked for. */
const MARK = 'ASSAY_DAEMON_CHILD'
// A slow machine may take long to read its rules.
const PATIENCE_MS = 180_000

/** Whether this process was started by `becomeDaemon`. */
export function isDaemonChild(): boolean {
  return process.env[MARK] === '1'
}

/** Tells the process that started this one, and waits for it, that clients are served now; and lets go of it. */
export function tellReady(): void {
  delete process.env[MARK]
  process.send?.('ready')
  process.disconnect?.()
}

/**
 * Starts this program again in a session of its own, without a terminal, and waits until it serves. Gives the exit
 * status for this process: 0, or what the daemon ended with before it was ready. What it says until then is passed on.
 */
export function becomeDaemon(args: readonly string[]): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [...process.execArgv, process.argv[1] ?? '', ...args], {
      detached: true,
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      env: { ...process.env, [MARK]: '1' },
    })
    child.stderr?.pipe(process.stderr)
    const timer = setTimeout(() => {
      process.stderr.write(`child process [${child.pid}] timed out without signaling production of a PID file\n`)
      resolve(255)
    }, PATIENCE_MS)
    child.once('message', () => {
      clearTimeout(timer)
      resolve(0)
    })
    child.once('exit', (status) => {
      clearTimeout(timer)
      process.stderr.write(
        `child process [${child.pid}] exited or timed out without signaling production of a PID file: exit ${status}\n`,
      )
      resolve(status || 255)
    })
  })
}
