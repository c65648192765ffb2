import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { tldTables } from '../../src/message/uri/registry-boundaries.ts'
import { uriRecord } from '../support/uri-record.ts'

const [tables = '', ...lines] = readFileSync(new URL('uri-golden.jsonl', import.meta.url), 'latin1')
  .trim()
  .split('\n')
const { tld, tld2, tld3 } = JSON.parse(tables) as Record<'tld' | 'tld2' | 'tld3', string[]> // `as`: the tool wrote it so
const options = { redirectorPatterns: [], tlds: tldTables(tld, tld2, tld3), parseDkimUris: true }
const cases = lines.map((line) => JSON.parse(line) as { message: string; sa: Record<string, unknown> }) // `as`: likewise

describe('made-up messages have the URIs that SpamAssassin finds', () => {
  it.each(cases.map((given, i) => [i, given] as const))('case %i', (_, { message, sa }) => {
    expect(uriRecord(message, options)).toEqual(sa)
  })
})
