import path from 'node:path'
import type { DaemonLog } from '../daemon/log.ts'
import { DaemonStatus } from '../daemon/status/daemon-status.ts'
import { serveStatus } from '../daemon/status/status-socket.ts'
import type { Listener } from '../net/listen.ts'
import { formatListenAddress } from '../net/listen-address.ts'
import type { SiteFacts } from '../scan/site-facts.ts'
import { SPAMASSASSIN_VERSION } from './versions.ts'

/** The name of the control socket in the directory that systemd makes for a service. */
const CONTROL = 'control'

/** Where `assay status` asks when nobody says where. */
export const USUAL_CONTROL_SOCKET = `/run/assay/${CONTROL}`

/** How a daemon can be asked how it does: over its control socket, and over HTTP by monitors. */
export class DaemonWatch {
  readonly status: DaemonStatus
  #closeSocket: (() => void) | undefined

  constructor(threads: number, site: () => SiteFacts | undefined, listeners: () => readonly Listener[]) {
    this.status = new DaemonStatus({
      version: SPAMASSASSIN_VERSION,
      threads,
      listens: () => listeners().map(({ address }) => formatListenAddress(address)),
      rules: () => ({ live: site()?.liveRules ?? 0, defined: site()?.definedRules ?? 0 }),
    })
  }

  /**
   * Opens the control socket; before root is given up, so that its owner is who started the daemon. What cannot be opened
   * is said, and is no reason not to serve mail.
   */
  async openSocket(given: string | undefined, directory: string, log: DaemonLog): Promise<void> {
    const file = controlSocket(given, directory)
    if (file === undefined) return
    try {
      this.#closeSocket = await serveStatus(file, () => this.status.report())
    } catch (error) {
      log.warn(`no control socket: ${error instanceof Error ? error.message : String(error)}`)
    }
  }

  /** Answers monitors, once mail is served. */
  async openHttp(where: string | undefined, log: DaemonLog): Promise<void> {
    if (where === undefined) return
    try {
      await this.#serveHttp(where)
    } catch (error) {
      log.warn(`no HTTP for monitors: ${error instanceof Error ? error.message : String(error)}`)
    }
  }

  close(): void {
    this.#closeSocket?.()
  }

  async #serveHttp(where: string): Promise<void> {
    const found = /^(?:\[?([^\]]+?)\]?:)?(\d+)$/.exec(where)
    if (!found) throw new Error(`--http takes [host:]port, not ${where}`)
    const { serveHealth } = await import('../web/health-server.ts')
    await serveHealth({ host: found[1] ?? '127.0.0.1', port: Number(found[2]) }, () => {
      const { messages, rules, seconds, ...report } = this.status.report()
      return {
        ...messages,
        ...report,
        liveRules: rules.live,
        scanSeconds: seconds.mean * (messages.ham + messages.spam),
      }
    })
  }
}

function controlSocket(given: string | undefined, directory: string): string | undefined {
  if (given !== undefined) return path.resolve(directory, given)
  const runtime = process.env['RUNTIME_DIRECTORY']?.split(':', 1)[0]
  return runtime ? path.join(runtime, CONTROL) : undefined
}
