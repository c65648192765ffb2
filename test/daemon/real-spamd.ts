import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { connect, createServer } from 'node:net'

const SPAMD = '/usr/sbin/spamd'
const SPAMC = '/usr/bin/spamc'

/** Whether SpamAssassin's daemon and client are on this machine. */
export const haveSpamd = existsSync(SPAMD) && existsSync(SPAMC)

/** Where a daemon listens. */
export interface Door {
  readonly port: number
  readonly socket: string
}

/** A spamd of SpamAssassin that runs for a test. */
export interface RealSpamd extends Door {
  /** Its log so far, without times and process ids. */
  readonly log: readonly string[]
  stop(): Promise<void>
}

/** Starts SpamAssassin's own daemon, without network tests and user preferences; it is ready when this resolves. */
export async function startRealSpamd(socket: string): Promise<RealSpamd> {
  const port = await freePort()
  const args = ['-L', '-x', '-i', `127.0.0.1:${port}`, `--socketpath=${socket}`, '-s', 'stderr', '-m', '2']
  const child = spawn(SPAMD, args, { stdio: ['ignore', 'ignore', 'pipe'] })
  const log: string[] = []
  let rest = ''
  child.stderr.setEncoding('latin1').on('data', (text: string) => {
    const lines = (rest + text).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) log.push(line.replace(/^.*?\[\d+\] /, ''))
  })
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const deadline = Date.now() + 60_000
  while (!log.some((line) => line.includes('server pid:'))) {
    if (child.exitCode !== null || Date.now() > deadline) throw new Error(`spamd does not start:\n${log.join('\n')}`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  return {
    port,
    socket,
    log,
    stop: async () => {
      child.kill('SIGTERM')
      await exited
    },
  }
}

/** What spamc printed and how it ended. */
export interface SpamcResult {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Runs the unmodified spamc; `{socket}` in its options stands for the daemon's Unix socket, without it the port is used. */
export function spamc(door: Door, options: readonly string[], message: Uint8Array): Promise<SpamcResult> {
  const unix = options.includes('{socket}')
  const where = unix ? [] : ['-d', '127.0.0.1', '-p', String(door.port)]
  const given = options.map((option) => (option === '{socket}' ? door.socket : option))
  return new Promise((resolve, reject) => {
    const child = spawn(SPAMC, ['-F', '/dev/null', ...where, ...given], { stdio: 'pipe' })
    const out: Buffer[] = []
    const err: Buffer[] = []
    child.stdout.on('data', (bytes: Buffer) => out.push(bytes))
    child.stderr.on('data', (bytes: Buffer) => err.push(bytes))
    child.on('error', reject)
    child.on('close', (status) => {
      const text = (chunks: Buffer[]): string => Buffer.concat(chunks).toString('latin1')
      resolve({ status, stdout: text(out), stderr: text(err) })
    })
    child.stdin.on('error', () => undefined) // spamc does not always read its input to the end
    child.stdin.end(message)
  })
}

/** Sends bytes as they are, closes this side, and gives back all that comes. */
export function raw(door: Door, bytes: Uint8Array): Promise<string> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = []
    const done = (): void => resolve(Buffer.concat(chunks).toString('latin1'))
    const socket = connect({ port: door.port, host: '127.0.0.1' })
    socket.on('data', (chunk: Buffer) => chunks.push(chunk))
    socket.on('error', done).on('close', done)
    socket.end(bytes)
  })
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}
