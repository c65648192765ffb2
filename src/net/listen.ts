import { chmodSync, chownSync, existsSync, lstatSync, unlinkSync } from 'node:fs'
import { connect, createServer, type Server, type Socket } from 'node:net'
import path from 'node:path'
import { findAccount, findGroupId } from './account.ts'
import { formatListenAddress, type ListenAddress } from './listen-address.ts'
import { type SecureContextOf, secured, type TlsConnection } from './tls.ts'

/** A bound listener. Connections that come before `onConnection` is called wait. */
export interface Listener {
  /** Where it listens; the port is the real one where 0 was asked for. */
  readonly address: ListenAddress
  /** The number of its file descriptor, for the log. */
  readonly fd: number
  onConnection(take: (socket: Socket) => void): void
  /** Shakes hands where TLS is spoken here; rejects where the client does not. */
  readonly secure?: (socket: Socket, patienceMs: number) => Promise<TlsConnection>
  /** Stops listening and removes the socket file; open connections go on. */
  close(): Promise<void>
}

/** Mode and owner of a Unix socket. */
export interface SocketFileOptions {
  readonly mode?: number | undefined
  readonly owner?: string | undefined
  readonly group?: string | undefined
}

/** Could not listen; the message is for the administrator, with the way out where there is one. */
export class ListenError extends Error {
  readonly code: string
  constructor(code: string, message: string) {
    super(message)
    this.code = code
  }
}

// As many as the system allows to wait (SOMAXCONN is capped by the kernel).
const BACKLOG = 4096

/** Where the first descriptor is that systemd passes on. */
const FIRST_INHERITED = 3

/** How many listening sockets systemd has passed on to this process (LISTEN_FDS). */
export function inheritedSockets(environment: NodeJS.ProcessEnv, pid: number): number {
  const count = Number(environment['LISTEN_FDS'])
  return Number(environment['LISTEN_PID']) === pid && Number.isInteger(count) && count > 0 ? count : 0
}

/** Takes over one of the sockets that systemd holds for this service, counted from 0; throws ListenError. */
export async function listenInherited(index: number): Promise<Listener> {
  const server = createServer({ allowHalfOpen: true, pauseOnConnect: true, noDelay: true })
  const early = new EarlySockets(server)
  const fd = FIRST_INHERITED + index
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) =>
      reject(new ListenError('INHERITED', `cannot take over socket ${fd}: ${error.message}`)),
    )
    server.listen({ fd }, () => resolve())
  })
  server.on('error', () => undefined)
  const at = server.address()
  const address: ListenAddress =
    at !== null && typeof at === 'object'
      ? { type: 'tcp', host: at.address, port: at.port }
      : { type: 'unix', path: at || `socket ${fd}` }
  return { address, fd, onConnection: (taker) => early.giveTo(taker), close: async () => early.close() }
}

/** Connections that come before anyone takes them wait. */
class EarlySockets {
  readonly #server: Server
  readonly #waiting: Socket[] = []
  #take: ((socket: Socket) => void) | undefined

  constructor(server: Server) {
    this.#server = server
    server.on('connection', (socket) => {
      socket.on('error', () => undefined) // whoever takes it listens for itself; until then a reset is no news
      if (this.#take) this.#take(socket)
      else this.#waiting.push(socket)
    })
  }

  giveTo(taker: (socket: Socket) => void): void {
    this.#take = taker
    for (const socket of this.#waiting.splice(0)) taker(socket)
  }

  /** Waiting for the server's callback would wait for every open connection; those are the taker's matter. */
  close(): void {
    for (const socket of this.#waiting.splice(0)) socket.destroy()
    this.#server.close()
  }
}

/** Binds one address; throws ListenError. */
export async function listen(
  address: ListenAddress,
  file: SocketFileOptions = {},
  tls?: SecureContextOf,
): Promise<Listener> {
  if (address.type === 'unix') await clearSocketPath(address.path)
  // Half-open connections: clients close their side after the message and still wait for the answer.
  const server = createServer({ allowHalfOpen: true, pauseOnConnect: true, noDelay: true })
  const early = new EarlySockets(server)
  await bound(server, address)
  if (address.type === 'unix') {
    try {
      applyFileOptions(address.path, file)
    } catch (error) {
      server.close()
      throw error
    }
  }
  return {
    address: realAddress(server, address),
    fd: descriptor(server),
    ...(tls && address.type === 'tcp' && address.tls ? { secure: secured(tls) } : {}),
    onConnection: (taker) => early.giveTo(taker),
    close: async () => early.close(),
  }
}

function bound(server: Server, address: ListenAddress): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (error: NodeJS.ErrnoException): void => reject(listenError(error, address))
    server.once('error', fail)
    const options =
      address.type === 'unix'
        ? { path: address.path }
        : { host: address.host, port: address.port, ipv6Only: address.host.includes(':') }
    // Until its mode is set, a socket file is its owner's alone; binding happens within the call.
    const umask = address.type === 'unix' ? process.umask(0o177) : undefined
    server.listen({ ...options, backlog: BACKLOG, exclusive: true }, () => {
      server.off('error', fail)
      server.on('error', () => undefined) // accept failures (EMFILE): the listener stays and tries again
      resolve()
    })
    if (umask !== undefined) process.umask(umask)
  })
}

/** What went wrong, named so that an administrator knows what to do. */
export function listenError(error: NodeJS.ErrnoException, address: ListenAddress): ListenError {
  const where = formatListenAddress(address)
  const code = error.code ?? 'UNKNOWN'
  const tcp = address.type === 'tcp'
  const advice = new Map([
    [
      'EACCES',
      tcp
        ? 'permission denied; choose another port with --port N or start as root'
        : 'permission denied; choose another path with --socketpath or start as root',
    ],
    ['EADDRINUSE', 'already in use; is spamd or another assayd running? Stop it, or choose another port with --port N'],
    ['EADDRNOTAVAIL', 'no such address on this machine; see --listen'],
    ['ENOTFOUND', 'no such host; see --listen'],
  ]).get(code)
  return new ListenError(code, `cannot listen on ${where}: ${advice ?? error.message}`)
}

// A socket file that nobody listens at is left over from a crash and goes; anything else there stays.
async function clearSocketPath(socketPath: string): Promise<void> {
  const say = (code: string, message: string): ListenError =>
    new ListenError(code, `cannot listen on ${socketPath}: ${message}`)
  if (!path.isAbsolute(socketPath)) throw say('EINVAL', 'the path of a socket must be absolute')
  // The kernel's limit for sun_path; a longer path would be cut short in silence.
  if (Buffer.byteLength(socketPath) > 107)
    throw say('ENAMETOOLONG', 'the path is longer than the 107 bytes the system allows')
  // Node says EACCES of this.
  if (!existsSync(path.dirname(socketPath))) throw say('ENOENT', 'the directory does not exist; see --socketpath')
  const stats = lstatSync(socketPath, { throwIfNoEntry: false })
  if (!stats) return
  if (!stats.isSocket()) throw say('EEXIST', 'the file exists but is no socket')
  if (await someoneListens(socketPath)) {
    throw say('EADDRINUSE', 'already in use; is spamd or another assayd running? Stop it, or choose another path')
  }
  unlinkSync(socketPath)
}

function someoneListens(socketPath: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = connect({ path: socketPath })
    probe.once('connect', () => {
      probe.destroy()
      resolve(true)
    })
    // ECONNREFUSED: nobody. EACCES, EAGAIN: someone may, so hands off.
    probe.once('error', (error: NodeJS.ErrnoException) =>
      resolve(error.code !== 'ECONNREFUSED' && error.code !== 'ENOENT'),
    )
  })
}

function applyFileOptions(socketPath: string, { mode = 0o666, owner, group }: SocketFileOptions): void {
  if (owner !== undefined || group !== undefined) {
    const uid = owner === undefined ? -1 : findAccount(owner)?.uid
    const gid = group === undefined ? -1 : findGroupId(group)
    if (uid === undefined) throw new ListenError('ENOENT', `--socketowner: there is no user ${owner}`)
    if (gid === undefined) throw new ListenError('ENOENT', `--socketgroup: there is no group ${group}`)
    chownSync(socketPath, uid === -1 ? NO_CHANGE : uid, gid === -1 ? NO_CHANGE : gid)
  }
  chmodSync(socketPath, mode)
}

// chown's "leave as it is", (uid_t) -1.
const NO_CHANGE = 0xffff_ffff

function realAddress(server: Server, asked: ListenAddress): ListenAddress {
  const actual = server.address()
  if (asked.type === 'unix' || actual === null || typeof actual === 'string') return asked
  return { ...asked, host: actual.address, port: actual.port }
}

// Node keeps the descriptor to itself; spamd's log lines name it.
function descriptor(server: Server): number {
  return (server as { readonly _handle?: { readonly fd?: number } })._handle?.fd ?? 0
}
