import { expect, test } from 'vitest'
import { SettingError, type SettingLine } from '../conf/setting.ts'
import { RuleBook } from './rule-book.ts'
import { ruleSettings } from './rule-settings.ts'

/** Reads lines into one book; answers the book and what was said. */
function read(...lines: readonly string[]): { book: RuleBook; said: string[] } {
  const book = new RuleBook()
  const said: string[] = []
  for (const [i, text] of lines.entries()) {
    const [, key = '', value = ''] = /^(\S+)\s*(.*)$/.exec(text) ?? []
    const line: SettingLine = {
      key,
      place: { file: 'test.cf', line: i + 1 },
      order: i,
      lang: undefined,
      home: undefined,
      lint: false,
      valueOf: () => undefined,
      warn: (message) => void said.push(message),
      update: () => false,
    }
    try {
      ruleSettings[key as keyof typeof ruleSettings].type.apply(book, value, line) // `as`: the tests name real keys
    } catch (error) {
      if (!(error instanceof SettingError)) throw error
      said.push(`${error.code}`)
    }
  }
  return { book, said }
}

// What SpamAssassin 4.0.1 --lint says of the same lines.
test.each([
  ['body A /x/', []],
  ['body A', ['invalid']],
  [
    'body 1A /x/',
    ["config: error: rule '1A' has invalid characters (not Alphanumeric + Underscore + starting with a non-digit)"],
  ],
  ['body A x', ["config: invalid regexp for A 'x': missing regexp delimiters"]],
  ['header A From =~ /x/', []],
  ['header A From:addr:first !~ /x/i [if-unset: none]', []],
  ['header A From:bogus =~ /x/', ['config: invalid header modifier for A: From:bogus']],
  ['header A From x', ['config: invalid head test A: From x']],
  ['header A exists:X-Y', []],
  ['header A exists:X Y', ['config: invalid head test A header: X Y']],
  ['header A eval:f(1', ['invalid']],
  ["header A eval:f('x' y)", ["syntax error for eval function A: f('x' y)"]],
  ['meta A B && C', []],
  ['meta A B +', ['config: invalid expression for rule A: "B +": syntax error']],
  ['meta A B+1', ['config: invalid meta A token: +1']],
  ['meta A B / C', ['config: invalid expression for rule A: "B / C": division by zero possible']],
  ['meta A B ** C', ["config: found invalid '**' or '* *' operator in meta command", 'invalid']],
  ['meta A B::C', ['config: invalid meta A rule: B::C']],
  ['score A', ['config: score: requires a symbolic rule name and 1 or 4 scores', 'missing']],
  ['score A x', ['config: score: the non-numeric score (x) is not valid, a numeric score is required', 'invalid']],
  ['score A 1 2', ['config: score: requires a symbolic rule name and 1 or 4 scores', 'missing']],
  ['score A (1)', ['config: score: relative score without previous setting in configuration', 'invalid']],
  ['priority A x', ['invalid']],
  ['priority A', ['missing']],
  ['describe A', ['missing']],
  ['test A maybe x', []],
])('%s', (line, expected) => {
  expect(read(line).said).toEqual(expected)
})

test('scores: one, four, relative', () => {
  const { book } = read('score A 1.5', 'score B 1 2 3 4', 'score A (0.5)', 'score B (1) (1) (1) (-1)')
  expect(book.scores.get('A')?.scores).toEqual([2, 2, 2, 2])
  expect(book.scores.get('B')?.scores).toEqual([2, 3, 4, 3])
})

test('the last definition of a name counts, a refused one changes nothing', () => {
  const { book } = read('body A /x/', 'header A From =~ /y/', 'body A broken')
  expect(book.rules.get('A')).toMatchObject({ type: 'header', header: 'From' })
})

test('rules that capture run first', () => {
  const { book } = read('body A /(?<NAME>\\w+)/', 'body B /(?<name>\\w+)/')
  expect(book.priorities.get('A')).toBe(-10000)
  expect(book.priorities.get('B')).toBe(0)
})

test('a copy shares nothing that lines change', () => {
  const { book } = read('body A /x/', 'score A 1')
  const copy = book.clone()
  copy.scores.delete('A')
  copy.rules.delete('A')
  expect(book.scores.has('A') && book.rules.has('A')).toBe(true)
})
