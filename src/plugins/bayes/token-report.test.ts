import { expect, test } from 'vitest'
import { tokenList } from './token-report.ts'

const NOW = 1_795_500_000
const token = (text: string, probability: number, spam: number, ham: number, days: number) => ({
  text,
  hash: '',
  probability,
  spam,
  ham,
  atime: NOW - days * 86_400 - 3600,
})
const tokens = [token('aug', 0.0000799, 0, 202, 8825), token('H*r:x"y', 0.0156699, 0, 1, 3)]
const facts = { messages: { spam: 948, ham: 2075 }, useHapaxes: true, now: NOW }

// What SpamAssassin's bayes_report_make_list makes of the same tokens.
test.each([
  ['', '0.000-+--aug, 0.016-1--H*r:x"y'],
  ['0', '0.000-+--aug, 0.016-1--H*r:x"y'],
  ['1', '0.000-+--aug'],
  ['1,compact', '0.000-+--aug'],
  ['x', ''],
  ['5,short', 'aug, H*r:x"y'],
  ['1,Short', 'Token: "aug"'],
  ['1,Compact', 'Probability 0.000 -declassification distance + ("+" means > 9) --token: "aug"'],
  ['2,medium', '0.000-+-+--aug, 0.016-1-1--H*r:x"y'],
  ['2,long', '0.000-17--202h-0s--8825d--aug, 0.016-1--1h-0s--3d--H*r:x"y'],
  [
    '2,Long',
    'Probability 0.000 -declassification distance + --in 202 ham messages -and 0 spam messages --8825 days old--token:"aug", ' +
      'Probability 0.016 -declassification distance 1 --in 1 ham messages -and 0 spam messages --3 days old--token:"H*r:x"y"',
  ],
  // In no order of its own there.
  ['2,bad', 'Invalid format, must be one of: short,Short,compact,Compact,medium,long,Long'],
])('%j', (argument, expected) => {
  expect(tokenList(tokens, argument, facts)).toBe(expected)
})
