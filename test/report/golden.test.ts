import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { unpackRecords } from '../support/report-golden-file.ts'
import { compareWriting } from '../support/report-record.ts'

// What SpamAssassin 4.0.1 wrote about messages of our own, made by tools/report-golden.ts.
const records = unpackRecords(readFileSync(new URL('golden/reports.jsonl', import.meta.url), 'latin1'))

test('there are enough of them', () => {
  expect(records.length).toBeGreaterThanOrEqual(60)
})

test.each(records.map((record) => [record.name, record] as const))(
  'writes what SpamAssassin writes: %s',
  (_, record) => {
    for (const { what, expected, actual } of compareWriting(record)) expect(actual, what).toBe(expected)
  },
)
