import { asciiLower } from '../../base/ascii.ts'

/** Where an address stands in a text. */
export interface FoundAddress {
  /** Positions at which it may be said to begin, leftmost first: its start, or any part of it after a dot. */
  readonly starts: readonly number[]
  readonly at: number
  readonly end: number
}

/** RFC 5321 section 4.5.3.1.1, and what keeps a look-back cheap. */
const MAX_LOCAL_PART = 64
const MAX_LABEL = 61
/** Labels before the top-level domain. */
const MAX_LABELS = 4

const LOCAL_CHAR = charTable("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$%&'*+/=?^_`{|}~-")
const HOST_CHAR = charTable('abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-')
const DOT = 46
const HYPHEN = 45

function charTable(chars: string): Uint8Array {
  const table = new Uint8Array(256)
  for (let i = 0; i < chars.length; i++) table[chars.charCodeAt(i)] = 1
  return table
}

/**
 * The next address that begins at `from` or later, written as FreeMail's expression takes them: dot-separated atoms of
 * at most 64 chars, a host name of two to five labels, a known top-level domain.
 */
export function findAddress(text: string, from: number, tlds: ReadonlySet<string>): FoundAddress | undefined {
  for (let at = text.indexOf('@', from); at >= 0; at = text.indexOf('@', at + 1)) {
    const starts = startsBefore(text, at, from)
    if (starts.length === 0) continue
    const end = hostEnd(text, at + 1, tlds)
    if (end !== undefined) return { starts, at, end }
  }
  return undefined
}

/** The address that begins exactly there. */
export function addressAt(text: string, start: number, tlds: ReadonlySet<string>): string | undefined {
  const at = text.indexOf('@', start)
  if (at < 0 || !startsBefore(text, at, start).includes(start)) return undefined
  const end = hostEnd(text, at + 1, tlds)
  return end === undefined ? undefined : text.slice(start, end)
}

function isLocal(text: string, at: number): boolean {
  return LOCAL_CHAR[text.charCodeAt(at)] === 1
}

function startsBefore(text: string, at: number, from: number): number[] {
  const starts: number[] = []
  const lowest = Math.max(from, at - MAX_LOCAL_PART)
  for (let end = at; isLocal(text, end - 1); ) {
    let start = end - 1
    while (start > lowest && isLocal(text, start - 1)) start--
    if (start < lowest || isLocal(text, start - 1)) break
    starts.unshift(start)
    if (text.charCodeAt(start - 1) !== DOT) break
    end = start - 1
  }
  return starts
}

/** Where the host name that begins there ends; undefined when it is none. */
function hostEnd(text: string, start: number, tlds: ReadonlySet<string>): number | undefined {
  for (let label = start, labels = 0; ; labels++) {
    let end = label
    while (HOST_CHAR[text.charCodeAt(end)] === 1) end++
    const next = text.charCodeAt(end + 1)
    const isLast = text.charCodeAt(end) !== DOT || HOST_CHAR[next] !== 1 || next === HYPHEN
    if (isLast) return labels > 0 && tlds.has(asciiLower(text.slice(label, end))) ? end : undefined
    const fits = end > label && end - label <= MAX_LABEL && labels < MAX_LABELS
    if (!fits || text.charCodeAt(label) === HYPHEN || text.charCodeAt(end - 1) === HYPHEN) return undefined
    label = end + 1
  }
}
