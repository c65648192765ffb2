import { setTimeout as sleep } from 'node:timers/promises'
import type { FilterName } from './filters.ts'
import { isInstalled } from './filters.ts'
import type { Load } from './load.ts'
import { type Server, startServer } from './servers.ts'
import { middleOf } from './statistics.ts'

/** What all parts of a run are told. */
export interface BenchRun {
  readonly filters: readonly FilterName[]
  readonly rounds: number
  /** How many public messages; other sets are smaller. */
  readonly messages: number
  readonly concurrency: readonly number[]
  /** The core of the daemons, and that of the generator. */
  readonly daemonCore: number
  readonly loadCore: number
  /** A run of load takes a daemon so much processor time at the least, the messages sent several times if need be. */
  readonly leastSeconds: number
  /** Messages before memory is read, and for a second look; 0 for none. */
  readonly memoryMessages: number
  readonly soakMessages: number
  /** Messages that are learned. */
  readonly lessons: number
  /** How long reloads are watched. */
  readonly reloadSeconds: number
}

/** A part of the run: one or more tables, with their headings. */
export type Section = (run: BenchRun) => Promise<string>

/** Of those that were asked for, the ones that are here. */
export function present(run: BenchRun): FilterName[] {
  return run.filters.filter(isInstalled)
}

/** Starts servers, has something done with them, and stops them whatever comes of it. */
export async function withServers<Result>(
  starts: readonly (() => Promise<Server>)[],
  use: (servers: readonly Server[]) => Promise<Result>,
): Promise<Result> {
  const servers: Server[] = []
  try {
    for (const start of starts) servers.push(await start())
    // What they still make ready behind their first answer does not take time from the first measurement.
    await sleep(1000)
    return await use(servers)
  } finally {
    for (const server of servers) await server.stop()
  }
}

/** One server of each filter, with one worker, on the daemons' core. */
export function oneOfEach(run: BenchRun): (() => Promise<Server>)[] {
  return present(run).map((name) => () => startServer(name, [run.daemonCore], 1))
}

/** The median of each figure over several runs of load; errors are added up. */
export function middle(loads: readonly Load[]): Load {
  return middleOf(
    loads.map((one) => ({ ...one })),
    ['errors'],
  )
}

/** How a filter that is not here stands in a table. */
export function absentRows(run: BenchRun): [string, string][] {
  return run.filters.filter((name) => !isInstalled(name)).map((name) => [name, 'not installed'])
}
