import { systemHostNames } from '../net/host-name.ts'
import { ListenError, type Listener, listen, type SocketFileOptions } from '../net/listen.ts'
import { type ListenAddress, parseListenSpec } from '../net/listen-address.ts'
import type { Scanner } from '../scan/scanner.ts'
import type { DaemonLog } from './log.ts'
import { writePidFile } from './pid-file.ts'
import { dropPrivileges } from './privileges.ts'
import { type ServerOptions, serve, serverDefaults } from './server.ts'

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
  /** What is absent holds its default. */
  readonly server?: { readonly [K in keyof ServerOptions]?: ServerOptions[K] | undefined }
  readonly pidFile?: string | undefined
  readonly username?: string | undefined
  readonly groupname?: string | undefined
  /** Files and folders that must stay readable once root is given up: code and configuration. */
  readonly mustStayReadable?: readonly string[] | undefined
  /** For the line that tells of the start. */
  readonly version?: string | undefined
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

/**
 * Starts a daemon: binds (as root where it must be), gives up root, makes the scanner, serves. Clients that connect
 * while the scanner is being made wait. Throws ListenError, PrivilegeError or what the factory throws, with nothing
 * left behind.
 */
export async function startDaemon(
  options: DaemonOptions,
  scannerFactory: () => Promise<Scanner>,
  log: DaemonLog,
): Promise<Daemon> {
  const listeners = await bindAll(options, log)
  let removePidFile = (): void => undefined
  try {
    if (options.pidFile !== undefined) removePidFile = writePidFile(options.pidFile, log)
    dropPrivileges(options, log)
    let scanner = await scannerFactory()
    const server = serve(() => scanner, listeners, serverOptions(options.server), {
      log,
      hostNameOf: systemHostNames(),
    })
    const where = listeners.map(({ address }) => describe(address)).join(', ')
    log.info(`server started on ${where} (running version ${options.version ?? 'unknown'})`)
    log.info(`server pid: ${process.pid}`)
    return {
      listeners,
      reload: async () => {
        const old = scanner
        scanner = await scannerFactory()
        await old.close()
      },
      stop: async () => {
        await server.stop()
        await scanner.close()
        removePidFile()
      },
    }
  } catch (error) {
    await Promise.all(listeners.map((listener) => listener.close()))
    removePidFile()
    throw error
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

function describe(address: ListenAddress): string {
  return address.type === 'unix' ? `UNIX domain socket ${address.path}` : `[${address.host}]:${address.port}`
}

// As spamd does it, a name that means several addresses (localhost: IPv6 and IPv4) is served if one of them is.
async function bindAll(options: DaemonOptions, log: DaemonLog): Promise<Listener[]> {
  const specs = [...(options.listen ?? []), ...(options.socketPath ? [options.socketPath] : [])]
  const defaults = { port: options.port ?? SPAMD_PORT, ipv4: !options.ipv6Only, ipv6: !options.ipv4Only }
  const listeners: Listener[] = []
  try {
    for (const spec of specs.length > 0 ? specs : ['localhost']) {
      const failures: unknown[] = []
      const before = listeners.length
      for (const address of parseListenSpec(spec, defaults)) {
        try {
          listeners.push(await listen(address, options.socketFile))
        } catch (error) {
          failures.push(error)
        }
      }
      if (listeners.length === before) throw failures.at(-1)
      for (const failure of failures) log.warn(failure instanceof ListenError ? failure.message : String(failure))
    }
    return listeners
  } catch (error) {
    await Promise.all(listeners.map((listener) => listener.close()))
    throw error
  }
}
