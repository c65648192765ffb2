import { expect, test } from 'vitest'
import { randomCases } from '../../../test/support/random-regex.ts'
import { compilePerlRegex, type PerlRegex } from '../../regex/compile.ts'
import { RegexError } from '../../regex/regex-error.ts'
import { FactorFinder } from './factor-finder.ts'

/** Which of these expressions all of whose factors occur in the text. */
function candidates(regexes: readonly PerlRegex[], text: string): boolean[] {
  const factors = regexes.flatMap((regex) => regex.factors)
  const found = new Set<number>()
  FactorFinder.of(factors).scan(text, (factor) => found.add(factor))
  let first = 0
  return regexes.map(({ factors: own }) => {
    const all = own.every((_, i) => found.has(first + i))
    first += own.length
    return all
  })
}

test.each([
  ['foo\\s+bar', 'i', 'say FOO \t bar', 'foo or bar'],
  ['viagra', '', 'cheap viagra', 'cheap VIAGRA'],
  ['viagra', 'i', 'cheap VIAGRA', 'via gra'],
  ['(?:buy|sell) now', '', 'sell now', 'tell now'],
  ['(?:abc)?defg', '', 'xdefgx', 'abcdef'],
  ['(?!never)always', '', 'always', 'all ways'],
  ['ire.{0,40}sec', '', 'ire and sec', 'ire alone'],
  ['^Subject: x', '', 'Subject: x', 'A Subject: x'],
  ['^Subject: x', 'm', 'From: y\nSubject: x', 'A Subject: x'],
  ['the end$', '', 'this is the end\n', 'the end of it'],
  ['the end\\z', '', 'this is the end', 'the end\n'],
  ['\\bcar\\b', '', 'a car', 'scary'],
  ['b1(A*?c{2,}|$)\\Z', '', 'b1', 'b2'],
  ['^^needle', '', 'needle', 'a needle'],
  ['x(?=.*needle)', '', 'x is a needle', 'x is a pin'],
  ['ab{3}c', '', 'abbbc', 'abbc'],
  ['\\xe9t\\xe9', '', "l'\xe9t\xe9", "l'ete"],
  ['[0-9]{4}-[0-9]{4}', '', '1234-5678', '1234-567'],
  ['(?:(?:name|city|won .{0,30} lost)(?: \\(.{0,30}\\))?: ){2}', '', 'name (first): city: ', 'name: and city: '],
])('/%s/%s may match %j but never %j', (pattern, modifiers, text, other) => {
  const regex = compilePerlRegex(pattern, modifiers)
  expect(regex.test(text)).toBe(true)
  expect(candidates([regex], text)).toEqual([true])
  expect(candidates([regex], other)).toEqual([false])
})

test.each(['e', 'e|oo', '.*', 'foo|.', '[a-z]+', 'foo(*ACCEPT)barbaz', '(\\w)\\1'])(
  '/%s/ has no factors',
  (pattern) => {
    expect(compilePerlRegex(pattern, '').factors.length).toBe(0)
  },
)

test('many factors at once are each found where they are', () => {
  const words = Array.from({ length: 900 }, (_, i) => `w${i.toString(36)}-${(i * 7919).toString(36)}`)
  const regexes = words.map((word) => compilePerlRegex(`${word}(?:x|y)`, 'i'))
  const text = words
    .filter((_, i) => i % 7 === 0)
    .map((word) => `${word.toUpperCase()}X`)
    .join(' ')
  expect(candidates(regexes, text)).toEqual(words.map((_, i) => i % 7 === 0))
})

test('where an expression matches, all its factors occur', () => {
  const { questions, subjects } = randomCases(4711, 1200)
  let matched = 0
  for (const { pattern, modifiers } of questions) {
    let regex: PerlRegex
    try {
      regex = compilePerlRegex(pattern, modifiers)
    } catch (error) {
      if (error instanceof RegexError) continue
      throw error
    }
    if (regex.factors.length === 0) continue
    for (const subject of subjects.slice(0, 60)) {
      let match = false
      try {
        match = regex.test(subject)
      } catch (error) {
        if (!(error instanceof RegexError)) throw error // too many steps
      }
      if (!match) continue
      matched++
      expect(candidates([regex], subject), `${pattern} on ${JSON.stringify(subject)}`).toEqual([true])
    }
  }
  expect(matched).toBeGreaterThan(200)
})
