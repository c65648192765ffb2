import { type ChildProcess, spawn } from 'node:child_process'
import net from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { FILTERS, type FilterName } from './filters.ts'
import { familyMemory, type Memory } from './process-family.ts'
import { familySeconds } from './processor-time.ts'
import { PROTOCOLS, type Protocol } from './protocols.ts'

/** A filter that runs. */
export interface Server {
  readonly name: FilterName
  readonly protocol: Protocol
  readonly port: number
  readonly pid: number
  readonly cores: readonly number[]
  readonly workers: number
  /** Seconds from its start to its first answer. */
  readonly startSeconds: number
  /** Seconds of processor time that this took it. */
  readonly startCpuSeconds: number
  /** Seconds from its start to its first screen; undefined where it shows nothing. */
  readonly screenSeconds: number | undefined
  /** What it has shown so far. */
  readonly screen: string
  memory(): Memory
  /** Sends SIGHUP, on which all of them read their configuration anew. */
  reload(): void
  stop(): Promise<void>
}

/** Longer than the slowest start with everything to compile. */
const START_LIMIT_MS = 180_000
const ASK_AGAIN_MS = 10
const STOP_LIMIT_MS = 10_000
const MAX_SCREEN = 10_000
const FIRST = Buffer.from('From: a@example.com\nSubject: first\n\nThe first message.\n')

const running = new Set<ChildProcess>()
// Whatever ends this program ends them.
process.on('exit', () => running.forEach((child) => void signalGroup(child, 'SIGKILL')))

/** Starts a filter on these cores, and waits for its first answer. */
export async function startServer(
  name: FilterName,
  cores: readonly number[],
  workers: number,
  more: readonly string[] = [],
): Promise<Server> {
  const { ready } = FILTERS[name]
  if (ready && !ready()) await firstStart(name, cores, ready)
  return start(name, cores, workers, more)
}

async function firstStart(name: FilterName, cores: readonly number[], ready: () => boolean): Promise<void> {
  const server = await start(name, cores, 1, [])
  const limit = performance.now() + START_LIMIT_MS
  while (!ready()) {
    if (performance.now() > limit) throw new Error(`${name} makes nothing ready`)
    await sleep(500)
  }
  await server.stop()
}

async function start(
  name: FilterName,
  cores: readonly number[],
  workers: number,
  more: readonly string[],
): Promise<Server> {
  const port = await freePort()
  const { command, protocol } = FILTERS[name]
  const began = performance.now()
  const words = ['-c', cores.join(','), ...command(port, workers, more)]
  // Logs go nowhere: a reader of them would take time from the generator.
  const child = spawn('taskset', words, { stdio: ['ignore', 'pipe', 'ignore'], detached: true })
  running.add(child)
  let screenMs: number | undefined
  let said = ''
  child.stdout.on('data', (bytes: Buffer) => {
    screenMs ??= performance.now() - began
    if (said.length < MAX_SCREEN) said += bytes
  })
  const failed = new Promise<never>((_, reject) => child.once('error', reject))
  const answered = async (): Promise<void> => {
    while (!(await PROTOCOLS[protocol](port, FIRST))) {
      if (child.exitCode !== null) throw new Error(`${child.exitCode} was the end of: ${words.slice(2).join(' ')}`)
      if (performance.now() - began > START_LIMIT_MS) throw new Error(`no answer from: ${words.slice(2).join(' ')}`)
      await sleep(ASK_AGAIN_MS)
    }
  }
  await Promise.race([answered(), failed])
  const startSeconds = (performance.now() - began) / 1000
  const pid = child.pid ?? 0
  const startCpuSeconds = familySeconds(pid)
  // What is said right behind the first answer counts, too.
  await sleep(200)
  return {
    name,
    protocol,
    port,
    pid,
    cores,
    workers,
    startSeconds,
    startCpuSeconds,
    screenSeconds: screenMs === undefined ? undefined : screenMs / 1000,
    get screen() {
      return said
    },
    memory: () => familyMemory(pid),
    reload: () => void child.kill('SIGHUP'),
    stop: () => stop(child),
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = net.createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as net.AddressInfo // `as`: it listens on TCP
      probe.close(() => resolve(port))
    })
  })
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return
  try {
    process.kill(-child.pid, signal)
  } catch {
    // all of it has ended
  }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) {
    const ended = new Promise((resolve) => child.once('exit', resolve))
    child.kill('SIGTERM')
    await Promise.race([ended, sleep(STOP_LIMIT_MS)])
  }
  // What the daemon has left behind.
  signalGroup(child, 'SIGKILL')
  running.delete(child)
}
