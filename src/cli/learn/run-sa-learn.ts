import { existsSync, readFileSync, statSync } from 'node:fs'
import { homedir, userInfo } from 'node:os'
import path from 'node:path'
import { DebugAreas, Logger } from '../../base/logger.ts'
import type { Conf } from '../../conf/conf.ts'
import { stderrSink } from '../../daemon/log-sinks.ts'
import { BackupError } from '../../learn/backup.ts'
import { MbxError } from '../../learn/mailbox/mbx.ts'
import { learnSettings } from '../../learn/settings.ts'
import { putAside } from '../../learn/store/level-file.ts'
import { openDatabase, type StorePlace } from '../../learn/store/open-database.ts'
import { StoreError } from '../../learn/store/store-error.ts'
import type { TokenDatabase, TokenStore } from '../../learn/store/token-store.ts'
import { storeWithSenders } from '../../plugins/senders/sql-senders.ts'
import { type Learner, learnerOf } from '../../scan/learner.ts'
import { loadSite, type SiteOptions } from '../../scan/site.ts'
import { type MailFile, mailFilesOf, reasonOf } from '../mail-files/find-files.ts'
import { countMessages, DEFAULT_MAX_SIZE, messagesIn, type ReadingOptions } from '../mail-files/read-messages.ts'
import { separatorOf } from '../mail-files/separator.ts'
import { SPAMASSASSIN_VERSION } from '../versions.ts'
import { backupStore, dumpStore, expiryText, type Print, restoreStore } from './database-commands.ts'
import { forgetByIds } from './forget-by-id.ts'
import { startLines, storeTexts } from './learn-debug.ts'
import { LearningUnavailable, learnMessages, learnsOneByOne, type MessageToLearn } from './learn-messages.ts'
import { type LearnArguments, readLearnOptions, type Target, UsageError } from './learn-options.ts'
import { LessonThreads, WORTH_THREADS } from './lesson-threads.ts'
import { ProgressBar } from './progress.ts'
import { stopOnSignals } from './stop-on-signals.ts'
import { LEARN_USAGE } from './usage.ts'

const EX_USAGE = 64
/** What Perl's die ends with where no error of the system is at hand, and after one that says no such file. */
const DIED = 255
const DIED_OF_MISSING = 2
// How long to wait for a database that another process holds without serving it.
const PATIENCE_MS = 60_000

const say = (text: string): void => void process.stderr.write(`${text}\n`)

const print: Print = async (text) => {
  if (text === '' || process.stdout.write(text, 'latin1')) return
  await new Promise((resolve) => process.stdout.once('drain', resolve))
}

/** The program sa-learn; returns its exit status. */
export async function runSaLearn(argv: readonly string[]): Promise<number> {
  try {
    const request = readLearnOptions(argv)
    switch (request.type) {
      case 'version':
        await print(`SpamAssassin version ${SPAMASSASSIN_VERSION}\n`)
        return 0
      case 'say':
        await print(`${request.text}\n`)
        return 0
      case 'run':
        for (const warning of request.warnings) say(warning)
        return await run(request.args)
    }
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    await print(`SpamAssassin version ${SPAMASSASSIN_VERSION}\n`)
    process.stderr.write(`${error.message}\n${LEARN_USAGE}`)
    return EX_USAGE
  }
}

async function run(args: LearnArguments): Promise<number> {
  if (args.dump !== undefined && !['', 'all', 'data', 'magic'].includes(args.dump)) {
    say(`Unknown dump option '${args.dump}'`)
    return 1
  }
  const logger = new Logger(
    new DebugAreas(args.debug === undefined ? undefined : args.debug || 'all'),
    new Map([['stderr', stderrSink()]]),
  )
  const site = siteOf(args)
  const read = loadSite({ ...site, withoutRules: true })
  const learner = learnerOf(read, read.conf, args.user ?? userInfo().username)
  for (const { area, text } of startLines(site, read, learner.place.place)) logger.dbg(area, text)
  for (const { severity, message } of learner.diagnostics) if (severity === 'error') say(message)
  if (learner.place.remark) say(learner.place.remark)
  if (isDatabaseCommand(args)) return runDatabaseCommand(args, learner)
  if (!learner.conf.of(learnSettings).use_bayes) {
    say("ERROR: configuration specifies 'use_bayes 0', sa-learn disabled")
    return 1
  }
  const existed = isThere(learner.place.place)
  return withStore(learner, undefined, async (store) => {
    if (logger.areas.debugs('bayes'))
      for (const text of await storeTexts(store, learner.conf, existed)) logger.dbg('bayes', text)
    logger.dbg('learn', 'initializing learner')
    if (args.sync) {
      await print(await expire(store, learner.conf, args.forceExpire, !args.quiet))
      return 0
    }
    if (!args.noSync) await expire(store, learner.conf, false, false)
    if (args.messageIds.length > 0) {
      const forgotten = await forgetByIds(store, args.messageIds, say)
      const all = args.messageIds.length
      if (!args.quiet) await print(`Forgot tokens from ${forgotten} message(s) (${all} Message-Id(s) given)\n`)
      return forgotten > 0 ? 0 : 1
    }
    return learn(args, site, learner, store, logger)
  })
}

function siteOf(args: LearnArguments): SiteOptions {
  return {
    configPath: args.configPath,
    siteConfigPath: args.siteConfigPath,
    preferencesPath: args.preferencesPath,
    userPreferences: true,
    cf: [...databaseLines(args), ...args.cf],
    pre: [],
    localOnly: true,
  }
}

/**
 * Lines of configuration that the options mean: `--dbpath` in the form of bayes_path, where a directory stands for the
 * usual name in it; and a database can be looked at though it is not in use.
 */
function databaseLines(args: LearnArguments): string[] {
  return [...pathLines(args), ...(isDatabaseCommand(args) ? ['use_bayes 1'] : [])]
}

function pathLines({ databasePath }: LearnArguments): string[] {
  if (databasePath === undefined) return []
  const isDirectory = statSync(databasePath, { throwIfNoEntry: false })?.isDirectory() ?? false
  return [`bayes_path ${isDirectory ? path.join(databasePath, 'bayes') : databasePath}`]
}

function isDatabaseCommand(args: LearnArguments): boolean {
  return args.dump !== undefined || args.restore !== undefined || args.import || args.clear || args.backup
}

async function runDatabaseCommand(args: LearnArguments, learner: Learner): Promise<number> {
  if (!learner.conf.of(learnSettings).use_bayes) return failed(commandOf(args))
  if (args.dump !== undefined) {
    const what = { magic: args.dump !== 'data', tokens: args.dump !== 'magic', pattern: args.dumpPattern }
    if (!learner.conf.of(learnSettings).use_learner || !isThere(learner.place.place)) return failed('dump')
    return withStore(learner, 'dump', async (store) => {
      await dumpStore(store, learner.conf, what, print)
      return 0
    })
  }
  if (args.import) {
    say('bayes: databases of other kinds are moved with "sa-learn --backup" of SpamAssassin and "--restore" here')
    return 1
  }
  if (args.clear) {
    return withStore(learner, 'clear', async (store) => {
      await store.clear()
      return 0
    })
  }
  if (args.backup) {
    return withStore(learner, 'backup', async (store) => {
      await backupStore(store, print)
      return 0
    })
  }
  return restore(args.restore ?? '', args.showDots, learner)
}

function commandOf(args: LearnArguments): string {
  if (args.dump !== undefined) return 'dump'
  if (args.import) return 'import'
  if (args.clear) return 'clear'
  return args.backup ? 'backup' : 'restore'
}

async function restore(file: string, showDots: boolean, learner: Learner): Promise<number> {
  if (file === '') {
    say('ERROR: You must specify a filename to restore.')
    return DIED
  }
  if (!existsSync(file)) return failed('restore')
  return withStore(learner, 'restore', async (store) => {
    try {
      await restoreStore(store, file, showDots ? () => void process.stderr.write('.') : undefined)
    } catch (error) {
      if (error instanceof BackupError) say(`bayes: ${error.message}`)
      else if (error instanceof StoreError) throw error
      else say(`Error reading dump file: ${reasonOf(error)}`)
      return failed('restore')
    }
    if (showDots) say('')
    return 0
  })
}

function failed(what: string): number {
  say(`ERROR: Bayes ${what} returned an error, please re-run with -D for more information`)
  return DIED_OF_MISSING
}

function isThere(place: StorePlace): boolean {
  return place.type !== 'level' || existsSync(place.directory)
}

/** Opens the store for some work; what is wrong with the store is said, with the status of a program that died. */
async function withStore(
  { conf, user, place: { place, user: storeUser } }: Learner,
  command: string | undefined,
  work: (store: TokenStore) => Promise<number>,
): Promise<number> {
  let database: TokenDatabase | undefined
  try {
    database = await openOrReplace(place, command === 'restore' || command === 'clear')
    return await work(storeWithSenders(conf, { database, storeUser, user }))
  } catch (error) {
    if (!(error instanceof StoreError)) throw error
    say(`bayes: ${error.message}`)
    if (command !== undefined) return failed(command)
    return DIED
  } finally {
    await database?.close()
  }
}

/** A damaged database gives way to a new one where its contents are to be replaced anyway. */
async function openOrReplace(place: StorePlace, replace: boolean): Promise<TokenDatabase> {
  const options = { role: 'any', patienceMs: PATIENCE_MS } as const
  try {
    return await openDatabase(place, options)
  } catch (error) {
    const damaged = error instanceof StoreError && error.code === 'damaged'
    if (!damaged || !replace || place.type !== 'level') throw error
    say(`bayes: the damaged token database is kept as ${putAside(place.directory, new Date())}`)
    return openDatabase(place, options)
  }
}

/** Removes old tokens if that is due, or asked for; returns what is to be said of it. */
async function expire(store: TokenStore, conf: Conf, force: boolean, verbose: boolean): Promise<string> {
  const { use_learner, bayes_auto_expire, bayes_expiry_max_db_size } = conf.of(learnSettings)
  if (!use_learner) return ''
  await store.sync()
  if (!force && !bayes_auto_expire) return ''
  const started = Date.now()
  const now = Math.floor(started / 1000)
  const report = await store.expire({ maxTokens: bayes_expiry_max_db_size, now, force })
  return verbose ? expiryText(report, Math.round((Date.now() - started) / 1000)) : ''
}

/** A file of mail, and what its messages are learned as. */
type LessonFile = MailFile & Pick<Target, 'class'>

async function learn(
  args: LearnArguments,
  site: SiteOptions,
  learner: Learner,
  store: TokenStore,
  logger: Logger,
): Promise<number> {
  const reading: ReadingOptions = {
    maxSize: args.maxSize ?? DEFAULT_MAX_SIZE,
    isSeparator: separatorOf(learner.conf),
    warn: say,
  }
  let targets: readonly Target[]
  try {
    targets = allTargets(args)
  } catch (error) {
    if (error instanceof UsageError) throw error
    say(`cannot open ${args.folders}: ${reasonOf(error)}`)
    return DIED_OF_MISSING
  }
  const files: LessonFile[] = []
  for (const target of targets) {
    const found = target.location === '-' ? [await standardInput(target)] : mailFilesOf(target, homedir(), say)
    files.push(...found.map((file) => ({ ...file, class: target.class })))
  }
  // Spam comes first, whatever the order of the command line.
  const ordered = [...files.filter((file) => file.class === 'spam'), ...files.filter((file) => file.class === 'ham')]
  const stop = stopOnSignals()
  const bar = args.progress ? barOver(ordered, reading) : undefined
  const threads = learnsOneByOne(learner.conf) ? undefined : threadsFor(ordered, args, site)
  let done = { examined: 0, learned: 0 }
  let status = 0
  let complaint: string | undefined
  try {
    done = await learnMessages(learner, store, messagesOf(ordered, reading, args), {
      forget: args.forget,
      useIgnores: args.useIgnores,
      stopAfter: args.stopAfter,
      stopped: stop.asked,
      threads,
      dbg: (area, text) => logger.dbg(area, text),
      progress: (examined) => {
        if (args.showDots) process.stderr.write('.')
        bar?.update(examined)
      },
    })
    status = done.examined > 0 ? 0 : 1
  } catch (error) {
    if (error instanceof LearningUnavailable) {
      done = error.report
      if (error.cause instanceof Error) say(`bayes: ${error.cause.message}`)
    } else if (!(error instanceof MbxError)) throw error
    complaint = error.message
  }
  await threads?.close()
  stop.end()
  if (args.showDots) say('')
  bar?.finish(done.examined)
  if (!args.quiet) {
    const phrase = args.forget ? 'Forgot' : 'Learned'
    await print(`${phrase} tokens from ${done.learned} message(s) (${done.examined} message(s) examined)\n`)
  }
  if (stop.asked()) complaint ??= 'interrupted'
  if (complaint === undefined) return status
  say(complaint)
  return DIED
}

/** Throws what the system says of the file of folders, and UsageError. */
function allTargets(args: LearnArguments): Target[] {
  const listed = args.folders === undefined ? [] : folderTargets(args, readFileSync(args.folders, 'latin1'))
  const all = [...args.targets, ...listed]
  if (all.length === 0 && args.folders === undefined) all.push(args.targetOf('-'))
  const stdin = all.findIndex((target) => target.location === '-')
  return all.filter((target, i) => {
    if (target.location !== '-' || i === stdin) return true
    say(`skipping extra stdin target (${target.class}:${target.format}:-)`)
    return false
  })
}

function folderTargets(args: LearnArguments, text: string): Target[] {
  return text.split('\n').flatMap((line) => {
    if (/^\s*$/.test(line)) return []
    const [, learnAs, format = '', location = ''] = /^(ham|spam):(\w*):(.*)/.exec(line) ?? []
    if (learnAs === 'ham' || learnAs === 'spam') return [{ class: learnAs, format: format || 'detect', location }]
    return [args.targetOf(line)]
  })
}

// Read whole and not by its name: a socket that somebody gave as standard input cannot be opened again.
async function standardInput(target: Target): Promise<MailFile> {
  const format = target.format === 'mbox' || target.format === 'mbx' ? target.format : 'file'
  const pieces: Buffer[] = []
  for await (const piece of process.stdin) pieces.push(piece as Buffer) // `as`: no encoding was set
  return { format, path: 'standard input', contents: Buffer.concat(pieces) }
}

function* messagesOf(
  files: readonly LessonFile[],
  reading: ReadingOptions,
  { learnProbability, showDots }: LearnArguments,
): Generator<MessageToLearn> {
  for (const file of files) {
    for (const bytes of messagesIn(file, reading)) {
      if (learnProbability !== undefined && Math.floor(Math.random() * (1 / learnProbability)) !== 0) {
        if (showDots) process.stderr.write('_')
        continue
      }
      yield { class: file.class, bytes }
    }
  }
}

/** Threads, where there is enough for them to do. */
function threadsFor(
  files: readonly MailFile[],
  { stopAfter, useIgnores }: LearnArguments,
  options: SiteOptions,
): LessonThreads | undefined {
  if (stopAfter !== undefined) return undefined
  let messages = 0
  for (const { format, path: file, contents } of files) {
    if (messages >= WORTH_THREADS) break
    const size = (): number => contents?.length ?? statSync(file, { throwIfNoEntry: false })?.size ?? 0
    const bytes = format === 'file' ? 0 : size()
    messages += Math.max(1, bytes / USUAL_BYTES)
  }
  if (messages < WORTH_THREADS) return undefined
  return new LessonThreads({ options, useIgnores, now: Math.floor(Date.now() / 1000) })
}

// A message of a mailbox, about.
const USUAL_BYTES = 4096

function barOver(files: readonly MailFile[], reading: ReadingOptions): ProgressBar | undefined {
  if (!process.stderr.isTTY) return undefined
  let total = 0
  for (const file of files) total += countMessages(file, reading)
  return new ProgressBar(process.stderr, total, () => performance.now())
}
