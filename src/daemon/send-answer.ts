import type { Duplex } from 'node:stream'

// How long a client may leave its side open after the answer has been sent, before the connection is cut.
const LINGER_MS = 2000

/**
 * Sends the last bytes of a connection and closes it. Resolves when they are on their way, or cannot be. What the
 * client still sends is read and dropped for a moment: closing on unread bytes would reset the connection, and the
 * client could lose the answer.
 */
export function sendAnswer(socket: Duplex, bytes: Uint8Array | undefined, patienceMs: number): Promise<void> {
  return new Promise((resolve) => {
    if (socket.destroyed) return resolve()
    let cut: NodeJS.Timeout | undefined
    const cutAfter = (ms: number): void => {
      clearTimeout(cut)
      cut = setTimeout(() => socket.destroy(), ms)
      cut.unref()
    }
    // A client that does not read its answer is not waited for longer than for its request.
    if (patienceMs > 0) cutAfter(patienceMs)
    socket.on('error', () => resolve())
    socket.once('close', () => {
      clearTimeout(cut)
      resolve()
    })
    socket.once('finish', () => {
      cutAfter(LINGER_MS)
      resolve()
    })
    socket.end(bytes ?? new Uint8Array(0))
    socket.resume()
  })
}
