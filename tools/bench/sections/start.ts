// How long it takes from the start of the program to its first screen and its first answer.
import { absentRows, present, type Section } from '../bench-run.ts'
import { startServer } from '../servers.ts'
import { median } from '../statistics.ts'
import { table } from '../table.ts'

const COLUMNS = [
  { head: 'filter' },
  { head: 'first screen s', decimals: 2 },
  { head: 'first answer s', decimals: 2 },
  { head: 'slowest s', decimals: 2 },
  { head: 'daemon CPU s', decimals: 2 },
]
const STARTS = 3

/** Starts alternate, each on the daemons' core, one worker. */
export const start: Section = async (run) => {
  const names = present(run)
  const seen = new Map(
    names.map((name) => [name, { answers: [] as number[], screens: [] as number[], cpu: [] as number[] }]),
  )
  for (let round = 0; round < STARTS; round++) {
    for (const [name, times] of seen) {
      const server = await startServer(name, [run.daemonCore], 1)
      times.answers.push(server.startSeconds)
      times.cpu.push(server.startCpuSeconds)
      if (server.screenSeconds !== undefined) times.screens.push(server.screenSeconds)
      await server.stop()
    }
  }
  const rows = [...seen].map(([name, { answers, screens, cpu }]) => [
    name,
    screens.length === STARTS ? median(screens) : 'none',
    median(answers),
    Math.max(...answers),
    median(cpu),
  ])
  return [`### Start: median of ${STARTS}`, table(COLUMNS, [...rows, ...absentRows(run)])].join('\n\n')
}
