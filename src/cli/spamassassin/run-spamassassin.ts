import { readFileSync, writeSync } from 'node:fs'
import { homedir } from 'node:os'
import path from 'node:path'
import { DebugAreas, Logger } from '../../base/logger.ts'
import { stderrSink } from '../../daemon/log-sinks.ts'
import { createEngine, type SiteEngine } from '../../scan/engine.ts'
import type { SiteOptions } from '../../scan/site.ts'
import { findMessages, readTarget } from '../mail-files/mail-files.ts'
import { siteDebugLines } from '../spamd/site-debug.ts'
import { createPreferences } from '../user-preferences.ts'
import { RUNTIME, SPAMASSASSIN_VERSION } from '../versions.ts'
import { changeAddressLists, changeOneAddress } from './address-lists.ts'
import { checkMessage } from './check-message.ts'
import { LINT_MESSAGE, lintProblems, warnings } from './lint.ts'
import { type ProgressBar, progressBar } from './progress-bar.ts'
import { reportMessage } from './report-message.ts'
import { readSpamassassinOptions, type SpamassassinOptions } from './spamassassin-options.ts'
import { SPAMASSASSIN_USAGE } from './usage.ts'

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
    finish(await perform(line.options, line.targets, logger), '')
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    process.stderr.write(`${reason}\n`)
    const missing = reason.startsWith('config: no rules were found')
    if (error instanceof Error && !('code' in error) && !missing) process.stderr.write(`${error.stack ?? ''}\n`)
    process.exit(missing ? ENOENT : EXIT_DIED)
  }
}

/** What `print` of Perl does: everything is out before the program ends. */
function finish(status: number, text: string): void {
  write(text)
  process.exit(status)
}

const STANDARD_OUTPUT = 1

function write(text: string | Uint8Array): void {
  const bytes = typeof text === 'string' ? Buffer.from(text, 'latin1') : text
  for (let from = 0; from < bytes.length; ) {
    try {
      from += writeSync(STANDARD_OUTPUT, bytes, from)
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : undefined
      // A reader that went away has all it wants.
      if (code === 'EPIPE') process.exit(0)
      if (code !== 'EAGAIN') throw error
    }
  }
}

async function perform(
  options: Readonly<SpamassassinOptions>,
  targets: readonly string[],
  logger: Logger,
): Promise<number> {
  const local = options.local || (options.lint && !options.net)
  const engine = await load(options, local, logger)
  if (options.lint) return lint(engine, logger)
  if (await changeOneAddress(options, engine, logger)) return 0

  const messages = findMessages(
    targets.map((target) => readTarget(target, options.format)),
    { standardInput: once(() => readFileSync(0), logger), warn: (text) => logger.warn(text) },
  )
  const progress: ProgressBar | undefined = options.progress ? progressBar(messages.length) : undefined
  let count = 0
  let status: number | undefined
  for (const read of messages) {
    const found = read()
    if (!found) continue
    count++
    const isSpam = await handle(found.bytes, options, engine, logger)
    if (isSpam && options.errorCode !== undefined) status ??= options.errorCode || 5
    progress?.update(count)
  }
  progress?.final()
  const examines = options.report || options.revoke || changesLists(options)
  if (examines) write(`${count} message(s) examined.\n`)
  return status || (count > 0 ? 0 : 1)
}

function changesLists(options: Readonly<SpamassassinOptions>): boolean {
  return options.addToWelcomelist || options.removeFromWelcomelist || options.addToBlocklist
}

/** One message, from its bytes to what is printed; gives whether it is spam. */
async function handle(
  bytes: Uint8Array,
  options: Readonly<SpamassassinOptions>,
  engine: SiteEngine,
  logger: Logger,
): Promise<boolean> {
  if (changesLists(options)) {
    await changeAddressLists(engine.parse(bytes), options, engine, logger)
    return false
  }
  let message = bytes
  if (options.removeMarkup) {
    message = engine.withoutMarkup(bytes)
    if (!options.testMode) {
      write(message)
      return false
    }
  }
  if (options.report || options.revoke) {
    await reportMessage(engine.withoutMarkup(message), options, engine, logger)
    return false
  }
  const { texts, isSpam } = await checkMessage(message, options, engine, logger)
  for (const text of texts) write(text)
  return isSpam
}

function once(read: () => Uint8Array, logger: Logger): () => Uint8Array {
  let taken = false
  return () => {
    if (taken) logger.warn('skipping extra stdin target (-)')
    const bytes = taken ? new Uint8Array(0) : read()
    taken = true
    return bytes
  }
}

async function load(options: Readonly<SpamassassinOptions>, local: boolean, logger: Logger): Promise<SiteEngine> {
  const prefs = options.prefsPath ?? path.join(homedir(), '.spamassassin', 'user_prefs')
  if (options.createPrefs && !options.lint) {
    for (const text of createPreferences(prefs)?.split('\n') ?? []) logger.warn(text)
  }
  const config: SiteOptions = {
    configPath: options.configPath,
    siteConfigPath: options.siteConfigPath,
    preferencesPath: options.prefsPath,
    userPreferences: true,
    cf: options.cf,
    // Test mode keeps nothing; what the configuration says later still counts, as with SpamAssassin.
    pre: options.testMode ? ['bayes_auto_learn 0', ...options.pre] : options.pre,
    localOnly: local,
  }
  const engine = await createEngine(config)
  if (engine.facts.site) for (const { area, text } of siteDebugLines(engine.facts.site)) logger.dbg(area, text)
  if (!options.lint) for (const text of warnings(engine)) logger.warn(text)
  if (engine.facts.site?.definedRules === 0) {
    throw new Error("config: no rules were found!  Do you need to run 'sa-update'?")
  }
  if (!engine.site.plugins.some(({ name }) => name === 'Mail::SpamAssassin::Plugin::Check')) {
    throw new StartError(
      "Timeout::_run: check: no loaded plugin implements 'check_main': cannot scan!\n" +
        "Check that the necessary '.pre' files are in the config directory.\n" +
        'At a minimum, v320.pre loads the Check plugin which is required.',
    )
  }
  return engine
}

/** A configuration that nothing can be scanned with. */
class StartError extends Error {
  readonly code = 'START'
}

async function lint(engine: SiteEngine, logger: Logger): Promise<number> {
  const { notRun } = (await engine.examine(Buffer.from(LINT_MESSAGE, 'latin1'))).verdict
  const { shown, count } = lintProblems(engine)
  for (const text of shown) logger.warn(text)
  for (const { rule, reason } of notRun) logger.dbg('rules', `${rule} did not run: ${reason}`)
  if (count > 0 && !logger.areas.debugOn) {
    logger.warn(`lint: ${count} issues detected, please rerun with debug enabled for more information`)
  }
  return count > 0 ? 1 : 0
}
