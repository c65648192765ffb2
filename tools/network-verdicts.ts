// Compares network verdicts with an installed SpamAssassin's: both ask one name server that knows something of every
// name. usage: network-verdicts.ts [--cf FILE] [--show N] FILE… (or file names on standard input)
import { spawn } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import { createEngine } from '../src/scan/engine.ts'
import { endlessZone } from '../test/network/endless-zone.ts'
import { startZoneServer } from '../test/support/dns-server.ts'

interface Row {
  readonly file: string
  readonly score: number
  readonly hits: readonly string[]
  readonly subtests: readonly string[]
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    cf: { type: 'string', multiple: true },
    show: { type: 'string', default: '40' },
    oracle: { type: 'string', default: path.join(import.meta.dirname, 'spamassassin-verdicts.pl') },
    queries: { type: 'boolean', default: false },
  },
})
const files = positionals.length > 0 ? positionals : readFileSync(0, 'utf8').split('\n').filter(Boolean)
const server = await startZoneServer(endlessZone)
const extra = (values.cf ?? []).map((file) => readFileSync(file, 'utf8')).join('\n')
const cf = `dns_available yes\ndns_server 127.0.0.1:${server.port}\nrbl_timeout 5\n${extra}\n`
const cfFile = path.join(tmpdir(), `network-verdicts-${process.pid}.cf`)
writeFileSync(cfFile, cf)

const theirs = new Map<string, Row>()
const started = performance.now()
const dmarcModule = path.join(import.meta.dirname, 'mail-dmarc-at-dns-server.pm')
const oracle = spawn('perl', ['-e', `require "${dmarcModule}"; do shift`, values.oracle, '--net', '--cf', cfFile], {
  stdio: ['pipe', 'pipe', 'ignore'],
  env: { ...process.env, MAIL_DMARC_DNS_SERVER: `127.0.0.1:${server.port}` },
})
oracle.stdin.end(`${files.join('\n')}\n`)
for await (const line of createInterface({ input: oracle.stdout })) {
  const row = JSON.parse(Buffer.from(line, 'utf8').toString('utf8')) as Row // as the script prints it
  theirs.set(row.file, row)
}
const theirSeconds = (performance.now() - started) / 1000
const theirQuestions = new Set(server.asked.splice(0))

const engine = await createEngine({
  userPreferences: false,
  cf: cf.split('\n').concat('use_bayes 0'),
  pre: [],
  localOnly: false,
})
const begun = performance.now()
let same = 0
let sameScore = 0
const differences = new Map<string, number>()
let shown = 0
const theirRules = new Map<string, number>()
for (const file of files) {
  const { verdict } = await engine.examine(readFileSync(file))
  const row = theirs.get(file)
  if (!row) continue
  for (const rule of row.hits) theirRules.set(rule, (theirRules.get(rule) ?? 0) + 1)
  const ours = new Set([...verdict.hits.map((hit) => hit.rule), ...verdict.subtests])
  const wanted = new Set([...row.hits, ...row.subtests])
  const missing = [...wanted].filter((rule) => !ours.has(rule))
  const surplus = [...ours].filter((rule) => !wanted.has(rule))
  if (Math.abs(verdict.score - row.score) < 0.0015) sameScore++
  if (missing.length === 0 && surplus.length === 0) {
    same++
    continue
  }
  for (const rule of missing) differences.set(`-${rule}`, (differences.get(`-${rule}`) ?? 0) + 1)
  for (const rule of surplus) differences.set(`+${rule}`, (differences.get(`+${rule}`) ?? 0) + 1)
  if (shown++ < Number(values.show)) {
    console.log(file, ...missing.map((rule) => `-${rule}`), ...surplus.map((rule) => `+${rule}`))
  }
}
const ourQuestions = new Set(server.asked)
console.log([...differences].sort((a, b) => b[1] - a[1]))
const onlyTheirs = [...theirQuestions].filter((question) => !ourQuestions.has(question))
const onlyOurs = [...ourQuestions].filter((question) => !theirQuestions.has(question))
console.log(`questions: theirs ${theirQuestions.size}, only theirs ${onlyTheirs.length}, only ours ${onlyOurs.length}`)
if (values.queries) console.log({ onlyTheirs: onlyTheirs.slice(0, 60), onlyOurs: onlyOurs.slice(0, 60) })
console.log(
  `${files.length} messages: same rules ${same}, same score ${sameScore}; ` +
    `theirs ${theirSeconds.toFixed(1)} s, ours ${((performance.now() - begun) / 1000).toFixed(1)} s`,
)
await server.close()
