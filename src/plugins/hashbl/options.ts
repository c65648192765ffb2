import { createHash } from 'node:crypto'
import { asciiLower } from '../../base/ascii.ts'

/** The options of a rule: `sha1/max=10/shuffle`; an option without a value is `1`. */
export type HashOptions = ReadonlyMap<string, string>

/** So many values a rule looks up where it does not say. */
const DEFAULT_MAX = 10

/** Reads the options; `fallback` where the rule gives none. */
export function parseHashOptions(text: string | undefined, fallback: string): HashOptions {
  const options = new Map<string, string>()
  for (const word of asciiLower(text || fallback).split(/[ \t]*\/[ \t]*/)) {
    const [name = '', value] = word.split('=')
    if (name !== '') options.set(name, value ?? '1')
  }
  return options
}

/** The first values, as many as the options allow. SpamAssassin draws them by lot where there are more. */
export function limited(values: readonly string[], options: HashOptions): readonly string[] {
  return values.slice(0, Number.parseInt(options.get('max') ?? '', 10) || DEFAULT_MAX)
}

const BASE32 = 'abcdefghijklmnopqrstuvwxyz234567'

/** A value as lists know it. */
export function hashed(value: string, options: HashOptions): string {
  const digest = (algorithm: string) => createHash(algorithm).update(value, 'latin1')
  if (options.has('sha256')) return base32(digest('sha256').digest())
  if (options.has('sha1')) return digest('sha1').digest('hex')
  return options.has('md5') ? digest('md5').digest('hex') : value
}

function base32(bytes: Buffer): string {
  let text = ''
  let bits = 0
  let held = 0
  for (const byte of bytes) {
    held = (held << 8) | byte
    for (bits += 8; bits >= 5; bits -= 5) text += BASE32[(held >>> (bits - 5)) & 31]
    held &= (1 << bits) - 1
  }
  return bits > 0 ? text + BASE32[(held << (5 - bits)) & 31] : text
}
