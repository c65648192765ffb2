// How often bytes occur in mail, roughly: enough to tell which part of an expression says most about a text.

import type { ByteSet } from './byte-set.ts'

// Shares in thousandths, for lower-case letters and what else is common; the rest share what is left.
const COMMON: ReadonlyMap<string, number> = new Map(
  Object.entries({
    ' ': 150,
    e: 85,
    t: 65,
    a: 58,
    o: 54,
    i: 52,
    n: 52,
    s: 48,
    r: 46,
    h: 32,
    l: 30,
    d: 26,
    c: 25,
    u: 20,
    m: 20,
    p: 18,
    f: 14,
    g: 14,
    y: 13,
    w: 14,
    b: 12,
    v: 7,
    k: 6,
    '.': 16,
    '-': 14,
    '\n': 22,
    ',': 8,
    '=': 10,
    '/': 12,
    ':': 8,
    '0': 9,
    '1': 8,
    '2': 7,
    '<': 8,
    '>': 10,
    '"': 8,
    '3': 5,
    '4': 4,
    '5': 4,
    x: 4,
    j: 2,
    z: 2,
    q: 2,
  }),
)
const LEAST = 0.8
const UPPER_CASE_SHARE = 0.12

function shareOf(byte: number): number {
  const char = String.fromCharCode(byte)
  const known = COMMON.get(char)
  if (known !== undefined) return known
  if (byte >= 0x41 && byte <= 0x5a) return LEAST + UPPER_CASE_SHARE * (COMMON.get(char.toLowerCase()) ?? 0)
  return byte >= 0x20 && byte < 0x7f ? 2 : LEAST
}

const SHARES = Float64Array.from({ length: 256 }, (_, byte) => shareOf(byte))
const ALL = SHARES.reduce((sum, share) => sum + share, 0)

/** How common a byte is in mail, on no scale. */
export const commonness = (byte: number): number => SHARES[byte] ?? 0

/** The chance that a byte of a mail is in the set: 0 to 1. */
export function massOf(set: ByteSet): number {
  let sum = 0
  for (let byte = 0; byte < 256; byte++) if (set[byte] === 1) sum += SHARES[byte] as number // `as`: 256 of them
  return sum / ALL
}
