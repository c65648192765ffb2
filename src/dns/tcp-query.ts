import { connect } from 'node:net'
import type { ServerAddress } from './name-servers.ts'

/** Asks over TCP, for answers too long for UDP. `done` gets undefined when none came; returns how to call it off. */
export function tcpQuery(
  server: ServerAddress,
  packet: Buffer,
  timeoutMs: number,
  done: (answer: Buffer | undefined) => void,
): () => void {
  let pending = true
  const chunks: Buffer[] = []
  let size = 0
  const socket = connect({ host: server.address, port: server.port })
  const finish = (answer: Buffer | undefined): void => {
    if (!pending) return
    pending = false
    socket.destroy()
    done(answer)
  }
  socket.setTimeout(timeoutMs, () => finish(undefined))
  socket.on('error', () => finish(undefined))
  socket.on('close', () => finish(undefined))
  socket.on('connect', () => {
    const length = Buffer.alloc(2)
    length.writeUInt16BE(packet.length, 0)
    socket.write(Buffer.concat([length, packet]))
  })
  socket.on('data', (chunk) => {
    chunks.push(chunk)
    size += chunk.length
    if (size < 2) return
    const bytes = Buffer.concat(chunks)
    const length = bytes.readUInt16BE(0)
    if (size >= length + 2) finish(bytes.subarray(2, length + 2))
    else chunks.splice(0, chunks.length, bytes)
  })
  return () => {
    pending = false
    socket.destroy()
  }
}
