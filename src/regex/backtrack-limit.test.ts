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

test.each([
  ['(a+)+\\z', true],
  ['(a+)+$', false],
  ['foo(?!bar)(a+)+', false],
  ['(a)\\1', false],
])('whether /%s/ is so limited: %s', (pattern, expected) => {
  const { regexp } = compilePerlRegex(pattern, '')
  expect(regexp && canFallBack(regexp)).toBe(expected)
})
