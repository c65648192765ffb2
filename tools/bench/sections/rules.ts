// What more rules cost: the stock ones, and mutated copies of them besides.
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { loadSite } from '../../../src/scan/site.ts'
import { middle, present, type Section, withServers } from '../bench-run.ts'
import { type Load, load, warmUp } from '../load.ts'
import { publicMessages } from '../message-sets.ts'
import { mutatedRules } from '../mutated-rules.ts'
import { scratchFolder } from '../scratch.ts'
import { type Server, startServer } from '../servers.ts'
import { table } from '../table.ts'

const COLUMNS = [
  { head: 'filter' },
  { head: 'rules' },
  { head: 'live rules' },
  { head: 'start s', decimals: 2 },
  { head: 'messages/s' },
  { head: 'ms a message', decimals: 2 },
  { head: 'daemon CPU ms', decimals: 2 },
  { head: 'of × 1', decimals: 2 },
  { head: 'CPU of × 1', decimals: 2 },
  { head: 'resident MB', decimals: 0 },
  { head: 'others' },
]

const SCALES: readonly number[] = [1, 2, 4]

/** One client at a time, so that the time of a message is the time of its scan. */
export const rules: Section = async (run) => {
  const messages = publicMessages(run.messages)
  const copies = writeCopies()
  const starts = present(run)
    .filter((name) => name !== 'rspamd')
    .flatMap((name) => (name === 'assayd' ? SCALES : [1]).map((scale) => ({ name, scale })))
  const scaleOf = new Map<Server, number>()
  const started = starts.map(({ name, scale }) => async () => {
    const more = copies.slice(0, scale - 1).flatMap((file) => ['--cf', `include ${file}`])
    const server = await startServer(name, [run.daemonCore], 1, more)
    scaleOf.set(server, scale)
    return server
  })
  return withServers(started, async (servers) => {
    const results = new Map<Server, Load[]>(servers.map((server) => [server, []]))
    const passes = new Map<Server, number>()
    for (const server of servers) passes.set(server, await warmUp(server, messages, run.leastSeconds))
    for (let round = 0; round < run.rounds; round++) {
      for (const [server, loads] of results) loads.push(await load(server, messages, 1, passes.get(server)))
    }
    const middles = [...results].map(([server, loads]) => ({ server, load: middle(loads) }))
    const rows = middles.map(({ server, load: one }) => {
      const base = middles.find(({ server: { name } }) => name === server.name)?.load ?? one
      return [
        server.name,
        `× ${scaleOf.get(server)}`,
        / live +(\d+) of/.exec(server.screen)?.[1] ?? '',
        server.startSeconds,
        one.perSecond,
        1000 / one.perSecond,
        one.cpuMs,
        base.perSecond / one.perSecond,
        one.cpuMs / base.cpuMs,
        server.memory().resident,
        `${(one.others * 100).toFixed(0)} %`,
      ]
    })
    return [
      `### Rules: the stock set, and with mutated copies; public messages, one at a time`,
      table(COLUMNS, rows),
    ].join('\n\n')
  })
}

/** Writes one file less than the largest scale, each as many rules as the stock set has. */
function writeCopies(): string[] {
  const folder = scratchFolder('rules')
  const { files } = loadSite({ userPreferences: false, cf: [], pre: [], localOnly: true })
  const texts = files.filter((file) => file.endsWith('.cf')).map((file) => readFileSync(file, 'latin1'))
  return Array.from({ length: Math.max(...SCALES) - 1 }, (_, i) => {
    const file = path.join(folder, `copy-${i + 2}.cf`)
    writeFileSync(file, mutatedRules(texts, i + 2).text, 'latin1')
    return file
  })
}
