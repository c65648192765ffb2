import { readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import path from 'node:path'
import type { Logger } from '../../base/logger.ts'
import { createEngine, type SiteEngine } from '../../scan/engine.ts'
import type { SiteOptions } from '../../scan/site.ts'
import { findMessages, readTarget } from '../mail-files/mail-files.ts'
import { siteDebugLines } from '../spamd/site-debug.ts'
import { createPreferences } from '../user-preferences.ts'
import { changeAddressLists, changeOneAddress } from './address-lists.ts'
import { checkMessage } from './check-message.ts'
import { LINT_MESSAGE, lintProblems, warnings } from './lint.ts'
import { type ProgressBar, progressBar } from './progress-bar.ts'
import { reportMessage } from './report-message.ts'
import type { SpamassassinOptions } from './spamassassin-options.ts'
import { write } from './write-output.ts'

/** Does what the options ask for with the messages of all targets; gives the exit status. */
export async function perform(
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
