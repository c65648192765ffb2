import type { DaemonLog } from './log.ts'
import type { Daemon } from './start.ts'

/**
 * Runs a daemon until SIGTERM or SIGINT has stopped it; running requests end first, and a second such signal does not
 * wait for them. SIGHUP reads the configuration anew; SIGUSR2 has the log say that we are here, SIGUSR1 does nothing
 * (Node would open a debugger's port).
 */
export function runUntilStopped(
  daemon: Daemon,
  log: DaemonLog,
  onReload: (worked: boolean) => void = () => undefined,
): Promise<void> {
  return new Promise((resolve, reject) => {
    let stopping = false
    const reloading = new Reloading(daemon, log, onReload)
    const stop = (signal: NodeJS.Signals): void => {
      if (stopping) process.exit(1)
      stopping = true
      log.info(`server killed by ${signal}, shutting down`)
      daemon.stop().then(resolve, reject)
    }
    process.on('SIGTERM', stop)
    process.on('SIGINT', stop)
    process.on('SIGHUP', () => {
      log.info('server hit by SIGHUP, restarting')
      reloading.ask()
    })
    process.on('SIGUSR1', () => undefined)
    process.on('SIGUSR2', () => log.warn('caught SIGUSR2 - dumping backtrace. most recent message: (none)'))
  })
}

/** Reads the configuration anew, one time after the other; asked again meanwhile, it does so once more at the end. */
class Reloading {
  readonly #daemon: Daemon
  readonly #log: DaemonLog
  readonly #tell: (worked: boolean) => void
  #running = false
  #again = false

  constructor(daemon: Daemon, log: DaemonLog, tell: (worked: boolean) => void) {
    this.#daemon = daemon
    this.#log = log
    this.#tell = tell
  }

  ask(): void {
    if (this.#running) this.#again = true
    else void this.#run()
  }

  async #run(): Promise<void> {
    this.#running = true
    do {
      this.#again = false
      try {
        await this.#daemon.reload()
        this.#log.info('configuration read anew')
        this.#tell(true)
      } catch (error) {
        this.#tell(false)
        this.#log.warn(`the configuration in force stays: ${error instanceof Error ? error.message : error}`)
      }
    } while (this.#again)
    this.#running = false
  }
}
