import type { MailTarget } from '../mail-files/find-files.ts'
import { type OptionRow, readOptions } from '../options/getopt.ts'

/** What is to be done with the messages of a target. */
export type TargetClass = 'spam' | 'ham'

/** How a target holds messages; `detect` finds out. */
export type TargetFormat = 'detect' | 'dir' | 'file' | 'mbox' | 'mbx'

/** Where messages are, and what they are learned as. */
export interface Target extends MailTarget {
  readonly class: TargetClass
}

/** A command line of sa-learn, read. */
export interface LearnArguments {
  readonly class: TargetClass | undefined
  readonly forget: boolean
  readonly sync: boolean
  readonly forceExpire: boolean
  readonly noSync: boolean
  readonly quiet: boolean
  readonly showDots: boolean
  readonly progress: boolean
  readonly useIgnores: boolean
  readonly local: boolean
  readonly user: string | undefined
  readonly configPath: string | undefined
  readonly preferencesPath: string | undefined
  readonly siteConfigPath: string | undefined
  readonly cf: readonly string[]
  readonly folders: string | undefined
  readonly learnProbability: number | undefined
  readonly stopAfter: number | undefined
  readonly maxSize: number | undefined
  readonly debug: string | undefined
  readonly dump: string | undefined
  readonly dumpPattern: string | undefined
  readonly import: boolean
  readonly backup: boolean
  readonly clear: boolean
  readonly restore: string | undefined
  readonly databasePath: string | undefined
  /** Messages to forget without having them, by their Message-Ids. */
  readonly messageIds: readonly string[]
  readonly targets: readonly Target[]
  /** Makes a target of what is named later, as those named on the command line; throws UsageError. */
  targetOf(location: string): Target
}

/** What the command line asked for instead of work. */
export type LearnRequest =
  | { readonly type: 'run'; readonly args: LearnArguments; readonly warnings: readonly string[] }
  | { readonly type: 'version' }
  | { readonly type: 'say'; readonly text: string }

/** The command line is wrong: exit status 64, with the usage. */
export class UsageError extends Error {}

/** Reads sa-learn's command line: `--spam` and `--ham` hold for the targets behind them. Throws UsageError. */
export function readLearnOptions(argv: readonly string[]): LearnRequest {
  const set = new Map<string, string | number>()
  const flags = new Set<string>()
  const cf: string[] = []
  const messageIds: string[] = []
  const warnings: string[] = []
  const targets: Target[] = []
  let learnAs: TargetClass | undefined
  let format: string | undefined

  const targetOf = (location: string): Target => {
    if (learnAs === undefined && !flags.has('forget')) {
      throw new UsageError('Please select either --spam or --ham or --forget before the first target')
    }
    return { class: learnAs ?? 'ham', format: format ?? 'detect', location }
  }
  const flag = (spec: string, name: string, warning?: string): OptionRow => ({
    spec,
    take: () => {
      flags.add(name)
      if (warning) warnings.push(warning)
    },
  })
  const value = (spec: string, name: string): OptionRow => ({
    spec,
    take: (given) => void set.set(name, typeof given === 'boolean' ? '' : given),
  })
  const call = (spec: string, run: () => void): OptionRow => ({ spec, take: run })

  const rows: readonly OptionRow[] = [
    flag('forget', 'forget'),
    call('ham|nonspam', () => {
      learnAs = 'ham'
    }),
    call('spam', () => {
      learnAs = 'spam'
    }),
    flag('sync', 'sync'),
    flag('rebuild', 'sync', 'The --rebuild option has been deprecated.  Please use --sync instead.'),
    flag('quiet|q', 'quiet'),
    value('username|u=s', 'user'),
    value('configpath|config-file|config-dir|c|C=s', 'configPath'),
    value('prefspath|prefs-file|p=s', 'preferencesPath'),
    value('siteconfigpath=s', 'siteConfigPath'),
    { spec: 'cf=s', take: (line) => void cf.push(String(line)) },
    value('folders|f=s', 'folders'),
    flag('force-expire|expire', 'forceExpire'),
    flag('local|L', 'local'),
    flag('no-sync|nosync', 'noSync'),
    flag(
      'no-rebuild|norebuild',
      'noSync',
      'The --no-rebuild option has been deprecated.  Please use --no-sync instead.',
    ),
    flag('showdots', 'showDots'),
    flag('progress', 'progress'),
    flag('use-ignores', 'useIgnores'),
    value('learnprob=s', 'learnProbability'),
    value('randseed=i', 'seed'),
    value('stopafter=i', 'stopAfter'),
    value('max-size=i', 'maxSize'),
    value('debug|debug-level|D:s', 'debug'),
    flag('help|h|?', 'help'),
    flag('version|V', 'version'),
    value('dump:s', 'dump'),
    flag('import', 'import'),
    flag('backup', 'backup'),
    flag('clear', 'clear'),
    value('restore=s', 'restore'),
    call('dir', () => undefined),
    call('file', () => undefined),
    call('single', () => void flags.add('stdin')),
    call('mbox', () => {
      format = 'mbox'
    }),
    call('mbx', () => {
      format = 'mbx'
    }),
    value('dbpath|db=s', 'databasePath'),
    value('regexp|re=s', 'dumpPattern'),
    { spec: 'message-id=s', take: (id) => void messageIds.push(String(id).replace(/^<([\s\S]*)>$/, '$1')) },
  ]
  const { rest, problems } = readOptions(argv, rows, {
    abbreviations: false,
    ignoreCase: false,
    argument: (location) => void targets.push(targetOf(location)),
  })
  if (problems.length > 0) throw new UsageError([...problems, 'Unknown option!'].join('\n'))
  if (flags.has('help')) throw new UsageError('For more information read the manual page')
  if (flags.has('version')) return { type: 'version' }
  if (flags.has('showDots') && flags.has('progress')) {
    const text = '--showdots and --progress may not be used together, please select just one'
    return { type: 'say', text }
  }
  const forget = flags.has('forget')
  const text = (name: string): string | undefined => {
    const given = set.get(name)
    return given === undefined ? undefined : String(given)
  }
  const sync = flags.has('sync') || flags.has('forceExpire')
  const others = ['import', 'clear', 'backup'].some((name) => flags.has(name))
  const named = ['dump', 'restore', 'folders'].some((name) => set.has(name))
  if (learnAs === undefined && !sync && !forget && !others && !named) {
    throw new UsageError(
      'Please select either --spam, --ham, --folders, --forget, --sync, --import,\n' +
        '--dump, --clear, --backup or --restore',
    )
  }
  if (messageIds.length > 0 && (!forget || targets.length + rest.length > 0 || named)) {
    throw new UsageError('--message-id is for --forget, and for no messages beside')
  }
  if (forget && flags.delete('noSync')) {
    warnings.push(
      'sa-learn warning: --forget requires read/write access to the database, and is incompatible with --no-sync',
    )
  }
  // Behind `--` nothing is an option, and the last word about spam and ham counts.
  for (const location of rest) targets.push(targetOf(location))
  if (flags.has('stdin')) targets.push(targetOf('-'))
  const args: LearnArguments = {
    class: learnAs,
    forget,
    sync,
    forceExpire: flags.has('forceExpire'),
    noSync: flags.has('noSync'),
    quiet: flags.has('quiet'),
    showDots: flags.has('showDots'),
    progress: flags.has('progress'),
    useIgnores: flags.has('useIgnores'),
    local: flags.has('local'),
    user: text('user'),
    configPath: text('configPath'),
    preferencesPath: text('preferencesPath'),
    siteConfigPath: text('siteConfigPath'),
    cf,
    folders: text('folders'),
    learnProbability: numberOf(set.get('learnProbability')),
    stopAfter: numberOf(set.get('stopAfter')),
    maxSize: numberOf(set.get('maxSize')),
    debug: text('debug'),
    dump: text('dump'),
    dumpPattern: text('dumpPattern'),
    import: flags.has('import'),
    backup: flags.has('backup'),
    clear: flags.has('clear'),
    restore: text('restore'),
    databasePath: text('databasePath'),
    messageIds,
    targets,
    targetOf,
  }
  return { type: 'run', args, warnings }
}

function numberOf(given: string | number | undefined): number | undefined {
  return given === undefined ? undefined : Number(given)
}
