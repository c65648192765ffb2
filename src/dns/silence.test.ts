import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { Silence } from './silence.ts'

const PATIENCE_MS = 15_000

describe('Silence', () => {
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setImmediate', 'performance', 'Date'] })
  })
  afterEach(() => {
    vi.useRealTimers()
  })
  const wait = (ms: number) => vi.advanceTimersByTimeAsync(ms)
  const begin = (...names: string[]) => {
    const gone = vi.fn()
    const silence = new Silence(PATIENCE_MS, gone)
    for (const name of names) silence.asked(name)
    return { silence, gone }
  }

  test('servers that answer nothing about several domains are gone after the patience, until one answers', async () => {
    const { silence, gone } = begin('x.a.example', 'x.b.example', 'x.c.example')
    const begun = performance.now()
    await wait(PATIENCE_MS - 100)
    expect([silence.since, silence.isGone]).toEqual([begun, false])
    await wait(200)
    expect([silence.since, silence.isGone]).toEqual([begun, true])
    expect(gone).toHaveBeenCalledTimes(1)
    silence.heard()
    expect([silence.since, silence.isGone]).toEqual([undefined, false])
  })

  test.each([
    ['one question', ['x.a.example']],
    ['questions about one domain', ['x.a.example', 'y.a.example', 'z.a.example', 'a.example']],
    ['questions about two', ['x.a.example', 'x.b.example', 'y.b.example']],
  ])('%s without answer say nothing about the servers', async (_what, names) => {
    const { silence, gone } = begin(...names)
    await wait(10 * PATIENCE_MS)
    expect([silence.since, silence.isGone]).toEqual([undefined, false])
    expect(gone).not.toHaveBeenCalled()
  })

  test('slow servers are not gone: each answer begins the time anew', async () => {
    const { silence, gone } = begin()
    for (let n = 0; n < 5; n++) {
      for (const name of ['a.example', 'b.example', 'c.example']) silence.asked(name)
      await wait(PATIENCE_MS - 1000)
      expect(silence.isGone).toBe(false)
      silence.heard()
    }
    expect(gone).not.toHaveBeenCalled()
  })

  test('what everybody gave up on early proves nothing, and what they gave up on at the end does', async () => {
    const { silence } = begin('a.example', 'b.example', 'c.example')
    await wait(5000)
    silence.nothingAsked()
    expect(silence.since).toBeUndefined()
    await wait(10 * PATIENCE_MS)
    expect(silence.isGone).toBe(false)
    for (const name of ['a.example', 'b.example', 'c.example']) silence.asked(name)
    await wait(PATIENCE_MS - 5)
    silence.nothingAsked()
    expect(silence.isGone).toBe(true)
  })

  test('is forgotten when nobody asked for long', async () => {
    const { silence } = begin('a.example', 'b.example', 'c.example')
    await wait(PATIENCE_MS + 1)
    silence.nothingAsked()
    await wait(PATIENCE_MS / 2)
    expect(silence.isGone).toBe(true)
    await wait(2 * PATIENCE_MS)
    expect([silence.isGone, silence.since]).toEqual([false, undefined])
  })
})
