import { chmodSync, closeSync, lstatSync, openSync, rmSync } from 'node:fs'
import { connect, createServer, type Server, type Socket } from 'node:net'
import path from 'node:path'
import { StoreError } from './store-error.ts'

// The socket lies in the directory of the database: whoever may not open the one cannot reach the other.
const NAME = 'control'
// The system's limit for the path of a socket, less some.
const LONGEST = 100
const BACKLOG = 512

/** Begins to serve a database that this process owns; what an owner before left there is removed. */
export async function listenControl(directory: string, mode: number, take: (socket: Socket) => void): Promise<Server> {
  const file = path.join(directory, NAME)
  rmSync(file, { force: true })
  const server = createServer(take)
  await withShortPath(directory, (short) => {
    return new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen({ path: short, backlog: BACKLOG }, resolve)
    })
  })
  chmodSync(file, mode & 0o666)
  server.on('error', () => undefined) // one connection that could not be taken tries again
  return server
}

/** Reaches the owner of a database; undefined where none serves it. Throws StoreError where one may not. */
export async function connectControl(directory: string): Promise<Socket | undefined> {
  if (!isTrusted(directory)) return undefined
  try {
    return await withShortPath(directory, (short) => {
      return new Promise<Socket>((resolve, reject) => {
        const socket = connect(short, () => {
          socket.off('error', reject)
          resolve(socket)
        })
        socket.once('error', reject)
      })
    })
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (code === 'ENOENT' || code === 'ECONNREFUSED' || code === 'ECONNRESET') return undefined
    if (code === 'EAGAIN') return undefined
    throw new StoreError('unavailable', `cannot reach the owner of the token database ${directory}: ${code}`, {
      cause: error,
    })
  }
}

// Where others may write into the directory, somebody could put a socket of his own there.
function isTrusted(directory: string): boolean {
  try {
    const { uid } = lstatSync(path.join(directory, NAME))
    return uid === 0 || uid === process.getuid?.() || uid === lstatSync(directory).uid
  } catch {
    return false
  }
}

async function withShortPath<T>(directory: string, use: (socketPath: string) => Promise<T>): Promise<T> {
  const file = path.join(directory, NAME)
  if (Buffer.byteLength(file) <= LONGEST) return use(file)
  const handle = openSync(directory, 'r')
  try {
    return await use(`/proc/self/fd/${handle}/${NAME}`)
  } finally {
    closeSync(handle)
  }
}
