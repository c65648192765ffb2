// How long it takes to learn mail: sa-learn beside SpamAssassin's, each into a store of its own that is empty.
import { type SpawnSyncReturns, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import type { Section } from '../bench-run.ts'
import { publicMessages } from '../message-sets.ts'
import { scratchFolder } from '../scratch.ts'
import { median } from '../statistics.ts'
import { table } from '../table.ts'

const PROGRAMS: Readonly<Record<string, string>> = {
  'sa-learn of SpamAssassin': '/usr/bin/sa-learn',
  'sa-learn of Assay': path.resolve(import.meta.dirname, '..', '..', '..', 'bin', 'sa-learn'),
}

/** Every message is as good as spam here; the store must say that it has learned all of them. */
export const learning: Section = async (run) => {
  const folder = scratchFolder('lessons')
  const all = path.join(folder, 'all')
  const one = path.join(folder, 'one')
  for (const [place, count] of [[all, run.lessons] as const, [one, 1] as const]) {
    mkdirSync(place, { recursive: true })
    publicMessages(count).forEach((message, i) => void writeFileSync(path.join(place, `${i}`), message))
  }
  const programs = Object.entries(PROGRAMS).filter(([, program]) => existsSync(program))
  const seconds = new Map(programs.map(([name]) => [name, { all: [] as number[], one: [] as number[] }]))
  for (let round = 0; round < run.rounds; round++) {
    for (const [name, program] of programs) {
      seconds.get(name)?.all.push(timed(program, all, run.lessons, run.daemonCore))
      seconds.get(name)?.one.push(timed(program, one, 1, run.daemonCore))
    }
  }
  const columns = [
    { head: 'program' },
    { head: `${run.lessons} messages s`, decimals: 2 },
    { head: '1 message s', decimals: 2 },
    { head: 'messages/s' },
    { head: 'ms a message after the first', decimals: 2 },
  ]
  const middles = [...seconds].map(([name, times]) => ({ name, whole: median(times.all), first: median(times.one) }))
  const rows = middles.map(({ name, whole, first }) => [
    name,
    whole,
    first,
    run.lessons / whole,
    ((whole - first) * 1000) / (run.lessons - 1),
  ])
  const [theirs, ours] = middles
  const ratio =
    theirs && ours
      ? [`- Assay's learns ${(theirs.whole / ours.whole).toFixed(1)} times as fast as SpamAssassin's, start included`]
      : []
  return [`### Learning: public messages into an empty store`, table(columns, rows), ...ratio].join('\n\n')
}

/** Seconds of wall clock, from the start of the program to its end. */
function timed(program: string, messages: string, count: number, core: number): number {
  const home = scratchFolder('learning-home')
  const words = [program, '-L', '--dbpath', path.join(home, 'bayes')]
  const began = performance.now()
  const learned = spawnSync('taskset', ['-c', `${core}`, ...words, '--spam', messages], quietly(home))
  const seconds = (performance.now() - began) / 1000
  check(learned, program)
  const magic = spawnSync(program, [...words.slice(1), '--dump', 'magic'], quietly(home))
  const found = Number(/(\d+)\s+0\s+non-token data: nspam/.exec(String(magic.stdout))?.[1])
  // Some messages of the corpus are the same mail twice.
  if (!(found > count * 0.9)) throw new Error(`${program} learned ${found} of ${count} messages`)
  rmSync(home, { recursive: true, force: true })
  return seconds
}

function quietly(home: string) {
  return { encoding: 'utf8', env: { ...process.env, HOME: home } } as const
}

function check({ status, stderr }: SpawnSyncReturns<string>, program: string): void {
  if (status !== 0) throw new Error(`${program}: ${stderr}`)
}
