import type { Socket } from 'node:net'
import { NetSet } from '../base/net-set.ts'
import { Gate } from '../net/gate.ts'
import type { HostNameOf } from '../net/host-name.ts'
import type { Listener } from '../net/listen.ts'
import type { TlsConnection } from '../net/tls.ts'
import type { Scanner } from '../scan/scanner.ts'
import { commandTable } from './commands/all.ts'
import type { DaemonLog } from './log.ts'
import type { Peer } from './peer.ts'
import { formatError, temporaryFailure } from './protocol.ts'
import { MessageMemory } from './read-request.ts'
import { sendAnswer } from './send-answer.ts'
import { runSession, type SessionServices } from './session.ts'
import type { RequestUser } from './users/user-settings.ts'

/** How a server treats its clients; see `serverDefaults`. */
export interface ServerOptions {
  /** Who may connect over TCP, in NetSet's spelling. */
  readonly allowedIps: readonly string[]
  readonly allowTell: boolean
  /** To the end of the first line (`--timeout-tcp`), in seconds; 0 for ever. */
  readonly timeoutTcp: number
  /** From there to the answer (`--timeout-child`), in seconds; 0 for ever. */
  readonly timeoutChild: number
  /** The largest message taken, inflated or not. */
  readonly maxMessageBytes: number
}

/** spamd's own defaults, and caps where spamd has none. */
export const serverDefaults: ServerOptions = {
  allowedIps: ['127.0.0.1', '::1'],
  allowTell: false,
  timeoutTcp: 30,
  timeoutChild: 300,
  // spamc sends 500 kB unless told otherwise, and never more than 256 MB.
  maxMessageBytes: 256 * 1024 * 1024,
}

/** A running server. */
export interface Server {
  /** Stops listening, lets running requests end, cuts the connections that have asked for nothing yet. */
  stop(): Promise<void>
}

// Messages being read or scanned at once, and connections waiting for their turn. Real sites run some tens at once;
// the cap keeps a flood from using up memory and descriptors.
const MAX_ACTIVE = 512
const MAX_WAITING = 8192
/** For the client that is turned away to take in why. */
const BUSY_PATIENCE_MS = 1000
// All messages in memory together: four of the largest.
const MAX_BUFFERED_BYTES = 1024 * 1024 * 1024

/** Serves spamd's protocol on all listeners: accept, parse, run the command, answer. */
export function serve(
  scanner: () => Scanner,
  listeners: readonly Listener[],
  options: ServerOptions,
  services: {
    readonly log: DaemonLog
    readonly hostNameOf: HostNameOf
    /** Whose settings a request is served with; the site's for all, when absent. */
    readonly userOf?: ((name: string | undefined) => Promise<RequestUser>) | undefined
    /** Hears of each scan that begins and ends. */
    readonly onBusy?: ((change: 1 | -1) => void) | undefined
    /** Hears what came of each. */
    readonly onScanned?: SessionServices['onScanned'] | undefined
  },
): Server {
  const { log, hostNameOf, onBusy } = services
  const uid = process.geteuid?.() ?? 0
  const allowed = allowedSet(options.allowedIps, log)
  const gate = new Gate(MAX_ACTIVE, MAX_WAITING)
  const session: SessionServices = {
    commands: commandTable({ allowTell: options.allowTell }),
    scanner,
    log,
    timeouts: { firstLineMs: options.timeoutTcp * 1000, requestMs: options.timeoutChild * 1000 },
    messageBytes: options.maxMessageBytes,
    memory: new MessageMemory(MAX_BUFFERED_BYTES),
    userOf: services.userOf ?? (async (name) => ({ name, uid, preferences: [], directory: undefined })),
    onBusy: onBusy ?? (() => undefined),
    onScanned: services.onScanned ?? (() => undefined),
  }
  const running = new Map<Socket, Promise<void>>()

  const take = async (socket: Socket, listener: Listener): Promise<void> => {
    const startedMs = Date.now()
    const turn = gate.enter()
    if (!turn) {
      log.warn(`too many connections, one turned away`)
      // Over TLS nothing can be said before hands are shaken, which costs what there is too little of.
      if (listener.secure) socket.destroy()
      else await sendAnswer(socket, formatError(temporaryFailure('too many connections')), BUSY_PATIENCE_MS)
      return
    }
    const leave = await turn
    try {
      const admitted = await admit(socket, listener)
      if (admitted) await runSession(admitted.stream, admitted.peer, startedMs, session)
      // Nobody reads from it, so nobody would hear that it is closed: one that was reset would keep its descriptor.
      else socket.destroy()
    } finally {
      leave()
    }
  }

  // Who is not allowed is cut off before a byte is read; sockets come paused.
  const admit = async (socket: Socket, listener: Listener): Promise<Admitted | undefined> => {
    if (listener.address.type === 'unix') {
      log.info(`got connection over ${listener.address.path}`)
      return { stream: socket, peer: { hostName: 'localhost', address: '127.0.0.1', port: listener.address.path } }
    }
    const { remoteAddress: address, remotePort, localPort } = socket
    if (address === undefined) return undefined // gone already
    const isAllowed = allowed.contains(address)
    if (!isAllowed) socket.destroy()
    const secure = isAllowed ? await shakenHands(socket, listener) : undefined
    if (isAllowed && listener.secure && !secure) return undefined
    const hostName = await hostNameOf(address)
    const cipher = secure ? `, ${secure.cipher}` : ''
    const line = `connection from ${hostName} [${address}]:${remotePort} to port ${localPort}, fd ${listener.fd}${cipher}`
    if (isAllowed) log.info(line)
    else log.warn(`unauthorized ${line}`)
    if (!isAllowed) return undefined
    return { stream: secure?.socket ?? socket, peer: { hostName, address, port: String(remotePort) } }
  }

  const shakenHands = async (socket: Socket, listener: Listener): Promise<TlsConnection | undefined> => {
    try {
      return await listener.secure?.(socket, session.timeouts.firstLineMs)
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      log.info(`accept_a_conn: TLS accept failed: ${reason}`)
      return undefined
    }
  }

  for (const listener of listeners) {
    listener.onConnection((socket) => {
      const done = take(socket, listener).catch((error: unknown) => {
        log.error(error instanceof Error ? (error.stack ?? error.message) : String(error))
        socket.destroy()
      })
      running.set(socket, done)
      void done.finally(() => running.delete(socket))
    })
  }

  return {
    stop: async () => {
      await Promise.all(listeners.map((listener) => listener.close()))
      for (const socket of running.keys()) if (socket.bytesRead === 0) socket.destroy()
      await Promise.all(running.values())
    },
  }
}

interface Admitted {
  readonly stream: Socket
  readonly peer: Peer
}

function allowedSet(networks: readonly string[], log: DaemonLog): NetSet {
  const set = new NetSet()
  const problems: string[] = []
  for (const network of networks) {
    const before = set.size
    set.add([network.replace(/^\[(.*)\](\/\d+)?$/, '$1$2')], (message) => problems.push(message))
    if (set.size === before && !problems.some((problem) => problem.includes('already'))) {
      throw new AllowedIpsError(`--allowed-ips: ${network} is no address or network`)
    }
  }
  for (const problem of problems) log.warn(problem)
  return set
}

/** An `--allowed-ips` entry that is no network: serving on would shut out, or let in, the wrong ones. */
export class AllowedIpsError extends Error {
  readonly code = 'ALLOWED_IPS'
}
