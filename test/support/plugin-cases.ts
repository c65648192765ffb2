import { execFileSync } from 'node:child_process'
import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { namesOfHits, ruleRunner } from './run-rules.ts'

/** Rules that use a plugin, and which of them SpamAssassin finds in which message. Rule names begin with `T_`. */
export interface PluginCases {
  /** Short names of the plugins to load. */
  readonly plugins: readonly string[]
  /** Rules; each gets a score of 1. */
  readonly cf: string
  readonly cases: Readonly<Record<string, { readonly message: string; readonly hits: readonly string[] }>>
}

/**
 * Checks our hits against the table. With SA_ORACLE naming a script that prints SpamAssassin's own hits as JSON lines
 * (`script --cf FILE MESSAGE…`), checks the table against SpamAssassin as well.
 */
export function testPluginCases(name: string, { plugins, cf, cases }: PluginCases): void {
  const scores = [...new Set(cf.match(/\bT_[A-Z0-9_]+/g))].map((rule) => `score ${rule} 1\n`).join('')
  describe(name, () => {
    const runner = ruleRunner(plugins, cf + scores)
    test('the rules are taken', () => expect(runner.messages).toEqual([]))
    test.for(Object.entries(cases))('%s', async ([, { message, hits }]) => {
      expect(namesOfHits(await runner.run(message))).toEqual([...hits].sort())
    })
    const oracle = process.env['SA_ORACLE']
    test.skipIf(!oracle)('SpamAssassin says the same', { timeout: 60_000 }, () => {
      if (!oracle) return
      expect(askOracle(oracle, plugins, cf + scores, cases)).toEqual(
        Object.fromEntries(Object.entries(cases).map(([title, { hits }]) => [title, [...hits].sort()])),
      )
    })
  })
}

function askOracle(
  oracle: string,
  plugins: readonly string[],
  cf: string,
  cases: PluginCases['cases'],
): Record<string, string[]> {
  const folder = mkdtempSync(path.join(tmpdir(), 'plugin-cases-'))
  const load = plugins.map((name) => `loadplugin Mail::SpamAssassin::Plugin::${name}\n`).join('')
  writeFileSync(path.join(folder, 'test.cf'), load + cf, 'latin1')
  const files = Object.values(cases).map(({ message }, i) => {
    const file = path.join(folder, `${i}.txt`)
    writeFileSync(file, message, 'latin1')
    return file
  })
  const lines = execFileSync('perl', [oracle, '--cf', path.join(folder, 'test.cf'), ...files], {
    encoding: 'latin1',
    maxBuffer: 1e8,
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const answers = lines.trim().split('\n')
  return Object.fromEntries(
    Object.keys(cases).map((title, i) => {
      const { hits } = JSON.parse(answers[i] ?? '{}') as { hits: string[] } // what the script prints
      return [title, hits.filter((rule) => cf.includes(`score ${rule} 1\n`))]
    }),
  )
}
