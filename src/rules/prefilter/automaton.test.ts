import fc from 'fast-check'
import { expect, test } from 'vitest'
import { buildAutomaton } from './automaton.ts'

function occurring(literals: readonly string[], text: string): number[] {
  const found = new Set<number>()
  buildAutomaton(literals).scan(text, (literal) => found.add(literal))
  return [...found].sort((a, b) => a - b)
}

test.each([
  [['he', 'she', 'his', 'hers'], 'ushers', [0, 1, 3]],
  [['viagra'], 'cheap VIAGRA here', [0]],
  [['abc', 'bc', 'c'], 'xxabc', [0, 1, 2]],
  [['aaa'], 'aa', []],
  [['\xe9t\xe9'], "l'\xe9t\xe9", [0]],
  [['a'], '', []],
  [['same', 'same'], 'the same', [0, 1]],
])('%j in %j', (literals, text, expected) => {
  expect(occurring(literals, text)).toEqual(expected)
})

test('finds exactly the literals that occur', () => {
  const letter = fc.constantFrom('a', 'b', 'B', 'c', '\xff', ' ')
  const word = fc.array(letter, { minLength: 1, maxLength: 5 }).map((letters) => letters.join(''))
  const text = fc.array(letter, { maxLength: 40 }).map((letters) => letters.join(''))
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 12 }), text, (literals, subject) => {
      const lower = subject.replaceAll('B', 'b')
      const expected = literals.flatMap((literal, i) => (lower.includes(literal.replaceAll('B', 'b')) ? [i] : []))
      expect(occurring(literals, subject)).toEqual(expected)
    }),
    { numRuns: 500, seed: 7 },
  )
})
