import { homedir } from 'node:os'
import path from 'node:path'
import type { Logger } from '../../base/logger.ts'
import type { TokenStore } from '../../learn/store/token-store.ts'
import { createEngine, type SiteEngine } from '../../scan/engine.ts'
import { startFrom } from '../../scan/hand-on.ts'
import { readKnowledge } from '../../scan/kept-knowledge.ts'
import type { SiteOptions } from '../../scan/site.ts'
import { countMessages, messagesIn } from '../mail-files/read-messages.ts'
import { separatorOf } from '../mail-files/separator.ts'
import { siteDebugLines } from '../spamd/site-debug.ts'
import { createPreferences } from '../user-preferences.ts'
import { addressesOf, changeAddress, changeOfAll, changeOfOne } from './address-lists.ts'
import { checkMessage } from './check-message.ts'
import { filesOf } from './files-of.ts'
import { LINT_MESSAGE, lintProblems, warnings } from './lint.ts'
import { type OpenStore, openStore, usesReputations, usesStore } from './open-store.ts'
import { type ProgressBar, progressBar } from './progress-bar.ts'
import { reportMessage } from './report-message.ts'
import type { SpamassassinOptions } from './spamassassin-options.ts'
import { write } from './write-output.ts'

/** Says that it was loaded, with the place in memory that Perl has it at; scripts look for the line. */
const TEST_PLUGIN = 'Mail::SpamAssassin::Plugin::Test'

/** What one run works with. */
interface Run {
  readonly options: Readonly<SpamassassinOptions>
  readonly engine: SiteEngine
  readonly logger: Logger
  readonly open: OpenStore | undefined
}

/** Does what the options ask for with the messages of all targets; gives the exit status. */
export async function perform(
  options: Readonly<SpamassassinOptions>,
  targets: readonly string[],
  logger: Logger,
): Promise<number> {
  const local = options.local || (options.lint && !options.net)
  let open: OpenStore | undefined
  // The configuration says where the store is: the engine asks for it once that has been read.
  const engine = await load(options, local, logger, () => open?.store)
  if (options.lint) return lint(engine, logger)
  if (usesStore(engine.site)) open = await openStore(engine.site, options.username, (text) => logger.dbg('bayes', text))
  try {
    return await performRun({ options, engine, logger, open }, targets)
  } finally {
    await open?.close()
  }
}

async function performRun(run: Run, targets: readonly string[]): Promise<number> {
  const { options, logger } = run
  const one = changeOfOne(options)
  if (one) {
    await changeLists(run, one, [one.address])
    return 0
  }
  const reading = {
    maxSize: 0,
    isSeparator: separatorOf(run.engine.site.conf),
    warn: (text: string): void => logger.warn(text),
  }
  const files = filesOf(targets, options.format, reading.warn)
  const total = (): number => files.reduce((sum, file) => sum + countMessages(file, reading), 0)
  const progress: ProgressBar | undefined = options.progress ? progressBar(total()) : undefined
  let count = 0
  let status: number | undefined
  for (const file of files) {
    for (const bytes of messagesIn(file, reading)) {
      count++
      const isSpam = await handle(bytes, run)
      if (isSpam && options.errorCode !== undefined) status ??= options.errorCode || 5
      progress?.update(count)
    }
  }
  progress?.final()
  if (options.report || options.revoke || changeOfAll(options)) write(`${count} message(s) examined.\n`)
  return status || (count > 0 ? 0 : 1)
}

async function changeLists(
  { engine, open, logger }: Run,
  change: Parameters<typeof changeAddress>[1],
  addresses: readonly string[],
): Promise<void> {
  const store = usesReputations(engine.site) ? open?.store.reputation : undefined
  if (!store) return logger.dbg('auto-welcomelist', 'no reputations of senders are kept')
  const now = Math.floor(Date.now() / 1000)
  for (const address of addresses) write(await changeAddress(address, change, store, now))
}

/** One message, from its bytes to what is printed; gives whether it is spam. */
async function handle(bytes: Uint8Array, run: Run): Promise<boolean> {
  const { options, engine, logger, open } = run
  const change = changeOfAll(options)
  if (change) {
    await changeLists(run, change, addressesOf(engine.parse(bytes)))
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
    await reportMessage(engine.withoutMarkup(message), options, engine, open?.store, logger)
    return false
  }
  const { texts, isSpam } = await checkMessage(message, options, engine, logger)
  for (const text of texts) write(text)
  return isSpam
}

async function load(
  options: Readonly<SpamassassinOptions>,
  local: boolean,
  logger: Logger,
  storeFor: () => TokenStore | undefined,
): Promise<SiteEngine> {
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
  startFrom(readKnowledge(), false)
  const engine = await createEngine(config, { storeFor })
  if (engine.facts.site) for (const { area, text } of siteDebugLines(engine.facts.site)) logger.dbg(area, text)
  if (engine.site.plugins.some(({ name }) => name === TEST_PLUGIN)) {
    await write(`registered ${TEST_PLUGIN}: ${TEST_PLUGIN}=HASH(0x55d0c0de0000)\n`)
  }
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
