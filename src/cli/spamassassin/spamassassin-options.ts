import { type OptionRow, readOptions } from '../options/getopt.ts'

/** What is done with each message. */
export interface SpamassassinOptions {
  addToBlocklist: boolean
  addToWelcomelist: boolean
  removeFromWelcomelist: boolean
  addAddressToBlocklist: string | undefined
  addAddressToWelcomelist: string | undefined
  removeAddressFromWelcomelist: string | undefined
  username: string | undefined
  configPath: string | undefined
  siteConfigPath: string | undefined
  prefsPath: string | undefined
  pre: string[]
  cf: string[]
  createPrefs: boolean
  debug: string | undefined
  /** The exit status for spam: 0 where `-e` names none. */
  errorCode: number | undefined
  lint: boolean
  net: boolean
  local: boolean
  format: 'detect' | 'mbox' | 'mbx'
  removeMarkup: boolean
  report: boolean
  revoke: boolean
  testMode: boolean
  progress: boolean
}

/** A command line of `spamassassin`, read. */
export interface SpamassassinCommandLine {
  readonly options: Readonly<SpamassassinOptions>
  readonly targets: readonly string[]
  readonly help: boolean
  readonly version: boolean
  readonly problems: readonly string[]
  readonly remarks: readonly string[]
  readonly removed: string | undefined
}

/** Options of old that do nothing any more, and those that end the program, with what is said of them. */
const IGNORED: readonly (readonly [string, string])[] = [
  ['pipe|P', "The -P option is deprecated as 'pipe mode' is now the default behavior, ignoring."],
  ['stop-at-threshold|S', 'The -S option has been deprecated and is no longer supported, ignoring.'],
  ['log-to-mbox|l:s', 'The -l option has been deprecated and is no longer supported, ignoring.'],
]
const REMOVED: readonly (readonly [string, string])[] = [
  ['F:i', '-F'],
  ['add-from!', '--add-from'],
  ['warning-from|w:s', '-w'],
  ['whitelist-factory|M:s', '-M'],
]

type FlagKey = {
  [K in keyof SpamassassinOptions]: SpamassassinOptions[K] extends boolean ? K : never
}[keyof SpamassassinOptions]

const FLAGS: readonly (readonly [string, FlagKey])[] = [
  ['add-to-blocklist', 'addToBlocklist'],
  ['add-to-welcomelist|W', 'addToWelcomelist'],
  ['add-to-blacklist', 'addToBlocklist'],
  ['add-to-whitelist', 'addToWelcomelist'],
  ['create-prefs!', 'createPrefs'],
  ['lint', 'lint'],
  ['net', 'net'],
  ['local-only|local|L', 'local'],
  ['remove-from-welcomelist|R', 'removeFromWelcomelist'],
  ['remove-from-whitelist', 'removeFromWelcomelist'],
  ['remove-markup|despamassassinify|d', 'removeMarkup'],
  ['report|r', 'report'],
  ['revoke|k', 'revoke'],
  ['test-mode|test|t', 'testMode'],
  ['progress', 'progress'],
]

type TextKey = {
  [K in keyof SpamassassinOptions]: string extends SpamassassinOptions[K] ? K : never
}[keyof SpamassassinOptions]

const TEXTS: readonly (readonly [string, TextKey])[] = [
  ['add-addr-to-blocklist=s', 'addAddressToBlocklist'],
  ['add-addr-to-welcomelist=s', 'addAddressToWelcomelist'],
  ['add-addr-to-blacklist=s', 'addAddressToBlocklist'],
  ['add-addr-to-whitelist=s', 'addAddressToWelcomelist'],
  ['username|u=s', 'username'],
  ['configpath|config-file|config-dir|c|C=s', 'configPath'],
  ['debug|D:s', 'debug'],
  ['prefspath|prefs-file|p=s', 'prefsPath'],
  ['remove-addr-from-welcomelist=s', 'removeAddressFromWelcomelist'],
  ['remove-addr-from-whitelist=s', 'removeAddressFromWelcomelist'],
  ['siteconfigpath=s', 'siteConfigPath'],
]

/** Reads what stands behind `spamassassin`. */
export function readSpamassassinOptions(args: readonly string[]): SpamassassinCommandLine {
  const options = defaults()
  const remarks: string[] = []
  const said = { help: false, version: false }
  let removed: string | undefined
  const rows: OptionRow[] = [
    ...FLAGS.map(([spec, key]): OptionRow => ({ spec, take: (value) => void (options[key] = value === true) })),
    ...TEXTS.map(([spec, key]): OptionRow => ({ spec, take: (value) => void (options[key] = String(value)) })),
    { spec: 'pre=s', take: (value) => void options.pre.push(String(value)) },
    { spec: 'cf=s', take: (value) => void options.cf.push(String(value)) },
    { spec: 'error-code|exit-code|e:i', take: (value) => void (options.errorCode = Number(value)) },
    { spec: 'mbox', take: () => void (options.format = 'mbox') },
    { spec: 'mbx', take: () => void (options.format = 'mbx') },
    { spec: '4|ipv4only|ipv4-only|ipv4', take: () => undefined },
    { spec: '6', take: () => undefined },
    { spec: 'x', take: () => void (options.createPrefs = false) },
    { spec: 'help|h|?', take: () => void (said.help = true) },
    { spec: 'version|V', take: () => void (said.version = true) },
    ...IGNORED.map(([spec, text]): OptionRow => ({ spec, take: () => void remarks.push(text) })),
    ...REMOVED.map(([spec, name]): OptionRow => ({ spec, take: () => void (removed ??= removedText(name)) })),
  ]
  const { rest, problems } = readOptions(args, rows, { abbreviations: false, ignoreCase: false })
  return { options, targets: rest.length > 0 ? rest : ['-'], ...said, problems, remarks, removed }
}

function removedText(name: string): string {
  return `The ${name} option has been removed from spamassassin, please remove from your commandline and re-run.`
}

function defaults(): SpamassassinOptions {
  return {
    addToBlocklist: false,
    addToWelcomelist: false,
    removeFromWelcomelist: false,
    addAddressToBlocklist: undefined,
    addAddressToWelcomelist: undefined,
    removeAddressFromWelcomelist: undefined,
    username: undefined,
    configPath: undefined,
    siteConfigPath: undefined,
    prefsPath: undefined,
    pre: [],
    cf: [],
    createPrefs: true,
    debug: undefined,
    errorCode: undefined,
    lint: false,
    net: false,
    local: false,
    format: 'detect',
    removeMarkup: false,
    report: false,
    revoke: false,
    testMode: false,
    progress: false,
  }
}
