// Requests that were tampered with, from a seed, against a daemon with a few rules: it must not fall, each connection that
// is ended properly must get an answer of the protocol or none, and well-formed requests in between must be answered
// as ever.
//   node tools/fuzz-protocol.ts [--connections 200000] [--seed 1] [--concurrency 64] [--minutes 0]
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import net from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { seededRandom } from '../test/support/random-html.ts'
import { symbolsOf } from './soak/client.ts'
import { mutatedRequest } from './soak/mutated-request.ts'
import { processSize } from './soak/process-size.ts'

const { values } = parseArgs({
  options: {
    connections: { type: 'string', default: '200000' },
    seed: { type: 'string', default: '1' },
    minutes: { type: 'string', default: '0' },
    concurrency: { type: 'string', default: '64' },
  },
})
const wanted = Number(values.connections)
/** Ends sooner, whatever is left to do. */
const endsAt = Number(values.minutes) > 0 ? Date.now() + Number(values.minutes) * 60_000 : Number.POSITIVE_INFINITY
/** For connections that were cut off in the middle of a request. */
const SETTLE_MS = 65_000
/** A well-formed request in so many connections. */
const BESIDE = 50
/** A connection without an answer for so long hangs; a request that is not whole is answered after 5 s. */
const PATIENCE_MS = 60_000
/** So many more may be open at the end than at the start: a reload or a thread may come in between. */
const DESCRIPTORS_ALLOWED = 20
const SHOWN_MS = 30_000
/** So many source addresses: each has its own ports, which the system keeps for a minute after use. */
const ADDRESSES = 200
// Every answer starts so, what it says of a bad stream may end in a line of its own; SKIP and lost connections have none.
const ANSWER = /^SPAMD\/1\.[015] \d+ [^\n]*\n/

const rules = mkdtempSync(path.join(tmpdir(), 'fuzz-protocol-'))
chmodSync(rules, 0o755) // a daemon started as root gives up its rights
writeFileSync(path.join(rules, 'init.pre'), 'loadplugin Mail::SpamAssassin::Plugin::Check\n')
writeFileSync(path.join(rules, 'rules.cf'), 'body CASINO /casino/\nscore CASINO 3\nheader LUNCH Subject =~ /lunch/\n')
const program = path.join(import.meta.dirname, 'soak', 'daemon.ts')
const daemon: ChildProcess = spawn(process.execPath, [program, '2', rules], { stdio: ['ignore', 'pipe', 'pipe'] })
// Whatever ends this program ends the daemon.
process.on('exit', () => daemon.kill('SIGKILL'))
if (!daemon.stdout || !daemon.stderr) throw new Error('the daemon has no output')
const trouble: string[] = []
createInterface({ input: daemon.stderr }).on('line', (line) => {
  if (/^\s+at |TypeError|ReferenceError|RangeError|ended its thread|time limit/.test(line)) trouble.push(line)
})
const [first] = await Promise.race([once(daemon.stdout, 'data'), once(daemon, 'exit')])
const port = Number(String(first))
if (!(port > 0)) throw new Error(`the daemon did not start: ${first}`)
let fallen = false
daemon.once('exit', () => {
  fallen = true
})

const started = Date.now()
const random = seededRandom(Number(values.seed))
const message = Buffer.from('Subject: lunch\r\n\r\nIn the casino?\r\n')
const right = await symbolsOf(port, message)
if (!right.includes('CASINO,LUNCH')) throw new Error(`no verdict: ${right}`)
const counts = { made: 0, answered: 0, silent: 0, cut: 0, odd: 0, hung: 0, beside: 0, wrong: 0 }

type Outcome = 'answered' | 'silent' | 'cut' | 'odd' | 'hung'

/** Sends a request in pieces, and ends the connection properly or not; what came of it. */
function converse(bytes: Buffer): Promise<Outcome> {
  const manner = random()
  const cutsOff = manner < 0.15
  const pieces =
    manner > 0.6 ? [bytes] : [bytes.subarray(0, bytes.length * random()), bytes.subarray(bytes.length * random())]
  const localAddress = `127.0.0.${2 + Math.floor(random() * ADDRESSES)}`
  return new Promise((resolve) => {
    const answer: Buffer[] = []
    let failed = false
    const socket = net.connect({ port, host: '127.0.0.1', localAddress, allowHalfOpen: true }, () => {
      for (const piece of pieces) socket.write(piece)
      if (cutsOff) setTimeout(() => (manner < 0.07 ? socket.resetAndDestroy() : socket.destroy()), manner * 100)
      else socket.end()
    })
    const patience = setTimeout(() => {
      socket.destroy()
      resolve('hung')
    }, PATIENCE_MS)
    socket.on('data', (chunk) => answer.push(chunk))
    socket.on('end', () => socket.end())
    socket.on('error', () => {
      failed = true
    })
    socket.on('close', () => {
      clearTimeout(patience)
      if (cutsOff) resolve('cut')
      else if (answer.length > 0) resolve(ANSWER.test(Buffer.concat(answer).toString('latin1')) ? 'answered' : 'odd')
      else resolve(failed ? 'cut' : 'silent')
    })
  })
}

async function client(): Promise<void> {
  while (counts.made < wanted && !fallen && Date.now() < endsAt) {
    const number = counts.made++
    if (number % BESIDE === 0) {
      counts.beside++
      const answer = await symbolsOf(port, message)
      if (answer === right) continue
      counts.wrong++
      console.log(`connection ${number}, well-formed: ${answer}`)
      continue
    }
    const bytes = mutatedRequest(random)
    const outcome = await converse(bytes)
    counts[outcome]++
    if (outcome === 'odd' || outcome === 'hung')
      console.log(`connection ${number} ${outcome}: ${JSON.stringify(bytes.toString('latin1').slice(0, 300))}`)
  }
}

const progress = setInterval(() => console.log(JSON.stringify(counts)), SHOWN_MS)
const before = processSize(daemon.pid ?? 0)
await Promise.all(Array.from({ length: Number(values.concurrency) }, client))
clearInterval(progress)
const seconds = Math.round((Date.now() - started) / 1000)
if (!fallen) await sleep(SETTLE_MS)
const last = fallen ? 'none: the daemon is gone' : await symbolsOf(port, message)
const after = fallen ? before : processSize(daemon.pid ?? 0)
if (!fallen) {
  daemon.kill('SIGTERM')
  await once(daemon, 'exit')
}
rmSync(rules, { recursive: true })
console.log(trouble.slice(0, 20).join('\n'))
console.log(
  `${counts.made} connections in ${seconds} s (seed ${values.seed}): ${counts.answered} answered, ` +
    `${counts.silent} closed in silence, ${counts.cut} cut off, ${counts.odd} with an answer that is none, ${counts.hung} hung; ` +
    `${counts.beside} well-formed, ${counts.wrong} of them answered wrongly; ${trouble.length} lines of trouble in the log; ` +
    `${before.megabytes} to ${after.megabytes} MB, ${before.descriptors} to ${after.descriptors} descriptors; exit status ${daemon.exitCode}`,
)
const leaks = after.descriptors > before.descriptors + DESCRIPTORS_ALLOWED
const bad =
  leaks ||
  fallen ||
  last !== right ||
  counts.odd + counts.hung + counts.wrong + trouble.length > 0 ||
  daemon.exitCode !== 0
process.exitCode = bad ? 1 : 0
