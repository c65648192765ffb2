// Compares network verdicts with an installed SpamAssassin's: both ask one name server that knows something of every
// name, about messages made for each rule of the network and others that are given.
// Says too which rules of the network hit no message, or all of them. Exit status 1 below 99.5 percent.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import yargs from 'yargs'
import { createEngine } from '../src/scan/engine.ts'
import { MADE_SETTINGS, makeMail } from '../test/network/made-mail.ts'
import { askSpamAssassin } from '../test/network/spamassassin-with-network.ts'
import { startZoneServer } from '../test/support/dns-server.ts'

const args = await yargs(process.argv.slice(2))
  .usage('$0 [FILE…]: compares network verdicts on made messages, and on files (- for their names on standard input)')
  .option('cf', {
    type: 'string',
    array: true,
    requiresArg: true,
    default: [],
    nargs: 1,
    describe: 'a file of further configuration',
  })
  .option('show', { type: 'number', default: 40, describe: 'messages with differences to print' })
  .option('only', { type: 'string', describe: 'made messages with this in their names only' })
  .option('queries', { type: 'boolean', default: false, describe: 'print questions that only one of both asks' })
  .parserConfiguration({ 'parse-positional-numbers': false })
  .strictOptions()
  .parse()
const WANTED = 0.995
const folder = mkdtempSync(path.join(tmpdir(), 'network-verdicts-'))
const { messages: made, zone } = await makeMail()
const positionals = args._.map(String)
const madeFiles = [...made]
  .filter(([name]) => args.only === undefined || name.includes(args.only))
  .map(([name, text]) => {
    const file = path.join(folder, name.replaceAll(' ', '-'))
    writeFileSync(file, text, 'latin1')
    return file
  })
const given = positionals.includes('-') ? readFileSync(0, 'utf8').split('\n').filter(Boolean) : positionals
const files = [...madeFiles, ...given]
const server = await startZoneServer(zone)
const extra = args.cf.map((file) => readFileSync(file, 'utf8')).join('\n')
// Where there are more domains than uridnsbl_max_domains, SpamAssassin draws lots which ones to ask.
const cf = `dns_available yes\ndns_server 127.0.0.1:${server.port}\nrbl_timeout 5\nuridnsbl_max_domains 500\n${MADE_SETTINGS}${extra}\n`
const cfFile = path.join(folder, 'site.cf')
writeFileSync(cfFile, cf)

const started = performance.now()
const theirs = await askSpamAssassin(files, { cf: cfFile, port: server.port })
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
let compared = 0
for (const file of files) {
  const { verdict } = await engine.examine(readFileSync(file))
  const row = theirs.get(file)
  if (!row) continue
  compared++
  for (const rule of new Set([...row.hits, ...row.subtests])) theirRules.set(rule, (theirRules.get(rule) ?? 0) + 1)
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
  if (shown++ < args.show) {
    console.log(file, ...missing.map((rule) => `-${rule}`), ...surplus.map((rule) => `+${rule}`))
  }
}
const ourQuestions = new Set(server.asked)
console.log([...differences].sort((a, b) => b[1] - a[1]))
const onlyTheirs = [...theirQuestions].filter((question) => !ourQuestions.has(question))
const onlyOurs = [...ourQuestions].filter((question) => !theirQuestions.has(question))
console.log(`questions: theirs ${theirQuestions.size}, only theirs ${onlyTheirs.length}, only ours ${onlyOurs.length}`)
if (args.queries) console.log({ onlyTheirs: onlyTheirs.slice(0, 60), onlyOurs: onlyOurs.slice(0, 60) })
const networkRules = engine.ruleset.facts.filter(({ tflags }) => tflags.has('net')).map(({ name }) => name)
const always = networkRules.filter((rule) => theirRules.get(rule) === compared)
const never = networkRules.filter((rule) => !theirRules.has(rule))
console.log(`${networkRules.length} rules of the network; hit every message: ${always.join(' ') || 'none'}`)
console.log(`hit no message: ${never.join(' ') || 'none'}`)
console.log(
  `${compared} of ${files.length} messages compared: same rules ${same}, same score ${sameScore}; ` +
    `theirs ${theirSeconds.toFixed(1)} s, ours ${((performance.now() - begun) / 1000).toFixed(1)} s`,
)
await server.close()
rmSync(folder, { recursive: true })
process.exitCode = compared === files.length && Math.min(same, sameScore) >= WANTED * compared ? 0 : 1
