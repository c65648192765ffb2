import path from 'node:path'
import type { Logger } from '../../base/logger.ts'
import { spamdLog } from '../../daemon/log.ts'
import { runUntilStopped } from '../../daemon/signals.ts'
import { type Daemon, startDaemon } from '../../daemon/start.ts'
import { pooledScanner } from '../../scan/pool.ts'
import type { SiteFacts } from '../../scan/site-facts.ts'
import { ChildStates } from './child-states.ts'
import { daemonOptions, threadsOf } from './daemon-options.ts'
import { becomeDaemon, isDaemonChild, tellReady } from './daemonize.ts'
import { siteDebugLines } from './site-debug.ts'
import { spamdRefusal, spamdRemarks } from './spamd-check.ts'
import { SPAMD_USAGE, spamdVersion } from './spamd-help.ts'
import { spamdLogger } from './spamd-log.ts'
import { readSpamdOptions, type SpamdOptions } from './spamd-options.ts'
import { usersOf } from './spamd-users.ts'

const EXIT_USAGE = 64
const EXIT_OLD_OPTION = 2
/** As a Perl program that dies. */
const EXIT_DIED = 255

/** `spamd`: reads its command line, then serves until a signal ends it. */
export async function runSpamd(args: readonly string[]): Promise<void> {
  const line = readSpamdOptions(args)
  for (const remark of line.remarks) process.stderr.write(`${remark}\n`)
  if (line.removed !== undefined) return leave(EXIT_OLD_OPTION, `${line.removed}\n`)
  if (line.problems.length > 0) return leave(EXIT_USAGE, `${line.problems.join('\n')}\n${SPAMD_USAGE}`)
  if (line.help) process.stdout.write(`${spamdVersion()}\nFor more details, use "man spamd".\n\n${SPAMD_USAGE}`)
  else if (line.version) process.stdout.write(spamdVersion())
  else {
    const refusal = spamdRefusal(line.options)
    if (refusal !== undefined) return leave(EXIT_DIED, `spamd: ${refusal}\n`)
    await serve(line.options, args)
  }
}

async function serve(options: SpamdOptions, args: readonly string[]): Promise<void> {
  if (options.daemonize && !isDaemonChild()) return leave(await becomeDaemon(args), '')
  const logger = spamdLogger(options, process.cwd())
  try {
    const daemon = await start(options, logger)
    if (isDaemonChild()) {
      logger.remove('stderr')
      process.chdir('/')
      tellReady()
      logger.dbg('spamd', 'successfully daemonized')
    }
    await runUntilStopped(daemon, spamdLog(logger))
    process.exit(0)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    const bug = error instanceof Error && !('code' in error) ? `\n${error.stack ?? ''}` : ''
    // The word that those who wait for the start look for; no other line has it.
    logger.error(`spamd: ERROR: ${reason.replace(/^spamd: /, '')}${bug}`)
    logger.close()
    process.exit(EXIT_DIED)
  }
}

async function start(options: SpamdOptions, logger: Logger): Promise<Daemon> {
  if (options.debug === undefined) process.title = 'spamd'
  const log = spamdLog(logger)
  const directory = process.cwd()
  const threads = threadsOf(options)
  for (const remark of spamdRemarks(options, threads)) log.dbg?.(remark)
  let site: SiteFacts | undefined
  const states = new ChildStates(threads, (text) => logger.info(text))
  const makeScanner = async () => {
    const scanner = await pooledScanner({
      config: {
        configPath: absolute(options.configPath, directory),
        siteConfigPath: absolute(options.siteConfigPath, directory),
        cf: options.cf,
        pre: options.pre,
        localOnly: options.local,
        userPreferences: false,
      },
      workers: threads,
      warn: (message) => log.warn(message),
    })
    site = scanner.facts.site
    if (site) tellOf(site, logger)
    return scanner
  }
  const daemon = await startDaemon(daemonOptions(options, directory), {
    makeScanner,
    log,
    users: usersOf(options, log, () => site),
    onBusy: (change) => states.change(change),
  })
  for (let thread = 1; thread <= threads; thread++) {
    log.info(`server successfully spawned child process, pid ${process.pid} (scan thread ${thread})`)
  }
  states.ready()
  return daemon
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

function leave(status: number, text: string): void {
  process.stderr.write(text)
  process.exitCode = status
  if (status === 0) process.exit(0)
  process.exit(status)
}
