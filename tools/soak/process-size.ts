import { readdirSync, readFileSync } from 'node:fs'

/** What a process holds at one moment. */
export interface ProcessSize {
  /** Resident memory, in megabytes. */
  readonly megabytes: number
  readonly descriptors: number
  readonly threads: number
}

/** Reads it from /proc, so on Linux only; throws where there is no such process. */
export function processSize(pid: number): ProcessSize {
  const status = readFileSync(`/proc/${pid}/status`, 'latin1')
  const field = (name: string): number => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1])
  return {
    megabytes: Math.round(field('VmRSS') / 1024),
    descriptors: readdirSync(`/proc/${pid}/fd`).length,
    threads: field('Threads'),
  }
}

/** The median of what was seen. */
export function medianOf(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}
