import { inspect } from 'node:util'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Report } from '../src/base/diagnostic.ts'
import { AddressMap } from '../src/conf/address-list.ts'
import type { Conf } from '../src/conf/conf.ts'
import { type ReadEnvironment, readConf, readUserConf } from '../src/conf/read-conf.ts'
import { type Setting, type SettingRows, setting } from '../src/conf/setting.ts'
import { custom } from '../src/conf/setting-types.ts'
import { allPlugins } from '../src/plugins/all.ts'
import { ruleSettings } from '../src/rules/rule-settings.ts'
import { coreRows } from '../src/scan/read-environment.ts'

// What one user sets must not show for another: SpamAssassin's own suite holds its settings to that (t/config_leak).

/** Values of every form there is; each row is tried with all of them and takes those it likes. */
const CANDIDATES = [
  '',
  '1',
  '0',
  '7',
  '5m',
  'flock',
  'word',
  'two words',
  'a@b.example c@d.example',
  'a@b.example d.example',
  '(NAMED) a@b.example other.example',
  'other.example !sub.other.example',
  'all X-Leak text',
  'ham Leak',
  'subject [text]',
  '10.0.0.0/8 !10.1.0.0/16',
  '10.2.3.4',
  'deny leak.example',
  'LEAK /leak/',
  'LEAK From =~ /leak/',
  'LEAK eval:leak()',
  'LEAK LEAK_A && !LEAK_B',
  'LEAK 3.5',
  'LEAK net nice',
  'LEAK (1)',
  'LEAK leak.example. A 127.0.0.2',
  'LEAK leak.example TXT 2',
  'LEAK Content-Type =~ /leak/',
  'LEAK domain =~ /leak/',
  '/leak/',
  '<LEAK> (leak)',
  'edns=1400 rotate',
  'header visible',
  'test: leak.example',
  '12.5 11.5',
  '0.1 0.2',
  'leak.co.example',
  'geoip',
  '660',
  'LEAK 5',
  'LEAK ok text',
]

interface Known {
  readonly name: string
  readonly row: Setting<unknown>
}

function rowsOf(groups: readonly SettingRows[]): Known[] {
  return groups.flatMap((group) =>
    Object.entries(group)
      .filter(([, row]) => row.command)
      .map(([name, row]) => ({ name: name.replace('*', 'leak'), row })),
  )
}

function environment(groups: readonly SettingRows[], report: Report): ReadEnvironment {
  return {
    coreRows: groups,
    plugins: new Map(),
    version: '4.000001',
    perlVersion: 5.036,
    localTestsOnly: true,
    hasFunction: () => false,
    expandPath: (path) => path,
    include: () => [],
    lang: 'en_US',
    report,
  }
}

/** Everything a configuration holds, as text. */
function snapshot(conf: Conf, groups: readonly SettingRows[]): string {
  const names = groups.flatMap((group) => Object.entries(group).flatMap(([name, row]) => [name, row.slot ?? name]))
  return [...new Set(names)].map((name) => `${name} ${show(conf.value(name))}`).join('\n')
}

function show(value: unknown): string {
  if (value instanceof Map) return `{${[...value].map(([key, inner]) => `${show(key)}: ${show(inner)}`).join(', ')}}`
  if (value instanceof AddressMap)
    return `<${value.patterns().map((pattern) => `${pattern} ${show(value.get(pattern))}`)}>`
  if (value instanceof Set) return `{${[...value].map(show).join(', ')}}`
  return inspect(value, {
    depth: Number.POSITIVE_INFINITY,
    maxArrayLength: null,
    breakLength: Number.POSITIVE_INFINITY,
  })
}

/** The lines with this key that the configuration takes. */
function acceptedLines(name: string, groups: readonly SettingRows[]): string[] {
  return CANDIDATES.map((value) => `${name} ${value}`).filter((text) => {
    let complaints = 0
    readConf(
      [{ file: 'site.cf', text }],
      environment(groups, () => complaints++),
    )
    return complaints === 0
  })
}

/** A site with a line of every setting, and the lines that its users may write. */
function makeSite(groups: readonly SettingRows[]) {
  const known = rowsOf(groups)
  const own = new Map(
    groups.flatMap((group) => rowsOf([group]).map(({ name }): [string, SettingRows] => [name, group])),
  )
  const lines = new Map(known.map(({ name }) => [name, acceptedLines(name, [own.get(name) ?? {}, ...groups])]))
  const env = environment(groups, () => undefined)
  const text = [...lines]
    .flatMap(([name, accepted]) => (name.startsWith('clear_') ? [] : accepted.slice(0, 1)))
    .join('\n')
  const site = readConf([{ file: 'site.cf', text }], env)
  const readUser = (user: readonly string[]) => readUserConf(site, [{ file: 'user', text: user.join('\n') }], env, true)
  return { known, lines, site, readUser, shown: () => snapshot(site.conf, groups) }
}

const groups: readonly SettingRows[] = [...coreRows, ruleSettings, ...allPlugins.map((plugin) => plugin.settings)]
const { known, lines, readUser, shown } = makeSite(groups)
const before = shown()

describe('what one user sets', () => {
  it.each(known.map(({ name }) => name))('by %s shows for nobody else', (name) => {
    const mine = readUser(lines.get(name) ?? [])
    expect(snapshot(readUser([]), groups)).toBe(before)
    expect(shown()).toBe(before)
    expect(mine).toBeDefined()
  })

  it('shows for that user', () => {
    const open = known.filter(({ row }) => row.scope !== 'site')
    const changing = open.filter(({ name }) => snapshot(readUser(lines.get(name) ?? []), groups) !== before)
    // Most lines change something; those that put the value that is there already do not.
    expect(changing.length).toBeGreaterThan(open.length * 0.6)
  })

  it('never shows for others, whatever is combined', () => {
    const all = [...lines.values()].flat()
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...all), { maxLength: 30 }), (mine) => {
        readUser(mine)
        expect(shown()).toBe(before)
      }),
      { numRuns: 50 },
    )
  })

  it('would be noticed', () => {
    const leaking = custom<string[]>('list', (list, value) => {
      list.push(value)
      return list
    })
    const bad = makeSite([{ bad: setting(leaking, { default: () => [], scope: 'user', doc: '' }) }])
    const clean = bad.shown()
    bad.readUser(['bad word'])
    expect(bad.shown()).not.toBe(clean)
  })
})
