// Compares src/regex with the installed Perl.
//   node tools/regex-diff.ts stock [--every 30] [--rules DIR]   every expression of the rules on every view of messages
//   node tools/regex-diff.ts random [--count 50000] [--seed 1]  generated expressions on generated subjects
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import type { MessageOptions } from '../src/message/options.ts'
import { parseMessage } from '../src/message/parse-message.ts'
import { compilePerlRegex, type PerlRegex } from '../src/regex/compile.ts'
import { RegexError } from '../src/regex/regex-error.ts'
import { messageOptionsOf } from '../src/scan/message-options.ts'
import { loadSite } from '../src/scan/site.ts'
import { compareWithPerl, type Disagreement } from '../test/support/compare-with-perl.ts'
import { askPerl } from '../test/support/perl-regex.ts'
import { randomCases } from '../test/support/random-regex.ts'
import { ruleExpressions, ruleHeaders } from './rule-expressions.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    every: { type: 'string', default: '30' },
    rules: { type: 'string' },
    corpus: { type: 'string', default: 'corpus/public' },
    count: { type: 'string', default: '50000' },
    seed: { type: 'string', default: '1' },
    show: { type: 'string', default: '20' },
  },
})

/** With everything but printable ASCII escaped. */
const visible = (text: string): string =>
  JSON.stringify(text).replace(/[^ -~]/g, (c) => `\\x${c.charCodeAt(0).toString(16)}`)

function report(disagreements: readonly Disagreement[], summary: string): void {
  for (const { pattern, modifiers, subject, perl, ours } of disagreements.slice(0, Number(values.show))) {
    console.log(
      `/${visible(pattern.slice(0, 300))}/${modifiers}  ${visible(subject.slice(0, 60))}\n   perl ${perl}\n   ours ${ours}`,
    )
  }
  console.log(`${disagreements.length} disagreements; ${summary}`)
  if (disagreements.length > 0) process.exitCode = 1
}

/** So many messages' texts are held in memory, here and in Perl. */
const MESSAGES_AT_A_TIME = 40

/** All texts that rules see of a message: its views, whole, each text once. */
function viewsOf(files: readonly string[], headers: readonly string[], options: MessageOptions): readonly string[] {
  const views = new Set<string>()
  for (const file of files) {
    const message = parseMessage(readFileSync(path.join(values.corpus, file)), options)
    for (const text of [...message.body, ...message.rawbody, ...message.uris, message.pristine]) views.add(text)
    for (const header of headers) {
      const view = message.headerView(header)
      // as rules get several values of one header (src/rules/evaluate.ts)
      if (view[0] !== undefined) views.add(view.join(view[0].endsWith('\n') ? '' : '\n'))
    }
    for (const part of message.parts) for (const { value } of part.headers.fields) views.add(value)
  }
  return [...views]
}

function stock(): void {
  const site = loadSite({ configPath: values.rules, userPreferences: false, cf: [], pre: [], localOnly: false })
  const options = messageOptionsOf(site.conf, () => {})
  const expressions = ruleExpressions(site)
  const headers = ruleHeaders(site)
  const files = readdirSync(values.corpus, { recursive: true, encoding: 'latin1' })
    .filter((file) => file.endsWith('.txt'))
    .sort()
    .filter((_, i) => i % Number(values.every) === 0)
  const started = performance.now()
  const disagreements: Disagreement[] = []
  let compared = 0
  let refusedByBoth = 0
  let givenUp = 0
  let views = 0
  for (let done = 0; done < files.length; done += MESSAGES_AT_A_TIME) {
    const subjects = viewsOf(files.slice(done, done + MESSAGES_AT_A_TIME), headers, options)
    views += subjects.length
    const result = compareWithPerl(
      expressions.map((e) => ({ ...e, subjects: 'all' as const })),
      subjects,
      { captures: true },
    )
    disagreements.push(...result.disagreements)
    compared += result.compared
    refusedByBoth = result.refused
    givenUp += result.givenUp
  }
  const reasons = new Map<string, number>()
  let own = 0
  const kinds = { linear: 0, bounded: 0, explosive: 0 }
  let required = 0
  for (const { pattern, modifiers } of expressions) {
    try {
      const regex: PerlRegex = compilePerlRegex(pattern, modifiers)
      if (!regex.regexp) own++
      kinds[regex.cost]++
      if (regex.factors.length > 0) required++
    } catch (error) {
      if (!(error instanceof RegexError)) throw error
      reasons.set(error.message, (reasons.get(error.message) ?? 0) + 1)
    }
  }
  for (const [reason, count] of reasons) console.log(`refused ${count}: ${reason.slice(0, 120)}`)
  console.log(`${expressions.length} expressions, ${own} on our own matcher, ${required} with required factors`, kinds)
  report(
    disagreements,
    `${files.length} messages, ${views} views, ${compared} comparisons, ${refusedByBoth} expressions refused by both, ${givenUp} given up, ` +
      `${Math.round((performance.now() - started) / 1000)} s`,
  )
}

function random(): void {
  const total = Number(values.count)
  const disagreements: Disagreement[] = []
  const unsupported = new Map<string, number>()
  let compared = 0
  let refused = 0
  let sameWords = 0
  let givenUp = 0
  for (let done = 0; done < total; done += 1000) {
    const { questions, subjects } = randomCases(Number(values.seed) + done, Math.min(1000, total - done))
    const result = compareWithPerl(questions, subjects, { captures: true, ownMatcher: true, skipExplosive: true })
    disagreements.push(...result.disagreements)
    compared += result.compared
    refused += result.refused
    sameWords += result.sameWords
    givenUp += result.givenUp
    for (const [reason, count] of result.unsupported) unsupported.set(reason, (unsupported.get(reason) ?? 0) + count)
  }
  const refusals = [...unsupported].sort(([, a], [, b]) => b - a)
  for (const [reason, count] of refusals) console.log(`${count} refused by us alone: ${reason}`)
  report(
    disagreements,
    `seed ${values.seed}, ${total} expressions, ${compared} pairs compared, ${givenUp} given up; ${refused} expressions refused by both ` +
      `(${sameWords} in the same words), ${refusals.reduce((sum, [, count]) => sum + count, 0)} by us alone`,
  )
}

if (askPerl([], [{ pattern: 'a', modifiers: '', subjects: [] }]).length !== 1) throw new Error('no Perl')
if (positionals[0] === 'random') random()
else stock()
