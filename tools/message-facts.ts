// Compares the form of messages with what an installed SpamAssassin makes of it: `message-facts.ts [FILE...]`, or the odd
// messages of the tests. With --write the answers for the latter become the expectations of the tests.
import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import yargs from 'yargs'
import { parseMessage } from '../src/message/parse-message.ts'
import { oddMessages } from '../test/support/make-odd-messages.ts'
import { condensed, firstDifference, messageFacts } from '../test/support/message-facts.ts'
import { viewOptions } from './view-options.ts'

const args = await yargs(process.argv.slice(2))
  .option('write', { type: 'boolean', default: false })
  .option('normalize', { type: 'boolean', default: true })
  .parse()
const files = args._.map(String)
const messages: [string, string][] =
  files.length > 0 ? files.map((file) => [file, readFileSync(file, 'latin1')]) : [...oddMessages]
const script = fileURLToPath(new URL('message-facts.pl', import.meta.url))
const input = messages.map(([, text]) => Buffer.from(`${JSON.stringify(text)}\n`, 'latin1'))
const perl = spawnSync('perl', [script, ...(args.normalize ? [] : ['--no-normalize'])], {
  input: Buffer.concat(input),
  maxBuffer: 2 ** 30,
})
const answers = perl.stdout.toString('latin1').trimEnd().split('\n')
let same = 0
messages.forEach(([name, text], i) => {
  const theirs: unknown = JSON.parse(answers[i] ?? 'null')
  const ours = messageFacts(parseMessage(text, { ...viewOptions, normalizeCharset: args.normalize }))
  const difference = firstDifference(ours, theirs)
  if (difference === undefined) same++
  else console.log(`${name}: ${difference}`)
})
console.log(`${same} of ${messages.length} messages the same`)
if (args.write) {
  const lines = messages.map(([name], i) => {
    return `${JSON.stringify(name)}: ${JSON.stringify(condensed(JSON.parse(answers[i] ?? 'null')))}`
  })
  writeFileSync(new URL('../test/message/odd-messages.json', import.meta.url), `{\n${lines.join(',\n')}\n}\n`)
}
