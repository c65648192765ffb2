import { expect, test } from 'vitest'
import { formatFixed, numberFromText, perlNumber } from './perl-number.ts'

// Right-hand sides from perl -e 'printf "%.Nf", …' and perl -e 'print …'.
test.each([
  [0.25, 1, '0.2'],
  [0.75, 1, '0.8'],
  [2.25, 1, '2.2'],
  [-2.25, 1, '-2.2'],
  [0.05, 1, '0.1'],
  [0.15, 1, '0.1'],
  [4.95, 1, '5.0'],
  [-0.04, 1, '-0.0'],
  [0, 1, '0.0'],
  [12.5, 0, '12'],
  [13.5, 0, '14'],
  [-10.5, 0, '-10'],
  [0.0625, 3, '0.062'],
  [0.1875, 3, '0.188'],
  [1.03125, 4, '1.0312'],
  [99.95, 1, '100.0'],
])('formats %d with %d digits as %s', (value, digits, text) => {
  expect(formatFixed(value, digits)).toBe(text)
})

test.each([
  [5, '5'],
  [5.1 - 0.1, '5'],
  [5 - 0.1, '4.9'],
  [0.1 + 0.2, '0.3'],
  [-0.001, '-0.001'],
  [0.0001, '0.0001'],
  [0.00001, '1e-05'],
  [1.5e-7, '1.5e-07'],
  [100_000, '100000'],
  [1.25e20, '1.25e+20'],
  [-0, '0'],
  [2 / 3, '0.666666666666667'],
  [123456.789, '123456.789'],
])('prints %d as %s', (value, text) => {
  expect(perlNumber(value)).toBe(text)
})

test.each([
  ['12', 12],
  [' -1.5e2 ', -150],
  ['+.5x', 0.5],
  ['7.', 7],
  ['0x10', 0],
  ['undef', 0],
  ['', 0],
  ['inf', Number.POSITIVE_INFINITY],
  ['-Infinity', Number.NEGATIVE_INFINITY],
  ['nan', Number.NaN],
  ['1e', 1],
])('%j is the number %s', (text, expected) => expect(numberFromText(text)).toBe(expected))
