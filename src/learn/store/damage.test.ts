import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { LevelDatabase } from './level-database.ts'
import { LevelFile, putAside } from './level-file.ts'
import { directoryKey } from './level-records.ts'

let parent: string
let directory: string
beforeEach(async () => {
  parent = mkdtempSync(path.join(tmpdir(), 'damage-'))
  directory = path.join(parent, 'bayes')
  const database = await LevelDatabase.open(directory)
  const replacement = await database.user('').replace()
  for (let i = 0; i < 40; i++) {
    await replacement.tokens(
      Array.from({ length: 5000 }, (_, j) => ({
        token: String(i * 5000 + j).padStart(5, '.'),
        spam: 1 + (j % 3),
        ham: 0,
        atime: 1_700_000_000 + j,
      })),
    )
  }
  await replacement.commit({ spam: 1, ham: 1 })
  await database.close()
  // What stands in the log only is put into a table when it is opened.
  await (await LevelDatabase.open(directory)).close()
})
afterEach(() => rmSync(parent, { recursive: true }))

const fileOf = (extension: RegExp): string => {
  const name = readdirSync(directory).find((file) => extension.test(file))
  return path.join(directory, name ?? 'none')
}

/** All of them: LevelDB may have left one that it no longer reads. */
const tables = (): string[] =>
  readdirSync(directory)
    .filter((file) => file.endsWith('.ldb'))
    .map((file) => path.join(directory, file))

test('a lost table is said plainly, with the way out', async () => {
  for (const table of tables()) rmSync(table)
  await expect(LevelDatabase.open(directory)).rejects.toMatchObject({
    code: 'damaged',
    message: expect.stringContaining('sa-learn --restore'),
  })
})

test('a lost list of tables is said plainly', async () => {
  truncateSync(fileOf(/^CURRENT/), 0)
  await expect(LevelDatabase.open(directory)).rejects.toMatchObject({ code: 'damaged' })
})

test('a table that is no table is found when it is read', async () => {
  for (const table of tables()) writeFileSync(table, readFileSync(table).fill(0x2a))
  const database = await LevelDatabase.open(directory)
  const rows = async (): Promise<void> => {
    for await (const _ of database.user('').tokenRows());
  }
  await expect(rows()).rejects.toMatchObject({ code: 'damaged' })
  await database.close()
})

test('a record that was never written is found when it is read', async () => {
  const file = await LevelFile.open(directory)
  await file.write(({ put }) => put(Buffer.from(directoryKey.tokens(''), 'latin1'), Buffer.from('{')), true)
  await file.close()
  const database = await LevelDatabase.open(directory)
  expect(() => database.user('').messages()).toThrow(expect.objectContaining({ code: 'damaged' }))
  await database.close()
})

test('what is damaged is kept beside what takes its place', async () => {
  for (const table of tables()) rmSync(table)
  const aside = putAside(directory, new Date('2026-11-03T10:00:00Z'))
  expect(aside).toBe(`${directory}.damaged-2026-11-03T10-00-00-000Z`)
  const database = await LevelDatabase.open(directory)
  expect(database.user('').messages()).toMatchObject({ spam: 0 })
  await database.close()
})
