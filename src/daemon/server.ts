import type { Socket } from 'node:net'
import { NetSet } from '../base/net-set.ts'
import { Gate } from '../net/gate.ts'
import type { HostNameOf } from '../net/host-name.ts'
import type { Listener } from '../net/listen.ts'
import type { Scanner } from '../scan/scanner.ts'
import { commandTable } from './commands/all.ts'
import type { DaemonLog } from './log.ts'
import type { Peer } from './peer.ts'
import { MessageMemory } from './read-request.ts'
import { runSession, type SessionServices } from './session.ts'

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
// All messages in memory together: four of the largest.
const MAX_BUFFERED_BYTES = 1024 * 1024 * 1024

/** Serves spamd's protocol on all listeners: accept, parse, run the command, answer. */
export function serve(
  scanner: () => Scanner,
  listeners: readonly Listener[],
  options: ServerOptions,
  services: { readonly log: DaemonLog; readonly hostNameOf: HostNameOf },
): Server {
  const { log, hostNameOf } = services
  const allowed = allowedSet(options.allowedIps, log)
  const gate = new Gate(MAX_ACTIVE, MAX_WAITING)
  const session: SessionServices = {
    commands: commandTable({ allowTell: options.allowTell }),
    scanner,
    log,
    timeouts: { firstLineMs: options.timeoutTcp * 1000, requestMs: options.timeoutChild * 1000 },
    messageBytes: options.maxMessageBytes,
    memory: new MessageMemory(MAX_BUFFERED_BYTES),
  }
  const running = new Map<Socket, Promise<void>>()

  const take = async (socket: Socket, listener: Listener): Promise<void> => {
    const startedMs = Date.now()
    const turn = gate.enter()
    if (!turn) {
      log.warn(`too many connections, one turned away`)
      socket.destroy()
      return
    }
    const leave = await turn
    try {
      const peer = await admit(socket, listener)
      if (peer) await runSession(socket, peer, startedMs, session)
    } finally {
      leave()
    }
  }

  // Who is not allowed is cut off before a byte is read; sockets come paused.
  const admit = async (socket: Socket, listener: Listener): Promise<Peer | undefined> => {
    if (listener.address.type === 'unix') {
      log.info(`got connection over ${listener.address.path}`)
      return { hostName: 'localhost', address: '127.0.0.1', port: listener.address.path }
    }
    const { remoteAddress: address, remotePort, localPort } = socket
    if (address === undefined) return undefined // gone already
    const isAllowed = allowed.contains(address)
    if (!isAllowed) socket.destroy()
    const hostName = await hostNameOf(address)
    const line = `connection from ${hostName} [${address}]:${remotePort} to port ${localPort}, fd ${listener.fd}`
    if (isAllowed) log.info(line)
    else log.warn(`unauthorized ${line}`)
    return isAllowed ? { hostName, address, port: String(remotePort) } : undefined
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
