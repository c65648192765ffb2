import { afterEach, expect, test } from 'vitest'
import { type PooledScanner, type PoolOptions, pooledScanner } from './pool.ts'
import type { Scanner, ScanRequest } from './scanner.ts'

const engineModule = new URL('../../test/support/fake-engine.ts', import.meta.url)
const open: Scanner[] = []
afterEach(async () => {
  for (const scanner of open.splice(0)) await scanner.close()
})

async function pool(options: Partial<PoolOptions> = {}): Promise<{ scanner: PooledScanner; warnings: string[] }> {
  const warnings: string[] = []
  const warn = (message: string): void => void warnings.push(message)
  const scanner = await pooledScanner({ config: {}, engineModule, workers: 2, graceMs: 100, warn, ...options })
  open.push(scanner)
  return { scanner, warnings }
}

const request = (
  text: string,
  wants: ScanRequest['wants'] = 'message',
  rest: Partial<ScanRequest> = {},
): ScanRequest => ({
  bytes: Buffer.from(text),
  wants,
  ...rest,
})
const textOf = (answer: { readonly text: Uint8Array }): string => Buffer.from(answer.text).toString()

test('messages are scanned in threads, many at once', async () => {
  const { scanner } = await pool()
  const answers = await Promise.all(Array.from({ length: 50 }, (_, i) => scanner.scan(request('x'.repeat(i)))))
  expect(answers.map(textOf)).toEqual(Array.from({ length: 50 }, (_, i) => `scanned ${i} bytes`))
  expect(Number(textOf(await scanner.scan(request('thread'))))).toBeGreaterThan(0)
})

test('the bytes of a request stay with the caller, and a piece of a buffer is passed as that piece', async () => {
  const { scanner } = await pool()
  const bytes = Buffer.alloc(100_000, 'y').subarray(5, 25)
  expect(textOf(await scanner.scan({ bytes, wants: 'message' }))).toBe('scanned 20 bytes')
  expect(bytes.toString()).toBe('y'.repeat(20))
  expect((await scanner.scan(request('large'))).text.length).toBe(1_000_000)
})

test('a configuration that does not load is an error of the start', async () => {
  await expect(pool({ config: 'broken' })).rejects.toThrow('this configuration does not load')
})

test('an error of the engine reaches the caller', async () => {
  const { scanner } = await pool()
  await expect(scanner.scan(request('throw'))).rejects.toThrow('the engine failed')
  expect(textOf(await scanner.scan(request('ok')))).toBe('scanned 2 bytes')
})

test('a scan past its time limit loses its thread, and is answered with what it had found', async () => {
  const { scanner, warnings } = await pool()
  const { verdict, text } = await scanner.scan(request('loop'))
  expect(verdict).toMatchObject({
    score: 5.501,
    required: 5,
    isSpam: true,
    timeLimitExceeded: true,
    subtests: ['__SUB'],
  })
  expect(verdict.hits.map(({ rule, score, area, description }) => [rule, score, area, description])).toEqual([
    ['FIRST', 1.5, 'BODY: ', 'hits first'],
    ['SECOND', 4, '', ''],
    ['TIME_LIMIT_EXCEEDED', 0.001, '', 'Exceeded time limit / deadline'],
  ])
  expect(textOf({ text })).toBe('rendered message')
  expect(warnings).toEqual([expect.stringMatching(/^the scan of message sha256:[0-9a-f]{64} exceeded its time limit$/)])
  expect(textOf(await scanner.scan(request('ok')))).toBe('scanned 2 bytes')
})

test('other scans are not held up by one that hangs', async () => {
  const { scanner } = await pool({ graceMs: 2500 })
  let hangs = true
  const hanging = scanner.scan(request('loop')).finally(() => (hangs = false))
  for (let i = 0; i < 20; i++) expect(textOf(await scanner.scan(request('ok')))).toBe('scanned 2 bytes')
  expect(hangs).toBe(true)
  expect((await hanging).verdict.timeLimitExceeded).toBe(true)
})

test("the caller's own deadline counts where it is earlier", async () => {
  const { scanner } = await pool({ graceMs: 1000 })
  const started = performance.now()
  const { verdict } = await scanner.scan(request('loop', 'verdict', { deadline: Date.now() + 700 }))
  expect(verdict.timeLimitExceeded).toBe(true)
  expect(performance.now() - started).toBeLessThan(30_000)
})

test('a message whose rewriting hangs as well goes back as it came', async () => {
  const { scanner } = await pool()
  const answer = await scanner.scan(request('loop-always\n\nbody', 'message', { deadline: Date.now() + 2000 }))
  expect(textOf(answer)).toBe('loop-always\n\nbody')
  expect(answer.verdict.timeLimitExceeded).toBe(true)
})

test('a message that ends its thread twice is answered without a scan, from then on at once', async () => {
  const { scanner, warnings } = await pool()
  const answer = await scanner.scan(request('exit \r\nX: y\r\n\r\nbody', 'headers'))
  expect(answer.verdict).toMatchObject({ score: 0, isSpam: false, hits: [], timeLimitExceeded: false })
  expect(answer.verdict.notRun).toEqual([{ rule: '*', reason: 'scanning this message stopped its thread' }])
  expect(textOf(answer)).toBe('exit \r\nX: y\r\n\r\n')
  expect(warnings.filter((line) => line.includes('ended its thread'))).toHaveLength(2)
  await scanner.scan(request('exit \r\nX: y\r\n\r\nbody', 'headers'))
  expect(warnings.filter((line) => line.includes('ended its thread'))).toHaveLength(2)
  expect(textOf(await scanner.scan(request('ok')))).toBe('scanned 2 bytes')
})

test('no message meets cold rules: not the first one, nor those that come while a thread is replaced', async () => {
  const { scanner } = await pool()
  const texts: string[] = []
  const many = async (): Promise<void> => {
    const answers = await Promise.all(Array.from({ length: 10 }, () => scanner.scan(request('warmth'))))
    texts.push(...answers.map(textOf))
  }
  await many()
  await Promise.all([scanner.scan(request('exit')), many()])
  await many()
  expect(texts).toEqual(Array(30).fill('warm'))
})

test('a message that needs too much memory ends its thread only', async () => {
  const { scanner, warnings } = await pool({ heapMb: 32, graceMs: 20_000 })
  const [{ verdict }, waiting] = await Promise.all([scanner.scan(request('memory')), scanner.scan(request('wait'))])
  expect(verdict.notRun).toEqual([{ rule: '*', reason: 'scanning this message stopped its thread' }])
  expect(textOf(waiting)).toBe('waited')
  expect(warnings.filter((line) => line.includes('memory limit'))).toHaveLength(2)
})

test('a pool that takes over has its threads ready', async () => {
  const { scanner } = await pool({ warmThreads: 2 })
  expect(scanner.threadCount).toBe(2)
})

test('closing lets running and waiting scans end', async () => {
  const { scanner } = await pool()
  const scans = Array.from({ length: 5 }, () => scanner.scan(request('wait')))
  await scanner.close()
  expect((await Promise.all(scans)).map(textOf)).toEqual(Array(5).fill('waited'))
})

test('scans that wait share their threads: as many at once as come', async () => {
  const { scanner } = await pool()
  const started = performance.now()
  const answers = await Promise.all(Array.from({ length: 200 }, () => scanner.scan(request('wait'))))
  expect(answers.map(textOf)).toEqual(Array(200).fill('waited'))
  // One after the other in two threads they would take ten seconds.
  expect(performance.now() - started).toBeLessThan(5000)
})

test('a scan that waits on the thread of one that hangs is answered, and is not blamed', async () => {
  const { scanner, warnings } = await pool({ workers: 1, graceMs: 2500 })
  const waiting = scanner.scan(request('wait-long'))
  await new Promise((resolve) => setTimeout(resolve, 300))
  const hanging = scanner.scan(request('loop'))
  await waiting
  expect((await hanging).verdict.timeLimitExceeded).toBe(true)
  expect(warnings).toHaveLength(1)
  expect(textOf(await scanner.scan(request('ok')))).toBe('scanned 2 bytes')
})

const tried = (answer: { readonly text: Uint8Array }) => {
  const [, outcomes, thread, spentMs] = /^(.*) in thread (\d+), (\d+) ms spent$/.exec(textOf(answer)) ?? []
  return { outcomes, thread, spentMs: Number(spentMs) }
}

test('an expression that goes on for ever costs its thread once; then it is cut off, for whatever message', async () => {
  const { scanner, warnings } = await pool({ config: 'patient', workers: 1 })
  const first = tried(await scanner.scan(request('hold-up 1')))
  expect(first.outcomes).toBe('skipped')
  expect(warnings).toEqual([
    expect.stringMatching(/^message sha256:[0-9a-f]{64} held up the expression of __SUB; it is scanned without that$/),
  ])
  const second = tried(await scanner.scan(request('hold-up 1 again')))
  expect(second).toEqual({ outcomes: 'cut off', thread: first.thread, spentMs: 0 })
  // known by now
  expect(tried(await scanner.scan(request('hold-up 1 again'))).outcomes).toBe('skipped')
  expect(warnings).toHaveLength(1)
})

test('a message that held up one expression holds up no thread with others', async () => {
  const { scanner, warnings } = await pool({ config: 'patient', workers: 1 })
  expect(tried(await scanner.scan(request('hold-up 4'))).outcomes).toBe('skipped cut off cut off cut off')
  expect(warnings).toHaveLength(1)
  expect(tried(await scanner.scan(request('hold-up 4'))).outcomes).toBe('skipped skipped skipped skipped')
})

test('the time limit of a scan counts from its first attempt', async () => {
  const { scanner } = await pool({ config: 'patient', workers: 2 })
  // as long as it takes to see that an expression goes on
  expect(tried(await scanner.scan(request('hold-up 1'))).spentMs).toBeGreaterThan(500)
})

test('a second attempt that hangs is stopped when the time of the first one is over', async () => {
  const { scanner } = await pool({ config: 'five seconds', workers: 2 })
  const { verdict } = await scanner.scan(request('hold-up 1 loop'))
  expect(verdict.timeLimitExceeded).toBe(true)
  expect(verdict.milliseconds).toBeLessThan(5000)
})
