// What our Bayes says of messages of the public corpus, restored from a backup that SpamAssassin made, against what
// SpamAssassin said with the same database.
//   bayes-parity.ts --backup FILE --verdicts FILE [--every N]
// The verdicts are lines of tools/spamassassin-verdicts.pl --bayes. Exit status 0 when all agree, 1 when not.
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { gunzipSync } from 'node:zlib'
import { restoreBackup } from '../src/learn/restore-backup.ts'
import { MemoryDatabase } from '../src/learn/store/memory-store.ts'
import { createEngine } from '../src/scan/engine.ts'
import { messageKey, readRows, type VerdictRow } from './verdict-rows.ts'

/** Farther apart, two probabilities are not the same. */
const TOLERANCE = 0.001

const { values } = parseArgs({
  options: { backup: { type: 'string' }, verdicts: { type: 'string' }, every: { type: 'string', default: '1' } },
})
if (!values.backup || !values.verdicts) {
  console.error('bayes-parity.ts --backup FILE --verdicts FILE [--every N]')
  process.exit(2)
}
const corpus = path.resolve(import.meta.dirname, '..', 'corpus', 'public')
const raw = readFileSync(values.backup)
const backup = (values.backup.endsWith('.gz') ? gunzipSync(raw) : raw).toString('latin1').trimEnd().split('\n')
const store = new MemoryDatabase().user('')
const now = Math.floor(Date.now() / 1000)
async function* lines() {
  yield backup
}
const restored = await restoreBackup(store, lines(), now)
console.log(`${restored.tokens} tokens of ${restored.spam} spam and ${restored.ham} ham`)
const engine = await createEngine(
  { userPreferences: false, cf: ['bayes_auto_learn 0'], pre: [], localOnly: true },
  { storeFor: () => store },
)

const rows = [...readRows(values.verdicts).values()].filter((_row, i) => i % Number(values.every) === 0)
const isBayes = (rule: string): boolean => rule.startsWith('BAYES_')
const counts = { probability: 0, bayes: 0, hits: 0, score: 0, verdict: 0 }
const otherRules = new Map<string, number>()
for (const row of rows as (VerdictRow & { readonly bayes?: number })[]) {
  // `as`: lines with --bayes have it
  const { verdict } = await engine.examine(readFileSync(path.join(corpus, messageKey(row.file))))
  const ours = new Set(verdict.hits.map(({ rule }) => rule))
  const theirs = new Set(row.hits)
  const differing = [...ours.symmetricDifference(theirs)]
  for (const rule of differing) otherRules.set(rule, (otherRules.get(rule) ?? 0) + 1)
  if (Math.abs((verdict.bayesScore ?? -1) - (row.bayes ?? -1)) > TOLERANCE) {
    counts.probability++
    console.log(`${messageKey(row.file)}: probability ${row.bayes} | ${verdict.bayesScore}`)
  }
  if (differing.some(isBayes)) {
    counts.bayes++
    console.log(`${messageKey(row.file)}: ${differing.filter(isBayes).join(' ')}`)
  }
  if (differing.length > 0) counts.hits++
  if (Math.abs(verdict.score - row.score) > TOLERANCE) counts.score++
  if (verdict.isSpam !== row.score >= row.required) counts.verdict++
}
for (const [rule, count] of otherRules) console.log(`${rule}: ${count}`)
console.log(
  `${rows.length} messages; differing: ${Object.entries(counts)
    .map(([what, count]) => `${what} ${count}`)
    .join(', ')}`,
)
process.exitCode = counts.probability + counts.bayes > 0 ? 1 : 0
