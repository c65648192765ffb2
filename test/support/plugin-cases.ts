import { execFile, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import type { ScanState } from '../../src/rules/scan-state.ts'
import { namesOfHits, ruleRunner, TEST_TLDS } from './run-rules.ts'

/** What SpamAssassin makes of one message. */
export interface PluginCase {
  readonly message: string
  readonly hits: readonly string[]
  /** Tags and header views that plugins set, by name; undefined where there is none. */
  readonly tags?: Readonly<Record<string, string | undefined>>
  readonly headers?: Readonly<Record<string, string | undefined>>
}

/** Rules that use a plugin, and which of them SpamAssassin finds in which message. Rule names begin with `T_`. */
export interface PluginCases {
  /** Short names of the plugins to load. */
  readonly plugins: readonly string[]
  /** Rules; each gets a score of 1. */
  readonly cf: string
  /** Network tests too: the lines have to say of whom to ask. */
  readonly network?: boolean
  readonly cases: Readonly<Record<string, PluginCase>>
}

const ORACLE = path.join(import.meta.dirname, 'plugin-oracle.pl')
/** True where SpamAssassin can be asked itself. */
export const hasSpamAssassin = spawnSync('perl', ['-MMail::SpamAssassin', '-e', '1']).status === 0

/**
 * Checks our hits, tags and headers against the table, and where SpamAssassin is installed the table against SpamAssassin.
 * With SHOW_ANSWERS in the environment its answers are printed, for whoever writes the table.
 */
export function testPluginCases(name: string, { plugins, cf, network = false, cases }: PluginCases): void {
  const scores = [...new Set(cf.match(/\bT_[A-Z0-9_]+/g))].map((rule) => `score ${rule} 1\n`).join('')
  describe(name, () => {
    const runner = ruleRunner(plugins, cf + scores, { network })
    test('the rules are taken', () => expect(runner.messages).toEqual([]))
    test.for(Object.entries(cases))('%s', async ([, expected]) => {
      const scan = await runner.run(expected.message)
      expect(answerOf(scan, expected)).toEqual(wanted(expected))
    })
    test.skipIf(!hasSpamAssassin)('SpamAssassin says the same', { timeout: 60_000 }, async () => {
      expect(await askSpamAssassin({ plugins, cf: cf + scores, network, cases })).toEqual(
        Object.fromEntries(Object.entries(cases).map(([title, expected]) => [title, wanted(expected)])),
      )
    })
  })
}

interface Answer {
  readonly hits: readonly string[]
  readonly tags: Readonly<Record<string, string | undefined>>
  readonly headers: Readonly<Record<string, string | undefined>>
}

function wanted({ hits, tags = {}, headers = {} }: PluginCase): Answer {
  return { hits: [...hits].sort(), tags, headers }
}

function answerOf(scan: ScanState, { tags = {}, headers = {} }: PluginCase): Answer {
  const of = (names: object, value: (name: string) => string | undefined) =>
    Object.fromEntries(Object.keys(names).map((name) => [name, value(name)]))
  return {
    hits: namesOfHits(scan),
    tags: of(tags, (name) => scan.tag(name)?.replaceAll('\0', ' ')),
    headers: of(headers, (name) => scan.header(name)),
  }
}

/** Asynchronous, so that a name server on this thread can answer meanwhile. */
async function askSpamAssassin({ plugins, cf, network, cases }: PluginCases): Promise<Record<string, Answer>> {
  const folder = mkdtempSync(path.join(tmpdir(), 'plugin-cases-'))
  const load = plugins.map((name) => `loadplugin Mail::SpamAssassin::Plugin::${name}\n`).join('')
  writeFileSync(path.join(folder, 'test.cf'), load + TEST_TLDS + cf, 'latin1')
  const all = Object.values(cases)
  const files = all.map(({ message }, i) => {
    const file = path.join(folder, `${i}.txt`)
    writeFileSync(file, message, 'latin1')
    return file
  })
  const names = (of: 'tags' | 'headers') => [...new Set(all.flatMap((one) => Object.keys(one[of] ?? {})))]
  const options = [
    ...(network ? ['--net'] : []),
    ...names('tags').flatMap((tag) => ['--tag', tag]),
    ...names('headers').flatMap((header) => ['--header', header]),
  ]
  const { stdout } = await promisify(execFile)(
    'perl',
    [ORACLE, '--cf', path.join(folder, 'test.cf'), ...options, ...files],
    { encoding: 'latin1', maxBuffer: 1e8 },
  )
  rmSync(folder, { recursive: true })
  const answers = stdout.trim().split('\n')
  return Object.fromEntries(
    Object.entries(cases).map(([title, { tags = {}, headers = {} }], i) => {
      const answer = JSON.parse(answers[i] ?? '{}') as Answer // what the script prints
      const only = (asked: object, values: Answer['tags']) =>
        Object.fromEntries(Object.keys(asked).map((key) => [key, values[key] ?? undefined]))
      const hits = answer.hits.filter((rule) => cf.includes(`score ${rule} 1\n`))
      const answered = { hits, tags: only(tags, answer.tags), headers: only(headers, answer.headers) }
      if (process.env['SHOW_ANSWERS']) console.log(JSON.stringify({ title, ...answered }))
      return [title, answered]
    }),
  )
}
