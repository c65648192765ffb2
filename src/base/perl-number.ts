// Numbers as Perl prints them, for scores in headers, tags and logs. A file of its own in base because plugins, reports
// and the daemon's log all print them.

/** `%.Nf` of C: a number exactly between two neighbours goes to the even one, where toFixed() goes up. */
export function formatFixed(value: number, digits: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'NaN' : value > 0 ? 'Inf' : '-Inf'
  const sign = value < 0 || Object.is(value, -0) ? '-' : ''
  const size = Math.abs(value)
  // An exact tie is an odd multiple of half a unit of the last digit; in binary that is an odd multiple of 2^-(digits+1).
  if ((size * 2 ** (digits + 1)) % 2 !== 1) return sign + size.toFixed(digits)
  const below = Math.floor(size * 10 ** digits)
  const even = String(below % 2 === 0 ? below : below + 1)
  if (digits === 0) return sign + even
  const padded = even.padStart(digits + 1, '0')
  return `${sign}${padded.slice(0, -digits)}.${padded.slice(-digits)}`
}

/** A number as Perl turns it into text: 15 significant digits (`%.15g`). */
export function perlNumber(value: number): string {
  if (Number.isSafeInteger(value)) return String(value)
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'NaN' : value > 0 ? 'Inf' : '-Inf'
  const [mantissa = '', exponentText = '0'] = value.toExponential(14).split('e')
  const exponent = Number(exponentText)
  if (exponent < -4 || exponent >= 15) {
    const digits = mantissa.replace(/\.?0+$/, '')
    return `${digits}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`
  }
  const fixed = value.toFixed(14 - exponent)
  return fixed.includes('.') ? fixed.replace(/\.?0+$/, '') : fixed
}

const NUMBER = /^[ \t\n\r\f\v]*([+-]?)(?:(inf)|(nan)|((?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?))/i

/** The number that Perl takes a text for: what it begins with, or 0. */
export function numberFromText(text: string): number {
  const [, sign = '', infinite, nan, digits] = NUMBER.exec(text) ?? []
  if (nan !== undefined) return Number.NaN
  const size = infinite === undefined ? Number(digits ?? 0) : Number.POSITIVE_INFINITY
  return sign === '-' ? -size : size
}
