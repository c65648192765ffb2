import { randomInt } from 'node:crypto'
import { createSocket, type Socket } from 'node:dgram'
import { isIPv6 } from 'node:net'
import type { ServerAddress } from './name-servers.ts'

/** Room for the answers of many scans that come at once. */
const RECEIVE_BUFFER_BYTES = 1 << 20
/** So often a port that is in use is replaced by another. */
const BIND_ATTEMPTS = 10

/** What a socket tells whoever sent through it. */
export interface SocketEvents {
  answer(id: number, bytes: Buffer): void
  /** The server's host said that nobody listens, or the socket broke: nothing more comes of what was sent. */
  failed(): void
}

/** One UDP socket, connected to one server from one random port, so that others cannot easily answer in its place. */
export class QuerySocket {
  readonly server: ServerAddress
  /** When it is to be replaced by one with another port, in milliseconds of `performance.now`. */
  readonly retiresAt: number
  /** Ids of questions that wait for an answer. */
  readonly inFlight = new Set<number>()
  closed = false
  readonly #socket: Socket
  readonly #waiting: Buffer[] = []
  readonly #events: SocketEvents
  #connected = false

  constructor(server: ServerAddress, ports: readonly number[] | undefined, retiresAt: number, events: SocketEvents) {
    this.server = server
    this.retiresAt = retiresAt
    this.#events = events
    this.#socket = createSocket({
      type: isIPv6(server.address) ? 'udp6' : 'udp4',
      recvBufferSize: RECEIVE_BUFFER_BYTES,
    })
    // Timers of those who wait keep the process going; the socket alone must not.
    this.#socket.unref()
    this.#socket.on('message', (bytes) => {
      if (bytes.length >= 2) events.answer(bytes.readUInt16BE(0), bytes)
    })
    this.#bind(ports, BIND_ATTEMPTS)
  }

  /** An id that no question of this socket has; undefined when it has too many. */
  newId(): number | undefined {
    for (let attempt = 0; attempt < 20; attempt++) {
      const id = randomInt(65_536)
      if (!this.inFlight.has(id)) {
        this.inFlight.add(id)
        return id
      }
    }
    return undefined
  }

  send(packet: Buffer): void {
    if (this.closed) return
    if (this.#connected) this.#socket.send(packet, (error) => error && this.#fail())
    else this.#waiting.push(packet)
  }

  close(): void {
    if (this.closed) return
    this.closed = true
    this.#socket.close()
  }

  #bind(ports: readonly number[] | undefined, attempts: number): void {
    const port = ports === undefined ? 0 : (ports[randomInt(ports.length)] ?? 0)
    const refused = (): void => {
      this.#socket.removeListener('error', refused)
      if (attempts > 1) this.#bind(ports, attempts - 1)
      else this.#fail()
    }
    this.#socket.once('error', refused)
    const connect = (): void => {
      this.#socket.removeListener('error', refused)
      this.#socket.on('error', () => this.#fail())
      if (!this.closed) this.#socket.connect(this.server.port, this.server.address, () => this.#begin())
    }
    if (port === 0) connect()
    else this.#socket.bind({ port, exclusive: true }, connect)
  }

  #begin(): void {
    this.#connected = true
    for (const packet of this.#waiting.splice(0)) this.send(packet)
  }

  #fail(): void {
    if (this.closed) return
    this.close()
    this.#events.failed()
  }
}
