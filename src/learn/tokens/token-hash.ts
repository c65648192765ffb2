import { hash } from 'node:crypto'
import { bytesFromLatin1 } from '../../base/latin1.ts'

/** Bytes of a token as stores keep it. */
export const TOKEN_HASH_LENGTH = 5

/** Most tokens: Node hashes the UTF-8 bytes of a text, which are the same. */
const ASCII = /^[\x00-\x7f]*$/

/** A token as stores keep it: the last 40 bits of the SHA-1 of its text, as a latin1 string. */
export function tokenHash(token: string): string {
  const bytes = ASCII.test(token) ? token : bytesFromLatin1(token)
  return hash('sha1', bytes, 'binary').slice(-TOKEN_HASH_LENGTH)
}
