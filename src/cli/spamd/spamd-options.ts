import { type OptionRow, type OptionValue, readOptions } from '../options/getopt.ts'

/** What a command line of spamd says; names follow spamd's long options. */
export interface SpamdOptions {
  readonly allowTell: boolean
  readonly allowedIps: readonly string[]
  readonly configPath: string | undefined
  readonly siteConfigPath: string | undefined
  readonly cf: readonly string[]
  readonly pre: readonly string[]
  readonly createPrefs: boolean
  readonly daemonize: boolean
  /** Areas of `-D`; empty text for all. */
  readonly debug: string | undefined
  readonly defaultUser: string
  readonly groupname: string | undefined
  /** `-H`: empty text where it names no directory. */
  readonly helperHomeDir: string | undefined
  readonly family: '4' | '6' | undefined
  readonly ldapConfig: boolean
  readonly setuidWithLdap: boolean
  readonly listen: readonly string[]
  readonly local: boolean
  readonly roundRobin: boolean
  readonly minChildren: number
  readonly maxChildren: number | undefined
  readonly minSpare: number
  readonly maxSpare: number
  readonly maxConnPerChild: number | undefined
  readonly userConfig: boolean
  readonly paranoid: boolean
  readonly pidFile: string | undefined
  readonly port: string | undefined
  readonly sqlConfig: boolean
  readonly setuidWithSql: boolean
  readonly serverCert: string | undefined
  readonly serverKey: string | undefined
  readonly socketPath: string | undefined
  readonly socketOwner: string | undefined
  readonly socketGroup: string | undefined
  readonly socketMode: string | undefined
  readonly ssl: boolean
  readonly sslVerify: boolean
  readonly sslCaFile: string | undefined
  readonly sslCaPath: string | undefined
  readonly sslPort: string | undefined
  readonly syslog: string | undefined
  readonly syslogSocket: string | undefined
  readonly logTimestampFormat: string | undefined
  readonly timeoutTcp: number | undefined
  readonly timeoutChild: number | undefined
  readonly timing: boolean
  readonly username: string | undefined
  readonly vpopmail: boolean
  readonly virtualConfigDir: string | undefined
  /** Beside spamd's: an HTTP listener for health and metrics, the control socket, lines as JSON. */
  readonly http: string | undefined
  readonly controlSocket: string | undefined
  readonly jsonLog: boolean
}

/** A command line as read. */
export interface SpamdCommandLine {
  readonly options: SpamdOptions
  readonly help: boolean
  readonly version: boolean
  /** What could not be read, in Getopt's words. */
  readonly problems: readonly string[]
  /** Options of older versions that do nothing any more. */
  readonly remarks: readonly string[]
  /** An option that ended the program in older versions, and does still. */
  readonly removed: string | undefined
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] extends readonly string[] ? string[] : T[K] }

/** Reads what stands behind `spamd`. */
export function readSpamdOptions(args: readonly string[]): SpamdCommandLine {
  const options = defaults()
  const remarks: string[] = []
  const said = { help: false, version: false }
  let removed: string | undefined
  const rows = [
    ...textRows(options),
    ...flagRows(options),
    ...numberRows(options),
    { spec: 'help|h', take: () => void (said.help = true) },
    { spec: 'version|V', take: () => void (said.version = true) },
    {
      spec: 'stop-at-threshold|S',
      take: () => void remarks.push('spamd: the -S option has been deprecated and is no longer supported, ignoring'),
    },
    ...['F:i', 'add-from!'].map((spec) => ({
      spec,
      take: () => {
        const name = spec === 'F:i' ? '-F' : '--add-from'
        removed ??= `spamd: the ${name} option has been removed from spamd, please remove from your commandline and re-run`
      },
    })),
  ]
  const { problems } = readOptions(args, rows, { abbreviations: true, ignoreCase: true })
  return { options, ...said, problems, remarks, removed }
}

function defaults(): Mutable<SpamdOptions> {
  return {
    allowTell: false,
    allowedIps: [],
    configPath: undefined,
    siteConfigPath: undefined,
    cf: [],
    pre: [],
    createPrefs: false,
    daemonize: false,
    debug: undefined,
    defaultUser: 'nobody',
    groupname: undefined,
    helperHomeDir: undefined,
    family: undefined,
    ldapConfig: false,
    setuidWithLdap: false,
    listen: [],
    local: false,
    roundRobin: false,
    minChildren: 1,
    maxChildren: undefined,
    minSpare: 1,
    maxSpare: 2,
    maxConnPerChild: undefined,
    userConfig: true,
    paranoid: false,
    pidFile: undefined,
    port: undefined,
    sqlConfig: false,
    setuidWithSql: false,
    serverCert: undefined,
    serverKey: undefined,
    socketPath: undefined,
    socketOwner: undefined,
    socketGroup: undefined,
    socketMode: undefined,
    ssl: false,
    sslVerify: false,
    sslCaFile: undefined,
    sslCaPath: undefined,
    sslPort: undefined,
    syslog: undefined,
    syslogSocket: undefined,
    logTimestampFormat: undefined,
    timeoutTcp: undefined,
    timeoutChild: undefined,
    timing: false,
    username: undefined,
    vpopmail: false,
    virtualConfigDir: undefined,
    http: undefined,
    controlSocket: undefined,
    jsonLog: false,
  }
}

type KeysOf<V> = { [K in keyof SpamdOptions]-?: V extends SpamdOptions[K] ? K : never }[keyof SpamdOptions]
type TextKey = Extract<KeysOf<string>, string>

function textRows(options: Mutable<SpamdOptions>): OptionRow[] {
  const rows: readonly (readonly [string, TextKey])[] = [
    ['configpath|C=s', 'configPath'],
    ['siteconfigpath=s', 'siteConfigPath'],
    ['debug|D:s', 'debug'],
    ['default-user|U=s', 'defaultUser'],
    ['groupname|g=s', 'groupname'],
    ['helper-home-dir|H:s', 'helperHomeDir'],
    ['pidfile|r=s', 'pidFile'],
    ['port|p=s', 'port'],
    ['server-cert=s', 'serverCert'],
    ['server-key=s', 'serverKey'],
    ['socketgroup=s', 'socketGroup'],
    ['socketmode=s', 'socketMode'],
    ['socketowner=s', 'socketOwner'],
    ['socketpath=s', 'socketPath'],
    ['ssl-ca-file=s', 'sslCaFile'],
    ['ssl-ca-path=s', 'sslCaPath'],
    ['ssl-port=s', 'sslPort'],
    ['syslog-socket=s', 'syslogSocket'],
    ['syslog|s=s', 'syslog'],
    ['log-timestamp-fmt:s', 'logTimestampFormat'],
    ['username|u=s', 'username'],
    ['virtual-config-dir=s', 'virtualConfigDir'],
    ['http=s', 'http'],
    ['control-socket=s', 'controlSocket'],
  ]
  const single = rows.map(([spec, key]): OptionRow => ({ spec, take: (value) => setText(options, key, value) }))
  const list = (spec: string, values: string[]): OptionRow => ({
    spec,
    take: (value) => void values.push(String(value)),
  })
  return [
    ...single,
    list('allowed-ips|A=s', options.allowedIps),
    list('listen|listen-ip|ip-address|i:s', options.listen),
    list('pre=s', options.pre),
    list('cf=s', options.cf),
  ]
}

function setText(options: Mutable<SpamdOptions>, key: TextKey, value: OptionValue): void {
  Object.assign(options, { [key]: String(value) })
}

type FlagKey = { [K in keyof SpamdOptions]-?: SpamdOptions[K] extends boolean ? K : never }[keyof SpamdOptions]

function flagRows(options: Mutable<SpamdOptions>): OptionRow[] {
  const rows: readonly (readonly [string, FlagKey])[] = [
    ['allow-tell', 'allowTell'],
    ['l', 'allowTell'],
    ['c', 'createPrefs'],
    ['create-prefs!', 'createPrefs'],
    ['daemonize!', 'daemonize'],
    ['d', 'daemonize'],
    ['ldap-config!', 'ldapConfig'],
    ['local!', 'local'],
    ['L', 'local'],
    ['round-robin!', 'roundRobin'],
    ['paranoid!', 'paranoid'],
    ['P', 'paranoid'],
    ['Q', 'setuidWithSql'],
    ['q', 'sqlConfig'],
    ['setuid-with-ldap', 'setuidWithLdap'],
    ['setuid-with-sql', 'setuidWithSql'],
    ['sql-config!', 'sqlConfig'],
    ['ssl', 'ssl'],
    ['ssl-verify', 'sslVerify'],
    ['timing', 'timing'],
    ['user-config', 'userConfig'],
    ['v', 'vpopmail'],
    ['vpopmail!', 'vpopmail'],
    ['log-json', 'jsonLog'],
  ]
  return [
    ...rows.map(([spec, key]): OptionRow => ({ spec, take: (value) => void (options[key] = value === true) })),
    { spec: 'nouser-config|x', take: () => void (options.userConfig = false) },
    { spec: '4|ipv4only|ipv4-only|ipv4', take: () => void (options.family = '4') },
    { spec: '6', take: () => void (options.family = '6') },
  ]
}

function numberRows(options: Mutable<SpamdOptions>): OptionRow[] {
  const rows = [
    ['min-children=i', 'minChildren'],
    ['max-children|m=i', 'maxChildren'],
    ['min-spare=i', 'minSpare'],
    ['max-spare=i', 'maxSpare'],
    ['max-conn-per-child=i', 'maxConnPerChild'],
    ['timeout-tcp|T=i', 'timeoutTcp'],
    ['timeout-child|t=i', 'timeoutChild'],
  ] as const
  return rows.map(([spec, key]) => ({ spec, take: (value) => void (options[key] = Number(value)) }))
}
