import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { packTokens } from '../tokens/packed-tokens.ts'
import { Gauge } from './gauge.ts'
import { LevelFile } from './level-file.ts'
import { NO_FACTS } from './level-records.ts'
import { RecentTokens } from './recent-tokens.ts'

let directory: string
let file: LevelFile
beforeAll(async () => {
  directory = mkdtempSync(path.join(tmpdir(), 'recent-'))
  file = await LevelFile.open(directory)
})
afterAll(async () => {
  await file.close()
  rmSync(directory, { recursive: true })
})

const COMMON = 'often'
const RARE = '\0\xffone'
const BOTH = packTokens([COMMON, RARE])

async function learn(tokens: RecentTokens, named: Uint8Array): Promise<void> {
  tokens.reserve(named.length)
  tokens.want(named)
  await tokens.read(file)
  tokens.count(named, 's', 1, 1000, new Gauge(NO_FACTS))
  await file.write((records) => tokens.writeChanges(records), true)
}

test.each([
  ['that began with nothing', true, 1],
  ['that did not', false, 2],
])('tokens %s are counted on from what was written, whatever was let go', async (_name, isEmpty, space) => {
  const tokens = new RecentTokens(space, isEmpty)
  await learn(tokens, BOTH)
  await learn(tokens, packTokens([COMMON]))
  expect([tokens.size, tokens.isChanged]).toEqual([2, false])
  tokens.trim()
  expect(tokens.size).toBe(1)
  await learn(tokens, BOTH)
  expect([tokens.counts(COMMON)?.spam, tokens.counts(RARE)?.spam]).toEqual([3, 2])

  const others = new RecentTokens(space, false)
  others.reserve(2)
  others.want(BOTH)
  await others.read(file)
  expect([others.counts(COMMON), others.counts(RARE)]).toEqual([
    { spam: 3, ham: 0, atime: 1000 },
    { spam: 2, ham: 0, atime: 1000 },
  ])
})

test('what nobody wanted is not known to be absent', () => {
  expect(() => new RecentTokens(3, false).counts(COMMON)).toThrow('not read')
})
