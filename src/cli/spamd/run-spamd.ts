import { becomeDaemon, isDaemonChild, tellReady } from './daemonize.ts'
import { spamdRefusal } from './spamd-check.ts'
import { SPAMD_USAGE, spamdVersion } from './spamd-help.ts'
import { spamdLogger } from './spamd-log.ts'
import { readSpamdOptions, type SpamdOptions } from './spamd-options.ts'

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
    // Loaded when needed only: the process that -d leaves behind needs none of it.
    const { startSpamd, serveUntilStopped } = await import('./start-spamd.ts')
    const daemon = await startSpamd(options, logger)
    if (isDaemonChild()) {
      logger.remove('stderr')
      process.chdir('/')
      tellReady()
      logger.dbg('spamd', 'successfully daemonized')
    }
    await serveUntilStopped(daemon, logger)
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

function leave(status: number, text: string): void {
  process.stderr.write(text)
  process.exitCode = status
  if (status === 0) process.exit(0)
  process.exit(status)
}
