import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import net from 'node:net'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { load } from './load.ts'

const ROOT = path.resolve(import.meta.dirname, '..', '..')

/** A filter that speaks the spamd protocol, running on one core. */
export interface Server {
  readonly name: string
  readonly port: number
  /** Seconds from its start to its first answer. */
  readonly startSeconds: number
  /** Megabytes of all its processes: resident, and with shared pages counted by their share. */
  memory(): { resident: number; proportional: number }
  stop(): Promise<void>
}

/** How each of them is started with so many workers. */
const COMMANDS: Record<string, (port: number, workers: number) => readonly string[]> = {
  spamd: (port, workers) => [
    'spamd',
    '-L',
    '-x',
    '-m',
    `${workers}`,
    '--min-children',
    `${workers}`,
    '-A',
    '127.0.0.1',
    '-i',
    '127.0.0.1',
    '-p',
    `${port}`,
    '-s',
    'null',
  ],
  assayd: (port, workers) => [path.join(ROOT, 'bin', 'assayd'), '-L', '-m', `${workers}`, '-i', `127.0.0.1:${port}`],
}

/** Names of the filters that are installed here. */
export function installed(): string[] {
  return Object.keys(COMMANDS).filter((name) => name === 'assayd' || existsSync('/usr/sbin/spamd'))
}

/** Starts a filter on these cores (a list as taskset takes it), and waits for its first answer. */
export async function startServer(
  name: string,
  cores: string,
  workers: number,
  more: readonly string[] = [],
): Promise<Server> {
  const port = await freePort()
  const command = COMMANDS[name]
  if (!command) throw new Error(`no filter ${name}`)
  const began = performance.now()
  const child = spawn('taskset', ['-c', cores, ...command(port, workers), ...more], {
    stdio: ['ignore', 'ignore', 'ignore'],
    detached: true,
  })
  const message = Buffer.from('Subject: first\n\nThe first message.\n')
  for (;;) {
    if (child.exitCode !== null) throw new Error(`${name} ended with ${child.exitCode}`)
    if ((await load(port, 'CHECK', [message], 1)).errors === 0) break
    await sleep(20)
  }
  const startSeconds = (performance.now() - began) / 1000
  return { name, port, startSeconds, memory: () => memoryOf(child.pid ?? 0), stop: () => stop(child) }
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = net.createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as net.AddressInfo // `as`: it listens on TCP
      probe.close(() => resolve(port))
    })
  })
}

function familyOf(pid: number): number[] {
  const { stdout } = spawnSync('ps', ['-o', 'pid=', '--ppid', `${pid}`], { encoding: 'utf8' })
  const children = stdout.split(/\s+/).filter(Boolean).map(Number)
  return [pid, ...children.flatMap(familyOf)]
}

function memoryOf(pid: number): { resident: number; proportional: number } {
  let resident = 0
  let proportional = 0
  for (const member of familyOf(pid)) {
    try {
      const rollup = readFileSync(`/proc/${member}/smaps_rollup`, 'latin1')
      resident += Number(/^Rss:\s+(\d+)/m.exec(rollup)?.[1] ?? 0) / 1024
      proportional += Number(/^Pss:\s+(\d+)/m.exec(rollup)?.[1] ?? 0) / 1024
    } catch {
      // it has ended
    }
  }
  return { resident, proportional }
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.pid === undefined) return
  const ended = new Promise((resolve) => child.once('exit', resolve))
  process.kill(-child.pid, 'SIGTERM')
  await Promise.race([ended, sleep(5000).then(() => child.pid !== undefined && process.kill(-child.pid, 'SIGKILL'))])
}
