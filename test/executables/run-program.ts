import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import path from 'node:path'

/** A program of ours, as it stands in the repository. */
export function ourProgram(name: string): string {
  return path.join(import.meta.dirname, '..', '..', 'bin', name)
}

/** What a program printed and how it ended. */
export interface ProgramResult {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
}

/** The environment that test harnesses leave: a short PATH, with an old Node in it or none. */
export const PLAIN_ENVIRONMENT = { PATH: '/bin:/usr/bin:/usr/local/bin', LANG: 'C', LC_ALL: 'C' }

/** Runs a program to its end. */
export function run(
  program: string,
  args: readonly string[],
  options: {
    readonly cwd: string
    readonly input?: Uint8Array | string
    readonly env?: Readonly<Record<string, string>>
  },
): Promise<ProgramResult> {
  return new Promise((resolve, reject) => {
    const env = { ...PLAIN_ENVIRONMENT, HOME: path.join(options.cwd, 'home'), ...options.env }
    const child = spawn(program, args, { cwd: options.cwd, env, stdio: 'pipe' })
    const out: Buffer[] = []
    const err: Buffer[] = []
    child.stdout.on('data', (bytes: Buffer) => out.push(bytes))
    child.stderr.on('data', (bytes: Buffer) => err.push(bytes))
    child.on('error', reject)
    child.on('close', (status) => {
      const text = (chunks: Buffer[]): string => Buffer.concat(chunks).toString('latin1')
      resolve({ status, stdout: text(out), stderr: text(err) })
    })
    child.stdin.on('error', () => undefined) // not every program reads its input
    child.stdin.end(options.input ?? '')
  })
}

const running = new Set<ChildProcess>()

/** Ends every spamd that a failed test left running. */
export function endAll(): void {
  for (const child of running) child.kill('SIGKILL')
}

/** A spamd that runs, started by a program of this name. */
export interface RunningSpamd {
  readonly port: number
  readonly pid: number
  /** What it said on standard error so far. */
  errors(): string
  signal(name: NodeJS.Signals): void
  /** SIGTERM, and its exit status. */
  stop(): Promise<number | null>
}

/**
 * Starts a spamd as SpamAssassin's tests do: in its directory, with debug output, with relative paths; it is up when the
 * PID file is there.
 */
export async function startSpamd(
  program: string,
  args: readonly string[],
  cwd: string,
  patienceMs = 90_000,
): Promise<RunningSpamd> {
  const port = await freePort()
  const pidFile = path.join(cwd, 'spamd.pid')
  rmSync(pidFile, { force: true })
  const filled = args.map((arg) => arg.replaceAll('{port}', String(port)))
  const child = spawn(program, filled, {
    cwd,
    env: { ...PLAIN_ENVIRONMENT, HOME: path.join(cwd, 'home') },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  running.add(child)
  child.once('exit', () => running.delete(child))
  let said = ''
  child.stderr.setEncoding('latin1').on('data', (text: string) => {
    said += text
  })
  const exited = new Promise<number | null>((resolve) => child.once('exit', (status) => resolve(status)))
  const deadline = Date.now() + patienceMs
  let pid = Number.NaN
  while (!(pid > 0)) {
    if (child.exitCode !== null || Date.now() > deadline) throw new Error(`spamd does not start:\n${said}`)
    await pause(50)
    pid = readPid(pidFile)
  }
  return {
    port,
    pid,
    errors: () => said,
    signal: (name) => void process.kill(pid, name),
    stop: () => {
      if (child.exitCode === null) process.kill(pid, 'SIGTERM')
      return exited
    },
  }
}

/** The number in a PID file; NaN as long as there is none. */
export function readPid(file: string): number {
  try {
    return Number(readFileSync(file, 'latin1').trim() || Number.NaN)
  } catch {
    return Number.NaN
  }
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

/** A TCP port that is free now. */
export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}
