import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { ruleRunner } from '../../test/support/run-rules.ts'
import { createEngine } from '../scan/engine.ts'

const messages = (lines: string) => ruleRunner(['ResourceLimits'], lines).messages

test.each([
  ['resource_limit_cpu 120\nresource_limit_mem 0\n', 0],
  ['resource_limit_mem 536870912\n', 1],
  ['resource_limit_cpu many\n', 1],
  ['resource_limit_mem\n', 1],
])('%j is complained about %i times', (lines, complaints) => {
  expect(messages(lines)).toHaveLength(complaints)
})

const folder = mkdtempSync(path.join(tmpdir(), 'resource-limits-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** Rules that each keep V8 busy for a tenth of a second or so, between one that runs first and one that runs last. */
const SLOW = Array.from(
  { length: 24 },
  (_, n) => `rawbody SLOW_${n} /^(x)(?:x+)+;\\1A${n};/m\npriority SLOW_${n} ${n}\n`,
)
const TEXT = `${'x'.repeat(22)};!${SLOW.map((_, n) => `A${n};`).join('')}`
const RULES = `
body FIRST /x/
priority FIRST -1
score FIRST 2
body LAST /x/
priority LAST 1000
score LAST 4
${SLOW.join('')}
`

test('a scan that takes longer than resource_limit_cpu ends with the score so far', { timeout: 120_000 }, async () => {
  mkdirSync(path.join(folder, 'site'), { recursive: true })
  writeFileSync(path.join(folder, 'test.cf'), RULES)
  const scanned = async (...pre: readonly string[]) => {
    const engine = await createEngine({
      ...{ userPreferences: false, localOnly: true, configPath: folder, siteConfigPath: path.join(folder, 'site') },
      ...{
        pre,
        cf: ['use_bayes 0', 'ifplugin Mail::SpamAssassin::Plugin::ResourceLimits', 'resource_limit_cpu 1', 'endif'],
      },
    })
    const { verdict } = await engine.examine(Buffer.from(`Subject: s\n\n${TEXT}\n`))
    return { exceeded: verdict.timeLimitExceeded, hits: verdict.hits.map(({ rule }) => rule), score: verdict.score }
  }
  const limited = await scanned('loadplugin Mail::SpamAssassin::Plugin::ResourceLimits')
  expect(limited).toEqual({ exceeded: true, hits: ['FIRST', 'TIME_LIMIT_EXCEEDED'], score: 2.001 })
  expect(await scanned()).toEqual({ exceeded: false, hits: ['FIRST', 'LAST'], score: 6 })
})
