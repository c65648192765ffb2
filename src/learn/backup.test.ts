import { describe, expect, test } from 'vitest'
import { type BackupLine, BackupReader, backupHead, backupSeen, backupTokens } from './backup.ts'
import { restoreBackup } from './restore-backup.ts'
import { MemoryDatabase } from './store/memory-store.ts'
import { packTokens } from './tokens/packed-tokens.ts'

const NOW = 1_700_000_000
const FIRST = 'v\t3\tdb_version # this must be the first line!!!'
const HASH = '\x01\x02\xfe\xff\x41'

describe('a line of a backup', () => {
  test.each<[string, BackupLine | undefined]>([
    ['v\t948\tnum_spam', { type: 'spam', count: 948 }],
    ['v\t2075\tnum_nonspam', { type: 'ham', count: 2075 }],
    ['v\t7\tsomething else', undefined],
    ['t\t3\t0\t1023471800\t0102feff41', { type: 'token', spam: 3, ham: 0, atime: 1_023_471_800, token: HASH }],
    ['t  3 4   5   0102feff41', { type: 'token', spam: 3, ham: 4, atime: 5, token: HASH }],
    ['t\t-3\t1\t5\t0102feff41', { type: 'token', spam: 0, ham: 1, atime: 5, token: HASH }],
    ['t\t1\t0\t9999999999\t0102feff41', { type: 'token', spam: 1, ham: 0, atime: NOW, token: HASH }],
    ['t\t0\t0\t5\t0102feff41', undefined],
    ['s\th\ta b@c', { type: 'seen', as: 'h', id: 'a b@c' }],
    ['s\tx\ta@c', undefined],
    ['s\ts\t', undefined],
    ['', undefined],
    ['token\t1', undefined],
  ])('%j', (line, expected) => {
    expect(new BackupReader(FIRST, NOW).read(line)).toEqual(expected)
  })

  test('names tokens in full before version 3', () => {
    const reader = new BackupReader('v\t2\tdb_version', NOW)
    // The last five bytes of the SHA-1 of `hello`.
    const token = Buffer.from('4cd9aea9434d'.slice(2), 'hex').toString('latin1')
    expect(reader.read('t\t1\t0\t5\thello')).toMatchObject({ token })
  })

  test.each(['t\t1\t0\t5\t0102feff41', '', 'v\t1\tdb_version', 'v\t4\tdb_version'])('%j begins no backup', (line) => {
    expect(() => new BackupReader(line, NOW)).toThrow(/database version/)
  })
})

const BACKUP = [
  FIRST,
  'v\t400\tnum_spam',
  'v\t20\tnum_nonspam',
  't\t300\t9\t1023471800\t0102feff41',
  't\t0\t1\t1023471900\t7461696c21',
  's\ts\tone@sa_generated',
  's\th\ttwo and more@x',
  '',
].join('\n')

async function* pieces(text: string): AsyncGenerator<string[]> {
  const lines = text.split('\n')
  if (lines.at(-1) === '') lines.pop()
  for (let i = 0; i < lines.length; i += 2) yield lines.slice(i, i + 2)
}

test('a backup that is restored and written again is the same', async () => {
  const store = new MemoryDatabase().user('')
  const report = await restoreBackup(store, pieces(BACKUP), NOW)
  expect(report).toEqual({ lines: 7, tokens: 2, spam: 400, ham: 20 })
  let text = backupHead(await store.messages())
  for await (const rows of store.tokenRows()) text += backupTokens(rows)
  for await (const rows of store.seenRows()) text += backupSeen(rows)
  expect(text).toBe(BACKUP)
})

test.each([
  ['', /empty/],
  ['t\t1\t0\t5\t0102feff41\n', /version/],
  [`${FIRST}\nv\t1\tnum_spam\n`, /num ham/],
])('a backup that is no good leaves the store as it is: %j', async (text, reason) => {
  const store = new MemoryDatabase().user('')
  await store.learn({ ids: ['a'], as: 's', tokens: packTokens([HASH]), atime: NOW, opposite: 'leave' })
  await expect(restoreBackup(store, pieces(text), NOW)).rejects.toThrow(reason)
  expect(await store.messages()).toMatchObject({ spam: 1, ham: 0 })
  expect(await store.tokens([HASH])).toMatchObject([{ spam: 1 }])
})
