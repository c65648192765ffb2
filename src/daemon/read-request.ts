import type { Duplex } from 'node:stream'
import { type SpamdRequest, temporaryFailure, timeoutError } from './protocol.ts'
import type { ReaderState, RequestReader } from './request-reader.ts'

/** How long a client may take. */
export interface ReadTimeouts {
  /** From the connection to the end of the first line; 0 for ever. */
  readonly firstLineMs: number
  /** From there to the answer; 0 for ever. */
  readonly requestMs: number
}

/** Bytes of messages being read, over all connections: many clients at once must not use up the memory. */
export class MessageMemory {
  readonly #limit: number
  #used = 0

  constructor(limit: number) {
    this.#limit = limit
  }

  /** Claims so many bytes (or gives back, when negative); throws where there are not so many. */
  claim(bytes: number): void {
    if (bytes > 0 && this.#used + bytes > this.#limit) throw temporaryFailure('too much mail at once')
    this.#used += bytes
  }
}

// A client that declares its length and then sends nothing more, not even the end of its stream, is answered after
// this pause, where spamd waits for the end of the line. spamc closes its side at once and never waits for it.
const SETTLE_MS = 10

/** Reads one request from a socket; the memory it claimed is given back by the caller, once the answer is made. */
export function readRequest(
  socket: Duplex,
  reader: RequestReader,
  timeouts: ReadTimeouts,
  memory: MessageMemory,
): Promise<SpamdRequest> {
  return new Promise((resolve, reject) => {
    if (socket.destroyed) return reject(new ConnectionLost())
    let settle: NodeJS.Timeout | undefined
    let patience: NodeJS.Timeout | undefined
    const expire = (ms: number, reason: () => string): void => {
      clearTimeout(patience)
      if (ms > 0) patience = setTimeout(() => stop(() => reject(timeoutError(reason()))), ms)
    }
    const stop = (then: () => void): void => {
      clearTimeout(settle)
      clearTimeout(patience)
      socket.pause()
      socket.off('data', onData).off('end', onEnd).off('error', onError).off('close', onClose)
      then()
    }
    const onError = (error: Error): void => stop(() => reject(error))
    const onClose = (): void => stop(() => reject(new ConnectionLost()))
    const step = (advance: () => ReaderState): void => {
      try {
        const before = reader.state
        const buffered = reader.buffered
        const state = advance()
        memory.claim(reader.buffered - buffered)
        clearTimeout(settle)
        if (state === 'complete') stop(() => resolve(reader.request()))
        else if (state === 'settling') settle = setTimeout(() => stop(() => resolve(reader.request())), SETTLE_MS)
        if (before === 'command' && state !== 'command' && state !== 'complete') {
          expire(
            timeouts.requestMs,
            () => `(${timeouts.requestMs / 1000} second timeout while trying to ${reader.method})`,
          )
        }
      } catch (error) {
        stop(() => reject(error))
      }
    }
    const onData = (bytes: Buffer): void => step(() => reader.add(bytes))
    const onEnd = (): void => step(() => reader.end())
    socket.on('data', onData).on('end', onEnd).on('error', onError).on('close', onClose)
    expire(
      timeouts.firstLineMs,
      () => `(${timeouts.firstLineMs / 1000} second socket timeout reading input from client)`,
    )
    socket.resume()
  })
}

/** The client went away before its request was whole. */
export class ConnectionLost extends Error {
  readonly code = 'CONNECTION_LOST'
  constructor() {
    super('connection closed by the client')
  }
}
