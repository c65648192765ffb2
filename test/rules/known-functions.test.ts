import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, test } from 'vitest'
import { allPlugins } from '../../src/plugins/all.ts'
import { ruleSettings } from '../../src/rules/rule-settings.ts'
import { loadSite } from '../../src/scan/site.ts'
import { hasSpamAssassin } from '../support/plugin-cases.ts'

// Rule files ask `if can(Mail::SpamAssassin::Plugin::X::has_something)`: what the installed SpamAssassin answers, we answer.

/** Is there to answer no; who asks has() of it is told yes. Nothing but SpamAssassin's own tests knows it. */
const FALSE_ON_PURPOSE = 'Mail::SpamAssassin::Plugin::Test::test_feature_xxxx_false'

const COMMON = 'Mail::SpamAssassin::Plugin::'
const ORACLE = path.resolve(import.meta.dirname, '..', 'support', 'known-functions-oracle.pl')

/** Name, `can` and `has`, by the installed SpamAssassin with these plugins. */
function theirs(plugins: readonly string[]): string[] {
  return execFileSync('perl', [ORACLE, ...plugins], { encoding: 'latin1', stdio: ['ignore', 'pipe', 'ignore'] })
    .trimEnd()
    .split('\n')
    .filter((line) => !line.startsWith(FALSE_ON_PURPOSE))
}

/** The same of ours, as a rule file would ask. */
function ours(plugins: readonly string[], names: readonly string[]): string[] {
  const folder = mkdtempSync(path.join(tmpdir(), 'known-functions-'))
  try {
    const pre = plugins.map((name) => `loadplugin ${COMMON}${name}\n`)
    const asked = names.flatMap((name, i) =>
      ['can', 'has'].map((fn) => `if ${fn}(${name})\nbody ${fn.toUpperCase()}_${i} /a/\nendif\n`),
    )
    writeFileSync(path.join(folder, 'asked.cf'), [...pre, ...asked].join(''))
    const options = { configPath: folder, siteConfigPath: folder, userPreferences: false, cf: [], pre: [] }
    const { rules } = loadSite({ ...options, localOnly: true }).conf.of(ruleSettings).rules
    return names.map((name, i) => [name, ...['CAN', 'HAS'].map((fn) => Number(rules.has(`${fn}_${i}`)))].join('\t'))
  } finally {
    rmSync(folder, { recursive: true })
  }
}

if (!hasSpamAssassin) console.log('no SpamAssassin here: can() and has() are not compared with it')
const names = allPlugins
  .map(({ name }) => name)
  .filter((name) => name.startsWith(COMMON))
  .map((name) => name.slice(COMMON.length))

test.skipIf(!hasSpamAssassin).each([
  ['all plugins', names],
  ['none', []],
])('can() and has() with %s', { timeout: 120_000 }, (_which, plugins) => {
  const answers = theirs(plugins)
  expect(answers.length).toBeGreaterThan(70)
  expect(
    ours(
      plugins,
      answers.map((line) => line.replace(/\t.*/, '')),
    ),
  ).toEqual(answers)
})
