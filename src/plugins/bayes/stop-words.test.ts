import { expect, test } from 'vitest'
import { compilePerlRegex } from '../../regex/compile.ts'
import { stopWordTest } from './stop-words.ts'

const WORDS = [
  ...['able', 'ABLE', 'Already', 'alread', 'alreadyy', "you're", "YOU'RE", 'your', 'yous', 'year', 'years', 'yearss'],
  ...['and', 'any', 'anx', 'k\xc3\xb6nnen', 'K\xc3\xb6NNEN', 'k\xc3\x96nnen', 'konnen', 'aaa', 'aaaa', 'foo', 'food'],
  ...['bar', 'rebar', 'a.c', 'abc', 'Straße', ''],
]

test.each([
  "^(?i)(?:a(?:ble|l(?:ready|l)|n[dy]|re)|y(?:ears?|ou(?:(?:'re|r))?))$$",
  '^(?i)k\\xc3\\xb6nn(?:en|te)$',
  '^(?i)a{3}$',
  '^(?i)(?:foo|bar)$',
  // No whole words, no lists, or no list without regard to case.
  '^(?i)foo|bar$',
  '^(?i)fo+d?$',
  '^(?i)(?=foo)food$',
  '^(?i)a.c$',
  '^able$',
  '^(?i)(?:foo$|bar)d$',
  '^(?i)(?>foo|food)$',
  '^(?i)(?:foo|^bar)$',
])('%s', (pattern) => {
  const regex = compilePerlRegex(pattern, '')
  const isStopWord = stopWordTest([pattern])
  expect(WORDS.map((word) => [word, isStopWord(word)])).toEqual(WORDS.map((word) => [word, regex.test(word)]))
})

test('several languages at once, and none', () => {
  const isStopWord = stopWordTest(['^(?i)foo$', '^(?i)ba+r$'])
  expect(['foo', 'baaar', 'foobar'].map(isStopWord)).toEqual([true, true, false])
  expect(stopWordTest([])('foo')).toBe(false)
})
