// Compares what parseMessage makes of messages with what an installed SpamAssassin makes of them, view by view: those of
// the public corpus, and as many made-up ones as asked for. SpamAssassin's answers are kept in .cache.
import { existsSync, globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import yargs from 'yargs'
import { latin1FromBytes } from '../src/base/latin1.ts'
import { parseMessage } from '../src/message/parse-message.ts'
import { messageOptionsOf } from '../src/scan/message-options.ts'
import { loadSite } from '../src/scan/site.ts'
import { isNormalized, madeMessage } from '../test/support/made/message.ts'
import { modernMessage } from '../test/support/made/modern-mail.ts'
import { differingViews, firstDifference, VIEWS } from './view-comparison.ts'
import { oracleVersion, ViewOracle } from './view-oracle.ts'
import { readReasons, reasonFor } from './view-reasons.ts'

const root = path.resolve(import.meta.dirname, '..')
const args = await yargs(process.argv.slice(2))
  .usage('$0: compares the views of messages with SpamAssassin’s')
  .option('made', { type: 'number', default: 0, describe: 'also so many made-up messages' })
  .option('modern', { type: 'number', default: 0, describe: 'also so many of today’s kind' })
  .option('seed', { type: 'number', default: 1, describe: 'seed of the first made-up message' })
  .option('public', { type: 'boolean', default: true, describe: 'the public corpus (npm run corpus)' })
  .option('every', { type: 'number', default: 1, describe: 'take one message of so many' })
  .option('only', { type: 'string', array: true, describe: 'views to compare', default: [...VIEWS.keys()] })
  .option('file', { type: 'string', describe: 'only messages whose name contains this' })
  .option('show', { type: 'boolean', default: false, describe: 'print the first difference in each differing view' })
  .option('processes', { type: 'number', default: 2, describe: 'SpamAssassins to run at a time' })
  .strict()
  .parse()

interface Case {
  readonly name: string
  readonly normalizeCharset: boolean
  text(): string
}

const version = oracleVersion()
if (version === undefined) {
  console.error('parity:views: SpamAssassin is not installed (Debian: apt-get install spamassassin)')
  process.exit(2)
}
const unknown = args.only.filter((name) => !VIEWS.has(name))
if (unknown.length > 0) {
  console.error(`parity:views: no view ${unknown.join(' ')}; there are ${[...VIEWS.keys()].join(' ')}`)
  process.exit(2)
}

const corpus = path.join(root, 'corpus', 'public')
if (args.public && !existsSync(corpus)) {
  console.error('parity:views: no corpus; run "npm run corpus" first')
  process.exit(2)
}
const files = args.public ? globSync('*/*.txt', { cwd: corpus }).sort() : []
const cases: Case[] = [
  ...files.map(
    (file): Case => ({
      name: file,
      normalizeCharset: true,
      text: () => latin1FromBytes(readFileSync(path.join(corpus, file))),
    }),
  ),
  ...Array.from({ length: args.made }, (_, i): Case => {
    const seed = args.seed + i
    return { name: `made/${seed}`, normalizeCharset: isNormalized(seed), text: () => madeMessage(seed) }
  }),
  ...Array.from({ length: args.modern }, (_, i): Case => {
    const seed = args.seed + i
    return { name: `modern/${seed}`, normalizeCharset: isNormalized(seed), text: () => modernMessage(seed) }
  }),
].filter(({ name }, i) => i % args.every === 0 && (args.file === undefined || name.includes(args.file)))

const site = loadSite({ userPreferences: false, cf: [], pre: [], localOnly: true })
const options = messageOptionsOf(site.conf, () => {})
const reasons = readReasons()
const different = new Map(args.only.map((name) => [name, 0]))
const failed: string[] = []
const lines: string[] = []
let unexplained = 0
let done = 0

async function compareSome(oracle: ViewOracle, queue: Iterator<Case>): Promise<void> {
  for (let next = queue.next(); !next.done; next = queue.next()) {
    const { name, normalizeCharset } = next.value
    const text = next.value.text()
    const answer = await oracle.ask({ text, normalizeCharset, verdict: false })
    const message = parseMessage(text, { ...options, normalizeCharset })
    if (answer.error === undefined) {
      for (const view of differingViews(message, answer, args.only)) {
        different.set(view, (different.get(view) ?? 0) + 1)
        const reason = reasonFor(reasons, name, view)
        if (reason === undefined) unexplained++
        lines.push(`${name}\t${view}\t${reason ?? 'UNEXPLAINED'}`)
        if (args.show) lines.push(`      ${firstDifference(message, answer, view)}`)
      }
    } else {
      failed.push(`${name}\t${answer.error.trim().slice(0, 150)}`)
    }
    done++
    if (process.stderr.isTTY) process.stderr.write(`\r${done} of ${cases.length} messages `)
  }
}

const queue = cases[Symbol.iterator]()
const oracles = Array.from({ length: args.processes }, () => new ViewOracle(version))
await Promise.all(oracles.map((oracle) => compareSome(oracle, queue)))
for (const oracle of oracles) oracle.close()
if (process.stderr.isTTY) process.stderr.write('\n')

for (const line of lines.sort()) console.log(line)
for (const line of failed.sort()) console.log(`SpamAssassin failed: ${line}`)
const compared = done - failed.length
for (const [name, count] of different) {
  const share = compared > 0 ? ((100 * (compared - count)) / compared).toFixed(3) : '-'
  console.log(`${name.padEnd(18)} ${compared - count}/${compared} ${share}%`)
}
console.log(`${compared} messages compared with SpamAssassin ${version}, ${unexplained} differences without a reason`)
process.exitCode = unexplained === 0 ? 0 : 1
