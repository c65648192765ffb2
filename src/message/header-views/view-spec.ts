import { asciiLower } from '../../base/ascii.ts'

/** A header name as rules spell it, taken apart: `From:addr`, `ALL:raw`, `Received:last:host`. */
export interface ViewSpec {
  readonly name: string
  /** The name in lower case. */
  readonly key: string
  readonly raw: boolean
  readonly address: boolean
  readonly displayName: boolean
  readonly host: boolean
  readonly domain: boolean
  readonly ip: boolean
  readonly reversedIp: boolean
  readonly first: boolean
  readonly last: boolean
}

/** Specs come from rules and code, of which there are some thousands; the cap is against rules made for harm. */
const MAX_KNOWN = 10_000
const known = new Map<string, ViewSpec>()

/** Reads a spec; unknown modifiers mean nothing. */
export function parseViewSpec(spec: string): ViewSpec {
  let parsed = known.get(spec)
  if (!parsed) {
    if (known.size >= MAX_KNOWN) known.clear()
    known.set(spec, (parsed = readSpec(spec)))
  }
  return parsed
}

function readSpec(spec: string): ViewSpec {
  const [name = '', ...modifiers] = spec.split(':')
  const has = (...names: string[]): boolean => names.some((modifier) => modifiers.includes(modifier))
  return {
    name,
    key: asciiLower(name),
    raw: has('raw'),
    address: has('addr'),
    displayName: has('name'),
    host: has('host', 'domain'),
    domain: has('domain'),
    ip: has('ip', 'revip'),
    reversedIp: has('revip'),
    first: has('first'),
    last: has('last'),
  }
}
