import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { createEngine } from '../../src/scan/engine.ts'

const HERE = path.join(import.meta.dirname, 'bad-lines')
const RULES = path.join(HERE, 'rules')
const SITE = path.join(HERE, 'site')
/** What SpamAssassin's --lint says of rules/bad.cf, a message a line, sorted. SHOW_ANSWERS writes it anew. */
const GOLDEN = path.join(HERE, 'spamassassin-says.txt')
const hasSpamAssassin = spawnSync('spamassassin', ['--version']).status === 0

/**
 * Messages as they can be compared. Known differences: SpamAssassin shows the Perl that a condition became and where in
 * it Perl stopped, and Perl's own remarks on metas; a plugin that is missing it looks for on the disk.
 */
function comparable(messages: readonly string[]): readonly string[] {
  const plain = messages
    .map((message) => message.replaceAll(`${RULES}/`, '').replace(/ at \/usr\/share\/.*$/, ''))
    .map((message) => message.replace(/^(config: error parsing conditional in .* \(line \d+\)):.*$/s, '$1'))
    .map((message) => message.replace(/^(plugin: failed to )(?:parse|load)( plugin \(from @INC\)):.*$/s, '$1load$2'))
  return [...new Set(plain)].filter((message) => !/^lint: |no tlds defined/.test(message)).sort()
}

function askSpamAssassin(): readonly string[] {
  const run = spawnSync('spamassassin', ['--lint', '-L', '-C', RULES, '--siteconfigpath', SITE, '-p', '/dev/null'])
  const lines = run.stderr.toString('latin1').split('\n')
  const said: string[] = []
  for (const line of lines) {
    const found = /^\w{3} +\d+ [\d:.]+ \[\d+\] warn: (.*)$/.exec(line)
    // what SpamAssassin's log escapes
    if (found) said.push((found[1] ?? '').replaceAll('\\\\', '\\'))
  }
  const perls = /^(?:\)|\\t|\w+ found where operator expected|Use of uninitialized)/
  return comparable(said.filter((message) => !perls.test(message)))
}

const golden = (): readonly string[] => readFileSync(GOLDEN, 'latin1').trimEnd().split('\n')

test('lint says of bad lines what SpamAssassin says', async () => {
  const { diagnostics } = await createEngine({
    configPath: RULES,
    siteConfigPath: SITE,
    preferencesPath: '/dev/null',
    userPreferences: true,
    cf: [],
    pre: [],
    localOnly: true,
    lint: true,
  })
  const said = diagnostics.filter(({ severity }) => severity !== 'info').map(({ message }) => message)
  expect(comparable(said)).toEqual(golden())
})

test.skipIf(!hasSpamAssassin)('SpamAssassin says so still', { timeout: 120_000 }, () => {
  const said = askSpamAssassin()
  if (process.env['SHOW_ANSWERS']) writeFileSync(GOLDEN, `${said.join('\n')}\n`, 'latin1')
  expect(said).toEqual(golden())
})
