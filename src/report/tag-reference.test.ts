import { expect, test } from 'vitest'
import { tagsIn } from './tag-reference.ts'

test.each([
  ['_TESTS_ and _TESTS_', ['TESTS']],
  ['_HEADER(From:addr)_ _STARS(*)_', ['HEADER(From:addr)', 'STARS(*)']],
  ['_A_B_ __C__ _lower_ _D(', ['A_B', 'C']],
  ['_YESNO(a)b)_', ['YESNO(a)b)']],
])('finds the tags of %j', (template, keys) => {
  expect(tagsIn([template]).map((tag) => tag.key)).toEqual(keys)
})

test('takes a reference apart', () => {
  expect(tagsIn(['_SPAMMYTOKENS(2,short)_'])).toEqual([
    { key: 'SPAMMYTOKENS(2,short)', name: 'SPAMMYTOKENS', argument: '2,short' },
  ])
})
