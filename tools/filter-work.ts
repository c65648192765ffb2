// What the one-pass filter saves: the expressions of all rules over the views of public messages, once only those that the
// filter leaves over, with the filter's own work, and once all of them. Both must hit the same.
//   node tools/filter-work.ts [--every 60] [--rounds 3] [--list]     --list: the rules that always run
// Prints milliseconds a message and their ratio; exit status 1 where hits differ or it is more than a third.
import { globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import type { Message } from '../src/message/message.ts'
import type { TextRules } from '../src/rules/prefilter/text-rules.ts'
import type { CompiledText, Ruleset } from '../src/rules/ruleset.ts'
import { createEngine } from '../src/scan/engine.ts'

const { values } = parseArgs({
  options: {
    every: { type: 'string', default: '60' },
    rounds: { type: 'string', default: '3' },
    list: { type: 'boolean', default: false },
  },
})

const MOST = 1 / 3

/** The rules of one view and priority, and the texts that a message has of it. */
interface Work {
  readonly rules: TextRules
  readonly negated: readonly CompiledText[]
  readonly texts: readonly string[]
}

function workOn(message: Message, { stages }: Ruleset): readonly Work[] {
  return stages.flatMap((stage) => [
    ...stage.headers.flatMap(({ header, rules, negated }) => {
      const view = message.headerView(header)
      const [first] = view
      if (first === undefined) return []
      return [{ rules, negated, texts: [view.join(first.endsWith('\n') ? '' : '\n')] }]
    }),
    { rules: stage.body, negated: [], texts: message.body },
    { rules: stage.uri, negated: [], texts: message.uris },
    { rules: stage.rawbody, negated: [], texts: message.rawbody },
    { rules: stage.full, negated: [], texts: [message.pristine] },
  ])
}

/** Tries rules on a text: those that hit, by index and place of the text. Each is tried until it hits, as in a scan. */
function tryRules(rules: readonly CompiledText[], length: number, text: string, hits: Set<number>): void {
  for (let i = 0; i < length; i++) {
    const rule = rules[i] as CompiledText // `as`: below the length
    if (!rule.template && !hits.has(rule.index) && rule.regex.test(text)) hits.add(rule.index)
  }
}

function withFilter(work: readonly Work[]): Set<number> {
  const hits = new Set<number>()
  for (const { rules, negated, texts } of work) {
    const later = rules.alwaysLater()
    for (const text of texts) {
      tryRules(later, later.length, text, hits)
      const { rules: candidates, length } = rules.candidates(text)
      tryRules(candidates, length, text, hits)
      tryRules(negated, negated.length, text, hits)
    }
  }
  return hits
}

function withoutFilter(work: readonly Work[]): Set<number> {
  const hits = new Set<number>()
  for (const { rules, negated, texts } of work) {
    for (const text of texts) {
      tryRules(rules.rules, rules.rules.length, text, hits)
      tryRules(negated, negated.length, text, hits)
    }
  }
  return hits
}

const engine = await createEngine({ userPreferences: false, cf: [], pre: [], localOnly: true })
const { ruleset } = engine
const corpus = path.resolve(import.meta.dirname, '..', 'corpus', 'public')
const files = globSync('*/*.txt', { cwd: corpus })
  .sort()
  .filter((_, i) => i % Number(values.every) === 0)
  .map((file) => path.join(corpus, file))
const works = files.map((file) => workOn(engine.parse(readFileSync(file)), ruleset))

let different = 0
for (const [i, work] of works.entries()) {
  const one = withFilter(work)
  const other = withoutFilter(work)
  const missed = [...one.symmetricDifference(other)].map((index) => ruleset.facts[index]?.name)
  if (missed.length > 0) {
    different++
    console.log(`${path.basename(files[i] ?? '')}: ${missed.join(' ')}`)
  }
}

const median = (list: readonly number[]): number => list.toSorted((a, b) => a - b)[list.length >> 1] ?? Number.NaN

/** Milliseconds a message. */
function timed(run: (work: readonly Work[]) => unknown): number {
  const begun = performance.now()
  for (const work of works) run(work)
  return (performance.now() - begun) / works.length
}

const rounds = Array.from({ length: Number(values.rounds) }, () => ({
  filtered: timed(withFilter),
  all: timed(withoutFilter),
}))
const filtered = median(rounds.map((round) => round.filtered))
const all = median(rounds.map((round) => round.all))

const everything = ruleset.stages.flatMap((stage) => [
  ...stage.headers.flatMap(({ rules, negated }) => [
    ...rules.rules.map((rule) => ({ rule, always: rule.factors.length === 0 })),
    ...negated.map((rule) => ({ rule, always: true })),
  ]),
  ...[stage.body, stage.uri, stage.rawbody, stage.full].flatMap((set) =>
    set.rules.map((rule) => ({ rule, always: rule.factors.length === 0 })),
  ),
])
const always = everything.filter((one) => one.always).map(({ rule }) => ruleset.facts[rule.index]?.name ?? '')
if (values.list) console.log(always.sort().join('\n'))
console.log(`${always.length} of ${everything.length} expressions always run`)
console.log(
  `${files.length} messages, ${different} with other hits; ${filtered.toFixed(2)} ms a message with the filter, ` +
    `${all.toFixed(2)} ms without: ${(filtered / all).toFixed(3)} (at most ${MOST.toFixed(3)})`,
)
if (different > 0 || !(filtered / all <= MOST)) process.exitCode = 1
