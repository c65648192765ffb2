import { execFileSync } from 'node:child_process'
import { globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { allPlugins } from '../src/plugins/all.ts'
import { hasSpamAssassin } from './support/plugin-cases.ts'

// Every eval function of SpamAssassin 4.0.1, with the plugin that has it and the type of rule it is for.

interface Row {
  readonly plugin: string
  readonly fn: string
  readonly type: string
}

const root = path.resolve(import.meta.dirname, '..')
const rowsOf = (text: string): Row[] =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => {
      const [plugin = '', fn = '', type = ''] = line.split('\t')
      return { plugin, fn, type }
    })
const rows = rowsOf(readFileSync(path.join(root, 'test/eval-functions.tsv'), 'utf8')).slice(1)
const pluginOf = (name: string) => allPlugins.find((plugin) => plugin.name === `Mail::SpamAssassin::Plugin::${name}`)
const functionOf = ({ plugin, fn }: Row) =>
  Object.entries(pluginOf(plugin)?.evals ?? {}).find(([name]) => name === fn)?.[1]

/** Types of rules in which SpamAssassin takes a function: `body` functions also in rawbody rules. */
const TYPES: Readonly<Record<string, readonly string[]>> = {
  header: ['header'],
  body: ['body', 'rawbody'],
  rawbody: ['rawbody'],
  full: ['full'],
  any: ['header', 'body', 'rawbody', 'full'],
}
/** What keeps a function from running: it needs something outside the message, and says what. */
const OUTSIDE = /network|external service|learning store/

/** What asks others is tried over a network of our own, by the stock rules as a whole rather than by function. */
const TRIED_OVER_NETWORK: ReadonlySet<string> = new Set(
  'DCC DKIM DMARC DNSEval DecodeShortURLs HashBL Pyzor Razor2 SPF URIDNSBL'.split(' '),
)
/** Texts that try functions out. */
const tried = globSync(['src/**/*.test.ts', 'src/**/*.cases.ts', 'test/**/*.ts'], { cwd: root })
  .map((file) => readFileSync(path.join(root, file), 'utf8'))
  .join('\n')

it('counts 237 of them', () => {
  expect(rows).toHaveLength(237)
})

describe.each(rows)('$fn of $plugin', (row) => {
  const plugin = pluginOf(row.plugin)
  const fn = functionOf(row)

  it('is known', () => expect(fn).toBeDefined())

  it.skipIf(plugin?.pending !== undefined)('is for the same rules and is documented', () => {
    const rules = new Set((fn?.on ?? []).flatMap((area) => (area === 'body' ? ['body', 'rawbody'] : [area])))
    rules.delete('uri')
    expect([...rules].sort()).toEqual([...(TYPES[row.type] ?? [])].sort())
    expect(fn?.doc).toMatch(/^[A-Z].+\.$/)
  })

  it.skipIf(plugin?.pending !== undefined || TRIED_OVER_NETWORK.has(row.plugin))('is tried out', () => {
    expect(new RegExp(`\\b${row.fn}\\b`).test(tried)).toBe(true)
  })

  it.skipIf(plugin?.pending === undefined)('says what it waits for', () => {
    expect(plugin?.pending).toMatch(OUTSIDE)
  })
})

it.skipIf(!hasSpamAssassin)('SpamAssassin has these and no others', () => {
  const oracle = path.join(import.meta.dirname, 'support/eval-functions-oracle.pl')
  const said = execFileSync('perl', [oracle], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
  const sorted = (list: readonly Row[]) => list.map(({ plugin, fn, type }) => `${plugin} ${fn} ${type}`).sort()
  expect(sorted(rowsOf(said))).toEqual(sorted(rows))
})
