import { expect, test } from 'vitest'
import { compilePerlRegex } from '../../src/regex/compile.ts'
import { RegexError } from '../../src/regex/regex-error.ts'
import { parseRulePattern } from '../../src/regex/rule-pattern.ts'

test.each([
  ['/foo/i', 'foo', 'i'],
  ['m{a{1,2}}is', 'a{1,2}', 'is'],
  ['m,a/b,', 'a/b', ''],
  ['qr!x!', 'x', ''],
  ['/a\\/b/', 'a\\/b', ''],
])('%s is taken apart', (text, pattern, modifiers) => {
  expect(parseRulePattern(text)).toEqual({ pattern, modifiers })
})

test.each([
  ['foo', 'missing regexp delimiters'],
  ['/foo', 'invalid end delimiter/mods'],
  ['/foo/e', 'invalid end delimiter/mods'],
  ['m\\a\\', 'backslash delimiter not allowed'],
  ['/a/b/', "unquoted delimiter '/' found"],
  ['/(?{1})/', 'eval (?{}) found'],
])('%s is refused', (text, message) => {
  expect(() => parseRulePattern(text)).toThrow(message)
})

test.each([
  ['//', 'always matching regexp: empty'],
  ['/a||b/', "always matching regexp: contains '||'"],
  ['/a|/', "always matching regexp: starts or ends with '|'"],
])('%s always matches', (text, message) => {
  expect(() => parseRulePattern(text, { refuseAlwaysMatching: true })).toThrow(message)
  expect(() => parseRulePattern(text)).not.toThrow()
})

test.each([
  ['foo', 'linear'],
  ['foo.*bar', 'bounded'],
  ['(?:\\w+\\s)+x', 'bounded'],
  ['(a+)+$', 'explosive'],
  ['(?:a|ab?)*c', 'explosive'],
] as const)('the cost of /%s/ is %s', (pattern, cost) => {
  expect(compilePerlRegex(pattern, '').cost).toBe(cost)
})

test('captures and names', () => {
  const regex = compilePerlRegex('(?<user>\\w+)@(?<host>\\w+)?', '')
  expect(regex.captureNames).toEqual(['user', 'host'])
  expect(regex.exec('to me@ and', 4)?.captures).toEqual(['e@', 'e', undefined])
  expect(regex.exec('a@b')?.named).toEqual(
    new Map([
      ['user', 'a'],
      ['host', 'b'],
    ]),
  )
  expect(regex.exec('a@')?.named).toEqual(new Map([['user', 'a']]))
})

test('an empty match does not count twice at one place', () => {
  const regex = compilePerlRegex('a*', '')
  expect(regex.exec('baa', 0)).toMatchObject({ index: 0, end: 0 })
  expect(regex.exec('baa', 0, 0)).toMatchObject({ index: 1, end: 3 })
  expect(compilePerlRegex('|a', '').exec('a', 0, 0)).toMatchObject({ index: 0, end: 1 })
})

test('our own matcher gives up in time', () => {
  const regex = compilePerlRegex('(?:(a+)+)+\\Kb', '')
  expect(() => regex.test('a'.repeat(60))).toThrow(RegexError)
})
