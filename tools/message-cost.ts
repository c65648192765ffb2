// What reading messages costs: every view of public messages, and of one of 10 MB with attachments, beside what an
// installed SpamAssassin takes for its whole scan of the same messages, in the same run. Exit status 1 where it is too much.
import { globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import yargs from 'yargs'
import { latin1FromBytes } from '../src/base/latin1.ts'
import { parseMessage } from '../src/message/parse-message.ts'
import { messageOptionsOf } from '../src/scan/message-options.ts'
import { loadSite } from '../src/scan/site.ts'
import { Dice } from '../test/support/made/dice.ts'
import { LANGUAGES } from '../test/support/made/languages.ts'
import { marketingHtml } from '../test/support/made/marketing-html.ts'
import { seededRandom } from '../test/support/random-html.ts'
import { medianOf } from './soak/process-size.ts'
import { oracleVersion, ViewOracle } from './view-oracle.ts'

const BIG_BYTES = 10_000_000
const ATTACHMENTS = 4
const LINE = 76

const args = await yargs(process.argv.slice(2))
  .option('every', { type: 'number', default: 60, describe: 'take one public message of so many' })
  .option('rounds', { type: 'number', default: 5, describe: 'times that each is read and scanned; medians count' })
  .strict()
  .parse()

const corpus = path.resolve(import.meta.dirname, '..', 'corpus', 'public')
const files = globSync('*/*.txt', { cwd: corpus })
  .sort()
  .filter((_, i) => i % args.every === 0)
const site = loadSite({ userPreferences: false, cf: [], pre: [], localOnly: true })
const options = messageOptionsOf(site.conf, () => {})

/** Milliseconds for every view that rules look at. */
function read(bytes: Uint8Array): number {
  const start = performance.now()
  const message = parseMessage(bytes, options)
  const views = [message.body, message.rawbody, message.uris, message.relays.all, message.pristine, message.htmlParts]
  const headers = ['ALL', 'From:addr', 'From:name', 'ToCc:addr', 'EnvelopeFrom', 'MESSAGEID', 'Subject']
  for (const name of headers) views.push(message.headerView(name))
  for (const part of message.parts) if (part.isLeaf) part.decoded()
  if (views.length === 0) throw new Error('nothing read')
  return performance.now() - start
}

function bigMessage(): string {
  const dice = new Dice(seededRandom(10))
  const [english] = LANGUAGES
  if (!english) throw new Error('no language')
  const html = marketingHtml(dice, english, 60_000).replace(/[^\x00-\x7f]/g, '?')
  const attachment = (i: number): string => {
    const bytes = Buffer.alloc(Math.floor((BIG_BYTES / ATTACHMENTS) * 0.74))
    for (let at = 0; at + 4 <= bytes.length; at += 4) bytes.writeUInt32LE(Math.floor(dice.random() * 2 ** 32), at)
    const lines = bytes.toString('base64').match(new RegExp(`.{1,${LINE}}`, 'g')) ?? []
    return `Content-Type: application/octet-stream; name="part${i}.bin"\nContent-Transfer-Encoding: base64\n\n${lines.join('\n')}\n`
  }
  const parts = [`Content-Type: text/html\n\n${html}`, ...Array.from({ length: ATTACHMENTS }, (_, i) => attachment(i))]
  return `From: a@example.com\nTo: b@example.com\nSubject: big\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=x\n\n${parts.map((part) => `--x\n${part}\n`).join('')}--x--\n`
}

const version = oracleVersion()
if (version === undefined) {
  console.error('SpamAssassin is not installed (Debian: apt-get install spamassassin)')
  process.exit(2)
}
const oracle = new ViewOracle(version, { keep: false })

/** Milliseconds that reading a message takes here, and its whole scan there. */
interface Cost {
  readonly ours: number
  readonly theirs: number
}

async function costOf(bytes: Uint8Array): Promise<Cost> {
  const { ms } = await oracle.ask({ text: latin1FromBytes(bytes), normalizeCharset: true, verdict: true })
  if (ms === undefined) throw new Error('SpamAssassin gave no verdict')
  return { ours: read(bytes), theirs: ms }
}

/** The medians of both sides, which take turns, so that whatever else the machine does slows both. */
function medians(costs: readonly Cost[]): Cost {
  return { ours: medianOf(costs.map(({ ours }) => ours)), theirs: medianOf(costs.map(({ theirs }) => theirs)) }
}

async function rounds(messages: readonly Uint8Array[], count: number): Promise<Cost[]> {
  const costs: Cost[][] = messages.map(() => [])
  // The first round makes both sides ready, and does not count.
  for (let round = 0; round <= count; round++) {
    for (const [i, bytes] of messages.entries()) {
      const cost = await costOf(bytes)
      if (round > 0) costs[i]?.push(cost)
    }
  }
  return costs.map(medians)
}

function show(what: string, costs: readonly Cost[], bound: number): void {
  const ours = costs.reduce((sum, cost) => sum + cost.ours, 0) / costs.length
  const theirs = costs.reduce((sum, cost) => sum + cost.theirs, 0) / costs.length
  const share = theirs / ours
  console.log(
    `${what}: ${ours.toFixed(3)} ms to read, ${theirs.toFixed(1)} ms for SpamAssassin's whole scan: 1/${share.toFixed(0)}` +
      ` (wanted: less than 1/${bound})`,
  )
  if (share <= bound) process.exitCode = 1
}

const messages = files.map((file) => readFileSync(path.join(corpus, file)))
show(`${messages.length} public messages`, await rounds(messages, args.rounds), 40)
const big = Buffer.from(bigMessage(), 'latin1')
show(`one of ${big.length} bytes`, await rounds([big], args.rounds), 20)
oracle.close()
