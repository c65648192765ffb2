import { type ChildProcess, spawn } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { closeSync, existsSync, openSync, writeSync } from 'node:fs'
import { escapeLogText, fileLine, stderrLine } from '../base/log-line.ts'
import type { LogLevel, LogSink } from '../base/logger.ts'
import { strftime } from '../base/strftime.ts'

const STDERR = 2

/** Lines on standard error, each written at once: whoever watches the start reads them as they come. */
export function stderrSink(format?: string): LogSink {
  return { write: (level, line, time) => writeWhole(STDERR, stderrLine(level, line, time, process.pid, format)) }
}

/** Lines at the end of a file; throws where it cannot be opened. */
export function fileSink(file: string, format?: string): LogSink {
  const descriptor = openSync(file, 'a', 0o640)
  return {
    write: (level, line, time) => writeWhole(descriptor, fileLine(level, line, time, process.pid, format)),
    close: () => closeSync(descriptor),
  }
}

function writeWhole(descriptor: number, text: string): void {
  const bytes = Buffer.from(text, 'latin1')
  for (let from = 0, tries = 0; from < bytes.length && tries < 1000; tries++) {
    try {
      from += writeSync(descriptor, bytes, from)
    } catch (error) {
      // A pipe that is full takes more in a moment; whoever is gone reads no more.
      if (!(error instanceof Error && 'code' in error && error.code === 'EAGAIN')) return
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1)
    }
  }
}

/** The facilities of syslog(3) by name. */
const FACILITIES = new Map(
  'kern user mail daemon auth syslog lpr news uucp cron authpriv ftp'
    .split(' ')
    .map((name, i): [string, number] => [name, i]),
)
const LOCAL_0 = 16
const SEVERITIES: Readonly<Record<LogLevel, number>> = { error: 3, warn: 4, info: 6, dbg: 7 }
const SYSLOG_PORT = 514
const SYSLOG_SOCKETS = ['/dev/log', '/run/systemd/journal/dev-log']

export interface SyslogOptions {
  /** `mail`, `local5`, … */
  readonly facility: string
  /** How to reach it: `unix` (and what is meant by it), `inet` or `udp`. */
  readonly socket: string
  readonly format?: string | undefined
}

/** Lines for syslogd; throws where there is none. */
export function syslogSink({ facility, socket, format }: SyslogOptions): LogSink {
  const number = facilityNumber(facility)
  if (number === undefined) throw new Error(`unknown syslog facility: ${facility}`)
  const text = (line: string, time: Date): string => {
    const stamp = format ? `${strftime(format, time)} ` : ''
    return `${stamp}${escapeLogText(line)}`
  }
  const priority = (level: LogLevel): number => number * 8 + SEVERITIES[level]
  if (socket === 'inet' || socket === 'udp') {
    const udp = createSocket('udp4')
    udp.unref()
    udp.on('error', () => undefined) // nobody listens: nothing to be done about it
    return {
      write: (level, line, time) => {
        const head = `<${priority(level)}>${strftime('%b %e %H:%M:%S', time)} spamd[${process.pid}]: `
        udp.send(Buffer.from(head + text(line, time), 'latin1'), SYSLOG_PORT, '127.0.0.1')
      },
      close: () => udp.close(),
    }
  }
  if (!SYSLOG_SOCKETS.some((path) => existsSync(path))) throw new Error('no syslog socket (/dev/log) here')
  return loggerSink(priority, text)
}

function facilityNumber(name: string): number | undefined {
  const local = /^local([0-7])$/.exec(name)?.[1]
  return local === undefined ? FACILITIES.get(name) : LOCAL_0 + Number(local)
}

// Node cannot write to the datagram socket that syslogd listens at; logger(1), which is on every system, can.
function loggerSink(priority: (level: LogLevel) => number, text: (line: string, time: Date) => string): LogSink {
  let child: ChildProcess | undefined
  const running = (): ChildProcess => {
    if (child && child.exitCode === null && child.signalCode === null) return child
    child = spawn('logger', ['-t', 'spamd', `--id=${process.pid}`, '--prio-prefix'], {
      stdio: ['pipe', 'ignore', 'ignore'],
      detached: true,
    })
    child.on('error', () => undefined)
    child.stdin?.on('error', () => undefined)
    child.unref()
    return child
  }
  running()
  return {
    write: (level, line, time) => {
      running().stdin?.write(Buffer.from(`<${priority(level)}>${text(line, time)}\n`, 'latin1'))
    },
    close: () => child?.stdin?.end(),
  }
}
