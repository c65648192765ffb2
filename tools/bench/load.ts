import { setTimeout as sleep } from 'node:timers/promises'
import { type Clocks, readClocks, shareOf } from './processor-time.ts'
import { PROTOCOLS } from './protocols.ts'
import type { Server } from './servers.ts'
import { quantile } from './statistics.ts'

/** People at a mail client notice this. */
export const SLOW_MS = 300
/** A client whose connection failed does not come back at once. */
const RETRY_MS = 50

/** What a run of load came to; times of answers in milliseconds, shares of processor time in seconds. */
export interface Load {
  readonly messages: number
  readonly errors: number
  readonly perSecond: number
  readonly megabytesPerSecond: number
  readonly p50: number
  readonly p95: number
  readonly p99: number
  readonly least: number
  readonly most: number
  /** Answers that took longer than SLOW_MS. */
  readonly slow: number
  /** Processor time of the daemon a message, in milliseconds. */
  readonly cpuMs: number
  /** Messages a second of the processor time that was left to the daemon on its cores. */
  readonly perLeftSecond: number
  /** Shares of the machine's processor time that went to the generator and to neither of them, 0 to 1. */
  readonly generator: number
  readonly others: number
}

/** Sends all messages so many times over, so many at a time. */
export async function load(
  server: Server,
  messages: readonly Buffer[],
  concurrency: number,
  passes = 1,
): Promise<Load> {
  const total = messages.length * passes
  let next = 0
  const before = readClocks(server.pid)
  const sent = await send(server, concurrency, () => (next < total ? messages[next++ % messages.length] : undefined))
  return loadOf(server, before, sent)
}

/** The same for so many seconds, whatever number of messages that comes to. */
export async function loadFor(
  server: Server,
  messages: readonly Buffer[],
  concurrency: number,
  seconds: number,
): Promise<Load> {
  const end = performance.now() + seconds * 1000
  let next = 0
  const before = readClocks(server.pid)
  const more = (): Buffer | undefined => (performance.now() < end ? messages[next++ % messages.length] : undefined)
  return loadOf(server, before, await send(server, concurrency, more))
}

/**
 * Each worker compiles its code again and again until it is at its quickest, and fills its lists on the first need: so much
 * processor time it is given for that, in seconds.
 */
const WARM_SECONDS = 5

/**
 * Sends all messages over and over until the daemon is warm. Returns how many passes a run has that takes the daemon so many
 * seconds of processor time, at least one.
 */
export async function warmUp(
  server: Server,
  messages: readonly Buffer[],
  leastSeconds: number,
  concurrency = 1,
): Promise<number> {
  for (let left = WARM_SECONDS * server.workers; ; ) {
    const { cpuMs } = await load(server, messages, concurrency)
    const pass = (cpuMs * messages.length) / 1000
    left -= pass
    if (left <= 0 || pass === 0) return Math.max(1, Math.ceil(leastSeconds / Math.max(pass, 0.01)))
  }
}

interface Sent {
  readonly times: readonly number[]
  readonly errors: number
  readonly bytes: number
  readonly seconds: number
}

async function send(server: Server, concurrency: number, next: () => Buffer | undefined): Promise<Sent> {
  const ask = PROTOCOLS[server.protocol]
  const times: number[] = []
  let errors = 0
  let bytes = 0
  const began = performance.now()
  const client = async (): Promise<void> => {
    for (let message = next(); message; message = next()) {
      const start = performance.now()
      const answered = await ask(server.port, message)
      times.push(performance.now() - start)
      bytes += message.length
      if (answered) continue
      errors++
      await sleep(RETRY_MS)
    }
  }
  await Promise.all(Array.from({ length: concurrency }, client))
  return { times, errors, bytes, seconds: (performance.now() - began) / 1000 }
}

function loadOf(server: Server, before: Clocks, { times, errors, bytes, seconds }: Sent): Load {
  const after = readClocks(server.pid)
  const share = shareOf(before, after, server.cores)
  const whole = share.wall * after.busy.length
  const messages = times.length
  return {
    messages,
    errors,
    perSecond: messages / seconds,
    megabytesPerSecond: bytes / 1e6 / seconds,
    p50: quantile(times, 0.5),
    p95: quantile(times, 0.95),
    p99: quantile(times, 0.99),
    least: quantile(times, 0),
    most: quantile(times, 1),
    slow: times.filter((time) => time > SLOW_MS).length,
    cpuMs: (share.daemon * 1000) / messages,
    perLeftSecond: messages / share.left,
    generator: share.generator / whole,
    others: share.others / whole,
  }
}
