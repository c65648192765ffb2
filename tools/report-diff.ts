// Compares what we write about messages with what an installed SpamAssassin writes, both from the same facts:
//   node tools/report-diff.ts [--parse] [--cf FILE]... FILE...      file names on standard input when none are given
// With --parse the message is read by our own parser, otherwise SpamAssassin's parse is taken over.
// Prints the first difference of each kind and message, and counts.
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { parseMessage } from '../src/message/parse-message.ts'
import { compareWriting, type ReportRecord } from '../test/support/report-record.ts'
import { viewOptions } from './view-options.ts'

const MAX_SHOWN = 10
const CONTEXT = 60

const oracle = fileURLToPath(new URL('../test/support/report-oracle.pl', import.meta.url))
const child = spawn('perl', [oracle, ...process.argv.slice(2).filter((option) => option !== '--parse')], {
  stdio: ['inherit', 'pipe', 'inherit'],
})
const parses = process.argv.includes('--parse')
const same = new Map<string, number>()
const different = new Map<string, number>()
let messages = 0
let shown = 0

for await (const line of createInterface({ input: child.stdout.setEncoding('latin1'), crlfDelay: Infinity })) {
  const record = JSON.parse(line) as ReportRecord // written by our own oracle
  messages++
  for (const { what, expected, actual } of compareWriting(
    record,
    parses ? parseMessage(record.message, viewOptions) : undefined,
  )) {
    const counts = expected === actual ? same : different
    counts.set(what, (counts.get(what) ?? 0) + 1)
    if (expected !== actual && shown++ < MAX_SHOWN) show(record.name, what, expected, actual)
  }
}
for (const what of new Set([...same.keys(), ...different.keys()])) {
  console.log(`${what}: ${same.get(what) ?? 0} of ${messages} identical`)
}
process.exitCode = different.size > 0 ? 1 : 0

function show(name: string, what: string, expected: string, actual: string): void {
  let at = 0
  while (at < expected.length && expected[at] === actual[at]) at++
  const part = (text: string) => JSON.stringify(text.slice(Math.max(0, at - CONTEXT), at + CONTEXT))
  console.log(`${name}: ${what} differs at ${at}\n  SpamAssassin ${part(expected)}\n  here         ${part(actual)}`)
}
