// Compares the verdicts on made-up messages with those of an installed SpamAssassin: rules, subrules and score.
import os from 'node:os'
import yargs from 'yargs'
import { bytesFromLatin1 } from '../src/base/latin1.ts'
import { createEngine } from '../src/scan/engine.ts'
import { isNormalized, madeMessage } from '../test/support/made/message.ts'
import { modernMessage } from '../test/support/made/modern-mail.ts'
import { compareRows, differences, summary, type VerdictRow } from './verdict-rows.ts'
import { oracleVersion, ViewOracle } from './view-oracle.ts'

const args = await yargs(process.argv.slice(2))
  .usage('$0: compares verdicts on made-up messages with SpamAssassin’s')
  .option('made', { type: 'number', default: 2000, describe: 'how many' })
  .option('seed', { type: 'number', default: 1, describe: 'seed of the first' })
  .option('modern', { type: 'boolean', default: false, describe: 'of today’s kind' })
  .option('top', { type: 'number', default: 60, describe: 'differing rules to print' })
  .option('processes', { type: 'number', default: Math.min(2, os.availableParallelism()) })
  .strict()
  .parse()

const version = oracleVersion()
if (version === undefined) {
  console.error('SpamAssassin is not installed (Debian: apt-get install spamassassin)')
  process.exit(2)
}
const engines = {
  characters: await createEngine({ userPreferences: false, cf: ['use_bayes 0'], pre: [], localOnly: true }),
  bytes: await createEngine({
    userPreferences: false,
    cf: ['use_bayes 0', 'normalize_charset 0'],
    pre: [],
    localOnly: true,
  }),
}
const golden = new Map<string, VerdictRow>()
const ours = new Map<string, VerdictRow>()

async function askSome(oracle: ViewOracle, queue: Iterator<number>): Promise<void> {
  for (let next = queue.next(); !next.done; next = queue.next()) {
    const seed = next.value
    const file = `${args.modern ? 'modern' : 'made'}/${seed}`
    const text = args.modern ? modernMessage(seed) : madeMessage(seed)
    const normalizeCharset = isNormalized(seed)
    const answer = await oracle.ask({ text, normalizeCharset, verdict: true })
    const { score = 0, required = 5, hits = [], subtests = [] } = answer
    golden.set(file, { file, score, required, hits, subtests })
    const { verdict } = await engines[normalizeCharset ? 'characters' : 'bytes'].examine(bytesFromLatin1(text))
    const names = verdict.hits.map(({ rule }) => rule)
    ours.set(file, { file, score: verdict.score, required: verdict.required, hits: names, subtests: verdict.subtests })
    if (process.stderr.isTTY) process.stderr.write(`\r${ours.size} of ${args.made} messages `)
  }
}

const seeds = Array.from({ length: args.made }, (_, i) => args.seed + i)[Symbol.iterator]()
const oracles = Array.from({ length: args.processes }, () => new ViewOracle(version))
await Promise.all(oracles.map((oracle) => askSome(oracle, seeds)))
for (const oracle of oracles) oracle.close()

const comparison = compareRows(golden, ours, () => true)
for (const line of differences(comparison).slice(0, args.top)) console.log(line)
for (const [file, want] of golden) {
  const got = ours.get(file)
  if (got && Math.abs(got.score - want.score) >= 0.0015) console.log(`${file}\t${got.score} instead of ${want.score}`)
}
console.log(summary(comparison))
process.exitCode = comparison.sameScore === comparison.messages ? 0 : 1
