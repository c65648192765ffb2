import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import { compilePerlRegex } from '../../src/regex/compile.ts'
import { parseRulePattern } from '../../src/regex/rule-pattern.ts'
import { expandReplaceTags } from '../../src/rules/replace-tags.ts'
import type { PatternSource } from '../../src/rules/rule.ts'
import { compareWithPerl } from '../support/compare-with-perl.ts'
import { havePerl } from '../support/perl-regex.ts'

// file       = *( comment / phrase / expression / ( "+ " / "- " ) subject )      each on its line
// phrase     = ( "replace_tag" / "replace_inter" / "replace_pre" / "replace_post" ) name text
// expression = as in a rule file; it goes on to the next line that begins with "+ " or "- "
// subject    = a JSON string in which \xNN is a byte
const FOLDER = path.join(import.meta.dirname, 'third-party')

interface Case extends PatternSource {
  readonly place: string
  readonly written: string
  readonly subjects: { readonly text: string; readonly matches: boolean }[]
}

function readSubject(text: string): string {
  const value: unknown = JSON.parse(
    text.replace(/\\(?:x([0-9a-f]{2})|.)/g, (whole, hex) => (hex ? `\\u00${hex}` : whole)),
  )
  if (typeof value !== 'string') throw new Error(`no string: ${text}`)
  return value
}

function readCases(file: string): readonly Case[] {
  const phrases = { tag: new Map<string, string>(), inter: new Map(), pre: new Map(), post: new Map() }
  const cases: Case[] = []
  let expression: string[] = []
  const lines = readFileSync(path.join(FOLDER, file), 'utf8').split('\n')
  for (const [i, line] of lines.entries()) {
    const phrase = /^replace_(tag|inter|pre|post) (\w+) (.+)$/.exec(line)
    const subject = /^([+-]) (".*")$/.exec(line)
    if (phrase)
      phrases[phrase[1] as keyof typeof phrases].set(phrase[2] ?? '', phrase[3] ?? '') // `as`: the group's alternatives
    else if (subject) {
      if (expression.length > 0) {
        const written = expression.join('\n')
        const source = expandReplaceTags(parseRulePattern(written), { ...phrases, start: '<', end: '>' })
        cases.push({ ...source, place: `${file}:${i}`, written, subjects: [] })
        expression = []
      }
      cases.at(-1)?.subjects.push({ text: readSubject(subject[2] ?? ''), matches: subject[1] === '+' })
    } else if (expression.length > 0 || !/^(?:#.*)?$/.test(line)) expression.push(line)
  }
  return cases
}

const cases = readdirSync(FOLDER).sort().flatMap(readCases)

test('there are enough of them, each with texts it must and must not match', () => {
  expect(cases.length).toBeGreaterThanOrEqual(150)
  for (const { subjects } of cases) expect(subjects.some(({ matches }) => !matches)).toBe(true)
})

test.each(cases)('$place $written', ({ pattern, modifiers, subjects }) => {
  const regex = compilePerlRegex(pattern, modifiers)
  expect(subjects.filter(({ text }) => regex.test(text))).toEqual(subjects.filter(({ matches }) => matches))
})

test.skipIf(!havePerl())('Perl says the same, to the place and all captures', () => {
  let at = 0
  const questions = cases.map(({ pattern, modifiers, subjects }) => ({
    pattern,
    modifiers,
    subjects: subjects.map(() => at++),
  }))
  const subjects = cases.flatMap((one) => one.subjects.map(({ text }) => text))
  const result = compareWithPerl(questions, subjects, { captures: true, ownMatcher: true })
  expect(result.disagreements).toEqual([])
  expect([...result.unsupported]).toEqual([])
  expect(result).toMatchObject({ compared: subjects.length, refused: 0, givenUp: 0 })
})
