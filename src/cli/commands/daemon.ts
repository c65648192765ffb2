import { availableParallelism } from 'node:os'
import path from 'node:path'
import type { Argv, CommandModule, InferredOptionTypes, Options } from 'yargs'
import { lineLog } from '../../daemon/log.ts'
import { runUntilStopped } from '../../daemon/signals.ts'
import { type Daemon, startDaemon } from '../../daemon/start.ts'
import { ListenError } from '../../net/listen.ts'
import { learningScanner } from '../../scan/learning-scanner.ts'
import type { SiteFacts } from '../../scan/site-facts.ts'
import { configurationOptions, siteOptionsOf } from '../configuration-options.ts'
import { DaemonWatch } from '../daemon-watch.ts'
import { allDiagnostics, groupedDiagnostics } from '../diagnostics-text.ts'
import { siteSummary } from '../site-summary.ts'

const options = {
  ...configurationOptions,
  port: { alias: 'p', type: 'number', requiresArg: true, describe: 'TCP port on the loopback addresses (783)' },
  listen: {
    alias: ['i', 'listen-ip', 'ip-address'],
    type: 'string',
    array: true,
    nargs: 1,
    describe: 'Where to listen: [host][:port] or the path of a Unix socket; may be given often',
  },
  'ipv4-only': { alias: '4', type: 'boolean', default: false, describe: 'Listen on IPv4 addresses only' },
  'ipv6-only': { alias: '6', type: 'boolean', default: false, describe: 'Listen on IPv6 addresses only' },
  socketpath: { type: 'string', requiresArg: true, describe: 'Path of a Unix socket to listen at' },
  socketowner: { type: 'string', requiresArg: true, describe: 'Owner of the socket file' },
  socketgroup: { type: 'string', requiresArg: true, describe: 'Group of the socket file' },
  socketmode: { type: 'string', requiresArg: true, describe: 'Mode of the socket file (0666)' },
  'allowed-ips': { alias: 'A', type: 'string', requiresArg: true, describe: 'Who may connect (127.0.0.1,::1)' },
  'allow-tell': { alias: 'l', type: 'boolean', default: false, describe: 'Let clients learn and report' },
  'max-children': {
    alias: 'm',
    type: 'number',
    requiresArg: true,
    describe: 'Scan threads (one a core, at least two)',
  },
  username: { alias: 'u', type: 'string', requiresArg: true, describe: 'User to run as (nobody when started as root)' },
  groupname: { alias: 'g', type: 'string', requiresArg: true, describe: 'Group to run as' },
  pidfile: { alias: 'r', type: 'string', requiresArg: true, describe: 'File to write the process number to' },
  'timeout-tcp': { type: 'number', requiresArg: true, describe: 'Seconds for a client to send its request line (30)' },
  'timeout-child': { type: 'number', requiresArg: true, describe: 'Seconds for a request, scan included (300)' },
  http: { type: 'string', requiresArg: true, describe: 'Answer monitors at [host:]port: /healthz and /metrics' },
  'control-socket': {
    type: 'string',
    requiresArg: true,
    describe: 'Unix socket for "assay status" (in the directory that systemd gives, when it does)',
  },
  diagnostics: { type: 'boolean', default: false, describe: 'At start, show every rule and line that is not live' },
} as const satisfies Record<string, Options>

type Arguments = InferredOptionTypes<typeof options>

const EXIT_CANNOT_LISTEN = 71
/** What threads read after root is given up. */
const OWN_FOLDERS = ['src', 'dist', 'node_modules', 'rules.d']
/** What can be wrong with the options themselves, and the exit status that says so (sysexits.h). */
const START_ERRORS: ReadonlyMap<string, number> = new Map([
  ['LISTEN_SPEC', 64],
  ['ALLOWED_IPS', 64],
  ['PRIVILEGE', 77],
])
const VERSION = '4.0.1'

function startScreen(daemon: Daemon, site: SiteFacts | undefined, all: boolean): string {
  const where = daemon.listeners.map(({ address }) => describeAddress(address)).join(', ')
  const lines = [`assayd listens on ${where}`]
  if (site) {
    lines.push(...siteSummary(site))
    const shown = all
      ? allDiagnostics(site.diagnostics)
      : groupedDiagnostics(
          site.diagnostics.filter(({ severity }) => severity !== 'info'),
          '--diagnostics',
        )
    if (shown.length > 0) lines.push('not live:', ...shown)
  }
  return lines.join('\n')
}

function describeAddress(address: Daemon['listeners'][number]['address']): string {
  return 'path' in address ? address.path : `${address.host}:${address.port}`
}

function socketFileOf(args: Arguments) {
  return {
    ...(args.socketmode === undefined ? {} : { mode: Number.parseInt(args.socketmode, 8) }),
    ...(args.socketowner === undefined ? {} : { owner: args.socketowner }),
    ...(args.socketgroup === undefined ? {} : { group: args.socketgroup }),
  }
}

/** What the options name of configuration; the standard places are readable by everybody. */
function configurationFolders(args: Arguments): string[] {
  return [args.configpath, args.siteconfigpath].filter((folder) => folder !== undefined)
}

async function run(args: Arguments): Promise<void> {
  process.title = 'assayd'
  const log = lineLog((line) => void process.stderr.write(line))
  const root = path.resolve(import.meta.dirname, '..', '..', '..')
  let site: SiteFacts | undefined
  // A scanner that takes over is as ready as the one before it.
  let threadsThatServe: (() => number) | undefined
  const scannerFactory = async () => {
    const scanner = await learningScanner({
      config: siteOptionsOf(args, false),
      ...(args['max-children'] === undefined ? {} : { workers: args['max-children'] }),
      warmThreads: threadsThatServe?.(),
      warn: (message) => log.warn(message),
    })
    threadsThatServe = () => scanner.threadCount
    site = scanner.facts.site
    return scanner
  }
  let daemon: Daemon | undefined
  const threads = args['max-children'] ?? Math.max(2, availableParallelism())
  const watch = new DaemonWatch(
    threads,
    () => site,
    () => daemon?.listeners ?? [],
  )
  await watch.openSocket(args['control-socket'], process.cwd(), log)
  try {
    daemon = await startDaemon(
      {
        listen: args.listen,
        socketPath: args.socketpath,
        socketFile: socketFileOf(args),
        ipv4Only: args['ipv4-only'],
        ipv6Only: args['ipv6-only'],
        port: args.port,
        server: {
          allowedIps: args['allowed-ips']?.split(/[,\s]+/).filter(Boolean),
          allowTell: args['allow-tell'],
          timeoutTcp: args['timeout-tcp'],
          timeoutChild: args['timeout-child'],
        },
        pidFile: args.pidfile,
        username: args.username,
        groupname: args.groupname,
        mustStayReadable: [...OWN_FOLDERS.map((folder) => path.join(root, folder)), ...configurationFolders(args)],
        version: VERSION,
      },
      {
        makeScanner: scannerFactory,
        log,
        onBusy: (change) => watch.status.busy(change),
        onScanned: (...scan) => watch.status.scanned(...scan),
      },
    )
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    const status = START_ERRORS.get(code) ?? (error instanceof ListenError ? EXIT_CANNOT_LISTEN : undefined)
    if (status === undefined) throw error
    const { message } = error as Error // it has a code
    process.stderr.write(message.startsWith('assayd:') ? `${message}\n` : `assayd: ${message}\n`)
    process.exitCode = status
    return
  }
  console.log(startScreen(daemon, site, args.diagnostics))
  await watch.openHttp(args.http, log)
  await runUntilStopped(daemon, log, (worked) => watch.status.reloaded(worked))
  process.exit(0)
}

/** `assay daemon`: answers in spamd's place. */
export const daemonCommand: CommandModule<object, Arguments> = {
  command: 'daemon',
  describe: 'Answer spamc and every other client of spamd',
  builder: (yargs: Argv) =>
    yargs
      .options(options)
      .example('$0 daemon', 'on 127.0.0.1:783, as spamd')
      .example('$0 daemon --port 1783 --local', 'without root, and without network tests'),
  handler: run,
}
