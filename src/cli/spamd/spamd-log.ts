import path from 'node:path'
import { DebugAreas, Logger, type LogSink } from '../../base/logger.ts'
import { fileSink, stderrSink, syslogSink } from '../../daemon/log-sinks.ts'
import type { SpamdOptions } from './spamd-options.ts'

type LogOptions = Pick<SpamdOptions, 'debug' | 'syslog' | 'syslogSocket' | 'logTimestampFormat' | 'jsonLog'>

/** Where lines go, as `-s` and `--syslog-socket` say: a file, syslog, standard error only, or nowhere. */
export type LogTarget =
  | { readonly type: 'stderr' }
  | { readonly type: 'null' }
  | { readonly type: 'file'; readonly file: string }
  | { readonly type: 'syslog'; readonly facility: string; readonly socket: string }

/** Reads `-s` and `--syslog-socket` as spamd does: a facility with other than letters and digits is a file. */
export function logTarget(syslog: string | undefined, syslogSocket: string | undefined): LogTarget {
  const facility = syslog || 'mail'
  const socket = (syslogSocket || 'unix').toLowerCase()
  if (/[^a-z0-9]/.test(facility)) return { type: 'file', file: facility }
  const name = facility.toLowerCase()
  if (name === 'file' || socket === 'file') return { type: 'file', file: 'spamd.log' }
  if (name === 'stderr' || socket === 'none') return { type: 'stderr' }
  if (name === 'null') return { type: 'null' }
  return { type: 'syslog', facility: name, socket }
}

/**
 * The log of a spamd. As with SpamAssassin's, lines go to standard error beside wherever else they are to go, until the
 * program is a daemon.
 */
export function spamdLogger(options: LogOptions, directory: string): Logger {
  const areas = new DebugAreas(options.debug === undefined ? 'info' : options.debug || 'all')
  const given = options.logTimestampFormat
  const format = given?.toLowerCase() === 'default' ? undefined : given
  const stderr: LogSink = options.jsonLog ? jsonSink() : stderrSink(format)
  const logger = new Logger(areas, new Map([['stderr', stderr]]))
  const target = logTarget(options.syslog, options.syslogSocket)
  try {
    if (target.type === 'file') logger.add('file', fileSink(path.resolve(directory, target.file), format))
    if (target.type === 'syslog') logger.add('syslog', syslogSink({ ...target, format }))
    if (target.type === 'null' && options.debug === undefined) logger.remove('stderr')
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    logger.warn(`logger: failed to add ${target.type} method: ${reason}`)
  }
  return logger
}

function jsonSink(): LogSink {
  return {
    write: (level, line, time) => {
      const area = /^([\w-]+): /.exec(line)?.[1] ?? 'generic'
      process.stderr.write(`${JSON.stringify({ time: time.toISOString(), pid: process.pid, level, area, line })}\n`)
    },
  }
}
