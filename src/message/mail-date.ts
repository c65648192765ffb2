const MONTHS: readonly string[] = 'jan feb mar apr may jun jul aug sep oct nov dec'.split(' ')
const MONTH_NAME = '(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)'
const DAY_MONTH_YEAR = new RegExp(` (\\d+) ${MONTH_NAME} (\\d{4}) `, 'i')
/** As ctime() writes it. */
const MONTH_DAY_YEAR = new RegExp(` ${MONTH_NAME} +(\\d+) \\d+:\\d+:\\d+ (\\d{4}) `, 'i')
const SHORT_YEAR = new RegExp(` (\\d+) ${MONTH_NAME} (\\d{2,3}) `, 'i')
const CLOCK = / (\d?\d):(\d\d)(?::(\d\d))? /
const NUMERIC_ZONE = / ([-+])(\d\d)(\d\d) /
const NAMED_ZONE = /\b([A-Z]{2,4}(?:-DST)?)\b/

/** Minutes east of Greenwich; all other names count as Greenwich. */
const ZONES: ReadonlyMap<string, number> = new Map(
  (
    'NDT-150 AST-240 ADT-180 NST-210 EST-300 EDT-240 CST-360 CDT-300 MST-420 MDT-360 PST-480 PDT-420 HST-600 AKST-540 ' +
    'AKDT-480 HADT-540 HAST-600 BST+60 IST+60 WEST+60 CET+60 CEST+120 EET+120 EEST+180 MSK+180 MSD+240 MET+60 MEZ+60 ' +
    'MEST+120 MESZ+120 BRST-120 BRT-180 AEST+600 AEDT+660 ACST+570 ACDT+630 AWST+480 NZST+720 NZDT+780 JST+540 KST+540 ' +
    'HKT+480 SGT+480 PHT+480 IDT+180'
  )
    .split(' ')
    .map((entry) => [entry.replace(/[-+].*/, ''), Number.parseInt(entry.replace(/^[A-Z]+/, ''), 10)]),
)

/**
 * The time a mail date stands for, in seconds since 1970; undefined when it is none (parse_rfc822_date). Days, hours
 * and years out of range are brought into it, as SpamAssassin does.
 */
export function parseMailDate(date: string): number | undefined {
  let text = ` ${date} `.replace(/, */g, ' ').replace(/[ \t\n\r\f\v]+/g, ' ')
  const found = dateIn(text)
  if (!found) return undefined
  text = text.replace(found.matched, ' ')
  const clock = CLOCK.exec(text)
  if (clock) text = text.replace(clock[0], ' ')
  const [hour, minute, second] = [1, 2, 3].map((i) => Number(clock?.[i] ?? 0))
  const time = utcTime(found, Math.min(hour ?? 0, 23), Math.min(minute ?? 0, 59), Math.min(second ?? 0, 59))
  if (time === undefined) return undefined
  return Math.max(time - 60 * zoneIn(text), 0)
}

interface FoundDate {
  readonly matched: string
  readonly day: number
  readonly month: number
  readonly year: number
}

function dateIn(text: string): FoundDate | undefined {
  const dayFirst = DAY_MONTH_YEAR.exec(text)
  const match = dayFirst ?? MONTH_DAY_YEAR.exec(text) ?? SHORT_YEAR.exec(text)
  if (!match) return undefined
  const [day, month] = /^\d/.test(match[1] ?? '') ? [match[1], match[2]] : [match[2], match[1]]
  const digits = match[3] ?? ''
  let year = Number(digits)
  if (digits.length === 2 && year < 50) year += 2000
  else if (digits.length !== 4) year += 1900
  return { matched: match[0], day: Number(day), month: MONTHS.indexOf((month ?? '').toLowerCase()), year }
}

function utcTime(date: FoundDate, hour: number, minute: number, second: number): number | undefined {
  let { day, month, year } = date
  if (day > daysOf(month, year)) {
    day = 1
    month++
    if (month === MONTHS.length) {
      month = 0
      year++
    }
  }
  if (day === 0) return undefined
  return Date.UTC(Math.min(Math.max(year, 1970), 2037), month, day, hour, minute, second) / 1000
}

function daysOf(month: number, year: number): number {
  if (month === 3 || month === 5 || month === 8 || month === 10) return 30
  if (month !== 1) return 31
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28
}

function zoneIn(text: string): number {
  const numeric = NUMERIC_ZONE.exec(text)
  if (numeric) return (numeric[1] === '-' ? -1 : 1) * (Number(numeric[2]) * 60 + Number(numeric[3]))
  return ZONES.get(NAMED_ZONE.exec(text)?.[1] ?? '') ?? 0
}
