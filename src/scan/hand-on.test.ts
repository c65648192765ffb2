import { afterEach, expect, test } from 'vitest'
import { compilePerlRegex } from '../regex/compile.ts'
import { noteExact } from '../regex/known-expressions.ts'
import { TextRules } from '../rules/prefilter/text-rules.ts'
import type { CompiledText } from '../rules/ruleset.ts'
import { type KnownToThreads, startFrom, stopHandingOn, toHandOn } from './hand-on.ts'

afterEach(() => {
  startFrom({ expressions: new Map(), filters: new Map() })
  stopHandingOn()
})

const EXPRESSIONS: readonly (readonly [string, string])[] = [
  ['viagra|cialis', 'i'],
  ['\\bfree (?=money)', ''],
  ['(a+)+b{2,9}c', ''],
  ['(["\']).{1,20}\\1', ''],
  ['(?<NAME>\\w+)@example', ''],
  ['^\\s*(?:re|fwd?):', 'i'],
  ['(a)?(?(1)b|cd)', ''],
]
const TEXTS = ['Re: FREE money', 'free money and VIAGRA', `aaaabbc "quoted" me@example`, 'cd', '', 'aaab']

const rulesOf = (expressions: typeof EXPRESSIONS): readonly CompiledText[] =>
  expressions.map(([pattern, modifiers], index) => {
    const regex = compilePerlRegex(pattern, modifiers)
    const { factors } = regex
    return {
      index,
      regex,
      factors,
      multiple: false,
      maxHits: 1,
      noSubject: false,
      captures: false,
      template: undefined,
      canWait: false,
    }
  })

/** All that rules with these expressions say of the texts. */
function answers(expressions: typeof EXPRESSIONS): unknown {
  const rules = rulesOf(expressions)
  const filter = new TextRules(rules)
  return TEXTS.map((text) => {
    const candidates = filter.candidates(text)
    const places = candidates.rules.slice(0, candidates.length).map(({ index }) => index)
    return [places.sort(), rules.map(({ regex }) => [regex.test(text), regex.find(text), regex.exec(text)])]
  })
}

/** As it comes to another thread. */
function handedOn(): KnownToThreads {
  startFrom(undefined)
  answers(EXPRESSIONS)
  const known = structuredClone(toHandOn())
  stopHandingOn()
  if (!known) throw new Error('nothing to hand on')
  return known
}

test('a thread that begins with what another found out answers the same', () => {
  const alone = answers(EXPRESSIONS)
  const known = handedOn()
  expect(known.filters.size).toBe(1)
  // Those with back-references, names or conditions are read anew.
  expect(known.expressions.size).toBe(4)
  startFrom(known)
  expect(answers(EXPRESSIONS)).toEqual(alone)
  expect(toHandOn()).toBeUndefined()
})

test('the tables are shared, not copied', () => {
  for (const { finder } of handedOn().filters.values()) {
    expect(finder?.gate.buffer).toBeInstanceOf(SharedArrayBuffer)
    expect(finder?.program.next.buffer).toBeInstanceOf(SharedArrayBuffer)
  }
})

test('what is known is really used, and only for the very same expressions in the same order', () => {
  const known = handedOn()
  const expressions = new Map(known.expressions).set('i/viagra|cialis', { source: 'no such text' })
  const filters = new Map(
    [...known.filters].map(([key, tables]) => [key, { ...tables, wanted: tables.wanted.map(() => 99) }]),
  )
  startFrom({ expressions, filters })
  expect(compilePerlRegex('viagra|cialis', 'i').test('viagra')).toBe(false)
  expect(compilePerlRegex('viagra|cialis', '').test('viagra')).toBe(true)
  const candidates = (list: typeof EXPRESSIONS): readonly (string | undefined)[] => {
    const { rules: found, length } = new TextRules(rulesOf(list)).candidates('cialis')
    return found.slice(0, length).map(({ index }) => list[index]?.[0])
  }
  expect(candidates(EXPRESSIONS)).not.toContain('viagra|cialis')
  expect(candidates(EXPRESSIONS.toReversed())).toContain('viagra|cialis')
})

test('what is compiled later, for one message or user, is not kept', () => {
  startFrom(undefined)
  stopHandingOn()
  expect(noteExact('x', '')).toBeUndefined()
  expect(toHandOn()).toBeUndefined()
})
