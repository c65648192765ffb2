import { bytesFromLatin1, latin1FromBytes } from '../../base/latin1.ts'
import { StoreError } from './store-error.ts'
import type { LearnedAs, Reputation, StoreFacts, TokenCounts } from './token-store.ts'

/**
 * How records lie in LevelDB. A key is a space (four bytes, big-endian), a kind (one byte) and a name. A space holds
 * what one user has learned, or one user's reputations. Space 0 names the others, so that a user's tokens are replaced
 * as a whole by naming another space.
 */
export const KIND = {
  token: 't',
  seen: 's',
  reputation: 'r',
  remembered: 'm',
  tokenSpace: 'U',
  reputationSpace: 'R',
  nextSpace: 'N',
}

const DIRECTORY = '\0\0\0\0'

/** The space of the first user; numbers are given once. */
export const FIRST_SPACE = 1

/** Keys that name the spaces of a user, and the next space that is free. */
export const directoryKey = {
  tokens: (user: string) => DIRECTORY + KIND.tokenSpace + user,
  reputations: (user: string) => DIRECTORY + KIND.reputationSpace + user,
  next: DIRECTORY + KIND.nextSpace,
}

/** The beginning of all keys of a kind in a space. */
export function keyPrefix(space: number, kind: string): string {
  return String.fromCharCode((space >>> 24) & 255, (space >>> 16) & 255, (space >>> 8) & 255, space & 255) + kind
}

/** The keys of a prefix, from behind one of them where one is named. */
export function prefixRange(prefix: string, after?: string): { readonly gte: Buffer; readonly lt: Buffer } {
  const next = prefix.slice(0, -1) + String.fromCharCode(prefix.charCodeAt(prefix.length - 1) + 1)
  return { gte: bytesFromLatin1(after === undefined ? prefix : `${prefix}${after}\0`), lt: bytesFromLatin1(next) }
}

/** The first keys of a space and of the one after it. */
export function spaceRange(space: number): { readonly gte: Buffer; readonly lt: Buffer } {
  return { gte: bytesFromLatin1(keyPrefix(space, '')), lt: bytesFromLatin1(keyPrefix(space + 1, '')) }
}

/** What is known of a user's tokens, kept beside the name of their space. */
export interface TokenSpace {
  readonly space: number
  readonly facts: StoreFacts
}

const SHORT = 0xc0
const SHORT_LENGTH = 5
const LONG_LENGTH = 13

/** Room for counts as bytes, for who writes many of them one after the other. */
export interface CountBuffers {
  readonly short: Buffer
  readonly long: Buffer
}

/** Room that nobody else uses. */
export function countBuffers(): CountBuffers {
  return { short: Buffer.allocUnsafe(SHORT_LENGTH), long: Buffer.allocUnsafe(LONG_LENGTH) }
}

/** Counts as bytes: five where both are below eight (most tokens are), else thirteen. */
export function encodeCounts(
  { spam, ham, atime }: TokenCounts,
  { short, long }: CountBuffers = countBuffers(),
): Buffer {
  if (spam < 8 && ham < 8) {
    short[0] = SHORT | (spam << 3) | ham
    short.writeUInt32LE(time32(atime), 1)
    return short
  }
  long[0] = 0
  long.writeUInt32LE(Math.min(spam, 0xffffffff), 1)
  long.writeUInt32LE(Math.min(ham, 0xffffffff), 5)
  long.writeUInt32LE(time32(atime), 9)
  return long
}

/** Counts from their bytes; undefined for no record. */
export function decodeCounts(bytes: Buffer | undefined): TokenCounts | undefined {
  if (bytes === undefined) return undefined
  const first = bytes[0] ?? 0
  if (bytes.length === SHORT_LENGTH && (first & SHORT) === SHORT) {
    return { spam: (first >> 3) & 7, ham: first & 7, atime: bytes.readUInt32LE(1) }
  }
  if (bytes.length !== LONG_LENGTH || first !== 0) throw damaged('a token')
  return { spam: bytes.readUInt32LE(1), ham: bytes.readUInt32LE(5), atime: bytes.readUInt32LE(9) }
}

/** A mark from its byte. */
export function decodeMark(bytes: Buffer | undefined): LearnedAs | undefined {
  if (bytes === undefined) return undefined
  const mark = latin1FromBytes(bytes)
  if (mark !== 's' && mark !== 'h') throw damaged('a mark')
  return mark
}

/** A record of numbers, as JSON. */
export function encodeRecord(record: TokenSpace | Reputation | { readonly space: number }): Buffer {
  return Buffer.from(JSON.stringify(record))
}

/** The record that names a user's tokens. */
export function decodeTokenSpace(bytes: Buffer | undefined): TokenSpace | undefined {
  if (bytes === undefined) return undefined
  const { space, facts } = parsed(bytes)
  if (typeof space !== 'number' || typeof facts !== 'object' || facts === null) throw damaged('a user')
  return { space, facts: { ...NO_FACTS, ...facts } }
}

/** The number of a space. */
export function decodeSpace(bytes: Buffer | undefined): number | undefined {
  if (bytes === undefined) return undefined
  const { space } = parsed(bytes)
  if (typeof space !== 'number') throw damaged('a user')
  return space
}

/** A reputation from its record. */
export function decodeReputation(bytes: Buffer | undefined): Reputation | undefined {
  if (bytes === undefined) return undefined
  const { count, total, time } = parsed(bytes)
  if (typeof count !== 'number' || typeof total !== 'number' || typeof time !== 'number') throw damaged('a reputation')
  return { count, total, time }
}

/** What is known of a store with nothing in it. */
export const NO_FACTS: StoreFacts = Object.freeze({
  spam: 0,
  ham: 0,
  tokens: 0,
  oldestAtime: 0,
  newestAtime: 0,
  lastSync: 0,
  lastExpiry: 0,
  lastAtimeDelta: 0,
  lastReduction: 0,
})

function parsed(bytes: Buffer): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(bytes.toString())
    if (typeof value === 'object' && value !== null) return { ...value }
  } catch {
    // Said below.
  }
  throw damaged('a record')
}

function damaged(what: string): StoreError {
  return new StoreError('damaged', `${what} in the token database is not what was written`)
}

// What a header says of its date may be anything.
function time32(seconds: number): number {
  return Math.min(Math.max(Math.floor(seconds), 0), 0xffffffff)
}
