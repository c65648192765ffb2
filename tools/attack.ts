// Attacks the daemon, and an installed spamd, with mail made for each expression that can take long: texts that keep it
// busy, put where its rule looks. Meanwhile another client sends a small message again and again, as it does beside
// harmless mail of the same lengths first. Prints a row for each attack, then the sums. Exit status 1 where a scan of
// ours took longer than 2 seconds or the daemon did not answer afterwards.
import { availableParallelism } from 'node:os'
import yargs from 'yargs'
import { finishesWithin } from '../src/base/time-limited.ts'
import { createEngine } from '../src/scan/engine.ts'
import { ask } from '../test/support/assayd.ts'
import {
  harmlessText,
  holes,
  mailWithText,
  slowTexts,
  type ViewedExpression,
  viewedExpressions,
} from '../test/support/attack-mail.ts'
import { type FilterName, isInstalled } from './bench/filters.ts'
import { type Server, startServer } from './bench/servers.ts'

const args = await yargs(process.argv.slice(2))
  .usage('$0: attacks the daemon with mail that is made to keep the expressions of its rules busy')
  .option('kinds', { type: 'string', default: 'explosive', describe: 'classes of expressions, separated by commas' })
  .option('most', { type: 'number', default: 1000, describe: 'attack so many expressions, the slowest first' })
  .option('holes', { type: 'number', default: 0, describe: 'add so many rules that no quick test protects' })
  .option('rounds', { type: 'number', default: 3, describe: 'different messages for each of those' })
  .option('seconds', { type: 'number', default: 10, describe: 'give up on an answer after so long' })
  .option('without-spamd', { type: 'boolean', default: false, describe: 'attack the daemon only' })
  .strict()
  .parse()

/** What a scan may take. */
const LIMIT_MS = 2000
/** An expression that takes less on the worst text is no attack. */
const WORTH_MS = 5
const SEARCH_MS = 300
const REST_MS = 20
const GIVE_UP_MS = args.seconds * 1000
const PROBE = mailWithText('body', 'A short and harmless message.')
const PROBES_ALONE = 100
/** A daemon that has just started makes itself ready for more speed while it is idle. */
const SETTLE_MS = 10_000
const CORES = Array.from({ length: availableParallelism() }, (_, core) => core)
const WORKERS = 2

interface Attack {
  readonly rule: string
  readonly kind: string
  readonly view: ViewedExpression['view']
  readonly text: string
  /** How long the expression alone takes; infinite where it was not waited for. */
  readonly alone: number
}

/** The messages, made before anything is measured. */
async function makeAttacks(): Promise<readonly Attack[]> {
  const { ruleset } = await createEngine({ userPreferences: false, cf: [], pre: [], localOnly: true })
  const kinds = args.kinds.split(',')
  const targets = viewedExpressions(ruleset).filter(({ text }) => kinds.includes(text.regex.cost))
  const attacks = targets.flatMap((target) =>
    slowTexts(target, (work) => finishesWithin(SEARCH_MS, work), 1).map(
      ({ text, ms }): Attack => ({
        rule: target.rule,
        kind: target.text.regex.cost,
        view: target.view,
        text,
        alone: ms,
      }),
    ),
  )
  const worth = attacks.filter(({ alone }) => alone >= WORTH_MS).sort((a, b) => b.alone - a.alone)
  console.log(
    `${targets.length} expressions (${args.kinds}), ${worth.length} take ${WORTH_MS} ms or more on a text of ours`,
  )
  const rounds = Array.from({ length: args.rounds }, (_, round) => round)
  const through = holes(args.holes).flatMap(({ rule, text }) =>
    rounds.map((round): Attack => {
      const alone = Number.POSITIVE_INFINITY
      return { rule, kind: `hole, round ${round + 1}`, view: 'full', text: text(round), alone }
    }),
  )
  return [...worth.slice(0, args.most), ...through]
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

async function timed(port: number, message: string): Promise<number> {
  const begun = performance.now()
  const answered = ask(port, 'SYMBOLS', message).then(() => true)
  const inTime = await Promise.race([answered, sleep(GIVE_UP_MS).then(() => false)])
  return inTime ? performance.now() - begun : Number.POSITIVE_INFINITY
}

const share = (list: readonly number[], part: number): number =>
  list.toSorted((a, b) => a - b)[Math.floor(list.length * part)] ?? Number.NaN
const median = (list: readonly number[]): number => share(list, 0.5)
const most = (list: readonly number[]): number => Math.max(0, ...list)

/** What messages took, and small ones beside them. */
interface Sent {
  readonly ms: number[]
  readonly beside: number[]
}

interface Outcome {
  readonly alone: readonly number[]
  readonly harmless: Sent
  readonly attacks: Sent
  /** Whether it answers afterwards. */
  readonly alive: boolean
}

/** Sends messages one by one, and small ones beside them. One that is not answered in time ends it. */
async function sendAll(port: number, messages: readonly string[], { ms, beside }: Sent): Promise<void> {
  for (const message of messages) {
    const state = { over: false }
    const probing = (async () => {
      while (!state.over) {
        beside.push(await timed(port, PROBE))
        await sleep(REST_MS)
      }
    })()
    ms.push(await timed(port, message))
    state.over = true
    await probing
    if (ms.at(-1) === Number.POSITIVE_INFINITY) return
  }
}

async function start(name: FilterName): Promise<Server> {
  const lines = holes(args.holes).flatMap(({ line }) => ['--cf', line])
  const server = await startServer(name, CORES, WORKERS, lines)
  await sleep(SETTLE_MS)
  return server
}

/** Sends harmless mail, then the attacks. A daemon that has not answered in time is replaced, so that each finds it at rest. */
async function attack(name: FilterName, attacks: readonly Attack[]): Promise<Outcome> {
  let server = await start(name)
  const alone: number[] = []
  const [harmless, sent]: [Sent, Sent] = [
    { ms: [], beside: [] },
    { ms: [], beside: [] },
  ]
  for (let i = 0; i < PROBES_ALONE; i++) {
    alone.push(await timed(server.port, PROBE))
    await sleep(REST_MS)
  }
  const like = attacks.map(({ view, text }) => mailWithText(view, harmlessText(text.length)))
  await sendAll(server.port, like, harmless)
  while (sent.ms.length < attacks.length) {
    const left = attacks.slice(sent.ms.length).map(({ view, text }) => mailWithText(view, text))
    await sendAll(server.port, left, sent)
    if (sent.ms.length === attacks.length) break
    await server.stop()
    server = await start(name)
  }
  const alive = Number.isFinite(await timed(server.port, PROBE))
  await server.stop()
  return { alone, harmless, attacks: sent, alive }
}

const shown = (ms: number | undefined): string =>
  ms === undefined ? '-' : Number.isFinite(ms) ? `${ms.toFixed(0)}` : `over ${GIVE_UP_MS}`

function besideText({ beside }: Sent): string {
  return `${median(beside).toFixed(1)} ms (19 of 20 within ${shown(share(beside, 0.95))}, at most ${shown(most(beside))})`
}

function summary(name: string, { alone, harmless, attacks, alive }: Outcome): void {
  const late = attacks.ms.filter((one) => one > LIMIT_MS).length
  console.log(
    `${name}: ${late} of ${attacks.ms.length} scans over ${LIMIT_MS} ms, the longest ${shown(most(attacks.ms))} ms; ` +
      `a small message took ${median(alone).toFixed(1)} ms alone, ${besideText(harmless)} beside harmless mail, ` +
      `${besideText(attacks)} beside the attacks; it ${alive ? 'lives' : 'DOES NOT ANSWER'}`,
  )
}

const attacks = await makeAttacks()
const ours = await attack('assayd', attacks)
const theirs = args['without-spamd'] || !isInstalled('spamd') ? undefined : await attack('spamd', attacks)

console.log('   alone ms    ours ms   spamd ms  rule (class, view, length of the text)')
for (const [i, { rule, kind, view, text, alone }] of attacks.entries()) {
  const row = [
    Number.isFinite(alone) ? alone.toFixed(0) : `over ${SEARCH_MS}`,
    shown(ours.attacks.ms[i]),
    shown(theirs?.attacks.ms[i]),
  ]
  console.log(`${row.map((cell) => cell.padStart(11)).join('')}  ${rule} (${kind}, ${view}, ${text.length})`)
}
summary('ours', ours)
if (theirs) summary('spamd', theirs)
if (!ours.alive || ours.attacks.ms.some((ms) => ms > LIMIT_MS)) process.exitCode = 1
