import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import net from 'node:net'
import path from 'node:path'

export const root = path.resolve(import.meta.dirname, '..', '..')

/** A real daemon, started by its own launcher. */
export interface RunningAssayd {
  readonly port: number
  /** What it said at start. */
  readonly screen: string
  /** What it logs, so far. */
  log(): string
  stop(): Promise<void>
}

const START_MS = 120_000

/** A TCP port of 127.0.0.1 that nobody has. */
export async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

/** Starts `bin/assayd` on a port of its own, local tests only, and waits until it answers. */
export async function startAssayd(...options: readonly string[]): Promise<RunningAssayd> {
  const port = await freePort()
  const child = spawn(path.join(root, 'bin', 'assayd'), ['--listen', `127.0.0.1:${port}`, '--local', ...options], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const output = { screen: '', log: '' }
  child.stdout.on('data', (chunk: Buffer) => {
    output.screen += chunk.toString()
  })
  child.stderr.on('data', (chunk: Buffer) => {
    output.log += chunk.toString()
  })
  await started(child, output)
  return {
    port,
    screen: output.screen,
    log: () => output.log,
    stop: async () => {
      child.kill('SIGTERM')
      if (child.exitCode === null) await once(child, 'exit')
    },
  }
}

async function started(child: ChildProcess, output: { screen: string; log: string }): Promise<void> {
  const deadline = Date.now() + START_MS
  while (!output.screen.includes('live')) {
    if (child.exitCode !== null) throw new Error(`assayd ended with ${child.exitCode}:\n${output.log}`)
    if (Date.now() > deadline) {
      child.kill('SIGKILL')
      throw new Error(`assayd did not start:\n${output.screen}\n${output.log}`)
    }
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

/** One request of the spamd protocol: the status line, headers and body of the answer, as latin1. */
export async function ask(port: number, command: string, message: string | Uint8Array): Promise<string> {
  const bytes = typeof message === 'string' ? Buffer.from(message, 'latin1') : message
  const socket = net.connect(port, '127.0.0.1')
  const chunks: Buffer[] = []
  socket.on('data', (chunk: Buffer) => chunks.push(chunk))
  socket.write(`${command} SPAMC/1.5\r\nContent-length: ${bytes.length}\r\n\r\n`)
  socket.end(bytes)
  await once(socket, 'close')
  return Buffer.concat(chunks).toString('latin1')
}
