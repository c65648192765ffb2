const MONTHS: ReadonlySet<string> = new Set('Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split(' '))
const CLOCK = /^\d+:\d+(?::\d+)?$/
const DIGITS = /^\d+$/
const WEEKDAY = /(?:^|;)(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),$/

/**
 * A Received line without the date at its end (`; Tue, 23 May 2006 13:06:35 -0400`) and what separates it. Read from
 * the end, word by word, for a search from the start would be slow on lines of digits or semicolons.
 */
export function withoutDate(line: string): string {
  const zoneAt = line.lastIndexOf(' ')
  const clockAt = line.lastIndexOf(' ', zoneAt - 1)
  if (clockAt < 0 || zoneAt === line.length - 1 || !CLOCK.test(line.slice(clockAt + 1, zoneAt))) return line
  const yearAt = line.lastIndexOf(' ', clockAt - 1)
  if (yearAt < 0 || !DIGITS.test(line.slice(yearAt + 1, clockAt))) return line
  const monthAt = line.lastIndexOf(' ', yearAt - 1)
  if (monthAt < 0 || !MONTHS.has(line.slice(monthAt + 1, yearAt))) return line
  let start = monthAt
  while (start > 0 && isDigit(line.charCodeAt(start - 1))) start--
  if (start === monthAt || start === 0 || !isSeparator(line[start - 1])) return line
  if (line[start - 1] === ' ') {
    const before = line.slice(line.lastIndexOf(' ', start - 2) + 1, start - 1)
    const weekday = WEEKDAY.exec(before)
    // At the very start of the line nothing separates it, so it stays.
    if (weekday && start - 1 - before.length + weekday.index > 0) start -= 1 + 'Mon,'.length
  }
  while (start > 0 && isSeparator(line[start - 1])) start--
  return line.slice(0, start)
}

function isSeparator(char: string | undefined): boolean {
  return char === ' ' || char === ';'
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57
}
