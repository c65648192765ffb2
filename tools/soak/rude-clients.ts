import net from 'node:net'
import { deflateSync } from 'node:zlib'
import { request } from './client.ts'

/** A client that does not keep to the protocol; the promise ends when its connection has. */
type RudeClient = (port: number, message: Buffer, random: () => number) => Promise<void>

/** A client gives up after this, whatever the server does. */
const PATIENCE_MS = 20_000

/** Connects, does something, and waits for the end of the connection. */
function connection(port: number, act: (socket: net.Socket) => void): Promise<void> {
  return new Promise((resolve) => {
    const socket = net.connect({ port, host: '127.0.0.1', allowHalfOpen: true }, () => act(socket))
    socket.setTimeout(PATIENCE_MS, () => socket.destroy())
    socket.on('data', () => undefined)
    socket.on('end', () => socket.end())
    socket.on('error', () => undefined)
    socket.on('close', () => resolve())
  })
}

const sends = (make: (message: Buffer, random: () => number) => Buffer | string): RudeClient => {
  return (port, message, random) => connection(port, (socket) => socket.end(make(message, random)))
}

function noise(length: number, random: () => number): Buffer {
  return Buffer.from(Array.from({ length }, () => Math.floor(random() * 256)))
}

/** By name, what such clients do. */
export const RUDE_CLIENTS: ReadonlyMap<string, RudeClient> = new Map<string, RudeClient>([
  ['leaves at once', (port) => connection(port, (socket) => socket.destroy())],
  [
    'resets',
    (port, message) =>
      connection(port, (socket) => socket.write(request('CHECK', message), () => socket.resetAndDestroy())),
  ],
  [
    'leaves in the middle',
    (port, message) =>
      connection(port, (socket) => socket.write(request('PROCESS', message).subarray(0, 200), () => socket.destroy())),
  ],
  ['says nothing', (port) => connection(port, () => undefined)],
  ['stops in a header', (port) => connection(port, (socket) => socket.write('CHECK SPAMC/1.5\r\nContent-le'))],
  [
    'sends slowly',
    (port, message) => connection(port, (socket) => drip(socket, request('CHECK', message.subarray(0, 200)), 0)),
  ],
  [
    'promises more',
    sends(
      (message) => `CHECK SPAMC/1.5\r\nContent-length: ${message.length + 1000}\r\n\r\n${message.toString('latin1')}`,
    ),
  ],
  ['promises less', sends((message) => `CHECK SPAMC/1.5\r\nContent-length: 10\r\n\r\n${message.toString('latin1')}`)],
  ['promises too much', sends(() => 'CHECK SPAMC/1.5\r\nContent-length: 99999999999999999999\r\n\r\nx')],
  ['noise', sends((_, random) => noise(1 + Math.floor(random() * 4000), random))],
  ['a line without end', sends(() => 'A'.repeat(300_000))],
  ['headers without end', sends(() => `CHECK SPAMC/1.5\r\n${'X-Header: x\r\n'.repeat(50_000)}`)],
  ['a bomb', sends(() => request('CHECK', deflateSync(Buffer.alloc(64_000_000)), ['Compress: zlib']))],
  ['no deflated data', sends((_, random) => request('CHECK', noise(500, random), ['Compress: zlib']))],
  ['speaks HTTP', sends(() => 'GET / HTTP/1.1\r\nHost: localhost\r\n\r\n')],
  [
    'does not read',
    (port, message) =>
      connection(port, (socket) => {
        socket.pause()
        socket.end(request('PROCESS', message))
        setTimeout(() => socket.destroy(), 2000)
      }),
  ],
])

function drip(socket: net.Socket, bytes: Buffer, at: number): void {
  if (socket.destroyed || at >= bytes.length) return
  socket.write(bytes.subarray(at, at + 2))
  setTimeout(() => drip(socket, bytes, at + 2), 20)
}
