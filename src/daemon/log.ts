/** Where the daemon writes its lines; each comes without time, process and `spamd:`. */
export interface DaemonLog {
  info(line: string): void
  warn(line: string): void
  error(line: string): void
}

export type LogLevel = 'info' | 'warn' | 'error'

/** One line as spamd writes it to stderr or a file: `Nov  4 04:07:20.734 [11633] info: spamd: …`. */
export function formatLogLine(level: LogLevel, line: string, pid: number, now: Date): string {
  const two = (value: number): string => String(value).padStart(2, '0')
  const month = MONTHS[now.getMonth()] ?? ''
  const seconds = `${two(now.getSeconds())}.${String(now.getMilliseconds()).padStart(3, '0')}`
  const time = `${month} ${String(now.getDate()).padStart(2)} ${two(now.getHours())}:${two(now.getMinutes())}:${seconds}`
  return `${time} [${pid}] ${level}: spamd: ${escapeLine(line)}\n`
}

/** A log that hands finished lines to `write`. */
export function lineLog(write: (line: string) => void): DaemonLog {
  const at = (level: LogLevel) => (line: string) => write(formatLogLine(level, line, process.pid, new Date()))
  return { info: at('info'), warn: at('warn'), error: at('error') }
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

const ESCAPES = new Map([
  ['\r', '\\r'],
  ['\n', '\\n'],
  ['\t', '\\t'],
  ['\\', '\\\\'],
])

// What clients send stands in log lines: nothing of it may end a line or move a terminal's cursor. Bytes above ASCII
// are shown as numbers too, as spamd does.
function escapeLine(line: string): string {
  return line
    .replace(/[\r\n]+$/, '')
    .replace(
      /[\x00-\x1f\x7f-\xff\\]/g,
      (char) => ESCAPES.get(char) ?? `\\x{${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}}`,
    )
}
