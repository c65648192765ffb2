// npm run parity: what we say of SpamAssassin's public corpus, against what SpamAssassin 4.0.1 says of it.
//   parity.ts [--only RULE,…] [--ignore RULE,…] [--top N] [--show FILE] [--every N] [--keep FILE]
// Exit status 0 when every message has the same score and hits, 1 when not, 2 when there is nothing to compare.
import { execFile } from 'node:child_process'
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { compareRows, differences, messageKey, readRows, summary, type VerdictRow } from './verdict-rows.ts'

const MAX_OUTPUT_BYTES = 1 << 30

const root = path.resolve(import.meta.dirname, '..')
const corpus = path.join(root, 'corpus', 'public')
const golden = path.join(root, 'test', 'corpus', 'golden', 'public.jsonl.gz')
const { values } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    ignore: { type: 'string', default: '' },
    top: { type: 'string', default: '25' },
    show: { type: 'string' },
    every: { type: 'string', default: '1' },
    keep: { type: 'string' },
  },
})
if (!existsSync(corpus)) {
  console.error('parity: no corpus; run "npm run corpus" first')
  process.exit(2)
}

/** Runs the command line over a share of the files and gives back its JSON lines. */
function check(files: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = execFile(
      path.join(root, 'bin', 'assay'),
      ['check', '--json', '--local', '--cf', 'use_bayes 0', '--list', '-'],
      { maxBuffer: MAX_OUTPUT_BYTES, encoding: 'latin1', cwd: root, env: { ...process.env, HOME: '/nonexistent' } },
      (error, stdout, stderr) => {
        if (stderr) console.error(stderr.trimEnd())
        if (error) reject(error)
        else resolve(stdout)
      },
    )
    child.stdin?.end(files.join('\n'))
  })
}

const all = globSync('*/*.txt', { cwd: corpus }).sort()
const files = all.filter((file, i) => (values.show ? file.endsWith(values.show) : i % Number(values.every) === 0))
const shares = Array.from({ length: availableParallelism() }, (_, share) =>
  files.filter((_, i) => i % availableParallelism() === share).map((file) => path.join(corpus, file)),
)
const started = performance.now()
const output = (await Promise.all(shares.filter((share) => share.length > 0).map(check))).join('')
const seconds = (performance.now() - started) / 1000
if (values.keep) writeFileSync(values.keep, output, 'latin1')

const lines = output.split('\n').filter(Boolean)
const ours = new Map(lines.map((line) => JSON.parse(line) as VerdictRow).map((row) => [messageKey(row.file), row])) // `as`: our own lines
const wanted = new Set(files.map(messageKey))
const theirs = new Map([...readRows(golden)].filter(([file]) => wanted.has(file)))
const only = values.only.split(',').filter(Boolean)
const ignore = new Set(values.ignore.split(',').filter(Boolean))
const comparison = compareRows(theirs, ours, (rule) => !ignore.has(rule) && (only.length === 0 || only.includes(rule)))

const known = new Map(
  readFileSync(path.join(root, 'test', 'corpus', 'golden', 'known-differences.tsv'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => line.split('\t') as [string, string]), // `as`: a rule and its reason
)
for (const line of differences(comparison).slice(0, values.show ? undefined : Number(values.top))) console.log(line)
const differing = new Set([...comparison.missed.keys(), ...comparison.extra.keys()])
for (const [rule, reason] of known) if (differing.has(rule)) console.log(`known: ${rule}: ${reason}`)
const unknown = [...differing].filter((rule) => !known.has(rule))
console.log(
  unknown.length === 0 ? 'no rule differs without a known reason' : `without a known reason: ${unknown.join(' ')}`,
)
console.log(summary(comparison))
console.error(`parity: ${files.length} messages in ${seconds.toFixed(1)} s`)
const { absent, messages, sameScore, sameHits } = comparison
process.exit(absent === 0 && sameScore === messages && sameHits === messages ? 0 : 1)
