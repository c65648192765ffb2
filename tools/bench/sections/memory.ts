// What the daemons hold in memory: at first, after a day's mail, and after a long run.
import { absentRows, type BenchRun, present, type Section, withServers } from '../bench-run.ts'
import type { FilterName } from '../filters.ts'
import { load } from '../load.ts'
import { publicMessages } from '../message-sets.ts'
import { pinGenerator } from '../pinning.ts'
import type { Memory } from '../process-family.ts'
import { type Server, startServer } from '../servers.ts'
import { middleOf } from '../statistics.ts'
import { table } from '../table.ts'

const COLUMNS = [
  { head: 'filter' },
  { head: 'workers', decimals: 0 },
  { head: 'messages', decimals: 0 },
  { head: 'resident MB', decimals: 0 },
  { head: 'proportional MB', decimals: 0 },
]
const WORKERS: readonly number[] = [1, 2]
const CLIENTS = 8
const DISTINCT = 2000
/** Memory goes up and down with every collection of garbage: the median of so many looks, so many messages apart. */
const LOOKS = 5
const BETWEEN = 200
/** spamd would take half an hour for what the others do in a minute. */
const SPAMD_MESSAGES = 400

interface Row extends Memory {
  readonly name: FilterName
  readonly workers: number
  readonly messages: number
}

export const memory: Section = async (run) => {
  const all = publicMessages(DISTINCT)
  const both = [run.daemonCore, run.loadCore]
  const rows: Row[] = []
  pinGenerator(both)
  try {
    for (const name of present(run)) {
      for (const workers of WORKERS) {
        const starts = [() => startServer(name, both, workers)]
        rows.push(
          ...(await withServers(starts, ([server]) => (server ? grown(run, server, all) : Promise.resolve([])))),
        )
      }
    }
  } finally {
    pinGenerator([run.loadCore])
  }
  const cells = rows.map((row) => [row.name, row.workers, row.messages, row.resident, row.proportional])
  const title = '### Memory of all processes of a daemon; public messages, on both cores'
  return [title, table(COLUMNS, [...cells, ...absentRows(run)]), remarks(run, rows).join('\n')].join('\n\n')
}

async function grown(run: BenchRun, server: Server, all: readonly Buffer[]): Promise<Row[]> {
  const { name, workers } = server
  const rows: Row[] = [{ name, workers, messages: 1, ...server.memory() }]
  const soaks = name === 'assayd' && workers === 1 && run.soakMessages > 0
  const stages = [name === 'spamd' ? Math.min(SPAMD_MESSAGES, run.memoryMessages) : run.memoryMessages]
  if (soaks) stages.push(run.soakMessages)
  let sent = 1
  for (const stage of stages) {
    const looks: Memory[] = []
    // The looks end where the stage ends.
    for (let look = 0; look < LOOKS; look++) {
      const until = Math.max(sent, stage - (LOOKS - 1 - look) * BETWEEN)
      const messages = Array.from({ length: until - sent }, (_, i) => all[(sent + i) % all.length] as Buffer) // `as`: within it
      const { errors } = await load(server, messages, CLIENTS)
      if (errors > 0) throw new Error(`${name} left ${errors} messages without an answer`)
      looks.push(server.memory())
      sent = until
    }
    rows.push({ name, workers, messages: sent, ...middleOf(looks) })
  }
  return rows
}

function remarks(run: BenchRun, rows: readonly Row[]): string[] {
  const found = (name: FilterName, workers: number, at: 'last' | 'first'): Row | undefined => {
    const those = rows.filter((row) => row.name === name && row.workers === workers && row.messages > 1)
    return at === 'first' ? those[0] : those.at(-1)
  }
  const further = present(run).flatMap((name) => {
    const [one, two] = [found(name, 1, 'first'), found(name, 2, 'first')]
    if (!one || !two) return []
    const more = [two.resident - one.resident, two.proportional - one.proportional].map((mb) => mb.toFixed(0))
    return [`- ${name}: a further worker takes ${more[0]} MB more, ${more[1]} MB proportional`]
  })
  const [first, last] = [found('assayd', 1, 'first'), found('assayd', 1, 'last')]
  if (!first || !last || first === last) return further
  const ratio = (last.resident / first.resident).toFixed(2)
  return [...further, `- assayd after ${last.messages} messages: ${ratio} times what it held after ${first.messages}`]
}
