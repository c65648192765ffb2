import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { compilePerlRegex } from '../regex/compile.ts'
import { TextRules } from '../rules/prefilter/text-rules.ts'
import type { CompiledText } from '../rules/ruleset.ts'
import { type KnownToThreads, startFrom, stopHandingOn, toHandOn } from './hand-on.ts'
import { keepKnowledge, readKnowledge } from './kept-knowledge.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'kept-'))
afterAll(() => rmSync(folder, { recursive: true }))
beforeEach(() => {
  for (const name of readdirSync(folder)) rmSync(path.join(folder, name))
})

/** What is found out about rules with these expressions, with what is kept already. */
function foundOut(...patterns: readonly string[]): KnownToThreads {
  startFrom(readKnowledge(folder), true)
  const rules = patterns.map((pattern, index): CompiledText => {
    const regex = compilePerlRegex(pattern, '')
    const { factors } = regex
    const rest = { multiple: false, maxHits: 1, noSubject: false, captures: false, template: undefined, canWait: false }
    return { index, regex, factors, ...rest }
  })
  const filter = new TextRules(rules)
  filter.candidates('a text')
  for (const { regex } of rules) regex.test('a text')
  const known = toHandOn()
  stopHandingOn()
  if (!known) throw new Error('nothing noted')
  return known
}

const expressionsIn = (known: KnownToThreads | undefined): readonly string[] =>
  [...(known?.expressions.keys() ?? [])].sort()

test('what one start found out, the next one reads, with its tables in memory that threads share', () => {
  const known = foundOut('lottery', 'casino')
  expect(keepKnowledge(known, folder)).toBe(true)
  const kept = readKnowledge(folder)
  expect(kept).toEqual(known)
  for (const { finder } of kept?.filters.values() ?? []) {
    expect(finder?.program.next.buffer).toBeInstanceOf(SharedArrayBuffer)
  }
  const [name = ''] = readdirSync(folder)
  expect(statSync(path.join(folder, name)).mode & 0o777).toBe(0o644)
})

test('a start that had use for all of it keeps nothing anew; one with other rules adds them', () => {
  keepKnowledge(foundOut('lottery', 'casino'), folder)
  const [name = ''] = readdirSync(folder)
  const { ino } = statSync(path.join(folder, name))
  expect(keepKnowledge(foundOut('lottery', 'casino'), folder)).toBe(true)
  expect(statSync(path.join(folder, name)).ino).toBe(ino)
  keepKnowledge(foundOut('lottery', 'bitcoin'), folder)
  expect(expressionsIn(readKnowledge(folder))).toEqual(['/bitcoin', '/casino', '/lottery'])
  expect(readKnowledge(folder)?.filters.size).toBe(2)
})

test('what is mostly of rules long gone is let go', () => {
  keepKnowledge(foundOut('a1', 'a2', 'a3', 'a4', 'a5'), folder)
  keepKnowledge(foundOut('b1'), folder)
  expect(expressionsIn(readKnowledge(folder))).toEqual(['/b1'])
})

test('a damaged file, and what other code has kept, count as nothing', () => {
  keepKnowledge(foundOut('lottery'), folder)
  const [name = ''] = readdirSync(folder)
  writeFileSync(path.join(folder, name), 'damaged')
  writeFileSync(path.join(folder, 'known-expressions-0123456789abcdef'), 'of other code')
  expect(readKnowledge(folder)).toBeUndefined()
  expect(keepKnowledge(foundOut('lottery'), folder)).toBe(true)
  expect(readdirSync(folder)).toEqual([name])
  expect(expressionsIn(readKnowledge(folder))).toEqual(['/lottery'])
})

test('where nothing can be written, nothing is lost', () => {
  const file = path.join(folder, 'a-file')
  writeFileSync(file, '')
  expect(keepKnowledge(foundOut('lottery'), file)).toBe(false)
  expect(readKnowledge(file)).toBeUndefined()
})
