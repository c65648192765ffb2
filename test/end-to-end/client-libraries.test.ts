import { EventEmitter } from 'node:events'
import { createRequire } from 'node:module'
import { PassThrough } from 'node:stream'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type RunningAssayd, startAssayd } from '../support/assayd.ts'

// Client libraries of the spamd protocol as npm has them, unchanged: the package spamc, and Haraka's plugin.

const GTUBE = 'XJS*C4JDBQADN1.NSBN3*2IDNEN*GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X'
const HEAD =
  'From: ann@example.com\r\nTo: jo@example.org\r\nSubject: A test\r\nDate: Tue, 3 Nov 2026 10:00:00 +0000\r\n\r\n'
const HAM = `${HEAD}Lunch at noon?\r\n`
const SPAM = `${HEAD}${GTUBE}\r\n`

const require = createRequire(import.meta.url)
let assayd: RunningAssayd

beforeAll(async () => {
  // The package spamc takes no name that no comma follows: the last one is for that.
  const last = ['header ZZZ_LAST Subject =~ /test/', 'score ZZZ_LAST 0.01'].flatMap((line) => ['--cf', line])
  assayd = await startAssayd('--allow-tell', '--max-children', '2', ...last)
}, 130_000)
afterAll(() => assayd?.stop())

describe('the package spamc', () => {
  type Callback = (error: unknown, answer: SpamcAnswer) => void
  interface SpamcAnswer {
    readonly responseCode: number
    readonly isSpam: boolean
    readonly spamScore: number
    readonly matches: readonly string[]
    readonly message: string
    readonly report: readonly { readonly name: string }[]
  }
  type Method = 'check' | 'symbols' | 'report' | 'process' | 'headers'

  const ask = (method: Method, message: string): Promise<SpamcAnswer> => {
    const Spamc = require('spamc')
    const client = new Spamc('127.0.0.1', assayd.port, 60)
    return new Promise((resolve, reject) => {
      const callback: Callback = (error, answer) => (error ? reject(new Error(String(error))) : resolve(answer))
      client[method](message, callback)
    })
  }

  test('pings', async () => {
    const Spamc = require('spamc')
    const alive = await new Promise((resolve, reject) =>
      new Spamc('127.0.0.1', assayd.port).ping((error: unknown, pong: boolean) =>
        error ? reject(error) : resolve(pong),
      ),
    )
    expect(alive).toBe(true)
  })

  test('checks', async () => {
    expect(await ask('check', HAM)).toMatchObject({ responseCode: 0, isSpam: false })
    const { isSpam, spamScore } = await ask('check', SPAM)
    expect(isSpam).toBe(true)
    expect(spamScore).toBeGreaterThan(999)
  })

  test('hears of the rules', async () => {
    expect((await ask('symbols', SPAM)).matches).toContain('GTUBE')
    expect((await ask('symbols', HAM)).matches).not.toContain('GTUBE')
    expect((await ask('report', SPAM)).report.map(({ name }) => name)).toContain('ZZZ_LAST')
  })
})

describe("Haraka's plugin", () => {
  /** What the plugin uses of Haraka: a connection with one transaction, and its configuration. */
  function haraka(message: string) {
    const fields = new Map<string, string>()
    const stream = new PassThrough()
    stream.end(message)
    const results: Record<string, unknown>[] = []
    const transaction = {
      notes: {} as { spamassassin?: Record<string, unknown> },
      mail_from: { address: '<ann@example.com>' },
      rcpt_to: [{ address: 'jo@example.org' }],
      uuid: '1',
      data_bytes: message.length,
      message_stream: stream,
      results: { add: (_: unknown, result: Record<string, unknown>) => results.push(result) },
      header: { get: (name: string) => fields.get(name) ?? '' },
      remove_header: (name: string) => fields.delete(name),
      add_header: (name: string, value: string) => fields.set(name, value),
    }
    const connection = {
      transaction,
      notes: {},
      remote: {},
      relaying: false,
      results: transaction.results,
      logprotocol: () => undefined,
      logwarn: () => undefined,
    }
    return { connection, fields, results }
  }

  async function filtered(message: string) {
    const exported = require('haraka-plugin-spamassassin')
    const main = { spamd_socket: `127.0.0.1:${assayd.port}`, reject_threshold: '100' }
    const plugin = Object.assign(new EventEmitter(), exported, {
      name: 'spamassassin',
      config: {
        get: () => ({
          main: { ...main, add_headers: true },
          check: { authenticated: true, private_ip: true, local_ip: true, relay: true },
          defer: {},
        }),
      },
    })
    plugin.load_spamassassin_ini()
    const { connection, fields, results } = haraka(message)
    // Constants that Haraka puts into a plugin's world.
    Object.assign(globalThis, { DENY: 902, DENYSOFT: 903 })
    const answer = await new Promise<unknown[]>((resolve) =>
      plugin.spamassassin_data_post((...args: unknown[]) => resolve(args), connection),
    )
    return { answer, fields, results, found: connection.transaction.notes.spamassassin }
  }

  test('lets ham through, with its headers', async () => {
    const { answer, fields, found } = await filtered(HAM)
    expect(answer).toEqual([])
    expect(found).toMatchObject({ flag: false, reqd: '5.0' })
    expect(fields.get('X-Spam-Status')).toMatch(/^No, hits=/)
    expect(fields.get('X-Spam-Checker-Version')).toMatch(/^SpamAssassin 4\.0\.1/)
  })

  test('refuses spam over the threshold', async () => {
    const { answer, fields, found } = await filtered(SPAM)
    expect(answer).toEqual([902, 'spam score exceeded threshold'])
    expect(found).toMatchObject({ flag: true })
    expect(String(found?.['tests'])).toContain('GTUBE')
    expect(fields.get('X-Spam-Flag')).toBe('YES')
  })
})
