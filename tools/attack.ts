// Attacks the daemon, and an installed spamd, with mail made for each expression that can take long: texts that keep it
// busy, put where its rule looks. Meanwhile another client sends a small message again and again.
//   node tools/attack.ts [--most 200] [--kinds explosive,bounded] [--seconds 10] [--without-spamd]
// Prints a row for each expression that kept one of them busy, then the sums. Exit status 1 where a scan of ours took longer
// than 2 seconds or the daemon did not answer afterwards.
import { availableParallelism } from 'node:os'
import { parseArgs } from 'node:util'
import { finishesWithin } from '../src/base/time-limited.ts'
import { createEngine } from '../src/scan/engine.ts'
import { ask } from '../test/support/assayd.ts'
import { mailWithText, slowTexts, type ViewedExpression, viewedExpressions } from '../test/support/attack-mail.ts'
import { type FilterName, isInstalled } from './bench/filters.ts'
import { startServer } from './bench/servers.ts'

const { values } = parseArgs({
  options: {
    most: { type: 'string', default: '1000' },
    kinds: { type: 'string', default: 'explosive' },
    seconds: { type: 'string', default: '10' },
    'without-spamd': { type: 'boolean', default: false },
  },
})

/** What a scan may take. */
const LIMIT_MS = 2000
/** An expression that takes less on the worst text is no attack. */
const WORTH_MS = 5
const SEARCH_MS = 300
const REST_MS = 20
const GIVE_UP_MS = Number(values.seconds) * 1000
const PROBE = mailWithText('body', 'A short and harmless message.')
const PROBES_BEFORE = 50
const CORES = Array.from({ length: availableParallelism() }, (_, core) => core)
const WORKERS = 2

interface Attack {
  readonly target: ViewedExpression
  readonly text: string
  readonly alone: number
}

/** The messages, made before anything is measured. */
async function makeAttacks(): Promise<readonly Attack[]> {
  const { ruleset } = await createEngine({ userPreferences: false, cf: [], pre: [], localOnly: true })
  const kinds = values.kinds.split(',')
  const targets = viewedExpressions(ruleset).filter(({ text }) => kinds.includes(text.regex.cost))
  const attacks = targets.flatMap((target) =>
    slowTexts(target, (work) => finishesWithin(SEARCH_MS, work), 1).map(({ text, ms }) => ({
      target,
      text,
      alone: ms,
    })),
  )
  const worth = attacks.filter(({ alone }) => alone >= WORTH_MS).sort((a, b) => b.alone - a.alone)
  console.log(
    `${targets.length} expressions (${values.kinds}), ${worth.length} take ${WORTH_MS} ms or more on a text of ours`,
  )
  return worth.slice(0, Number(values.most))
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

async function timed(port: number, message: string): Promise<number> {
  const begun = performance.now()
  const answered = ask(port, 'SYMBOLS', message).then(() => true)
  const inTime = await Promise.race([answered, sleep(GIVE_UP_MS).then(() => false)])
  return inTime ? performance.now() - begun : Number.POSITIVE_INFINITY
}

const median = (list: readonly number[]): number => list.toSorted((a, b) => a - b)[list.length >> 1] ?? Number.NaN
const most = (list: readonly number[]): number => Math.max(0, ...list)

interface Outcome {
  readonly ms: readonly number[]
  readonly before: readonly number[]
  readonly during: readonly number[]
  /** Whether it answers afterwards. */
  readonly alive: boolean
}

/** Sends them one by one. A daemon that has not answered in time is replaced, so that each finds it at rest. */
async function attack(name: FilterName, attacks: readonly Attack[]): Promise<Outcome> {
  let server = await startServer(name, CORES, WORKERS)
  const before: number[] = []
  const during: number[] = []
  const ms: number[] = []
  for (let i = 0; i < PROBES_BEFORE; i++) before.push(await timed(server.port, PROBE))
  for (const { target, text } of attacks) {
    const state = { over: false }
    const { port } = server
    const probing = (async () => {
      while (!state.over) {
        during.push(await timed(port, PROBE))
        await sleep(REST_MS)
      }
    })()
    ms.push(await timed(port, mailWithText(target.view, text)))
    state.over = true
    await probing
    if (ms.at(-1) !== Number.POSITIVE_INFINITY) continue
    await server.stop()
    server = await startServer(name, CORES, WORKERS)
  }
  const alive = Number.isFinite(await timed(server.port, PROBE))
  await server.stop()
  return { ms, before, during, alive }
}

const shown = (ms: number | undefined): string =>
  ms === undefined ? '-' : Number.isFinite(ms) ? `${ms.toFixed(0)}` : `over ${GIVE_UP_MS}`

function summary(name: string, { ms, before, during, alive }: Outcome): void {
  const late = ms.filter((one) => one > LIMIT_MS).length
  const probes = `a small message took ${median(before).toFixed(1)} ms before, ${median(during).toFixed(1)} ms meanwhile (at most ${shown(most(during))})`
  console.log(
    `${name}: ${late} of ${ms.length} scans over ${LIMIT_MS} ms, the longest ${shown(most(ms))} ms; ${probes}; it ${alive ? 'lives' : 'DOES NOT ANSWER'}`,
  )
}

const attacks = await makeAttacks()
const ours = await attack('assayd', attacks)
const theirs = values['without-spamd'] || !isInstalled('spamd') ? undefined : await attack('spamd', attacks)

console.log('   alone ms    ours ms   spamd ms  rule (class, view, length of the text)')
for (const [i, { target, text, alone }] of attacks.entries()) {
  const row = [Number.isFinite(alone) ? alone.toFixed(0) : `over ${SEARCH_MS}`, shown(ours.ms[i]), shown(theirs?.ms[i])]
  console.log(
    `${row.map((cell) => cell.padStart(11)).join('')}  ${target.rule} (${target.text.regex.cost}, ${target.view}, ${text.length})`,
  )
}
summary('ours', ours)
if (theirs) summary('spamd', theirs)
if (!ours.alive || ours.ms.some((ms) => ms > LIMIT_MS)) process.exitCode = 1
