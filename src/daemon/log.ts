import { stderrLine } from '../base/log-line.ts'
import type { Logger, LogLevel } from '../base/logger.ts'

/** Where the daemon writes its lines; each comes without time, process and `spamd:`. */
export interface DaemonLog {
  info(line: string): void
  warn(line: string): void
  error(line: string): void
  /** Detail for `-D`; absent where nobody asked for any. */
  readonly dbg?: (line: string) => void
  /** A line of another area than `spamd:`, which it names itself. */
  readonly other?: (level: LogLevel, line: string) => void
  /** Whether detail of an area (`check`) is written anywhere. */
  readonly debugs?: (area: string) => boolean
}

/** The daemon's log as part of a program's. */
export function spamdLog(logger: Logger): DaemonLog {
  const named = (line: string): string => `spamd: ${line}`
  return {
    info: (line) => logger.info(named(line)),
    warn: (line) => logger.warn(named(line)),
    error: (line) => logger.error(named(line)),
    other: (level, line) => {
      if (level === 'dbg') logger.dbg(/^[\w-]*/.exec(line)?.[0] ?? '', line.replace(/^[\w-]*: ?/, ''))
      else if (level === 'info') logger.info(line)
      else logger.log(level, line)
    },
    debugs: (area) => logger.areas.debugs(area),
    ...(logger.areas.debugs('spamd') ? { dbg: (line: string) => logger.dbg('spamd', line) } : {}),
  }
}

/** One line as spamd writes it to stderr: `Nov  4 04:07:20.734 [11633] info: spamd: …`. */
export function formatLogLine(level: LogLevel, line: string, pid: number, now: Date): string {
  return stderrLine(level, `spamd: ${line.replace(/[\r\n]+$/, '')}`, now, pid)
}

/** A log that hands finished lines to `write`. */
export function lineLog(write: (line: string) => void): DaemonLog {
  const at = (level: LogLevel) => (line: string) => write(formatLogLine(level, line, process.pid, new Date()))
  return { info: at('info'), warn: at('warn'), error: at('error') }
}
