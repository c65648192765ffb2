import type { DaemonLog } from './log.ts'
import type { Daemon } from './start.ts'

/**
 * Runs a daemon until SIGTERM or SIGINT has stopped it; running requests end first, and a second such signal does not
 * wait for them. SIGHUP reads the configuration anew.
 */
export function runUntilStopped(daemon: Daemon, log: DaemonLog): Promise<void> {
  return new Promise((resolve, reject) => {
    let stopping = false
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
      daemon.reload().then(
        () => log.info('configuration read anew'),
        (error: unknown) =>
          log.error(`the configuration in force stays: ${error instanceof Error ? error.message : error}`),
      )
    })
  })
}
