import { parseMailDate } from '../../message/mail-date.ts'
import { perScan, type Scan } from '../../rules/scan.ts'

/** When the mail says it was written and received. */
export interface HeaderDates {
  /** Seconds by which Date is ahead of the Received header nearest to it; 0 when one of them tells nothing. */
  readonly dateAhead: number
  /** When it was received, as far as the headers agree; 0 when they do not tell. */
  readonly received: number
}

const RECEIVED_DATE = /[ \t\n\r\f\v][^\n]?\d+ [^ \t\n\r\f\v]{3} \d+ \d+:\d+:\d+ [^ \t\n\r\f\v]+/
const LOCAL = /\bfrom (?:localhost[ \t\n\r\f\v]|(?:[^ \t\n\r\f\v]+ ){1,2}[^ \t\n\r\f\v]*\b127\.0\.0\.1\b)/
const QMAIL_LOCAL = /qmail \d+ invoked by uid \d+/
const FETCHMAIL = /\bby localhost with \w+ \(fetchmail-[\d.]+/

/** Worked out once a scan. */
export const headerDates = perScan((scan): HeaderDates => {
  const written = writtenTime(scan)
  const { times, fetched } = receivedTimes(scan)
  const dateAhead = written === undefined ? 0 : nearest(written, times)
  const candidates: number[] = []
  if (written !== undefined) candidates.push(written)
  if (times[0] !== undefined) candidates.push(times[0])
  if (fetched !== undefined) candidates.push(fetched)
  if (written !== undefined && times.length > 0) candidates.push(written - dateAhead)
  candidates.sort((a, b) => b - a)
  return { dateAhead, received: candidates[Math.trunc((candidates.length - 1) / 2)] ?? 0 }
})

function writtenTime(scan: Scan): number | undefined {
  for (const name of ['Resent-Date', 'Date']) {
    for (const field of scan.message.headers.all(name)) {
      const time = parseMailDate(field.value)
      if (time !== undefined) return time
    }
  }
  return undefined
}

function nearest(written: number, times: readonly number[]): number {
  const differences = times.map((time) => written - time)
  // The oldest Received often repeats Date, which proves nothing.
  if (differences.length > 1 && differences.at(-1) === 0) differences.pop()
  return differences.reduce((best, next) => (Math.abs(next) < Math.abs(best) ? next : best), differences[0] ?? 0)
}

function receivedTimes(scan: Scan): { times: number[]; fetched: number | undefined } {
  const lines = (scan.header('Received') ?? '').split('\n').filter((line) => /[^ \t\n\r\f\v]/.test(line))
  // The top ones may be by fetchmail and the machine it gave the mail to: they tell when it was collected.
  const local: string[] = []
  const takeTop = (): void => void local.push(...lines.splice(0, 1))
  if (lines[0] !== undefined && (LOCAL.test(lines[0]) || QMAIL_LOCAL.test(lines[0]))) takeTop()
  if (lines[0] !== undefined && FETCHMAIL.test(lines[0])) takeTop()
  else if (local.length > 0) lines.unshift(...local.splice(0, 1))
  const collected = local.flatMap(timeIn).filter((time) => scan.now >= time)
  return { times: lines.flatMap(timeIn), fetched: collected.length > 0 ? Math.max(...collected) : undefined }
}

function timeIn(received: string): number[] {
  const date = RECEIVED_DATE.exec(received)?.[0]
  const time = date === undefined ? undefined : parseMailDate(date)
  return time === undefined ? [] : [time]
}
