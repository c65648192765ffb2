// What reading messages costs: every view of public messages, and of one of 10 MB with attachments, beside what an
// installed SpamAssassin takes for its whole scan of the same messages on the same machine.
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
import { oracleVersion, ViewOracle } from './view-oracle.ts'

const BIG_BYTES = 10_000_000
const ATTACHMENTS = 4
const LINE = 76

const args = await yargs(process.argv.slice(2))
  .option('every', { type: 'number', default: 60, describe: 'take one public message of so many' })
  .option('rounds', { type: 'number', default: 15, describe: 'readings of each; the fastest counts' })
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

const fastest = (bytes: Uint8Array, rounds: number): number =>
  Math.min(...Array.from({ length: rounds }, () => read(bytes)))
const messages = files.map((file) => readFileSync(path.join(corpus, file)))
for (const bytes of messages) read(bytes)
const ours = messages.reduce((sum, bytes) => sum + fastest(bytes, args.rounds), 0) / messages.length
const big = Buffer.from(bigMessage(), 'latin1')
const oursBig = fastest(big, 5)
console.log(
  `${messages.length} public messages: ${ours.toFixed(3)} ms each; ${big.length} bytes: ${oursBig.toFixed(1)} ms`,
)

const version = oracleVersion()
if (version === undefined) {
  console.log('SpamAssassin is not installed: nothing to compare with')
} else {
  const oracle = new ViewOracle(version)
  const ask = async (bytes: Uint8Array): Promise<number> =>
    (await oracle.ask({ text: latin1FromBytes(bytes), normalizeCharset: true, verdict: true })).ms ?? 0
  let theirs = 0
  for (const bytes of messages) theirs += await ask(bytes)
  theirs /= messages.length
  const theirsBig = await ask(big)
  oracle.close()
  console.log(`SpamAssassin's whole scan: ${theirs.toFixed(1)} ms each, 1/${(theirs / ours).toFixed(0)} of it is ours`)
  console.log(`the big one: ${theirsBig.toFixed(0)} ms, 1/${(theirsBig / oursBig).toFixed(0)} of it is ours`)
}
