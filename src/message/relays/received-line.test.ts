import { expect, test } from 'vitest'
import { cpuMs } from '../../../test/support/cpu-ms.ts'
import { receivedLines } from './received-line.cases.ts'
import { type Hop, readReceivedLine } from './received-line.ts'

function shown(value: string): string {
  const received = readReceivedLine(value)
  if (received.type === 'skipped') return received.envfrom === undefined ? 'skipped' : `skipped ${received.envfrom}`
  return received.type === 'relay' ? fieldsOf(received.hop) : received.type
}

function fieldsOf(hop: Hop): string {
  const fields = (['ip', 'rdns', 'helo', 'by', 'ident', 'envfrom', 'id', 'auth'] as const)
    .filter((name) => hop[name] !== undefined && hop[name] !== '')
    .map((name) => `${name}=${hop[name]}`)
  const flags = (['noReverseDns', 'rdnsNotInHeaders', 'ipPrivate'] as const).filter((name) => hop[name])
  return [...fields, ...(flags.length > 0 ? [`flags=${flags.join(' ')}`] : [])].join(' | ')
}

test.for(receivedLines)('%s', ([line, expected]) => {
  expect(shown(line)).toBe(expected)
})

test('folding and runs of blanks mean nothing', () => {
  for (const [line, expected] of receivedLines) expect(shown(` ${line.replaceAll(' ', '\n\t ')}\n`)).toBe(expected)
})

const LONG = 8000
test.for([
  `from x (y [192.0.2.1]) (${'authenticated ('.repeat(LONG / 15)}`,
  `from x (y [192.0.2.1]${']) ('.repeat(LONG / 4)}`,
  `from ${'@'.repeat(LONG)}`,
  `from a${'.'.repeat(LONG)} (x[192.0.2.1]`,
  `from a (192.0.2.1) by b${' (x) with'.repeat(LONG / 9)}`,
  `from x ${';'.repeat(LONG)} 1`,
  `from x ${'1'.repeat(LONG)}`,
  `from x (b ${'1:'.repeat(LONG / 2)})`,
  `from x) by ${'(1.2.345) (authenticated as '.repeat(LONG / 29)}`,
])('a hostile line takes little time: %.40s', (line) => {
  const start = cpuMs()
  readReceivedLine(line)
  expect(cpuMs() - start).toBeLessThan(1000)
})
