// Compares header views of odd messages, made from a seed, with those of an installed SpamAssassin:
//   header-diff.ts [--seed N] [--count N]
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import yargs from 'yargs'
import { parseMessage } from '../src/message/parse-message.ts'
import { tldTables } from '../src/message/uri/registry-boundaries.ts'
import { randomHeader } from '../test/support/random-headers.ts'
import { seededRandom } from '../test/support/random-html.ts'
import { viewOptions } from './view-options.ts'

const VIEWS =
  'From From:raw From:addr From:name From:name:raw From:host From:domain From:addr:domain To:addr To:name ToCc ToCc:raw ToCc:addr Received:first Received:last:ip Received:revip Received:host Received:domain MESSAGEID MESSAGEID:host ALL ALL:raw ALL-TRUSTED ALL-TRUSTED:raw ALL-UNTRUSTED ALL-INTERNAL ALL-EXTERNAL:raw EnvelopeFrom EnvelopeFrom:addr:host X-Spam-Relays-Trusted X-Spam-Relays-Untrusted X-Spam-Relays-Internal X-Spam-Relays-External Reply-To:addr Sender:first:addr List-Id:host X-SenderDomain X-AuthorDomain Return-Path:addr'.split(
    ' ',
  )
const MAX_OUTPUT_BYTES = 1 << 30

const args = await yargs(process.argv.slice(2))
  .option('seed', { type: 'number', default: 1 })
  .option('count', { type: 'number', default: 1000 })
  .parse()
const options = {
  ...viewOptions,
  uriOptions: {
    ...viewOptions.uriOptions,
    tlds: tldTables(['com', 'net', 'org', 'de', 'uk', 'info'], ['co.uk'], []),
  },
}
const random = seededRandom(args.seed)
const messages = Array.from({ length: args.count }, () => `${randomHeader(random)}\nbody\n`)
const perl = spawnSync('perl', [fileURLToPath(new URL('header-diff.pl', import.meta.url)), ...VIEWS], {
  input: Buffer.from(messages.map((text) => `${JSON.stringify(text)}\n`).join(''), 'latin1'),
  maxBuffer: MAX_OUTPUT_BYTES,
})
const answers = perl.stdout.toString('latin1').trimEnd().split('\n')
let same = 0
messages.forEach((text, i) => {
  const theirs = JSON.parse(answers[i] ?? '[]') as unknown[] // what the script prints
  const message = parseMessage(text, options)
  const differing = VIEWS.filter((spec, v) => JSON.stringify(message.headerView(spec)) !== JSON.stringify(theirs[v]))
  if (differing.length === 0) same++
  else console.log(`${JSON.stringify(text)}\n  ${differing.join(', ')}`)
})
console.log(`${same} of ${messages.length} headers the same in ${VIEWS.length} views`)
if (same < messages.length) process.exitCode = 1
