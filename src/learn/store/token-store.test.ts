import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { deserialize, serialize } from 'node:v8'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { packTokens, unpackTokens } from '../tokens/packed-tokens.ts'
import { LevelDatabase } from './level-database.ts'
import { MemoryDatabase } from './memory-store.ts'
import { RedisDatabase } from './redis-database.ts'
import { RemoteStore } from './remote-store.ts'
import { SharedDatabase } from './shared-database.ts'
import { type CallStore, StoreSession } from './store-calls.ts'
import type { Lesson, TokenDatabase, TokenRow, TokenStore } from './token-store.ts'

interface Implementation {
  readonly name: string
  open(): Promise<{ readonly database: TokenDatabase; close(): Promise<void> }>
}

const implementations: readonly Implementation[] = [
  {
    name: 'memory',
    open: async () => ({ database: new MemoryDatabase(), close: async () => undefined }),
  },
  { name: 'LevelDB', open: () => inDirectory((directory) => LevelDatabase.open(directory)) },
  {
    name: 'LevelDB, owned and shared',
    open: () => inDirectory((directory) => SharedDatabase.open({ ...SHARED, directory, role: 'any' })),
  },
  {
    name: 'LevelDB, by another thread',
    open: () =>
      inDirectory(async (directory) => {
        const owner = await SharedDatabase.open({ ...SHARED, directory, role: 'any' })
        const client = await SharedDatabase.open({ ...SHARED, directory, role: 'client' })
        return {
          user: (name) => client.user(name),
          close: async () => {
            await client.close()
            await owner.close()
          },
        }
      }),
  },
  {
    name: 'LevelDB, by another process',
    open: () =>
      inDirectory(async (directory) => {
        const owner = await LevelDatabase.open(directory)
        const session = new StoreSession(owner)
        const call: CallStore = async (user, type, ...args) =>
          overTheWire(await session.call(user, type, ...overTheWire(args)))
        return { user: (name) => new RemoteStore(call, name), close: () => owner.close() }
      }),
  },
  ...(existsSync('/usr/bin/redis-server') ? [{ name: 'Redis', open: inRedis }] : []),
]

const SHARED = { mode: 0o700, patienceMs: 5000 }

async function inDirectory(open: (directory: string) => Promise<TokenDatabase>) {
  const directory = mkdtempSync(path.join(tmpdir(), 'store-'))
  const database = await open(path.join(directory, 'bayes'))
  return {
    database,
    close: async () => {
      await database.close()
      rmSync(directory, { recursive: true })
    },
  }
}

async function inRedis() {
  const directory = mkdtempSync(path.join(tmpdir(), 'redis-'))
  const socket = path.join(directory, 'socket')
  const options = ['--port', '0', '--unixsocket', socket, '--dir', directory, '--save', '']
  const server = spawn('/usr/bin/redis-server', options, { stdio: 'ignore' })
  while (!existsSync(socket)) await new Promise((resolve) => setTimeout(resolve, 20))
  const database = await RedisDatabase.open({
    server: { path: socket },
    database: 2,
    password: undefined,
    tokenTtl: 1000,
    seenTtl: 1000,
  })
  return {
    database,
    close: async () => {
      await database.close()
      server.kill()
      await once(server, 'exit')
      rmSync(directory, { recursive: true })
    },
  }
}

function overTheWire<T>(value: T): T {
  return deserialize(serialize(value))
}

const NOW = 1_700_000_000
const ALPHA = '\0alph'
const BETA = 'bet\xff\xfe'
const GAMMA = 'gamma'

function lesson(fields: Partial<Lesson> = {}): Lesson {
  return {
    ids: ['one@sa_generated', '<one@x>'],
    as: 's',
    tokens: packTokens([ALPHA, BETA]),
    atime: NOW,
    opposite: 'relearn',
    ...fields,
  }
}

describe.each(implementations)('a store in $name', ({ open }) => {
  let opened: Awaited<ReturnType<Implementation['open']>>
  let users = 0
  beforeAll(async () => {
    opened = await open()
  })
  afterAll(() => opened.close())
  const fresh = (): TokenStore => opened.database.user(`user${users++}`)

  it('is empty at first', async () => {
    const store = fresh()
    expect(await store.tokens([ALPHA, BETA])).toEqual([undefined, undefined])
    expect(await store.messages()).toMatchObject({ spam: 0, ham: 0 })
    expect(await store.seen(['<a@b>'])).toEqual([undefined])
    expect(await store.facts()).toMatchObject({ tokens: 0, oldestAtime: 0, newestAtime: 0 })
    expect(await allRows(store)).toEqual({ tokens: [], seen: [] })
  })

  it('counts the tokens of a message it learns, once', async () => {
    const store = fresh()
    expect(await store.learn(lesson())).toBe('learned')
    expect(await store.learn(lesson())).toBe('known')
    expect(await store.learn(lesson({ ids: ['other', '<one@x>', 'one@sa_generated'] }))).toBe('known')
    expect(await store.tokens([BETA, GAMMA, ALPHA])).toMatchObject([
      { spam: 1, ham: 0 },
      undefined,
      { spam: 1, ham: 0 },
    ])
    expect(await store.messages()).toMatchObject({ spam: 1, ham: 0 })
    expect(await store.seen(['one@sa_generated', '<one@x>'])).toEqual(['s', undefined])
  })

  it('learns a message once that is told by many at once', async () => {
    const store = fresh()
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => store.learn(lesson())))
    expect(outcomes.filter((outcome) => outcome === 'learned')).toHaveLength(1)
    expect(await store.messages()).toMatchObject({ spam: 1 })
  })

  it('loses no count where many messages share tokens', async () => {
    const store = fresh()
    await Promise.all(
      Array.from({ length: 50 }, (_, i) => store.learn(lesson({ ids: [`m${i}`], as: i % 2 ? 's' : 'h' }))),
    )
    expect(await store.tokens([ALPHA])).toMatchObject([{ spam: 25, ham: 25 }])
    expect(await store.messages()).toMatchObject({ spam: 25, ham: 25 })
  })

  it('counts a token once a message', async () => {
    const store = fresh()
    await store.learn(lesson({ tokens: packTokens([ALPHA, ALPHA]) }))
    expect(await store.tokens([ALPHA])).toMatchObject([{ spam: 1, ham: 0 }])
  })

  it('forgets first what it learned as the opposite', async () => {
    const store = fresh()
    await store.learn(lesson({ ids: ['<one@x>'] }))
    expect(await store.learn(lesson({ as: 'h' }))).toBe('learned')
    expect(await store.tokens([ALPHA])).toMatchObject([{ spam: 0, ham: 1 }])
    expect(await store.messages()).toMatchObject({ spam: 0, ham: 1 })
    expect(await store.seen(['one@sa_generated', '<one@x>'])).toEqual(['h', undefined])
  })

  it('leaves the opposite where told to', async () => {
    const store = fresh()
    await store.learn(lesson())
    expect(await store.learn(lesson({ as: 'h', opposite: 'leave' }))).toBe('opposite')
    expect(await store.tokens([ALPHA])).toMatchObject([{ spam: 1, ham: 0 }])
  })

  it('forgets', async () => {
    const store = fresh()
    await store.learn(lesson())
    await store.learn(lesson({ ids: ['two'], tokens: packTokens([BETA]) }))
    expect(await store.forget(['never'], packTokens([ALPHA]))).toBe(false)
    expect(await store.forget(['never', 'one@sa_generated'], packTokens([ALPHA, BETA, GAMMA]))).toBe(true)
    expect(await store.forget(['one@sa_generated'], packTokens([ALPHA, BETA]))).toBe(false)
    expect(await store.tokens([ALPHA, BETA, GAMMA])).toMatchObject([undefined, { spam: 1, ham: 0 }, undefined])
    expect(await store.messages()).toMatchObject({ spam: 1, ham: 0 })
    expect((await allRows(store)).seen).toEqual([{ id: 'two', as: 's' }])
  })

  it('remembers the tokens of messages, if told to, to forget them by their Message-Id', async () => {
    const store = fresh()
    await store.learn(lesson({ ids: ['one@sa_generated', 'one@x'], tokens: packTokens([ALPHA, BETA]), remember: 5 }))
    await store.learn(lesson({ ids: ['two@sa_generated', 'two@x'], tokens: packTokens([BETA]) }))
    expect(await store.recall('two@x')).toEqual([])
    expect(await store.recall('never@x')).toEqual([])
    const [known] = await store.recall('one@x')
    expect(known && [known.ids, unpackTokens(known.tokens)]).toEqual([
      ['one@sa_generated', 'one@x'],
      [ALPHA, BETA],
    ])
    expect(known && (await store.forget(known.ids, known.tokens))).toBe(true)
    expect(known && (await store.forget(known.ids, known.tokens))).toBe(false)
    expect(await store.tokens([ALPHA, BETA])).toMatchObject([undefined, { spam: 1, ham: 0 }])
    expect(await fresh().recall('one@x')).toEqual([])
    await store.clear()
    expect(await store.recall('one@x')).toEqual([])
  })

  it('remembers the newest messages only', async () => {
    const store = fresh()
    const ids = Array.from({ length: 3000 }, (_, i) => `m${i}@x`)
    for (let at = 0; at < ids.length; at += 100) {
      await Promise.all(ids.slice(at, at + 100).map((id) => store.learn(lesson({ ids: [id], remember: 1000 }))))
    }
    const kept = await Promise.all(ids.map(async (id) => (await store.recall(id)).length))
    const total = kept.reduce((sum, count) => sum + count, 0)
    expect(total).toBeGreaterThan(600)
    expect(total).toBeLessThanOrEqual(1024)
    expect(kept.at(-1)).toBe(1)
  })

  it('keeps users apart', async () => {
    const one = fresh()
    const other = fresh()
    await one.learn(lesson())
    expect(await other.tokens([ALPHA])).toEqual([undefined])
    expect(await other.learn(lesson())).toBe('learned')
  })

  it('clears', async () => {
    const store = fresh()
    await store.learn(lesson())
    await store.clear()
    expect(await store.tokens([ALPHA])).toEqual([undefined])
    expect(await store.messages()).toMatchObject({ spam: 0, ham: 0 })
    expect(await allRows(store)).toEqual({ tokens: [], seen: [] })
    expect(await store.learn(lesson())).toBe('learned')
  })

  it('replaces everything at once', async () => {
    const store = fresh()
    await store.learn(lesson())
    const rows: TokenRow[] = [
      { token: BETA, spam: 300, ham: 9, atime: NOW - 5 },
      { token: GAMMA, spam: 0, ham: 1, atime: NOW },
    ]
    const replacement = await store.replace()
    await replacement.tokens(rows)
    await replacement.seen([{ id: '<two@x> and more', as: 'h' }])
    await replacement.commit({ spam: 400, ham: 20 })
    expect(await store.tokens([ALPHA, BETA, GAMMA])).toMatchObject([
      undefined,
      { spam: 300, ham: 9 },
      { spam: 0, ham: 1 },
    ])
    expect(await store.messages()).toMatchObject({ spam: 400, ham: 20 })
    expect(await store.seen(['one@sa_generated', '<two@x> and more'])).toEqual([undefined, 'h'])
  })

  it('keeps reputations', async () => {
    const { reputation } = fresh()
    expect(await reputation.get(['a'])).toEqual([undefined])
    const sums = await Promise.all([
      reputation.add('a', { count: 1, total: 2.5, time: NOW }),
      reputation.add('a', { count: 1, total: -1, time: NOW + 1 }),
    ])
    expect(sums[1]).toEqual({ count: 2, total: 1.5, time: NOW + 1 })
    await reputation.add('b|ip=1.2', { count: 1, total: 1, time: NOW })
    await reputation.set('b|ip=1.2', undefined)
    await reputation.set('c', { count: 7, total: 700, time: NOW })
    expect(await reputation.get(['a', 'b|ip=1.2', 'c'])).toEqual([
      { count: 2, total: 1.5, time: NOW + 1 },
      undefined,
      { count: 7, total: 700, time: NOW },
    ])
    const all = []
    for await (const rows of reputation.entries()) all.push(...rows)
    expect(all.map(([key]) => key).sort()).toEqual(['a', 'c'])
  })
})

// Redis drops tokens by itself; the times of tokens are kept by the others only.
describe.each(implementations.filter(({ name }) => name !== 'Redis'))('times in $name', ({ open }) => {
  let opened: Awaited<ReturnType<Implementation['open']>>
  beforeAll(async () => {
    opened = await open()
  })
  afterAll(() => opened.close())

  it('never go back', async () => {
    const store = opened.database.user('times')
    await store.learn(lesson())
    await store.learn(lesson({ ids: ['two'], tokens: packTokens([ALPHA]), atime: NOW - 9 }))
    await store.learn(lesson({ ids: ['three'], tokens: packTokens([BETA]), atime: NOW + 9 }))
    expect(await store.tokens([ALPHA, BETA])).toMatchObject([{ atime: NOW }, { atime: NOW + 9 }])
    store.touch([ALPHA, BETA, GAMMA], NOW + 5)
    await store.sync()
    expect(await store.tokens([ALPHA, BETA, GAMMA])).toMatchObject([{ atime: NOW + 5 }, { atime: NOW + 9 }, undefined])
    expect(await store.facts()).toMatchObject({ tokens: 2, oldestAtime: NOW, newestAtime: NOW + 9 })
  })

  it('decide which tokens an expiry removes', async () => {
    const store = opened.database.user('expiry')
    const day = 86_400
    const replacement = await store.replace()
    const groups = [
      { days: 0, tokens: 95_000 },
      { days: 5, tokens: 10_000 },
      { days: 9, tokens: 15_000 },
    ]
    let number = 0
    for (const { days, tokens } of groups) {
      const atime = NOW - days * day
      await replacement.tokens(
        Array.from({ length: tokens }, () => ({ token: tokenOf(number++), spam: 1, ham: 0, atime })),
      )
    }
    await replacement.commit({ spam: 1, ham: 1 })
    const none = { ran: false, kept: 120_000, deleted: 0 }
    // Not as many as the limit.
    expect(await store.expire({ maxTokens: 150_000, now: NOW, force: false })).toMatchObject(none)
    expect(await store.facts()).toMatchObject({ lastExpiry: 0 })
    // 100,000 stay at least, so 20,000 may go: 25,000 are older than four days, 15,000 older than eight.
    expect(await store.expire({ maxTokens: 110_000, now: NOW, force: false })).toEqual({
      ran: true,
      kept: 105_000,
      deleted: 15_000,
      hapaxes: 105_000,
      rare: 0,
    })
    expect(await store.facts()).toMatchObject({
      tokens: 105_000,
      oldestAtime: NOW - 5 * day,
      lastExpiry: NOW,
      lastAtimeDelta: 8 * day,
      lastReduction: 15_000,
    })
    expect(await store.tokens([tokenOf(0), tokenOf(119_999)])).toMatchObject([{ spam: 1 }, undefined])
    // Not twice within half a day, unless somebody asks; then 10,000 are older than four days, but only 5,000 may go.
    expect(await store.expire({ maxTokens: 100_000, now: NOW + 60, force: false })).toMatchObject({ ran: false })
    expect(await store.expire({ maxTokens: 100_000, now: NOW + 60, force: true })).toMatchObject({ ran: false })
    expect(await store.facts()).toMatchObject({ tokens: 105_000, lastExpiry: NOW + 60 })
  }, 60_000)
})

function tokenOf(number: number): string {
  return String.fromCharCode(1, (number >> 16) & 255, (number >> 8) & 255, number & 255, 2)
}

async function allRows(store: TokenStore) {
  const tokens = []
  const seen = []
  for await (const rows of store.tokenRows()) tokens.push(...rows)
  for await (const rows of store.seenRows()) seen.push(...rows)
  return { tokens, seen }
}
