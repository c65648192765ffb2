import { describe, expect, test } from 'vitest'
import { compilePerlRegex } from '../../regex/compile.ts'
import { factorExpression } from './factor-expression.ts'

const expressionOf = (...patterns: string[]) =>
  factorExpression(patterns.flatMap((pattern) => compilePerlRegex(pattern, 'i').factors.slice(0, 1)))

describe('factorExpression', () => {
  test.each([
    ['in the middle', 'http://www.example.com/go/there?url=x', true],
    ['in other letters', 'http://www.example.com/GO/There?', true],
    ['of the second expression', 'ftp://files.example.net/a', true],
    ['nowhere', 'http://www.example.org/', false],
  ])('finds factors %s', (_, text, found) => {
    expect(expressionOf('^https?://.*/go/(?:there|here)\\?', 'files\\.(?:example|other)\\.net').test(text)).toBe(found)
  })

  test('takes chars that are no bytes for any byte', () => {
    expect(expressionOf('go[^a-z]there').test('go\u0416there')).toBe(true)
  })

  test('is never missed by what its expression matches', () => {
    const pattern = '^(?:ab|c(?:d|ef)+)x{2,5}[0-9]?(?=y)y+\\b'
    const regex = compilePerlRegex(pattern, '')
    const factor = expressionOf(pattern)
    const alphabet = 'abcdefxy0 '
    let matched = 0
    for (let seed = 1, round = 0; round < 20_000; round++) {
      let text = ''
      for (let length = 0; length < 9; length++) {
        seed = (seed * 48_271) % 2_147_483_647
        text += alphabet[seed % alphabet.length]
      }
      for (const candidate of [text, `ab${text}`, `cdxx${text}`, `abxxy${text}`]) {
        if (!regex.test(candidate)) continue
        matched++
        expect(factor.test(candidate)).toBe(true)
      }
    }
    expect(matched).toBeGreaterThan(1000)
  })

  test('of nothing matches nothing', () => expect(factorExpression([]).test('a')).toBe(false))
})
