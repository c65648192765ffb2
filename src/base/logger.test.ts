import { describe, expect, test } from 'vitest'
import { escapeLogText, fileLine, stderrLine } from './log-line.ts'
import { DebugAreas, Logger } from './logger.ts'

// Expected lines are SpamAssassin's own (Logger.pm asked for the same texts).

function noting(areas: string | undefined) {
  const lines: string[] = []
  const sink = { write: (level: string, line: string) => void lines.push(`${level}: ${line}`) }
  return { lines, logger: new Logger(new DebugAreas(areas), new Map([['noting', sink]])) }
}

test.each([
  [undefined, 'warn'],
  ['info', 'info warn'],
  ['all', 'a b info warn'],
  ['a', 'a info warn'],
  ['all,nob', 'a info warn'],
  ['b,nob', 'info warn'],
  ['nob', 'info warn'],
])('-D %s lets through %s', (areas, expected) => {
  const { lines, logger } = noting(areas)
  logger.dbg('a', 'x')
  logger.dbg('b', 'x')
  logger.info('i: x')
  logger.warn('w: x')
  const kinds = lines.map((line) => (line.startsWith('dbg') ? line.slice(5, 6) : line.split(':')[0]))
  expect(kinds.join(' ')).toBe(expected)
})

describe('repeated lines', () => {
  test('are counted from the tenth repetition on', () => {
    const { lines, logger } = noting('info')
    for (let i = 0; i < 15; i++) logger.info('a: same')
    logger.info('a: other')
    expect(lines.filter((line) => line === 'info: a: same')).toHaveLength(10)
    expect(lines.slice(-2)).toEqual(['info: a: same [... logline repeated 5 times]', 'info: a: other'])
  })
})

test('lines of several lines name the area again', () => {
  const { lines, logger } = noting('info')
  logger.info('a: one\na: two\n')
  expect(lines).toEqual(['info: a: one', 'info: a: [...] two'])
})

const TIME = new Date(2026, 10, 4, 4, 7, 20, 734)

test.each([
  [stderrLine('info', 'spamd: x', TIME, 7), 'Nov  4 04:07:20.734 [7] info: spamd: x\n'],
  [fileLine('dbg', 'spamd: x', TIME, 7), 'Wed Nov  4 04:07:20 2026 [7] dbg: spamd: x\n'],
  [stderrLine('warn', 'x', TIME, 7, ''), '[7] warn: x\n'],
  [fileLine('warn', 'x', TIME, 7, '%H'), '04 [7] warn: x\n'],
])('%s', (line, expected) => expect(line).toBe(expected))

test('what could end a line or move a cursor is shown as numbers', () => {
  expect(escapeLogText('a\r\n\t\\\x1b\x7f\xe9€ z')).toBe('a\\r\\n\\t\\\\\\x{1B}\\x{7F}\\x{E9}\\x{E2}\\x{82}\\x{AC} z')
})
