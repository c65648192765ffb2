import { expect, test } from 'vitest'
import { perlNegative, perlNumber, perlText, perlTrue, perlXor } from './perl-value.ts'

// Expected values are Perl's.
test.each([
  [0.1 + 0.2, '0.3'],
  [1e20, '1e+20'],
  [1e-7, '1e-07'],
  [0.00001, '1e-05'],
  [0.0001, '0.0001'],
  [1 / 0, 'Inf'],
  [-3, '-3'],
  [1 / 3, '0.333333333333333'],
  [123456789012345, '123456789012345'],
  [true, '1'],
  [false, ''],
  [undefined, ''],
] as const)('%s written out', (value, text) => {
  expect(perlText(value)).toBe(text)
})

test.each([
  ['12abc', 12],
  [' 1.5e2x', 150],
  ['.5', 0.5],
  ['abc', 0],
  ['0x10', 0],
  [undefined, 0],
] as const)('the number of %s', (value, number) => {
  expect(perlNumber(value)).toBe(number)
})

test('truth, sign and exclusive or', () => {
  expect([0, '', '0', false, undefined, '00', '0.0', 2].map(perlTrue)).toEqual([
    false,
    false,
    false,
    false,
    false,
    true,
    true,
    true,
  ])
  expect([
    perlNegative('Foo'),
    perlNegative('+1'),
    perlNegative('7x'),
    perlNegative('-Foo'),
    perlNegative(undefined),
  ]).toEqual(['-Foo', '-1', -7, '+Foo', -0])
  expect(perlXor(5, 1)).toBe(4)
  expect(perlXor(-1, 0)).toBe(2n ** 64n - 1n)
  expect(perlText(perlXor(-1, 0))).toBe('18446744073709551615')
  expect(perlXor(perlXor(-4, 0), -1)).toBe(3)
  expect(perlXor('a', 'B')).toBe('#')
  expect(perlXor(undefined, 'ab')).toBe('ab')
  expect(perlXor(false, 'ab')).toBe(0)
})
