import { DebugAreas, Logger } from '../../base/logger.ts'
import { stderrSink } from '../../daemon/log-sinks.ts'
import { RUNTIME, SPAMASSASSIN_VERSION } from '../versions.ts'
import { readSpamassassinOptions } from './spamassassin-options.ts'
import { SPAMASSASSIN_USAGE } from './usage.ts'
import { write } from './write-output.ts'

const EXIT_USAGE = 64
const EXIT_OLD_OPTION = 2
/** As a Perl program that dies: with the number of the last error of the system, else this. */
const EXIT_DIED = 255
const ENOENT = 2

/** `spamassassin`: filters, lints, reports or removes markup, as its options say. */
export async function runSpamassassin(args: readonly string[]): Promise<void> {
  const line = readSpamassassinOptions(args)
  const logger = new Logger(
    new DebugAreas(line.options.debug === undefined ? undefined : line.options.debug || 'all'),
    new Map([['stderr', stderrSink()]]),
  )
  for (const remark of line.remarks) logger.warn(remark)
  for (const problem of line.problems) logger.warn(problem)
  if (line.removed !== undefined) {
    logger.warn(line.removed)
    process.exit(EXIT_OLD_OPTION)
  }
  if (line.problems.length > 0) {
    process.stderr.write(SPAMASSASSIN_USAGE)
    process.exit(EXIT_USAGE)
  }
  const version = `SpamAssassin version ${SPAMASSASSIN_VERSION}\n  running on ${RUNTIME}\n`
  if (line.help)
    return finish(0, `${version}\nFor more information read the spamassassin man page.\n\n${SPAMASSASSIN_USAGE}`)
  if (line.version) return finish(0, version)
  try {
    // Loaded when needed only: --version and mistakes answer at once.
    const { perform } = await import('./perform.ts')
    finish(await perform(line.options, line.targets, logger), '')
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    process.stderr.write(`${reason}\n`)
    const missing = reason.startsWith('config: no rules were found')
    if (error instanceof Error && !('code' in error) && !missing) process.stderr.write(`${error.stack ?? ''}\n`)
    process.exit(missing ? ENOENT : EXIT_DIED)
  }
}

function finish(status: number, text: string): void {
  write(text)
  process.exit(status)
}
