// What a second worker on a second core brings.
import { absentRows, middle, present, type Section, withServers } from '../bench-run.ts'
import { type Load, load, warmUp } from '../load.ts'
import { publicMessages } from '../message-sets.ts'
import { pinGenerator } from '../pinning.ts'
import { speedUp } from '../processor-time.ts'
import { type Server, startServer } from '../servers.ts'
import { table } from '../table.ts'

const COLUMNS = [
  { head: 'filter' },
  { head: 'workers', decimals: 0 },
  { head: 'cores', decimals: 0 },
  { head: 'messages/s' },
  { head: 'p50 ms', decimals: 2 },
  { head: 'p99 ms', decimals: 2 },
  { head: 'daemon CPU ms', decimals: 2 },
  { head: 'generator' },
  { head: 'others' },
  { head: 'messages a CPU second left' },
  { head: 'speed-up', decimals: 2 },
  { head: 'as it looks', decimals: 2 },
  { head: 'errors', decimals: 0 },
]

const CLIENTS = 8

/** One worker on one core, the generator on the other; two on both, the generator among them. Rounds alternate. */
export const workers: Section = async (run) => {
  const messages = publicMessages(run.messages)
  const rows: (string | number | undefined)[][] = []
  const both = [run.daemonCore, run.loadCore]
  for (const name of present(run)) {
    const starts = [() => startServer(name, [run.daemonCore], 1), () => startServer(name, both, 2)]
    const middles = await withServers(starts, async (servers) => {
      const results = new Map<Server, Load[]>(servers.map((server) => [server, []]))
      const passes = new Map<Server, number>()
      const onIts = async <Result>(server: Server, use: () => Promise<Result>): Promise<Result> => {
        pinGenerator(server.workers === 1 ? [run.loadCore] : both)
        return use()
      }
      for (const server of servers) {
        passes.set(server, await onIts(server, () => warmUp(server, messages, run.leastSeconds, CLIENTS)))
      }
      for (let round = 0; round < run.rounds; round++) {
        for (const [server, loads] of results) {
          loads.push(await onIts(server, () => load(server, messages, CLIENTS, passes.get(server))))
        }
      }
      return [...results].map(([server, loads]) => ({ server, load: middle(loads), cores: server.cores.length }))
    }).finally(() => pinGenerator([run.loadCore]))
    const [first] = middles
    for (const { server, load: figures, cores } of middles) {
      const more = first && server.workers > 1
      const { perLeftSecond, perSecond, p50, p99, cpuMs, generator, others, errors } = figures
      rows.push([
        name,
        server.workers,
        cores,
        perSecond,
        p50,
        p99,
        cpuMs,
        `${(generator * 100).toFixed(0)} %`,
        `${(others * 100).toFixed(0)} %`,
        perLeftSecond,
        more
          ? speedUp({ perLeftSecond: first.load.perLeftSecond, cores: first.cores }, { perLeftSecond, cores })
          : undefined,
        more ? perSecond / first.load.perSecond : undefined,
        errors,
      ])
    }
  }
  return [`### Workers: public messages, ${CLIENTS} at once`, table(COLUMNS, [...rows, ...absentRows(run)])].join(
    '\n\n',
  )
}
