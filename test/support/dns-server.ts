import { createSocket } from 'node:dgram'
import { createServer, type Socket } from 'node:net'
import dnsPacket, { type Answer, type DecodedPacket } from 'dns-packet'

/** What a server under test knows of one name and type. */
export interface ZoneAnswer {
  readonly rcode?: 'NOERROR' | 'NXDOMAIN' | 'SERVFAIL' | 'REFUSED'
  readonly answers?: readonly Answer[]
  readonly authorities?: readonly Answer[]
}

/** A question as the server reads it, in lower case. */
export interface ServerQuestion {
  readonly name: string
  readonly type: string
  readonly transport: 'udp' | 'tcp'
}

/** What the server sends back: packets, each after so many milliseconds; none to stay silent. */
export type Reply = readonly { readonly bytes: Uint8Array; readonly afterMs: number }[]

/** A name server on a port of its own on loopback, over UDP and TCP. */
export interface TestDnsServer {
  readonly port: number
  /** Every question so far: `A/name`. */
  readonly asked: string[]
  close(): Promise<void>
}

const RCODES = { NOERROR: 0, NXDOMAIN: 3, SERVFAIL: 2, REFUSED: 5 } as const
const AUTHORITATIVE_AND_RECURSIVE = 0x0580

/** An answer as bytes. */
export function encodeReply(packet: DecodedPacket, answer: ZoneAnswer, flags = 0): Buffer {
  return dnsPacket.encode({
    type: 'response',
    id: packet.id ?? 0,
    flags: AUTHORITATIVE_AND_RECURSIVE | flags | RCODES[answer.rcode ?? 'NOERROR'],
    questions: packet.questions ?? [],
    answers: [...(answer.answers ?? [])],
    authorities: [...(answer.authorities ?? [])],
  })
}

/** The SOA record that says how long the lack of a name holds. */
export function soa(zone: string, seconds = 300): Answer {
  const data = {
    mname: `ns.${zone}`,
    rname: `root.${zone}`,
    serial: 1,
    refresh: 1,
    retry: 1,
    expire: 1,
    minimum: seconds,
  }
  return { type: 'SOA', name: zone, ttl: seconds, data }
}

/** Starts a server; `reply` decides on each question. */
export async function startDnsServer(
  reply: (question: ServerQuestion, packet: DecodedPacket, raw: Buffer) => Reply,
): Promise<TestDnsServer> {
  const asked: string[] = []
  const timers = new Set<NodeJS.Timeout>()
  const udp = createSocket({ type: 'udp4', recvBufferSize: 1 << 22, sendBufferSize: 1 << 22 })
  const sockets = new Set<Socket>()
  const handle = (raw: Buffer, transport: 'udp' | 'tcp', send: (bytes: Uint8Array) => void): void => {
    const packet = dnsPacket.decode(raw) as DecodedPacket
    const question = packet.questions?.[0]
    if (!question) return
    const name = question.name.toLowerCase()
    asked.push(`${question.type}/${name}`)
    for (const { bytes, afterMs } of reply({ name, type: question.type, transport }, packet, raw)) {
      if (afterMs === 0) {
        send(bytes)
        continue
      }
      const timer = setTimeout(() => {
        timers.delete(timer)
        send(bytes)
      }, afterMs)
      timers.add(timer)
    }
  }
  udp.on('message', (raw, from) =>
    handle(raw, 'udp', (bytes) => udp.send(bytes, from.port, from.address, () => undefined)),
  )
  const tcp = createServer((socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => socket.destroy())
    let held = Buffer.alloc(0)
    socket.on('data', (chunk) => {
      held = Buffer.concat([held, chunk])
      while (held.length >= 2 && held.length >= held.readUInt16BE(0) + 2) {
        const raw = held.subarray(2, held.readUInt16BE(0) + 2)
        held = held.subarray(raw.length + 2)
        handle(raw, 'tcp', (bytes) => {
          const length = Buffer.alloc(2)
          length.writeUInt16BE(bytes.length)
          socket.write(Buffer.concat([length, bytes]))
        })
      }
    })
  })
  // Both transports on one port; where the port is taken for one of them, another is tried.
  const port = await new Promise<number>((resolve, reject) => {
    tcp.once('error', reject)
    tcp.listen(0, '127.0.0.1', () => {
      const { port: chosen } = tcp.address() as { port: number } // it listens on TCP
      udp.once('error', reject)
      udp.bind(chosen, '127.0.0.1', () => resolve(chosen))
    })
  })
  return {
    port,
    asked,
    close: async () => {
      for (const timer of timers) clearTimeout(timer)
      for (const socket of sockets) socket.destroy()
      await Promise.all([
        new Promise<void>((resolve) => udp.close(() => resolve())),
        new Promise<void>((resolve) => tcp.close(() => resolve())),
      ])
    },
  }
}

/** Starts a server that answers at once from a function of name and type; over UDP, long answers come truncated. */
export function startZoneServer(zone: (name: string, type: string) => ZoneAnswer): Promise<TestDnsServer> {
  return startDnsServer(({ name, type, transport }, packet) => {
    const bytes = encodeReply(packet, zone(name, type))
    if (transport === 'tcp' || bytes.length <= MAX_UDP_BYTES) return [{ bytes, afterMs: 0 }]
    return [{ bytes: encodeReply(packet, {}, TRUNCATED), afterMs: 0 }]
  })
}

const MAX_UDP_BYTES = 1232
const TRUNCATED = 0x0200
