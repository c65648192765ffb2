import type { Socket } from 'node:net'
import { deserialize, serialize } from 'node:v8'

// A page of rows is some hundred kilobytes; a lesson some ten.
const LARGEST = 64 * 1024 * 1024
const LENGTH_BYTES = 4

/** Values over a socket between processes of one machine: each is its length in four bytes, then V8's own serialization. */
export class MessagePipe {
  readonly #socket: Socket
  #pieces: Buffer[] = []
  #buffered = 0

  constructor(
    socket: Socket,
    handlers: { readonly message: (value: unknown) => void; readonly close: (error: Error | undefined) => void },
  ) {
    this.#socket = socket
    let failure: Error | undefined
    socket.on('data', (bytes: Buffer) => {
      try {
        for (const value of this.#read(bytes)) handlers.message(value)
      } catch (error) {
        failure = error instanceof Error ? error : new Error(String(error))
        socket.destroy()
      }
    })
    socket.on('error', (error) => {
      failure ??= error
    })
    socket.on('close', () => handlers.close(failure))
  }

  send(value: unknown): void {
    if (!this.#socket.writable) return // whoever waits for an answer hears that it was closed
    const body = serialize(value)
    const head = Buffer.allocUnsafe(LENGTH_BYTES)
    head.writeUInt32BE(body.length)
    this.#socket.cork()
    this.#socket.write(head)
    this.#socket.write(body)
    this.#socket.uncork()
  }

  /** Ends it once everything sent has gone. */
  end(): void {
    this.#socket.end()
  }

  destroy(): void {
    this.#socket.destroy()
  }

  /** Whether the process stays for it. */
  keepAlive(stay: boolean): void {
    if (stay) this.#socket.ref()
    else this.#socket.unref()
  }

  *#read(bytes: Buffer): Generator<unknown> {
    this.#pieces.push(bytes)
    this.#buffered += bytes.length
    while (this.#buffered >= LENGTH_BYTES) {
      const first = this.#pieces[0]
      const start = first && first.length >= LENGTH_BYTES ? first : this.#joined()
      const length = start.readUInt32BE(0)
      if (length > LARGEST) throw new Error(`a message of ${length} bytes`)
      if (this.#buffered < LENGTH_BYTES + length) return
      const all = this.#joined()
      const rest = all.subarray(LENGTH_BYTES + length)
      this.#pieces = rest.length > 0 ? [rest] : []
      this.#buffered = rest.length
      yield deserialize(all.subarray(LENGTH_BYTES, LENGTH_BYTES + length))
    }
  }

  #joined(): Buffer {
    const joined = this.#pieces.length === 1 ? this.#pieces[0] : undefined
    if (joined) return joined
    const all = Buffer.concat(this.#pieces)
    this.#pieces = [all]
    return all
  }
}
