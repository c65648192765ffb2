// How fast Assay is beside SpamAssassin's own daemon and rspamd: all on the same core in turn, the load on the other core, the
// same messages through the same client, several alternating rounds. docs/performance.md tells how to read the tables.
//
//   npm run bench -- [--sections LIST] [--filters LIST] [--rounds 3] [--messages 400] [--concurrency 1,8,64] [--seconds 2]
//     [--memory 20000] [--soak 0] [--lessons 1000] [--reload 30] [--cores 0,1] [--write]
//
// --seconds: processor time of the daemon in a run of load, at the least. --soak N: memory after N messages, too. --cores: of the daemons, and
// of the load. --write: puts the tables into docs/performance.md.

import path from 'node:path'
import { parseArgs } from 'node:util'
import type { BenchRun, Section } from './bench/bench-run.ts'
import { FILTER_NAMES, type FilterName } from './bench/filters.ts'
import { describeMachine, loadAverages } from './bench/machine.ts'
import { pinGenerator } from './bench/pinning.ts'
import { learning } from './bench/sections/learning.ts'
import { memory } from './bench/sections/memory.ts'
import { reload } from './bench/sections/reload.ts'
import { rules } from './bench/sections/rules.ts'
import { start } from './bench/sections/start.ts'
import { throughput } from './bench/sections/throughput.ts'
import { workers } from './bench/sections/workers.ts'
import { writeTables } from './bench/written-tables.ts'

const SECTIONS: Readonly<Record<string, Section>> = { throughput, workers, rules, learning, start, reload, memory }
const PAGE = path.resolve(import.meta.dirname, '..', 'docs', 'performance.md')

const { values } = parseArgs({
  options: {
    sections: { type: 'string', default: Object.keys(SECTIONS).join(',') },
    filters: { type: 'string', default: FILTER_NAMES.join(',') },
    rounds: { type: 'string', default: '3' },
    messages: { type: 'string', default: '400' },
    concurrency: { type: 'string', default: '1,8,64' },
    seconds: { type: 'string', default: '2' },
    memory: { type: 'string', default: '20000' },
    soak: { type: 'string', default: '0' },
    lessons: { type: 'string', default: '1000' },
    reload: { type: 'string', default: '30' },
    cores: { type: 'string', default: '0,1' },
    write: { type: 'boolean', default: false },
  },
})

const sections = values.sections.split(',').map((name) => {
  const section = SECTIONS[name]
  if (!section) throw new Error(`no section ${name}; there are ${Object.keys(SECTIONS).join(', ')}`)
  return section
})
const filters = values.filters.split(',').map((name) => {
  if (!FILTER_NAMES.some((one) => one === name))
    throw new Error(`no filter ${name}; there are ${FILTER_NAMES.join(', ')}`)
  return name as FilterName // `as`: it is one of them
})
const [daemonCore = 0, loadCore = 1] = values.cores.split(',').map(Number)
const run: BenchRun = {
  filters,
  rounds: Number(values.rounds),
  messages: Number(values.messages),
  concurrency: values.concurrency.split(',').map(Number),
  daemonCore,
  loadCore,
  leastSeconds: Number(values.seconds),
  memoryMessages: Number(values.memory),
  soakMessages: Number(values.soak),
  lessons: Number(values.lessons),
  reloadSeconds: Number(values.reload),
}

pinGenerator([loadCore])
const command = ['npm run bench', ...process.argv.slice(2).filter((word) => word !== '--write')].join(' ')
const parts: string[] = []
const say = (part: string): void => {
  parts.push(part)
  console.log(`${part}\n`)
}
say(describeMachine(command.replace('bench ', 'bench -- ')))
for (const section of sections) say(await section(run))
say(loadAverages('at the end'))
if (values.write) writeTables(PAGE, parts.join('\n\n'))
