// How fast Assay is beside SpamAssassin's own daemon: both on the same core in turn, the load on the other core, the same
// messages through the same client, several rounds. Prints a table for each set of messages, and the ratios.
//
//   npm run bench -- [--rounds N] [--messages N] [--sets public,modern,large] [--concurrency 1,8,64] [--command CHECK]

import { spawnSync } from 'node:child_process'
import { parseArgs } from 'node:util'
import { type Load, load } from './bench/load.ts'
import { largeMessage, modernMessages, publicMessages } from './bench/message-sets.ts'
import { installed, type Server, startServer } from './bench/servers.ts'

const SERVER_CORE = '0'
const LOAD_CORE = '1'

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    messages: { type: 'string', default: '400' },
    sets: { type: 'string', default: 'public,modern,large' },
    concurrency: { type: 'string', default: '1,8' },
    command: { type: 'string', default: 'CHECK' },
  },
})

const rounds = Number(values.rounds)
const makers: Record<string, () => Buffer[]> = {
  public: () => publicMessages(Number(values.messages)),
  modern: () => modernMessages(Math.ceil(Number(values.messages) / 10)),
  large: () => [largeMessage(), largeMessage()],
}

const median = (numbers: readonly number[]): number =>
  [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? Number.NaN

function middle(loads: readonly Load[]): Load {
  const of = (key: keyof Load): number => median(loads.map((one) => one[key]))
  return {
    messages: of('messages'),
    errors: loads.reduce((sum, { errors }) => sum + errors, 0),
    perSecond: of('perSecond'),
    megabytesPerSecond: of('megabytesPerSecond'),
    p50: of('p50'),
    p95: of('p95'),
    p99: of('p99'),
    least: of('least'),
    ownCpuMs: of('ownCpuMs'),
  }
}

spawnSync('taskset', ['-a', '-p', '-c', LOAD_CORE, `${process.pid}`])
const names = installed()
const servers: Server[] = []
for (const name of names) servers.push(await startServer(name, SERVER_CORE, 1))
for (const { name, startSeconds } of servers) console.log(`${name}: first answer after ${startSeconds.toFixed(2)} s`)

try {
  for (const set of values.sets.split(',')) {
    const messages = makers[set]?.() ?? []
    // Each has seen the messages once: what is made on the first need is made.
    for (const { port } of servers) await load(port, values.command, messages, 1)
    for (const concurrency of set === 'large' ? [1] : values.concurrency.split(',').map(Number)) {
      const results = new Map<string, Load[]>(names.map((name) => [name, []]))
      for (let round = 0; round < rounds; round++) {
        for (const { name, port } of servers) {
          results.get(name)?.push(await load(port, values.command, messages, concurrency))
        }
      }
      print(set, messages, concurrency, results)
    }
  }
  for (const server of servers) {
    const { resident, proportional } = server.memory()
    console.log(`${server.name}: ${resident.toFixed(0)} MB resident, ${proportional.toFixed(0)} MB proportional`)
  }
} finally {
  for (const server of servers) await server.stop()
}

function print(set: string, messages: readonly Buffer[], concurrency: number, results: Map<string, Load[]>): void {
  const size = messages.reduce((sum, { length }) => sum + length, 0) / messages.length / 1000
  console.log(
    `\n${set}: ${messages.length} messages of ${size.toFixed(1)} kB, ${values.command}, concurrency ${concurrency}, median of ${rounds} rounds`,
  )
  const rows = [...results].map(([name, loads]) => ({ name, ...middle(loads) }))
  console.table(
    Object.fromEntries(
      rows.map(({ name, ...one }) => [
        name,
        {
          'messages/s': one.perSecond.toFixed(1),
          'MB/s': one.megabytesPerSecond.toFixed(2),
          'p50 ms': one.p50.toFixed(2),
          'p95 ms': one.p95.toFixed(2),
          'p99 ms': one.p99.toFixed(2),
          'least ms': one.least.toFixed(2),
          errors: one.errors,
        },
      ]),
    ),
  )
  const ours = rows.find(({ name }) => name === 'assayd')
  for (const other of rows) {
    if (ours && other !== ours)
      console.log(`assayd: ${(ours.perSecond / other.perSecond).toFixed(1)} times ${other.name}`)
  }
}
