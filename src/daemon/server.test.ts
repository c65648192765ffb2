import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync, readdirSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { fixedScanner, plain } from '../../test/support/fixed-scanner.ts'
import { listen } from '../net/listen.ts'
import type { Scanner } from '../scan/scanner.ts'
import { type Server, type ServerOptions, serve, serverDefaults } from './server.ts'

interface Running {
  readonly server: Server
  readonly port: number
  readonly log: string[]
}

const running: Running[] = []
afterEach(async () => {
  for (const { server } of running.splice(0)) await server.stop()
})

async function start(options: Partial<ServerOptions> = {}, scanner: Scanner = fixedScanner()): Promise<Running> {
  const listener = await listen({ type: 'tcp', host: '127.0.0.1', port: 0 })
  if (listener.address.type !== 'tcp') throw new Error('no TCP')
  const log: string[] = []
  const note = (line: string): void => void log.push(line)
  const server = serve(
    () => scanner,
    [listener],
    { ...serverDefaults, ...options },
    {
      log: { info: note, warn: note, error: (line) => void log.push(`error: ${line}`) },
      hostNameOf: async () => 'client.example.com',
    },
  )
  const started = { server, port: listener.address.port, log }
  running.push(started)
  return started
}

/** Sends the bytes and collects all that comes back; a reset counts as the end. */
function ask(port: number, bytes: Uint8Array | string, half = true): Promise<string> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = []
    const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
    const end = (): void => {
      resolve(Buffer.concat(chunks).toString('latin1'))
      socket.destroy()
    }
    socket
      .on('data', (chunk) => chunks.push(chunk))
      .on('end', end)
      .on('close', end)
    socket.on('error', end)
    if (half) socket.end(bytes)
    else socket.write(bytes)
  })
}

const CHECK = 'CHECK SPAMC/1.2\r\n\r\nSubject: hi\n\nhello\n'
const CLEAN = 'SPAMD/1.1 0 EX_OK\r\nSpam: False ; 2.7 / 5.0\r\n\r\n'

test('a connection is logged with who and where from', async () => {
  const { port, log } = await start()
  expect(await ask(port, CHECK)).toBe(CLEAN)
  expect(log[0]).toMatch(/^connection from client\.example\.com \[127\.0\.0\.1\]:\d+ to port \d+, fd \d+$/)
})

test('who is not allowed is cut off before a byte is read, and logged', async () => {
  const { port, log } = await start({ allowedIps: ['10.0.0.0/8', '[::1]'] })
  expect(await ask(port, CHECK)).toBe('')
  await new Promise((resolve) => setTimeout(resolve, 20))
  expect(log).toEqual([expect.stringMatching(/^unauthorized connection from client\.example\.com \[127\.0\.0\.1\]:/)])
})

test("allowed addresses in spamd's spellings", async () => {
  for (const allowedIps of [['127.0.0.0/8'], ['127.'], ['127.0.0.1', '127.0.0.1'], ['[127.0.0.1]']]) {
    const { port } = await start({ allowedIps })
    expect(await ask(port, CHECK)).toBe(CLEAN)
  }
  await expect(start({ allowedIps: ['nonsense'] })).rejects.toMatchObject({ code: 'ALLOWED_IPS' })
})

test('stopping lets a running request end, and cuts silent connections', async () => {
  let begun = (): void => undefined
  const began = new Promise<void>((resolve) => (begun = resolve))
  const scanner = fixedScanner(async (request) => {
    begun()
    await new Promise((resolve) => setTimeout(resolve, 100))
    return plain(request)
  })
  const { server, port } = await start({}, scanner)
  const silent = ask(port, '', false)
  const answer = ask(port, CHECK)
  await began
  await server.stop()
  expect(await answer).toBe(CLEAN)
  expect(await silent).toBe('')
  expect(await ask(port, CHECK)).toBe('')
})

test('noise of all kinds hurts nobody: well-formed requests beside it are answered', async () => {
  const { port, log } = await start({ timeoutTcp: 2, timeoutChild: 2 })
  const noise: (() => Promise<unknown>)[] = [
    () => ask(port, randomBytes(1 + (randomBytes(2).readUInt16LE() % 5000))),
    () => ask(port, Buffer.concat([Buffer.from('CHECK SPAMC/1.5\r\n'), randomBytes(300)])),
    () =>
      ask(
        port,
        Buffer.concat([
          Buffer.from('CHECK SPAMC/1.5\r\nContent-length: 99\r\nCompress: zlib\r\n\r\n'),
          randomBytes(99),
        ]),
      ),
    () => ask(port, Buffer.concat([Buffer.from('PROCESS SPAMC/1.0\r\n'), randomBytes(10_000)])),
    () => ask(port, `CHECK SPAMC/1.2\r\nX: ${'y'.repeat(200_000)}\r\n\r\n`),
    () => ask(port, `CHECK SPAMC/1.2\r\n${'X: y\r\n'.repeat(10_000)}`),
    () => ask(port, 'x'.repeat(1_000_000)),
    () => ask(port, 'CHECK SPAMC/1.2\r\nContent-length: 999999999999999999999\r\n\r\nx'),
    () => ask(port, 'CHECK SPAMC/1.2\r\nContent-length: 5\r\n\r\nmore than five bytes'),
    () => ask(port, 'CHECK SPAMC/1.2\r\nContent-length: 500\r\n\r\nless'),
    () => ask(port, 'CHECK SPAMC/1.2\r\n', false),
    () => ask(port, '', false),
    () => resets(port, 'CHECK SPAMC/1.2\r\nContent-length: 500\r\n\r\nless'),
    () => trickles(port, 'CHECK SPAMC/1.2\r\n'),
    () => ask(port, 'TELL SPAMC/1.5\r\nMessage-class: spam\r\nSet: local\r\nContent-length: 9\r\n\r\nX: y\n\nab\n'),
  ]
  const all = Promise.all(Array.from({ length: 150 }, (_, i) => noise[i % noise.length]?.()))
  for (let i = 0; i < 50; i++) expect(await ask(port, CHECK)).toBe(CLEAN)
  await all
  expect(await ask(port, CHECK)).toBe(CLEAN)
  expect(log.filter((line) => line.startsWith('error:'))).toEqual([])
})

test('an answer reaches a client that goes on sending', async () => {
  const { port } = await start()
  expect(await ask(port, `NOISE\r\n${'x'.repeat(3_000_000)}`)).toBe('SPAMD/1.0 76 Bad header line: NOISE\r\n')
})

test.skipIf(!existsSync('/proc/self/fd'))(
  'a connection that was reset before it was accepted keeps no descriptor',
  async () => {
    const { port } = await start()
    const descriptors = (): number => readdirSync('/proc/self/fd').length
    const before = descriptors()
    // While this process waits for the other, it accepts nobody.
    const client = `const net = require('node:net')
    for (let i = 0; i < 50; i++) {
      const socket = net.connect(${port}, '127.0.0.1', () => socket.resetAndDestroy())
    }`
    execFileSync(process.execPath, ['-e', client])
    expect(await ask(port, CHECK)).toBe(CLEAN)
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect(descriptors() - before).toBeLessThan(10)
  },
)

function resets(port: number, bytes: string): Promise<void> {
  return new Promise((resolve) => {
    const socket: Socket = connect(port, '127.0.0.1', () => {
      socket.write(bytes, () => socket.resetAndDestroy())
    })
    socket.on('error', () => undefined).on('close', () => resolve())
  })
}

function trickles(port: number, bytes: string): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    let at = 0
    const timer = setInterval(() => socket.write(bytes[at++ % bytes.length] ?? ''), 20)
    socket
      .on('error', () => undefined)
      .on('close', () => {
        clearInterval(timer)
        resolve()
      })
    socket.resume()
  })
}
