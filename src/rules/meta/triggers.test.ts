import { expect, test } from 'vitest'
import { type MetaNode, parseMeta } from './expression.ts'
import { triggersOf } from './triggers.ts'

const costs: Readonly<Record<string, number>> = { COMMON: 50, RARE: 1, OTHER: 10 }
const of = (expression: string): readonly string[] | undefined => {
  const rules = triggersOf(parseMeta(expression) as MetaNode, (rule) => costs[rule] ?? 5) // `as`: none is empty
  return rules && [...rules].sort()
}

test.each<[string, readonly string[] | undefined]>([
  ['COMMON && RARE', ['RARE']],
  ['COMMON && !RARE', ['COMMON']],
  ['COMMON || RARE', ['COMMON', 'RARE']],
  ['(COMMON || RARE) && OTHER', ['OTHER']],
  ['OTHER && (RARE + RARE > 1)', ['RARE']],
  ['COMMON && (RARE || !OTHER)', ['COMMON']],
  ['COMMON * RARE', ['RARE']],
  ['COMMON + RARE > 1', ['COMMON', 'RARE']],
  ['COMMON + RARE >= 0', undefined],
  ['COMMON + RARE < 2', undefined],
  ['COMMON - RARE', undefined],
  ['!COMMON', undefined],
  ['!COMMON && !RARE', undefined],
  ['COMMON && 0', []],
  ['COMMON || 1', undefined],
  ['RARE / COMMON', undefined],
  ['RARE && (1 / COMMON)', undefined],
])('%s waits for %j', (expression, rules) => {
  expect(of(expression)).toEqual(rules)
})
