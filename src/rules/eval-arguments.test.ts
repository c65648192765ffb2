import { expect, test } from 'vitest'
import { parseEvalArguments, parseEvalCall } from './eval-arguments.ts'

test.each([
  ['', []],
  ['  ', []],
  ["'a'", ['a']],
  ['\'a\', "b"', ['a', 'b']],
  ['1, 2.5', ['1', '2.5']],
  ["'with, comma', 'x'", ['with, comma', 'x']],
  ['example-host.org, 10.0.0.1', ['example-host.org', '10.0.0.1']],
  ['::1', ['::1']],
  ["''", ['']],
  ["'a' 'b'", ["a' 'b"]],
  ['a_b', undefined],
  ["'open", undefined],
])('%j', (text, expected) => {
  expect(parseEvalArguments(text)).toEqual(expected)
})

test.each([
  ["check('a', 2)", { fn: 'check', args: ['a', '2'] }],
  ['check()', { fn: 'check', args: [] }],
  ['check', undefined],
  ['no-name()', undefined],
])('%s', (text, expected) => {
  expect(parseEvalCall(text)).toEqual(expected)
})
