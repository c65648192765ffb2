import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { packTokens, unpackTokens } from '../tokens/packed-tokens.ts'
import { CountTable } from './count-table.ts'

const TOKENS = 5000
/** Five bytes of a digest; of every eighth token the last four are those of the one before. */
const names = Array.from({ length: TOKENS }, (_, i) => {
  const digest = createHash('sha1').update(String(i)).digest('binary').slice(0, 5)
  if (i % 8 !== 0) return digest
  const before = createHash('sha1')
    .update(String(i + 1))
    .digest('binary')
  return String.fromCharCode(before.charCodeAt(0) ^ 1) + before.slice(1, 5)
})
const tokens = packTokens(names)

function filled(): CountTable {
  const table = new CountTable()
  for (let i = 0; i < TOKENS; i++) {
    table.reserve(1)
    expect(table.find(tokens, i * 5)).toBe(-1)
    table.set(table.add(tokens, i * 5), i % 3, i % 2, i)
  }
  return table
}

test('every token has its own counts, however the table grew', () => {
  expect(unpackTokens(tokens)).toEqual(names)
  const table = filled()
  expect(table.size).toBe(TOKENS)
  const copy = new Uint8Array(5)
  for (let i = 0; i < TOKENS; i++) {
    const slot = table.find(tokens, i * 5)
    expect(table.counts(slot)).toEqual({ spam: i % 3, ham: i % 2, atime: i })
    table.copyToken(slot, copy, 0)
    expect(copy).toEqual(tokens.subarray(i * 5, i * 5 + 5))
  }
})

test('slots are put in the order of their tokens', () => {
  const table = filled()
  const slots = names.map((_, i) => table.find(tokens, i * 5))
  const sorted = [...names].sort((a, b) => (a < b ? -1 : 1))
  expect(table.inOrder(slots)).toEqual(sorted.map((name) => table.find(packTokens([name]), 0)))
})

test('tokens that one message had are let go, the others stay', () => {
  const table = filled()
  table.dropHapaxes()
  const kept = names.filter((_, i) => (i % 3) + (i % 2) > 1)
  expect(table.size).toBe(kept.length)
  for (const [i, name] of names.entries()) {
    const slot = table.find(packTokens([name]), 0)
    if ((i % 3) + (i % 2) > 1) expect(table.counts(slot)).toEqual({ spam: i % 3, ham: i % 2, atime: i })
    else expect(slot).toBe(-1)
  }
})

test('a mark is set once, and says nothing of the counts', () => {
  const table = filled()
  const slot = table.find(tokens, 0)
  const before = table.counts(slot)
  expect([table.mark(slot), table.mark(slot), table.find(tokens, 0)]).toEqual([true, false, slot])
  table.unmark(slot)
  expect([table.mark(slot), table.counts(slot)]).toEqual([true, before])
})

test('counts stay within what a record holds', () => {
  const table = filled()
  const slot = table.find(tokens, 0)
  table.set(slot, 2 ** 32, 2 ** 40, -1)
  expect(table.counts(slot)).toEqual({ spam: 2 ** 32 - 1, ham: 2 ** 32 - 1, atime: 0 })
})
