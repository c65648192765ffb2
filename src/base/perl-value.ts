// Meta rules and `if` conditions are Perl expressions to SpamAssassin; both layers that read them need Perl's scalars.

/**
 * A scalar: true and false are what Perl's comparisons answer, undefined is what `()` is, and a bigint a whole number
 * that JavaScript's numbers cannot tell from the next.
 */
export type PerlValue = number | bigint | string | boolean | undefined

// Beyond so many digits Perl writes numbers with an exponent
const DIGITS = 15

/** Whether the value counts as true. */
export function perlTrue(value: PerlValue): boolean {
  return value !== 0 && value !== 0n && value !== '' && value !== '0' && value !== false && value !== undefined
}

/** The value as a number: a text's numeric beginning, else 0. */
export function perlNumber(value: PerlValue): number {
  if (typeof value === 'number') return value
  if (typeof value === 'boolean' || typeof value === 'bigint') return Number(value)
  const infinite = value === undefined ? null : /^\s*([-+]?)inf/i.exec(value)
  if (infinite) return infinite[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY
  const found = value === undefined ? undefined : /^\s*([-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?)/i.exec(value)
  return found ? Number(found[1]) : 0
}

/** The value as text. */
export function perlText(value: PerlValue): string {
  if (value === undefined || value === false) return ''
  if (value === true) return '1'
  if (typeof value === 'string' || typeof value === 'bigint') return String(value)
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'NaN' : value > 0 ? 'Inf' : '-Inf'
  if (Number.isInteger(value) && Math.abs(value) < 10 ** DIGITS) return String(value + 0)
  const written = Math.abs(value) < 1e-4 ? value.toExponential(DIGITS - 1) : value.toPrecision(DIGITS)
  const [digits = '', exponent] = written.split('e')
  const short = digits.includes('.') ? digits.replace(/\.?0+$/, '') : digits
  if (exponent === undefined) return short
  return `${short}e${exponent.replace(/^([-+])(\d)$/, '$10$2')}`
}

/** Unary minus: a word gets a dash. */
export function perlNegative(value: PerlValue): PerlValue {
  if (typeof value !== 'string') return -perlNumber(value)
  if (/^[A-Za-z_]/.test(value)) return `-${value}`
  if (value.startsWith('+')) return `-${value.slice(1)}`
  if (/^-(?!\.?\d)/.test(value)) return `+${value.slice(1)}`
  return -perlNumber(value)
}

const LARGEST = 2n ** 64n - 1n

/** A number as bitwise operators see it: negative ones wrap around, those that are too large do not. */
function unsigned(scalar: PerlValue): bigint {
  if (typeof scalar === 'bigint') return scalar
  const value = perlNumber(scalar)
  const whole = BigInt(Math.trunc(value))
  return whole > LARGEST ? LARGEST : BigInt.asUintN(64, whole < -(2n ** 63n) ? -(2n ** 63n) : whole)
}

/** `^`: exclusive or of unsigned 64-bit integers, or of two texts byte by byte. */
export function perlXor(a: PerlValue, b: PerlValue): PerlValue {
  const isText = (value: PerlValue): boolean => typeof value === 'string' || value === undefined
  if (!isText(a) || !isText(b)) {
    const result = unsigned(a) ^ unsigned(b)
    return result > BigInt(Number.MAX_SAFE_INTEGER) ? result : Number(result)
  }
  const [x, y] = [perlText(a), perlText(b)]
  let text = ''
  for (let i = 0; i < Math.max(x.length, y.length); i++) {
    text += String.fromCharCode((x.charCodeAt(i) || 0) ^ (y.charCodeAt(i) || 0))
  }
  return text
}
