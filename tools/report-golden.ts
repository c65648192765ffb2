// Writes test/report/golden/reports.jsonl with what an installed SpamAssassin makes of the cases in test/report/cases.ts.
// With --all, prints instead every message under every configuration as input of `report-diff.ts --cases`.
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { confs, messages } from '../test/report/cases.ts'
import { packRecords } from '../test/support/report-golden-file.ts'
import type { ReportRecord } from '../test/support/report-record.ts'

/** The configuration that prints every tag makes long records: only every so many messages are kept with it. */
const TAGS_EVERY = 4
const CONFS_A_MESSAGE = 2

const oracle = fileURLToPath(new URL('../test/support/report-oracle.pl', import.meta.url))
const golden = fileURLToPath(new URL('../test/report/golden/reports.jsonl', import.meta.url))
const rotating = Object.keys(confs).filter((conf) => conf !== 'tags')

interface Case {
  readonly message: string
  readonly conf: string
}

function goldenCases(): Case[] {
  return Object.keys(messages).flatMap((message, at) => {
    const turn = Array.from(
      { length: CONFS_A_MESSAGE },
      (_, i) => rotating[(at * CONFS_A_MESSAGE + i) % rotating.length]!,
    )
    return [...turn, ...(at % TAGS_EVERY === 0 ? ['tags'] : [])].map((conf) => ({ message, conf }))
  })
}

const allCases = (): Case[] =>
  Object.keys(messages).flatMap((message) => Object.keys(confs).map((conf) => ({ message, conf })))

/** Sorted by configuration, so that the oracle reads each once. */
function oracleInput(cases: readonly Case[]): string {
  return cases
    .toSorted((a, b) => (a.conf < b.conf ? -1 : a.conf > b.conf ? 1 : 0))
    .map(({ message, conf }) =>
      JSON.stringify({ name: `${message} / ${conf}`, conf: confs[conf], message: messages[message] }),
    )
    .map((line) => `${line}\n`)
    .join('')
}

if (process.argv.includes('--all')) {
  process.stdout.write(Buffer.from(oracleInput(allCases()), 'latin1'))
} else {
  const run = spawnSync('perl', [oracle, '--cases'], {
    input: Buffer.from(oracleInput(goldenCases()), 'latin1'),
    stdio: ['pipe', 'pipe', 'inherit'],
    maxBuffer: 64 * 2 ** 20,
  })
  if (run.status !== 0) throw new Error('report-oracle.pl failed')
  const lines = run.stdout.toString('latin1').trimEnd().split('\n')
  const records = lines.map((line) => JSON.parse(line) as ReportRecord) // written by our own oracle
  const file = packRecords(records, (record) => record.name.split(' / ')[1] ?? '')
  writeFileSync(golden, file, 'latin1')
  console.log(`${records.length} records, ${file.length} bytes`)
}
