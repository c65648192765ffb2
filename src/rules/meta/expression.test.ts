import { expect, test } from 'vitest'
import { compileMeta } from './compile.ts'
import { dependenciesOf, expandRulesMatching, MetaError, parseMeta } from './expression.ts'

const RULES = ['A', 'B', 'C', 'D']

function evaluate(expression: string, hits: readonly number[]): number {
  const tree = parseMeta(expression)
  if (!tree) return Number.NaN
  return compileMeta(tree, (name) => RULES.indexOf(name), true)({ counts: Float64Array.from(hits), outcome: () => 0 })
}

// Expected values are Perl's for the same expression with the hits written in.
test.each([
  ['A && B', [1, 1, 0, 0], 1],
  ['A && B', [3, 2, 0, 0], 2],
  ['A || B', [3, 2, 0, 0], 3],
  ['A || B', [0, 0, 0, 0], 0],
  ['!A', [0, 0, 0, 0], 1],
  ['!A', [2, 0, 0, 0], 0],
  ['!A == B', [0, 1, 0, 0], 1],
  ['!(A == B)', [0, 1, 0, 0], 1],
  ['A + B > 1', [1, 1, 0, 0], 1],
  ['A + B + C >= 3', [1, 1, 0, 0], 0],
  ['(A + B * 2) / 4', [2, 1, 0, 0], 1],
  ['A - B - C', [5, 1, 1, 0], 3],
  ['A ^ B', [1, 1, 0, 0], 0],
  ['A ^ B', [5, 1, 0, 0], 4],
  ['A && !B || C', [1, 1, 0, 0], 0],
  ['A && (!B || C)', [1, 0, 0, 0], 1],
  ['A > B ? C : D', [2, 1, 7, 8], 7],
  ['A > B ? C : D', [1, 1, 7, 8], 8],
  ['A < B < C', [1, 2, 3, 0], 1],
  ['A < B < C', [1, 2, 2, 0], 0],
  ['A == B != C', [1, 1, 2, 0], 1],
  ['A +- B', [3, 1, 0, 0], 2],
  ['- A + 5', [3, 0, 0, 0], 2],
  ['local_tests_only && A', [1, 0, 0, 0], 1],
  ['UNKNOWN || A', [2, 0, 0, 0], 2],
  ['(A && B) + (C || D) == 2', [1, 1, 1, 0], 1],
  ['A * 0.5', [3, 0, 0, 0], 1.5],
])('%s with %j is %d', (expression, hits, expected) => {
  expect(evaluate(expression, hits)).toBe(expected)
})

test.each(['A &&', '(A', 'A B', 'A && && B', ')', '', 'A ? B', 'A ! B'])('refuses %j', (expression) => {
  expect(() => parseMeta(expression)).toThrow(MetaError)
})

test.each(['A+1', 'A::B', '1-2'])('refuses the token in %j', (expression) => {
  expect(() => parseMeta(expression)).toThrow(expect.objectContaining({ code: 'token' }))
})

test('() is no expression', () => {
  expect(parseMeta('( )')).toBeUndefined()
})

test('divides by zero only where it must', () => {
  expect(evaluate('A && B / C', [0, 1, 0, 0])).toBe(0)
  expect(() => evaluate('B / C', [0, 1, 0, 0])).toThrow(expect.objectContaining({ code: 'division' }))
})

test('names what it depends on, once each', () => {
  const tree = parseMeta('A && (B || !A) + C > 1 ? D : B')
  expect(tree && [...dependenciesOf(tree)]).toEqual(['A', 'B', 'C', 'D'])
})

test('expands rules_matching', () => {
  expect(expandRulesMatching('rules_matching(FOO_*) > 1 && A', (glob) => glob.replace('*', 'X'))).toBe(
    ' (FOO_X)  > 1 && A',
  )
})

test('deep nesting is refused, not a crash', () => {
  expect(() => parseMeta(`${'('.repeat(100_000)}A`)).toThrow(MetaError)
  expect(() => parseMeta('!'.repeat(100_000))).toThrow(MetaError)
})
