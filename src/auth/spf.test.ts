import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import type { DnsRecord } from '../dns/dns-answer.ts'
import type { Records } from './resolve-records.ts'
import { checkSpf } from './spf.ts'

// The test suite of openspf.org for RFC 7208, as JSON; its licence stands beside it.

type Row = Readonly<Record<string, string | readonly string[] | readonly [number, string] | boolean>>

interface Suite {
  readonly description: string
  readonly zone: Readonly<Record<string, readonly Row[]>>
  readonly tests: readonly {
    readonly name: string
    readonly helo: string | null
    readonly host: string
    readonly mailfrom: string | null
    readonly result: readonly string[]
    readonly explanation?: string
  }[]
}

const file = path.join(import.meta.dirname, '..', '..', 'test', 'data', 'rfc7208', 'suite.json')
const suites = JSON.parse(readFileSync(file, 'utf8')) as readonly Suite[]

/** Cases that Mail::SPF, which SpamAssassin asks, decides otherwise; it counts as the specification here. */
const KNOWN: ReadonlyMap<string, string> = new Map([
  // It looks at the first ten mail servers where the RFC gives up.
  ['mx-limit', 'neutral'],
])

function zoneOf(suite: Suite) {
  const names = new Map(Object.entries(suite.zone).map(([name, rows]) => [name.toLowerCase(), rows]))
  return async (name: string, type: string): Promise<Records> => {
    const rows = names.get(name.toLowerCase())
    if (!rows) return { type: 'nothing', nameExists: false }
    // Records of type SPF stand for TXT records too, unless the name says what its TXT records are.
    const key = type === 'TXT' && !rows.some((row) => 'TXT' in row) ? 'SPF' : type
    const records: DnsRecord[] = []
    for (const row of rows) {
      const value = row[key]
      if (value === undefined || value === 'NONE') continue
      const mx = type === 'MX' ? (value as readonly [number, string]) : undefined
      const text = mx ? mx[1] : Array.isArray(value) ? value.join('') : String(value)
      const facts = { name, type, ttl: 60, priority: mx?.[0], strings: undefined }
      records.push({ ...facts, text: utf8Bytes(text), target: mx || type === 'PTR' ? text : undefined })
    }
    if (records.length > 0) return { type: 'records', records }
    if (rows.some((row) => 'TIMEOUT' in row)) return { type: 'failed', reason: 'query timed out' }
    return { type: 'nothing', nameExists: true }
  }
}

const utf8Bytes = (text: string): string => Buffer.from(text, 'utf8').toString('latin1')

describe.each(suites)('$description', (suite) => {
  test.each(suite.tests)('$name', async ({ name, helo, host, mailfrom, result, explanation }) => {
    const fromHelo = !mailfrom
    const outcome = await checkSpf(
      zoneOf(suite),
      {
        scope: fromHelo ? 'helo' : 'mfrom',
        identity: mailfrom || (helo ?? ''),
        ip: host,
        helo: helo ?? '',
        receiver: 'mx.example.org',
      },
      { maxTerms: 10, maxVoid: 2 },
    )
    const known = KNOWN.get(name)
    if (known === undefined) expect(result).toContain(outcome.result)
    else expect(outcome.result).toBe(known)
    if (explanation !== undefined && explanation !== 'DEFAULT' && known === undefined) {
      expect(outcome.explanation?.toLowerCase()).toBe(explanation.toLowerCase())
    }
  })
})
