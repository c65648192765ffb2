// Log timestamps are asked for in the language of strftime(3); here in the C locale and in local time.

const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']
const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
]

const two = (value: number): string => String(value).padStart(2, '0')
const blank = (value: number): string => String(value).padStart(2)
const twelve = (hour: number): number => hour % 12 || 12

function zone(time: Date): string {
  const minutes = -time.getTimezoneOffset()
  const size = Math.abs(minutes)
  return `${minutes < 0 ? '-' : '+'}${two(Math.floor(size / 60))}${two(size % 60)}`
}

function dayOfYear(time: Date): number {
  const start = Date.UTC(time.getFullYear(), 0, 1)
  return Math.round((Date.UTC(time.getFullYear(), time.getMonth(), time.getDate()) - start) / 86_400_000)
}

type Conversion = (time: Date) => string

const CONVERSIONS: ReadonlyMap<string, Conversion> = new Map<string, Conversion>([
  ['%', () => '%'],
  ['n', () => '\n'],
  ['t', () => '\t'],
  ['a', (time) => DAYS[time.getDay()]?.slice(0, 3) ?? ''],
  ['A', (time) => DAYS[time.getDay()] ?? ''],
  ['b', (time) => MONTHS[time.getMonth()]?.slice(0, 3) ?? ''],
  ['h', (time) => MONTHS[time.getMonth()]?.slice(0, 3) ?? ''],
  ['B', (time) => MONTHS[time.getMonth()] ?? ''],
  ['c', (time) => strftime('%a %b %e %H:%M:%S %Y', time)],
  ['C', (time) => two(Math.floor(time.getFullYear() / 100))],
  ['d', (time) => two(time.getDate())],
  ['D', (time) => strftime('%m/%d/%y', time)],
  ['x', (time) => strftime('%m/%d/%y', time)],
  ['e', (time) => blank(time.getDate())],
  ['F', (time) => strftime('%Y-%m-%d', time)],
  ['H', (time) => two(time.getHours())],
  ['I', (time) => two(twelve(time.getHours()))],
  ['j', (time) => String(dayOfYear(time) + 1).padStart(3, '0')],
  ['k', (time) => blank(time.getHours())],
  ['l', (time) => blank(twelve(time.getHours()))],
  ['m', (time) => two(time.getMonth() + 1)],
  ['M', (time) => two(time.getMinutes())],
  ['p', (time) => (time.getHours() < 12 ? 'AM' : 'PM')],
  ['P', (time) => (time.getHours() < 12 ? 'am' : 'pm')],
  ['r', (time) => strftime('%I:%M:%S %p', time)],
  ['R', (time) => strftime('%H:%M', time)],
  ['s', (time) => String(Math.floor(time.getTime() / 1000))],
  ['S', (time) => two(time.getSeconds())],
  ['T', (time) => strftime('%H:%M:%S', time)],
  ['X', (time) => strftime('%H:%M:%S', time)],
  ['u', (time) => String(time.getDay() || 7)],
  ['U', (time) => two(Math.floor((dayOfYear(time) + 7 - time.getDay()) / 7))],
  ['w', (time) => String(time.getDay())],
  ['W', (time) => two(Math.floor((dayOfYear(time) + 7 - ((time.getDay() + 6) % 7)) / 7))],
  ['y', (time) => two(time.getFullYear() % 100)],
  ['Y', (time) => String(time.getFullYear())],
  ['z', zone],
  ['Z', (time) => (time.getTimezoneOffset() === 0 ? 'UTC' : zone(time))],
])

/** A time as strftime(3) writes it in the C locale; what it does not know stays as it is. */
export function strftime(format: string, time: Date): string {
  return format.replace(/%([A-Za-z%])/g, (whole, letter: string) => CONVERSIONS.get(letter)?.(time) ?? whole)
}
