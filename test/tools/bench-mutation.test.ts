import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { probePath } from '../../src/conf/load-files.ts'
import { ruleSettings } from '../../src/rules/rule-settings.ts'
import { loadSite } from '../../src/scan/site.ts'
import { mutatedExpression, wordsIn } from '../../tools/bench/mutated-expression.ts'
import { mutatedRules } from '../../tools/bench/mutated-rules.ts'
import { Dice } from '../support/made/dice.ts'
import { seededRandom } from '../support/random-html.ts'

describe('an expression with other words', () => {
  // One word of each length, so that what comes is known; letters by themselves are no words.
  const words = wordsIn(['CAT', 'doge', 'mouse'])

  it.each([
    ['big', /^(cat|big)$/, true],
    ['Big BIG', /^(Cat|Big) (CAT|BIG)$/, true],
    ['\\bbig\\s+spam\\b', /^\\b(cat|big)\\s\+(doge|spam)\\b$/, true],
    ['[big]{2,3}(?i:big)(?<big>.)\\k<big>', /^\[big\]\{2,3\}\(\?i:(cat|big)\)\(\?<big>\.\)\\k<big>$/, true],
    ['[]big][^]big][\\]big]', /^\[\]big\]\[\^\]big\]\[\\\]big\]$/, false],
    ['\\xE4\\x{big}\\p{Big}\\pLbig', /^\\xE4\\x\{big\}\\p\{Big\}\\pL(cat|big)$/, true],
    ['<BIG><inter BIG><a big', /^<BIG><inter BIG><[eiouy] (cat|big)$/, true],
    ['(?#big)(?:big)(?!big)(?<=big)', /^\(\?#big\)\(\?:(cat|big)\)\(\?!(cat|big)\)\(\?<=(cat|big)\)$/, true],
    ['%{BIG}', /^%\{BIG\}$/, false],
    ['b.i.g', /^[^b\W_].[^i\W_].[^g\W_]$/, true],
  ])('%s keeps its form', (expression, expected, changes) => {
    const seen = Array.from({ length: 40 }, (_, seed) =>
      mutatedExpression(expression, words, new Dice(seededRandom(seed + 1))),
    )
    for (const one of seen) expect(one).toMatch(expected)
    expect(new Set(seen).size > 1).toBe(changes)
  })

  it('follows from the seed alone', () => {
    const once = (): string => mutatedExpression('some words and more words', words, new Dice(seededRandom(7)))
    expect(once()).toBe(once())
  })
})

describe('a mutated copy of rules', () => {
  const text = [
    'body FIRST /spam and more/i # FIRST',
    'header __SECOND Subject =~ m{ham{1,2} (?:x|and) more}i [if-unset: FIRST]',
    'header THIRD eval:check_uridnsbl("FIRST")',
    'header FOURTH exists:X-First',
    'ifplugin Some::Plugin',
    '  meta BOTH (FIRST + __SECOND > 1) && !UNKNOWN',
    'endif',
    'replace_rules FIRST __SECOND',
    'describe FIRST The FIRST of all',
    'score FIRST 1 2 3 4',
    'score ELSEWHERE 5',
    'required_score 7',
    'lang de describe FIRST Der erste',
  ].join('\n')

  it('renames rules wherever they are named, and leaves settings out', () => {
    const { text: copy, rules, unchanged } = mutatedRules([text], 2)
    const lines = copy.trimEnd().split('\n')
    expect(lines[0]).toMatch(/^body FIRST_C2 \/\w{4} \w{3} \w{4}\/i # FIRST$/)
    expect(lines[1]).toMatch(
      /^header __SECOND_C2 Subject =~ m\{\w{3}\{1,2\} \(\?:\w\|\w{3}\) \w{4}\}i \[if-unset: FIRST\]$/,
    )
    expect(lines.slice(2)).toEqual([
      'header THIRD_C2 eval:check_uridnsbl("FIRST_C2")',
      'header FOURTH_C2 exists:X-First',
      'ifplugin Some::Plugin',
      '  meta BOTH_C2 (FIRST_C2 + __SECOND_C2 > 1) && !UNKNOWN',
      'endif',
      'replace_rules FIRST_C2 __SECOND_C2',
      'describe FIRST_C2 The FIRST of all',
      'score FIRST_C2 1 2 3 4',
    ])
    expect({ rules, unchanged }).toEqual({ rules: 5, unchanged: 0 })
  })

  const stock = '/usr/share/spamassassin'
  const sets = [path.resolve(import.meta.dirname, '..', '..', 'rules.d', 'base'), stock]

  it.each(sets.filter((set) => probePath(set) === 'directory'))('is read without a complaint: %s', (configPath) => {
    const folder = mkdtempSync(path.join(tmpdir(), 'assay-mutation-'))
    try {
      const file = path.join(folder, 'copy.cf')
      const siteOf = (cf: string[]) => loadSite({ configPath, userPreferences: false, cf, pre: [], localOnly: true })
      const site = siteOf([])
      const files = site.files.filter((one) => one.endsWith('.cf')).map((one) => readFileSync(one, 'latin1'))
      const { text: copy, rules, unchanged } = mutatedRules(files, 3)
      writeFileSync(file, copy, 'latin1')
      const twice = siteOf([`include ${file}`])
      const definitions = ({ conf }: typeof site): number => conf.of(ruleSettings).rules.rules.size
      expect(twice.diagnostics).toEqual(site.diagnostics)
      expect(definitions(twice)).toBeGreaterThan(definitions(site) * 1.9)
      expect(unchanged).toBeLessThan(rules * 0.15)
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})
