import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { bytesFromLatin1 } from '../../src/base/latin1.ts'
import { LINT_MESSAGE, lintProblems, warnings } from '../../src/cli/spamassassin/lint.ts'
import { createEngine } from '../../src/scan/engine.ts'
import { hasSpamAssassin } from '../support/plugin-cases.ts'
import { TEST_TLDS } from '../support/run-rules.ts'

const HERE = path.join(import.meta.dirname, 'around')
const ORACLE = path.join(import.meta.dirname, '..', 'support', 'around-oracle.pl')
/** SpamAssassin's answers, a JSON line a case. SHOW_ANSWERS writes them anew. */
const GOLDEN = path.join(HERE, 'spamassassin-says.jsonl')
const PLUGINS = ['Check', 'HeaderEval', 'HTMLEval', 'DNSEval', 'Shortcircuit', 'ReplaceTags']
/** What nobody shall ask the network for. */
const QUIET = 'use_bayes 0\nskip_rbl_checks 1\ndns_available no\n'

interface Case {
  readonly title: string
  readonly net: boolean
  readonly lint: boolean
  readonly cf: string
  readonly prefs: string | undefined
  readonly messages: readonly string[]
}

interface Answer {
  readonly said: readonly string[]
  /** What --lint counts. */
  readonly errors?: number
  readonly results?: readonly {
    readonly score: number
    readonly required: number
    readonly hits: Readonly<Record<string, number>>
    readonly subtests: readonly string[]
  }[]
}

function readCases(): readonly Case[] {
  const [, ...sections] = readFileSync(path.join(HERE, 'cases.txt'), 'latin1').split(/^=== /m)
  const usual = readFileSync(path.join(HERE, 'message.eml'), 'latin1')
  return sections.map((section) => {
    const [head = '', ...parts] = section.split(/^--- (?=prefs|message)/m)
    const [, title = '', flags = '', cf = ''] = /^(.*?)(?: \[(.*)\])?\n(.*)$/s.exec(head) ?? []
    const of = (kind: string) =>
      parts.filter((part) => part.startsWith(`${kind}\n`)).map((part) => `${part.slice(kind.length + 1).trimEnd()}\n`)
    const messages = of('message')
    return {
      title,
      net: flags.includes('net'),
      lint: flags.includes('lint'),
      cf: `${cf.trimEnd()}\n`,
      prefs: of('prefs')[0],
      messages: messages.length > 0 ? messages : [usual],
    }
  })
}

const cases = readCases()
const folder = mkdtempSync(path.join(tmpdir(), 'around-rules-'))
afterAll(() => rmSync(folder, { recursive: true }))
const site = path.join(folder, 'site')
mkdirSync(site)
writeFileSync(
  path.join(site, 'init.pre'),
  PLUGINS.map((name) => `loadplugin Mail::SpamAssassin::Plugin::${name}\n`).join(''),
)
const folderOf = (i: number): string => path.join(folder, String(i))
for (const [i, { cf }] of cases.entries()) {
  mkdirSync(folderOf(i))
  writeFileSync(path.join(folderOf(i), '00.cf'), TEST_TLDS + QUIET)
  writeFileSync(path.join(folderOf(i), 'case.cf'), cf, 'latin1')
}

const rounded = (value: number): number => Number(value.toFixed(3))

/** Messages as they can be compared, each once; the Perl that a condition became is SpamAssassin's own. */
function comparable(said: readonly string[]): readonly string[] {
  const plain = said.map((text) =>
    text
      .trimEnd()
      .replace(/ at \/usr\/share\/.*$/s, '')
      .replaceAll(/\/\S*\/(?=\w+\.cf|prefs)/g, ''),
  )
  return [...new Set(plain)].sort()
}

async function ourAnswer({ net, lint, prefs, messages }: Case, i: number): Promise<Answer> {
  const engine = await createEngine({
    configPath: folderOf(i),
    siteConfigPath: site,
    userPreferences: false,
    cf: [],
    pre: [],
    localOnly: !net,
    lint,
  })
  if (lint) {
    await engine.examine(bytesFromLatin1(LINT_MESSAGE))
    const { shown, count } = lintProblems(engine)
    return { said: comparable(shown), errors: count }
  }
  const preferences = prefs === undefined ? [] : [{ file: 'prefs', text: prefs }]
  const results: NonNullable<Answer['results']>[number][] = []
  for (const text of messages) {
    const { verdict } = await engine.examine(bytesFromLatin1(text), { preferences })
    results.push({
      score: rounded(verdict.score),
      required: verdict.required,
      hits: Object.fromEntries(verdict.hits.map(({ rule, score }) => [rule, rounded(score)])),
      subtests: [...verdict.subtests].sort(),
    })
  }
  return { said: comparable(warnings(engine)), results }
}

function askSpamAssassin(): readonly Answer[] {
  const questions = cases.map(({ prefs, net, lint, messages }, i) =>
    JSON.stringify({ folder: folderOf(i), site, prefs: prefs ?? null, net, lint, messages }),
  )
  const run = spawnSync('perl', [ORACLE], { input: `${questions.join('\n')}\n`, encoding: 'latin1', maxBuffer: 1e8 })
  if (run.status !== 0) throw new Error(run.stderr)
  return run.stdout
    .trimEnd()
    .split('\n')
    .map((line) => {
      const answer = JSON.parse(line) as Answer // what the script prints
      return { ...answer, said: comparable(answer.said) }
    })
}

const golden = (): readonly Answer[] =>
  readFileSync(GOLDEN, 'latin1')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Answer) // written below

test.skipIf(!hasSpamAssassin)('SpamAssassin says so still', { timeout: 120_000 }, () => {
  const answers = askSpamAssassin()
  if (process.env['SHOW_ANSWERS'])
    writeFileSync(GOLDEN, answers.map((one) => `${JSON.stringify(one)}\n`).join(''), 'latin1')
  expect(answers).toEqual(golden())
})

test.for(cases.map((one, i) => ({ ...one, i })))('$title', async (one) => {
  expect(await ourAnswer(one, one.i)).toEqual(golden()[one.i])
})
