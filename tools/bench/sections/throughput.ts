// How many messages each filter scores, one worker each on the same core in turn, at several numbers of clients at once.
import { absentRows, type BenchRun, middle, oneOfEach, type Section, withServers } from '../bench-run.ts'
import { type Load, load, warmUp } from '../load.ts'
import { largeMessage, modernMessages, publicMessages } from '../message-sets.ts'
import type { Server } from '../servers.ts'
import { table } from '../table.ts'

const COLUMNS = [
  { head: 'filter' },
  { head: 'clients' },
  { head: 'messages/s' },
  { head: 'MB/s', decimals: 2 },
  { head: 'p50 ms', decimals: 2 },
  { head: 'p95 ms', decimals: 2 },
  { head: 'p99 ms', decimals: 2 },
  { head: 'least ms', decimals: 2 },
  { head: 'p99/p50' },
  { head: 'daemon CPU ms', decimals: 2 },
  { head: 'others' },
  { head: 'errors', decimals: 0 },
]

interface MessageSet {
  readonly title: string
  readonly make: (run: BenchRun) => Buffer[]
  readonly concurrency: (run: BenchRun) => readonly number[]
}

const MODERN_SHARE = 4
const LARGE_COPIES = 2

const SETS: readonly MessageSet[] = [
  { title: 'Public messages', make: ({ messages }) => publicMessages(messages), concurrency: (run) => run.concurrency },
  {
    title: 'Generated modern mail',
    make: ({ messages }) => modernMessages(Math.ceil(messages / MODERN_SHARE)),
    concurrency: (run) => run.concurrency,
  },
  { title: 'A message of 10 MB', make: () => Array(LARGE_COPIES).fill(largeMessage()), concurrency: () => [1] },
]

/** All sets of messages, all filters, all numbers of clients. */
export const throughput: Section = (run) =>
  withServers(oneOfEach(run), async (servers) => {
    const parts: string[] = []
    for (const set of SETS) parts.push(await measured(set, run, servers))
    return parts.join('\n\n')
  })

async function measured(set: MessageSet, run: BenchRun, servers: readonly Server[]): Promise<string> {
  const messages = set.make(run)
  const passes = new Map<Server, number>()
  for (const server of servers) passes.set(server, await warmUp(server, messages, run.leastSeconds))
  const rows: (string | number)[][] = []
  const ratios: string[] = []
  for (const concurrency of set.concurrency(run)) {
    const results = new Map<Server, Load[]>(servers.map((server) => [server, []]))
    for (let round = 0; round < run.rounds; round++) {
      for (const [server, loads] of results) loads.push(await load(server, messages, concurrency, passes.get(server)))
    }
    const middles = [...results].map(([{ name }, loads]) => ({ name, load: middle(loads) }))
    rows.push(...middles.map(({ name, load: one }) => row(name, concurrency, one)))
    ratios.push(...ratiosOf(middles, concurrency))
  }
  const bytes = messages.reduce((sum, { length }) => sum + length, 0)
  const title = `### ${set.title}: ${messages.length} of ${(bytes / messages.length / 1000).toFixed(1)} kB on average`
  return [title, table(COLUMNS, [...rows, ...absentRows(run)]), ratios.join('\n')].filter(Boolean).join('\n\n')
}

function row(name: string, concurrency: number, one: Load): (string | number)[] {
  const { perSecond, megabytesPerSecond, p50, p95, p99, least, cpuMs, others, errors } = one
  const share = `${(others * 100).toFixed(0)} %`
  return [name, `${concurrency}`, perSecond, megabytesPerSecond, p50, p95, p99, least, p99 / p50, cpuMs, share, errors]
}

function ratiosOf(middles: readonly { name: string; load: Load }[], concurrency: number): string[] {
  const ours = middles.find(({ name }) => name === 'assayd')?.load
  if (!ours) return []
  return middles
    .filter(({ name }) => name !== 'assayd')
    .map(({ name, load: other }) => {
      const byTime = (other.cpuMs / ours.cpuMs).toFixed(1)
      const slowest =
        concurrency === 1 ? `; its p99 is ${(ours.p99 / other.least).toFixed(2)} of the least of ${name}` : ''
      const times = (ours.perSecond / other.perSecond).toFixed(1)
      return `- ${concurrency} at once: assayd ${times} times ${name} (by processor time of the daemon ${byTime})${slowest}`
    })
}
