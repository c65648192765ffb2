import { existsSync, globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { createEngine, type SiteEngine } from '../../src/scan/engine.ts'

// What SpamAssassin 4.0.1 with Debian's stock rules says of messages of our own; reasons.tsv tells what each is there for.
const RULES = '/usr/share/spamassassin'
const SITE = '/etc/spamassassin'
const STOCK_RULES = path.join(RULES, '72_active.cf')
const missing = existsSync(STOCK_RULES) ? undefined : `SpamAssassin's rules are not in ${RULES}`
if (missing) console.warn(`Verdicts of the corpus are not compared: ${missing}`)

interface Expected {
  readonly file: string
  readonly score: number
  readonly hits: readonly string[]
  readonly subtests: readonly string[]
}

const messages = path.join(import.meta.dirname, 'messages')
const expected = readFileSync(path.join(import.meta.dirname, 'expected.jsonl'), 'latin1')
  .split('\n')
  .filter(Boolean)
  .map((line) => JSON.parse(line) as Expected) // `as`: written by SpamAssassin's driver

/** By file: rules that differ, each with its reason. Empty is the aim. */
const KNOWN_DIFFERENCES: ReadonlyMap<string, ReadonlySet<string>> = new Map([])

test('each message has a reason and an expectation', () => {
  const reasons = readFileSync(path.join(import.meta.dirname, 'reasons.tsv'), 'utf8')
    .trim()
    .split('\n')
  const files = globSync('*.eml', { cwd: messages }).sort()
  expect(reasons.map((line) => line.split('\t')[0]).sort()).toEqual(files)
  expect(expected.map(({ file }) => file).sort()).toEqual(files)
  expect(files.length).toBeGreaterThanOrEqual(150)
})

describe.skipIf(missing !== undefined)('verdicts with the stock rules', () => {
  let engine: SiteEngine

  beforeAll(async () => {
    engine = await createEngine({
      configPath: RULES,
      siteConfigPath: SITE,
      userPreferences: false,
      cf: ['use_bayes 0'],
      pre: [],
      localOnly: true,
    })
  }, 60_000)

  test.each(expected)('$file', async ({ file, score, hits, subtests }) => {
    const { verdict } = await engine.examine(readFileSync(path.join(messages, file)))
    const known = KNOWN_DIFFERENCES.get(file)
    const counted = (names: readonly string[]): string[] =>
      [...new Set(names)].filter((name) => !known?.has(name)).sort()
    expect(counted(verdict.hits.map((hit) => hit.rule))).toEqual(counted(hits))
    expect(counted(verdict.subtests)).toEqual(counted(subtests))
    if (!known) expect(verdict.score).toBeCloseTo(score, 3)
  })
})
