// Public mail for a long time, while the configuration is reloaded, scan threads are killed and some clients misbehave.
//   node tools/soak.ts [--messages 200000] [--minutes 0] [--rate 0] [--concurrency 64] [--reload 10] [--kill 5] [--rude 0.05]
//     [--distinct 2000] [--threads 2] [--seed 1]
// Every answer to a well-behaved client is compared with what the same message got before the soak. Prints a row a minute, then
// the sums; docs/reliability.md tells how to read them. Exit status 1 where an answer was wrong, or memory or descriptors grew.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream, readFileSync } from 'node:fs'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { seededRandom } from '../test/support/random-html.ts'
import { publicMessages } from './bench/message-sets.ts'
import { answerTo, request, symbolsOf } from './soak/client.ts'
import { type Death, deadlyLine } from './soak/mortal-engine.ts'
import { medianOf, type ProcessSize, processSize } from './soak/process-size.ts'
import { RUDE_CLIENTS } from './soak/rude-clients.ts'

const { values } = parseArgs({
  options: {
    messages: { type: 'string', default: '200000' },
    minutes: { type: 'string', default: '0' },
    rate: { type: 'string', default: '0' },
    concurrency: { type: 'string', default: '64' },
    reload: { type: 'string', default: '10' },
    kill: { type: 'string', default: '5' },
    rude: { type: 'string', default: '0.05' },
    distinct: { type: 'string', default: '2000' },
    threads: { type: 'string', default: '2' },
    seed: { type: 'string', default: '1' },
    log: { type: 'string', default: '/dev/null' },
  },
})
const wanted = Number(values.messages)
/** Messages a second, all clients together; 0 for as many as there is room for. */
const rate = Number(values.rate)
const endsAt = Number(values.minutes) > 0 ? Date.now() + Number(values.minutes) * 60_000 : Number.POSITIVE_INFINITY
const random = seededRandom(Number(values.seed))

/** What growth is noise: heaps are collected when there is need, and a reload holds two configurations for a moment. */
const GROWTH_ALLOWED = 1.15
const DESCRIPTORS_ALLOWED = 20
const SAMPLE_MS = 10_000
const SHOWN_EVERY = 6
const WRONG_SHOWN = 20
// A stuck thread is lost for the time limit, the others for as long as a new one takes to start.
const DEATHS: readonly Death[] = ['exit', 'exit', 'stuck', 'exit', 'exit', 'memory']

const program = path.join(import.meta.dirname, 'soak', 'daemon.ts')
// As bin/launch starts it: threads begin with code that was compiled before, which is kept apart for each set of flags.
const root = path.join(import.meta.dirname, '..')
const flags = /^flags='(.*)'$/m.exec(readFileSync(path.join(root, 'bin', 'launch'), 'utf8'))?.[1]?.split(' ') ?? []
const daemon: ChildProcess = spawn(process.execPath, [...flags, program, values.threads], {
  stdio: ['ignore', 'pipe', 'pipe'],
  env: {
    ...process.env,
    NODE_COMPILE_CACHE: path.join(root, 'node_modules', '.cache', 'assay'),
    MALLOC_ARENA_MAX: '2',
    MALLOC_TRIM_THRESHOLD_: '131072',
  },
})
const log = { stopped: 0, reloads: 0, failedReloads: 0, stacks: 0 }
const logFile = createWriteStream(values.log)
// Whatever ends this program ends the daemon.
process.on('exit', () => daemon.kill('SIGKILL'))
if (!daemon.stdout || !daemon.stderr) throw new Error('the daemon has no output')
createInterface({ input: daemon.stderr }).on('line', (line) => {
  logFile.write(`${line}\n`)
  if (/ended its thread|exceeded its time limit/.test(line)) log.stopped++
  if (line.includes('configuration read anew')) log.reloads++
  if (line.includes('configuration in force stays')) log.failedReloads++
  if (/^\s+at |TypeError|ReferenceError|RangeError/.test(line)) log.stacks++
})
const [first] = await Promise.race([once(daemon.stdout, 'data'), once(daemon, 'exit')])
const port = Number(String(first))
if (!(port > 0)) throw new Error(`the daemon did not start: ${first}`)
const pid = daemon.pid ?? 0

console.log(`daemon ${pid} on port ${port}; what each of ${values.distinct} messages gets before the soak:`)
const messages = publicMessages(Number(values.distinct))
const expected: string[] = []
for (const message of messages) expected.push(await symbolsOf(port, message))
const refused = expected.filter((answer) => !answer.startsWith('SPAMD/1.1 0 EX_OK')).length
if (refused > 0) throw new Error(`${refused} messages got no verdict before the soak`)

const counts = { right: 0, wrong: 0, rude: 0, killers: 0, killersAnswered: 0 }
const samples: ProcessSize[] = []
const started = Date.now()
let taken = 0
let over = false

async function client(): Promise<void> {
  while (!over) {
    const number = taken++
    if (number >= wanted || Date.now() > endsAt) return
    if (rate > 0) await sleep(Math.max(0, started + (number / rate) * 1000 - Date.now()))
    const index = Math.floor(random() * messages.length)
    const [message, right] = [messages[index], expected[index]]
    if (!message) continue
    if (random() < Number(values.rude)) {
      const rude = [...RUDE_CLIENTS.values()][Math.floor(random() * RUDE_CLIENTS.size)]
      await rude?.(port, message, random)
      counts.rude++
      continue
    }
    const answer = await symbolsOf(port, message)
    if (answer === right) counts.right++
    else {
      counts.wrong++
      if (counts.wrong <= WRONG_SHOWN)
        console.log(`after ${seconds()} s: ${answer.slice(0, 300)}\n  not ${right?.slice(0, 300)}`)
    }
  }
}

async function killer(): Promise<void> {
  const pending: Promise<void>[] = []
  for (let number = 0; !over; number++) {
    await sleep(Number(values.kill) * 1000)
    const death = DEATHS[number % DEATHS.length] ?? 'exit'
    const message = Buffer.from(`${deadlyLine(death)}\nSubject: number ${number}\n\nThe end.\n`)
    pending.push(
      answerTo(port, request('CHECK', message)).then((answer) => {
        counts.killers++
        if (typeof answer === 'string' && answer.startsWith('SPAMD/')) counts.killersAnswered++
      }),
    )
  }
  await Promise.all(pending)
}

async function reloader(): Promise<void> {
  while (!over) {
    await sleep(Number(values.reload) * 1000)
    daemon.kill('SIGHUP')
  }
}

async function watcher(): Promise<void> {
  console.log('minute  right  wrong   rude  stopped  reloads     MB  descriptors  threads')
  while (!over) {
    await sleep(SAMPLE_MS)
    const size = processSize(pid)
    samples.push(size)
    if (samples.length % SHOWN_EVERY === 0) row(size)
  }
}

function row(size: ProcessSize): void {
  const cells = [seconds() / 60, counts.right, counts.wrong, counts.rude, log.stopped, log.reloads]
  const widths = [6, 7, 7, 7, 9, 9, 7, 13, 9]
  const numbers = [...cells, size.megabytes, size.descriptors, size.threads]
  console.log(numbers.map((number, i) => String(Math.round(number)).padStart(widths[i] ?? 8)).join(''))
}

function seconds(): number {
  return Math.round((Date.now() - started) / 1000)
}

const helpers = [killer(), reloader(), watcher()]
await Promise.all(Array.from({ length: Number(values.concurrency) }, client))
over = true
await Promise.all(helpers)
await sleep(SAMPLE_MS)
const idle = processSize(pid)
row(idle)

// The first quarter holds the start; what comes after must not grow.
const half = (from: number, to: number): ProcessSize[] =>
  samples.slice(Math.floor(samples.length * from), Math.floor(samples.length * to))
const median = (part: ProcessSize[], key: keyof ProcessSize): number => medianOf(part.map((sample) => sample[key]))
const [before, after] = [half(0.25, 0.5), half(0.75, 1)]
const grown = median(after, 'megabytes') / median(before, 'megabytes')
const more = median(after, 'descriptors') - median(before, 'descriptors')
daemon.kill('SIGTERM')
const [status] = daemon.exitCode === null ? await once(daemon, 'exit') : [daemon.exitCode]
console.log(
  `${counts.right + counts.wrong} well-behaved requests in ${seconds()} s: ${counts.wrong} wrong; ${counts.rude} misbehaving clients; ` +
    `${counts.killers} messages that end their thread, ${counts.killersAnswered} of them answered; ${log.stopped} threads stopped; ` +
    `${log.reloads} reloads, ${log.failedReloads} failed; ${log.stacks} lines of stacks in the log`,
)
console.log(
  `memory, second quarter to last: ${median(before, 'megabytes')} to ${median(after, 'megabytes')} MB; ` +
    `descriptors ${median(before, 'descriptors')} to ${median(after, 'descriptors')}, ${idle.descriptors} at rest; exit status ${status}`,
)
const bad = counts.wrong > 0 || counts.killersAnswered < counts.killers || log.stacks > 0 || status !== 0
process.exitCode = bad || grown > GROWTH_ALLOWED || more > DESCRIPTORS_ALLOWED ? 1 : 0
