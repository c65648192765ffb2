import type { LogLevel } from './logger.ts'
import { strftime } from './strftime.ts'

/** One line as SpamAssassin writes it to stderr: `Nov  4 04:07:20.734 [11633] info: spamd: …`; `format` replaces the time. */
export function stderrLine(level: LogLevel, line: string, time: Date, pid: number, format?: string): string {
  return `${stamp(time, format, shortTime)}[${pid}] ${level}: ${escapeLogText(line)}\n`
}

/** The same as it stands in a log file, whose time names the year. */
export function fileLine(level: LogLevel, line: string, time: Date, pid: number, format?: string): string {
  return `${stamp(time, format, (at) => strftime('%c', at))}[${pid}] ${level}: ${escapeLogText(line)}\n`
}

function stamp(time: Date, format: string | undefined, otherwise: (time: Date) => string): string {
  const text = format === undefined ? otherwise(time) : strftime(format, time)
  return text === '' ? '' : `${text} `
}

function shortTime(time: Date): string {
  return `${strftime('%b %e %H:%M:%S', time)}.${String(time.getMilliseconds()).padStart(3, '0')}`
}

const ESCAPES = new Map([
  ['\r', '\\r'],
  ['\n', '\\n'],
  ['\t', '\\t'],
  ['\\', '\\\\'],
])

/** Nothing that clients or mail say may end a line or move a terminal's cursor; bytes above ASCII are shown as numbers too. */
export function escapeLogText(line: string): string {
  return line.replace(/[^\x20-\x5b\x5d-\x7e]/g, (char) => {
    const code = char.charCodeAt(0)
    if (code > 0xff)
      return Buffer.from(char, 'utf8')
        .toString('latin1')
        .replace(/[\s\S]/g, hex)
    return ESCAPES.get(char) ?? hex(char)
  })
}

function hex(char: string): string {
  return `\\x{${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}}`
}
