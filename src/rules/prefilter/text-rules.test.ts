import { expect, test } from 'vitest'
import { compilePerlRegex } from '../../regex/compile.ts'
import type { CompiledText } from '../ruleset.ts'
import { TextRules } from './text-rules.ts'

const PATTERNS = ['\\x00', '\\bContent-[XYZ]-[a-z]{3}', '(?=.*fre)mon', '[^\\r\\n]{998}', '^start', 'end$', 'ab?c+d']

const rules = PATTERNS.map((pattern, index): CompiledText => {
  const regex = compilePerlRegex(pattern, 'ms')
  const rest = { multiple: false, maxHits: 1, noSubject: false, captures: false, template: undefined, canWait: false }
  return { index, regex, factors: regex.factors, ...rest }
})

function candidatesIn(filter: TextRules, text: string): readonly (string | undefined)[] {
  const { rules: found, length } = filter.candidates(text)
  return found.slice(0, length).map(({ index }) => PATTERNS[index])
}

const FILLING = 'xyzw '.repeat(20_000)

test.each([
  ['nothing', ''],
  ['one of them in the middle', ' Content-Xabc '],
  ['both of the factors of one', ' mon fre mon '],
  ['one of the factors of one', ' fre '],
  ['two of them', '\nabccd Content-Yabc\n'],
])('few rules find in a long text what they find in a short one: %s', (_, text) => {
  const filter = new TextRules(rules)
  const short = candidatesIn(filter, `xyzw ${text} xyzw`)
  expect(new Set(candidatesIn(filter, FILLING + text + FILLING))).toEqual(new Set(short))
  expect(candidatesIn(filter, `xyzw ${text} xyzw`)).toEqual(short)
})

test('what stands at the ends of a long text is found', () => {
  expect(candidatesIn(new TextRules(rules), `start${FILLING}end`)).toEqual(expect.arrayContaining(['^start', 'end$']))
})
