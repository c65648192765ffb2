import { systemHostNames } from '../net/host-name.ts'
import {
  inheritedSockets,
  ListenError,
  type Listener,
  listen,
  listenInherited,
  type SocketFileOptions,
} from '../net/listen.ts'
import { type ListenAddress, ListenSpecError, parseListenSpec } from '../net/listen-address.ts'
import { servicePort } from '../net/service-port.ts'
import { readTls, type SecureContextOf, type TlsOptions } from '../net/tls.ts'
import type { Verdict } from '../rules/verdict.ts'
import type { Scanner } from '../scan/scanner.ts'
import { type Keeper, ownRights, startKeeper } from './keeper/keeper.ts'
import type { DaemonLog } from './log.ts'
import { identityToTake, takeIdentity } from './privileges.ts'
import { type ServerOptions, serve, serverDefaults } from './server.ts'
import { notifyReady } from './systemd.ts'
import type { RequestUser } from './users/user-settings.ts'

/** Everything the command line says to a daemon; names follow spamd's options. */
export interface DaemonOptions {
  /** `--listen`, each `[host][:port]` or an absolute path. */
  readonly listen?: readonly string[] | undefined
  /** `--socketpath`, listened at beside `listen`. */
  readonly socketPath?: string | undefined
  readonly socketFile?: SocketFileOptions | undefined
  readonly port?: number | undefined
  /** `-4`, `-6`: one family only. */
  readonly ipv4Only?: boolean | undefined
  readonly ipv6Only?: boolean | undefined
  /** Key and certificate; read anew at a reload. */
  readonly tls?: TlsOptions | undefined
  /** `--ssl`: TLS on every TCP address, and the port for it. */
  readonly tlsEverywhere?: boolean | undefined
  readonly tlsPort?: number | undefined
  /** How often an address in use is tried again, a second between: whoever had it may be ending. */
  readonly bindRetries?: number | undefined
  /** What is absent holds its default. */
  readonly server?: { readonly [K in keyof ServerOptions]?: ServerOptions[K] | undefined }
  readonly pidFile?: string | undefined
  readonly username?: string | undefined
  readonly groupname?: string | undefined
  readonly fallbackUser?: string | undefined
  /** Files and folders that must stay readable once root is given up: code and configuration. */
  readonly mustStayReadable?: readonly string[] | undefined
  /** For the line that tells of the start. */
  readonly version?: string | undefined
}

/** What a daemon is made of beside its options. */
export interface DaemonParts {
  readonly makeScanner: () => Promise<Scanner>
  readonly log: DaemonLog
  /** Whose settings requests are served with, made once rights are given up; the site's for all, when absent. */
  readonly users?: ((keeper: Keeper) => (name: string | undefined) => Promise<RequestUser>) | undefined
  readonly onBusy?: ((change: 1 | -1) => void) | undefined
  readonly onScanned?: ((verdict: Verdict, bytes: number, seconds: number) => void) | undefined
}

/** A daemon that serves. */
export interface Daemon {
  readonly listeners: readonly Listener[]
  /** Makes a new scanner, as at start, and lets it take over; the old one ends its scans. Keeps the old one on an error. */
  reload(): Promise<void>
  /** Stops listening, lets running requests end, closes the scanner, removes the PID file. */
  stop(): Promise<void>
}

const SPAMD_PORT = 783
const RETRY_MS = 1000

/**
 * Starts a daemon: binds (as root where it must be), gives up root, makes the scanner, serves. Clients that connect
 * while the scanner is being made wait. Throws ListenError, PrivilegeError or what the factory throws, with nothing
 * left behind.
 */
export async function startDaemon(options: DaemonOptions, parts: DaemonParts): Promise<Daemon> {
  const { log, makeScanner, onBusy } = parts
  const tls = new RenewableTls(options.tls)
  const listeners = await bindAll(options, tls, log)
  let keeper: Keeper = ownRights
  try {
    const identity = identityToTake(options, log)
    if (identity) {
      keeper = startKeeper()
      takeIdentity(identity)
    }
    let scanner = await makeScanner()
    const server = serve(() => scanner, listeners, serverOptions(options.server), {
      log,
      hostNameOf: systemHostNames(),
      userOf: parts.users?.(keeper),
      onBusy,
      onScanned: parts.onScanned,
    })
    const where = listeners.map(({ address }) => describe(address)).join(', ')
    const announce = async (): Promise<void> => {
      log.info(`server started on ${where} (running version ${options.version ?? 'unknown'})`)
      log.info(`server pid: ${process.pid}`)
      // After the log's lines: whoever waits for the PID file reads a log that is complete.
      if (options.pidFile !== undefined) {
        const written = await keeper.perform({ type: 'write-pid', file: options.pidFile, pid: process.pid })
        if (written.type === 'failed') log.warn(`cannot write to PID file: ${written.message}`)
      }
      notifyReady()
    }
    await announce()
    let stopped = false
    return {
      listeners,
      reload: async () => {
        tls.renew()
        const next = await makeScanner()
        if (stopped) {
          await next.close()
          return
        }
        const old = scanner
        scanner = next
        await announce()
        await old.close()
      },
      stop: async () => {
        stopped = true
        // Init scripts take a PID file that is gone for a daemon that has stopped listening.
        for (const listener of listeners) await listener.close()
        if (options.pidFile !== undefined) await keeper.perform({ type: 'remove', file: options.pidFile })
        for (const { address } of listeners) {
          if (address.type === 'unix' && keeper !== ownRights)
            await keeper.perform({ type: 'remove', file: address.path })
        }
        await server.stop()
        await scanner.close()
        keeper.close()
      },
    }
  } catch (error) {
    await Promise.all(listeners.map((listener) => listener.close()))
    keeper.close()
    throw error
  }
}

/** Key and certificate, read at the start and at each reload; a pair that cannot be read leaves the old one in force. */
class RenewableTls {
  readonly #options: TlsOptions | undefined
  #context: ReturnType<typeof readTls> | undefined

  constructor(options: TlsOptions | undefined) {
    this.#options = options
    this.renew()
  }

  renew(): void {
    if (this.#options) this.#context = readTls(this.#options)
  }

  get source(): SecureContextOf | undefined {
    const verifyClient = this.#options?.verifyClient
    if (verifyClient === undefined) return undefined
    const context = () => {
      if (!this.#context) throw new Error('no certificate was read')
      return this.#context
    }
    return { context, verifyClient }
  }
}

function serverOptions(given: DaemonOptions['server'] = {}): ServerOptions {
  return {
    allowedIps: given.allowedIps ?? serverDefaults.allowedIps,
    allowTell: given.allowTell ?? serverDefaults.allowTell,
    timeoutTcp: given.timeoutTcp ?? serverDefaults.timeoutTcp,
    timeoutChild: given.timeoutChild ?? serverDefaults.timeoutChild,
    maxMessageBytes: given.maxMessageBytes ?? serverDefaults.maxMessageBytes,
  }
}

// spamd names its Perl module before an address, and readers of logs expect a word there.
function describe(address: ListenAddress): string {
  if (address.type === 'unix') return `UNIX domain socket ${address.path}`
  return `${address.tls ? 'SSL' : 'IO::Socket::IP'} [${address.host}]:${address.port}`
}

// As spamd does it, a name that means several addresses (localhost: IPv6 and IPv4) is served if one of them is.
async function bindAll(options: DaemonOptions, tls: RenewableTls, log: DaemonLog): Promise<Listener[]> {
  const inherited = inheritedSockets(process.env, process.pid)
  if (inherited > 0) return Promise.all(Array.from({ length: inherited }, (_, index) => listenInherited(index)))
  const specs = [...(options.listen ?? []), ...(options.socketPath ? [options.socketPath] : [])]
  const defaults = {
    port: options.port ?? SPAMD_PORT,
    ipv4: !options.ipv6Only,
    ipv6: !options.ipv4Only,
    tls: options.tlsEverywhere === true,
    tlsPort: options.tlsPort,
    servicePort,
  }
  const listeners: Listener[] = []
  try {
    for (const spec of specs.length > 0 ? specs : ['localhost']) {
      const addresses = parseListenSpec(spec, defaults)
      listeners.push(...(await bindRetrying(addresses, options, tls, log)))
    }
    return listeners
  } catch (error) {
    await Promise.all(listeners.map((listener) => listener.close()))
    throw error
  }
}

async function bindRetrying(
  addresses: readonly ListenAddress[],
  options: DaemonOptions,
  tls: RenewableTls,
  log: DaemonLog,
): Promise<Listener[]> {
  for (let retry = 1; ; retry++) {
    try {
      return await bindAddresses(addresses, options, tls, log)
    } catch (error) {
      const inUse = error instanceof ListenError && error.code === 'EADDRINUSE'
      if (!inUse || retry > (options.bindRetries ?? 0)) throw error
      log.other?.('warn', `server socket setup failed, retry ${retry}: spamd: ${error.message}`)
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS))
    }
  }
}

async function bindAddresses(
  addresses: readonly ListenAddress[],
  options: DaemonOptions,
  tls: RenewableTls,
  log: DaemonLog,
): Promise<Listener[]> {
  const bound: Listener[] = []
  const failures: unknown[] = []
  for (const address of addresses) {
    const needsTls = address.type === 'tcp' && address.tls
    if (needsTls && !tls.source) throw new ListenSpecError('TLS needs --server-key and --server-cert')
    try {
      bound.push(await listen(address, options.socketFile, needsTls ? tls.source : undefined))
      log.dbg?.(`created ${describe(address)}`)
    } catch (error) {
      failures.push(error)
    }
  }
  if (bound.length === 0) throw failures.at(-1)
  for (const failure of failures) log.warn(failure instanceof ListenError ? failure.message : String(failure))
  return bound
}
