import { describe, expect, it } from 'vitest'
import { keyAndValue, languageApplies, languageOf, languagePrefix, readLines } from './lines.ts'

describe('readLines', () => {
  it.each<[string, [number, string][]]>([
    [
      'a 1\nb 2',
      [
        [1, 'a 1'],
        [2, 'b 2'],
      ],
    ],
    [
      '  a 1 \t\r\n\n\r\n# all comment\nb\r\n',
      [
        [1, 'a 1'],
        [5, 'b'],
      ],
    ],
    ['a x # comment', [[1, 'a x']]],
    ['a x\\# not \\#this # but this', [[1, 'a x# not #this']]],
    ['a \\\\# still escaped', [[1, 'a \\# still escaped']]],
    ['0\na', [[2, 'a']]],
    [
      'a\\\nb',
      [
        [1, 'a\\'],
        [2, 'b'],
      ],
    ],
    ['\xEF\xBB\xBFa 1', [[1, '\xEF\xBB\xBFa 1']]],
    ['a\xA0', [[1, 'a\xA0']]],
    ['', []],
  ])('%j', (text, expected) => {
    expect(readLines(text).lines.map((line) => [line.number, line.text])).toEqual(expected)
  })

  it('finds the version that sa-update wrote', () => {
    expect(readLines('# UPDATE version 1916544\nbody A /a/').updateVersion).toBe('1916544')
    expect(readLines(' # UPDATE version 1\n# UPDATE version x').updateVersion).toBeUndefined()
  })
})

describe('languagePrefix', () => {
  it.each([
    ['lang de describe A b', { lang: 'de', rest: 'describe A b' }],
    ['lang\tpt_BR\treport x  y', { lang: 'pt_BR', rest: 'report x  y' }],
    ['lang de', undefined],
    ['LANG de describe A b', undefined],
    ['language x y', undefined],
  ])('%j → %j', (line, expected) => expect(languagePrefix(line)).toEqual(expected))
})

describe('languageOf', () => {
  it.each([
    [{}, 'en_US'],
    [{ LANG: 'C' }, 'en_US'],
    [{ LANG: 'C.UTF-8' }, 'C'],
    [{ LANG: 'de_DE.UTF-8' }, 'de_DE'],
    [{ LANG: 'de_DE', LC_MESSAGES: 'fr_FR@euro' }, 'fr_FR'],
    [{ LANG: 'de_DE', LC_ALL: 'POSIX' }, 'en_US'],
    [{ LANGUAGE: 'nl:de', LC_ALL: 'fr' }, 'nl'],
    [{ LANGUAGE: '', LC_ALL: 'fr' }, 'fr'],
  ])('%j → %s', (environment, expected) => expect(languageOf(environment)).toBe(expected))
})

describe('languageApplies', () => {
  it.each([
    ['en', 'en_US', true],
    ['EN_us', 'en_US', true],
    ['en_US', 'en', false],
    ['de', 'en_US', false],
  ])('lang %s for %s: %s', (lang, language, expected) => expect(languageApplies(lang, language)).toBe(expected))
})

describe('keyAndValue', () => {
  it.each([
    ['required_score 5', 'required_score', '5'],
    ['Required-Score\t 5 6', 'required_score', '5 6'],
    ['clear_headers', 'clear_headers', ''],
    ['\xC9-X y', '\xC9_x', 'y'],
  ])('%j', (line, key, value) => expect(keyAndValue(line)).toEqual({ key, value }))
})
