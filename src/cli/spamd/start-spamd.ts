import path from 'node:path'
import type { Logger } from '../../base/logger.ts'
import { spamdLog } from '../../daemon/log.ts'
import { runUntilStopped } from '../../daemon/signals.ts'
import { type Daemon, startDaemon } from '../../daemon/start.ts'
import { learningScanner } from '../../scan/learning-scanner.ts'
import type { SiteFacts } from '../../scan/site-facts.ts'
import { DaemonWatch } from '../daemon-watch.ts'
import { ChildStates } from './child-states.ts'
import { daemonOptions, threadsOf } from './daemon-options.ts'
import { siteDebugLines } from './site-debug.ts'
import { spamdRemarks } from './spamd-check.ts'
import type { SpamdOptions } from './spamd-options.ts'
import { usersOf } from './spamd-users.ts'

/** A daemon, and what tells of it. */
export interface RunningDaemon {
  readonly daemon: Daemon
  readonly watch: DaemonWatch
}

/** Starts the daemon that a command line of spamd asks for. */
export async function startSpamd(options: SpamdOptions, logger: Logger): Promise<RunningDaemon> {
  if (options.debug === undefined) process.title = 'spamd'
  const log = spamdLog(logger)
  const directory = process.cwd()
  const threads = threadsOf(options)
  for (const remark of spamdRemarks(options, threads)) log.dbg?.(remark)
  let site: SiteFacts | undefined
  const watch = new DaemonWatch(
    threads,
    () => site,
    () => daemon?.listeners ?? [],
  )
  const states = new ChildStates(threads, (text) => logger.info(text))
  // A scanner that takes over is as ready as the one before it.
  let threadsThatServe: (() => number) | undefined
  const makeScanner = async () => {
    const scanner = await learningScanner({
      config: {
        configPath: absolute(options.configPath, directory),
        siteConfigPath: absolute(options.siteConfigPath, directory),
        cf: options.cf,
        pre: options.pre,
        localOnly: options.local,
        userPreferences: false,
      },
      workers: threads,
      warmThreads: threadsThatServe?.(),
      warn: (message) => log.warn(message),
    })
    threadsThatServe = () => scanner.threadCount
    site = scanner.facts.site
    if (site) tellOf(site, logger)
    return scanner
  }
  await watch.openSocket(options.controlSocket, directory, log)
  let daemon: Daemon | undefined
  daemon = await startDaemon(daemonOptions(options, directory), {
    makeScanner,
    log,
    users: usersOf(options, log, () => site),
    onBusy: (change) => {
      watch.status.busy(change)
      states.change(change)
    },
    onScanned: (...scan) => watch.status.scanned(...scan),
  })
  for (let thread = 1; thread <= threads; thread++) {
    log.info(`server successfully spawned child process, pid ${process.pid} (scan thread ${thread})`)
  }
  states.ready()
  await watch.openHttp(options.http, log)
  return { daemon, watch }
}

function tellOf(site: SiteFacts, logger: Logger): void {
  for (const line of siteDebugLines(site)) logger.dbg(line.area, line.text)
  for (const { severity, message } of site.diagnostics) {
    if (severity === 'error') logger.warn(message)
  }
}

function absolute(file: string | undefined, directory: string): string | undefined {
  return file ? path.resolve(directory, file) : undefined
}

/** Serves until a signal ends it. */
export async function serveUntilStopped({ daemon, watch }: RunningDaemon, logger: Logger): Promise<void> {
  await runUntilStopped(daemon, spamdLog(logger), (worked) => watch.status.reloaded(worked))
  watch.close()
}
