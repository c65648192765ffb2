import { expect, test } from 'vitest'
import { canFallBack, limitBacktracking } from './backtrack-limit.ts'
import { compilePerlRegex } from './compile.ts'

test('an expression that would run for ages ends at once, with the right answer', () => {
  limitBacktracking()
  const begun = performance.now()
  expect(compilePerlRegex('^(a+)+\\z', '').test(`${'a'.repeat(40)}b`)).toBe(false)
  expect(compilePerlRegex('(?:\\w+\\s?)+!', 'i').test(`${'word '.repeat(40)}?`)).toBe(false)
  expect(compilePerlRegex('(?:a|a)+b', '').find(`${'a'.repeat(40)}b`)).toEqual({ index: 0, end: 41 })
  expect(performance.now() - begun).toBeLessThan(5000)
})

// What V8's engine of linear time cannot do is tried with a looser expression first.
test.each([
  ['^(?:\\w+[ !]?)+$', '\x01'],
  ['^(?:[a-z]+\\s?)+(?!x)!', '1 !'],
  ['(?<![.])\\b(?:[a-z0-9]+-?)+;', '_ ;'],
  ['(\\w)(?:\\w+ ?)+;\\1', '\x01 ;a'],
  ['(?:(?:\\w{1,50} ?){1,50}-){1,20};', '\x01 -;'],
  ['(?:\\w+ ?)+(?>a|ab);', '\x01 a;'],
])('/%s/ ends at once, too', (pattern, end) => {
  limitBacktracking()
  const regex = compilePerlRegex(pattern, '')
  const begun = performance.now()
  expect(regex.test('a'.repeat(1500) + end)).toBe(false)
  expect(regex.find('a'.repeat(40) + end)).toBe(undefined)
  expect(regex.exec('a'.repeat(40) + end)).toBe(undefined)
  expect(performance.now() - begun).toBeLessThan(5000)
})

test('one that is first asked for its captures ends at once, too', () => {
  limitBacktracking()
  const begun = performance.now()
  // unguarded it would take some twelve seconds
  expect(compilePerlRegex('(\\w)(?:\\w+ ?)+;\\1', '').exec(`${'a'.repeat(27)}. ;a`)).toBe(undefined)
  expect(performance.now() - begun).toBeLessThan(2000)
})

test.each([
  ['(a+)+\\z', true],
  ['(a+)+$', false],
  ['foo(?!bar)(a+)+', false],
  ['(?<!x)(a+)+b', false],
  ['(a)\\1', false],
])('whether /%s/ is so limited: %s', (pattern, expected) => {
  const { regexp } = compilePerlRegex(pattern, '')
  expect(regexp && canFallBack(regexp)).toBe(expected)
})
