// Reads mutations of real mail and of made-up messages, from a seed: none may fail, and none may take more than ten times
// what its parent takes, and 5 ms. Prints what went wrong, and the worst.
import { createHash } from 'node:crypto'
import { globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import yargs from 'yargs'
import { latin1FromBytes } from '../src/base/latin1.ts'
import { parseMessage } from '../src/message/parse-message.ts'
import { messageOptionsOf } from '../src/scan/message-options.ts'
import { loadSite } from '../src/scan/site.ts'
import { madeMessage } from '../test/support/made/message.ts'
import { mutatedMessage } from '../test/support/mutate-message.ts'
import { seededRandom } from '../test/support/random-html.ts'

const TIMES_THE_PARENT = 10
const SLACK_MS = 5
/** A slow reading is repeated: the machine may have been busy. */
const RETRIES = 4
const HEADER_VIEWS = [
  'ALL',
  'ALL-UNTRUSTED:raw',
  'From:addr',
  'From:name',
  'ToCc:addr',
  'EnvelopeFrom',
  'MESSAGEID',
  'Received:ip',
]

const args = await yargs(process.argv.slice(2))
  .option('count', { type: 'number', default: 500_000, describe: 'mutations to read' })
  .option('seed', { type: 'number', default: 1 })
  .option('of', { type: 'number', default: 50, describe: 'mutations of one parent in a row' })
  .strict()
  .parse()

const failures = path.resolve(import.meta.dirname, '..', '.cache', 'fuzz')
const corpus = path.resolve(import.meta.dirname, '..', 'corpus', 'public')
const files = globSync('*/*.txt', { cwd: corpus }).sort()
const site = loadSite({ userPreferences: false, cf: [], pre: [], localOnly: true })
const options = messageOptionsOf(site.conf, () => {})
const random = seededRandom(args.seed)

function parent(): string {
  const file = files[Math.floor(random() * files.length)]
  if (file === undefined || random() < 0.25) return madeMessage(Math.floor(random() * 2 ** 31))
  return latin1FromBytes(readFileSync(path.join(corpus, file)))
}

/** Milliseconds for every view of a message. */
function read(text: string, normalizeCharset: boolean): number {
  const start = performance.now()
  const message = parseMessage(text, { ...options, normalizeCharset })
  const made = [
    message.body,
    message.visibleBody,
    message.invisibleBody,
    message.rawbody,
    message.uris,
    message.defects,
  ]
  const views = [
    ...HEADER_VIEWS.map((spec) => message.headerView(spec)),
    message.relays,
    message.html,
    message.pristine,
  ]
  if (made.length + views.length === 0) throw new Error('nothing read')
  return performance.now() - start
}

function fastest(times: number, text: string, normalizeCharset: boolean): number {
  return Math.min(...Array.from({ length: times }, () => read(text, normalizeCharset)))
}

/** Keeps a message for a closer look; where. */
function kept(mutation: string): string {
  mkdirSync(failures, { recursive: true })
  const file = path.join(failures, `${createHash('sha1').update(mutation, 'latin1').digest('hex')}.eml`)
  writeFileSync(file, mutation, 'latin1')
  return file
}

let exceptions = 0
let slow = 0
let worst = 0
let other = parent()
const started = performance.now()
for (let count = 0; count < args.count; ) {
  const text = parent()
  const normalizeCharset = random() < 0.75
  const parentMs = fastest(3, text, normalizeCharset)
  for (let i = 0; i < args.of && count < args.count; i++, count++) {
    const mutation = mutatedMessage(text, other, random)
    try {
      let ms = read(mutation, normalizeCharset)
      if (ms > TIMES_THE_PARENT * parentMs + SLACK_MS) ms = Math.min(ms, fastest(RETRIES, mutation, normalizeCharset))
      if (ms > TIMES_THE_PARENT * parentMs + SLACK_MS) {
        slow++
        console.log(`slow: ${ms.toFixed(1)} ms, parent ${parentMs.toFixed(2)} ms: ${kept(mutation)}`)
      }
      worst = Math.max(worst, ms / (TIMES_THE_PARENT * parentMs + SLACK_MS))
    } catch (error) {
      exceptions++
      console.log(`${error instanceof Error ? error.stack : String(error)}\n${kept(mutation)}`)
    }
  }
  other = text
  if (process.stderr.isTTY) process.stderr.write(`\r${count} `)
}
const seconds = ((performance.now() - started) / 1000).toFixed(0)
console.log(
  `${args.count} mutations read in ${seconds} s (seed ${args.seed}): ${exceptions} exceptions, ${slow} too slow, ` +
    `the worst at ${(100 * worst).toFixed(0)}% of what it may take`,
)
process.exitCode = exceptions + slow > 0 ? 1 : 0
