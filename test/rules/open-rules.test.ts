import { globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import type { Verdict } from '../../src/rules/verdict.ts'
import { createEngine, type SiteEngine } from '../../src/scan/engine.ts'

// Sub-rules that decide nothing are not run where nobody wants to hear of them: the verdict must be the same.

const messages = globSync('**/*.eml', { cwd: path.join(import.meta.dirname, '..', 'corpus', 'messages') }).sort()

const read = (file: string): Buffer => readFileSync(path.join(import.meta.dirname, '..', 'corpus', 'messages', file))

function engineWith(cf: readonly string[], pre: readonly string[] = []): Promise<SiteEngine> {
  return createEngine({ userPreferences: false, cf: [...cf], pre: [...pre], localOnly: true, lint: false })
}

const outcome = ({ score, hits, autolearn, autolearnScore, subjectPrefix }: Verdict) => ({
  score,
  hits: hits.map(({ rule, score: points, value }) => `${rule} ${points} ${value}`).sort(),
  autolearn,
  autolearnScore,
  subjectPrefix,
})

test('the verdict is the same, message by message', async () => {
  const engine = await engineWith(['use_bayes 0'])
  expect(messages.length).toBeGreaterThan(100)
  let left = 0
  for (const file of messages) {
    const all = await engine.examine(read(file))
    const decisive = await engine.examine(read(file), { decisiveOnly: true })
    expect(outcome(decisive.verdict), file).toEqual(outcome(all.verdict))
    left += all.verdict.subtests.length - decisive.verdict.subtests.length
  }
  expect(left).toBeGreaterThan(messages.length)
}, 60_000)

const TEXT = 'From: a@example.com\nSubject: one two\n\none two three\n\none four\n'

const RULES = [
  'body __ONE /one/',
  'tflags __ONE multiple',
  'body __TWO /two/',
  'body __FIVE /five/',
  'header __NO_TO Subject !~ /three/',
  'header __NAME From =~ /(?<GIVEN>\\w+)@/',
  'body __ODD /[#=]/',
  'meta __BOTH __ONE && __TWO',
]

test.each([
  ['__ONE > 2', true],
  ['__ONE > 3', false],
  ['__ONE == 3 && !__FIVE', true],
  ['__BOTH', true],
  ['__BOTH && !__NO_TO', false],
  ['!__ONE || __NO_TO', true],
  ['(__FIVE || __ODD || __TWO) && __NO_TO', true],
  ['!(__FIVE || __ODD)', true],
  ['__FIVE + __TWO + __NO_TO >= 2', true],
  ['(__FIVE + __TWO) > 1', false],
  ['__FIVE * __ONE', false],
  ['__TWO ? __NO_TO : __FIVE', true],
])('meta %s is %s with open rules too', async (expression, hit) => {
  const engine = await engineWith([...RULES, `meta ASKED ${expression}`])
  for (const decisiveOnly of [true, false]) {
    const { verdict } = await engine.examine(Buffer.from(TEXT), { decisiveOnly })
    expect(verdict.hits.some(({ rule }) => rule === 'ASKED')).toBe(hit)
  }
})

test('sub-rules with more to do than to serve metas run in their turn', async () => {
  const engine = await engineWith([
    ...RULES,
    'rewrite_header Subject *',
    'subjprefix __TWO [two]',
    'add_header all Given _GIVEN_',
  ])
  const { verdict } = await engine.examine(Buffer.from(TEXT), { decisiveOnly: true })
  expect(verdict.subjectPrefix).toBe('[two] ')
  expect(verdict.tags['GIVEN']).toBe('a')
})

test('they are all named where a header asks for them', async () => {
  const engine = await engineWith([...RULES, 'add_header all Sub _SUBTESTS_'])
  const { verdict } = await engine.examine(Buffer.from(TEXT), { decisiveOnly: true })
  expect(verdict.subtests.filter((name) => name === '__ONE').length).toBe(3)
})

test('a sub-rule ends the scan where it is told to', async () => {
  const lines = ['shortcircuit __TWO spam', 'priority __TWO -500', 'body LATE /four/']
  const engine = await engineWith([...RULES, ...lines], ['loadplugin Mail::SpamAssassin::Plugin::Shortcircuit'])
  const { verdict } = await engine.examine(Buffer.from(TEXT), { decisiveOnly: true })
  expect(verdict.hits.map(({ rule }) => rule)).toContain('SHORTCIRCUIT')
  expect(verdict.hits.map(({ rule }) => rule)).not.toContain('LATE')
})
