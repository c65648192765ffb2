// What processor time was used for. On Linux only: it is read from /proc, in ticks of 10 ms.
import { readFileSync } from 'node:fs'
import { familyOf } from './process-family.ts'

const TICKS_PER_SECOND = 100

/** Seconds that each core has been busy since the machine started, by the text of /proc/stat. */
export function busySeconds(stat: string): number[] {
  return [...stat.matchAll(/^cpu\d+ (.*)$/gm)].map(([, row]) => {
    // user nice system idle iowait irq softirq steal; what follows is contained in the first two
    const ticks = (row ?? '').split(' ').slice(0, 8).map(Number)
    const [idle = 0, waiting = 0] = ticks.slice(3, 5)
    return (ticks.reduce((sum, some) => sum + some, 0) - idle - waiting) / TICKS_PER_SECOND
  })
}

/** Seconds of processor time that a process has used, by the text of /proc/PID/stat; those of ended children too. */
export function usedSeconds(stat: string): number {
  // The name stands in parentheses and may contain anything.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const times = fields.slice(11, 15).map(Number)
  return times.reduce((sum, ticks) => sum + ticks, 0) / TICKS_PER_SECOND
}

/** Seconds of processor time that a process and its descendants have used. */
export function familySeconds(pid: number): number {
  let sum = 0
  for (const member of familyOf(pid)) {
    try {
      sum += usedSeconds(readFileSync(`/proc/${member}/stat`, 'latin1'))
    } catch {
      // it has ended
    }
  }
  return sum
}

/** A moment of the processor's clocks. */
export interface Clocks {
  readonly wall: number
  readonly busy: readonly number[]
  readonly daemon: number
  readonly generator: number
}

/** The clocks now, in seconds. */
export function readClocks(daemon: number): Clocks {
  const { user, system } = process.cpuUsage()
  return {
    wall: performance.now() / 1000,
    busy: busySeconds(readFileSync('/proc/stat', 'latin1')),
    daemon: familySeconds(daemon),
    generator: (user + system) / 1e6,
  }
}

/** What a stretch of time was used for, in seconds of processor time. */
export interface Share {
  readonly wall: number
  readonly daemon: number
  readonly generator: number
  /** All that neither of them used, on all cores. */
  readonly others: number
  /** What the daemon used or could have used on its cores: all but what went to the generator and to others. */
  readonly left: number
}

/** Compares two moments. `cores` are those of the daemon. */
export function shareOf(before: Clocks, after: Clocks, cores: readonly number[]): Share {
  const wall = after.wall - before.wall
  const daemon = after.daemon - before.daemon
  const generator = after.generator - before.generator
  const busy = after.busy.map((seconds, core) => seconds - (before.busy[core] ?? 0))
  const all = busy.reduce((sum, seconds) => sum + seconds, 0)
  const there = cores.reduce((sum, core) => sum + (busy[core] ?? 0), 0)
  const free = Math.max(0, wall * cores.length - there)
  return { wall, daemon, generator, others: Math.max(0, all - daemon - generator), left: daemon + free }
}

/** How quick a daemon is where it has all the time of so many cores. */
export interface Rate {
  /** Messages a second of the processor time that was left to it. */
  readonly perLeftSecond: number
  readonly cores: number
}

/** How much more a daemon does in one way than in another, had neither the generator nor others taken anything of its cores. */
export function speedUp(one: Rate, other: Rate): number {
  return (other.perLeftSecond * other.cores) / (one.perLeftSecond * one.cores)
}
