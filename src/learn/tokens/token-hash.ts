import { hash } from 'node:crypto'
import { bytesFromLatin1 } from '../../base/latin1.ts'

/** Bytes of a token as stores keep it. */
export const TOKEN_HASH_LENGTH = 5

/** A token as stores keep it: the last 40 bits of the SHA-1 of its text, as a latin1 string. */
export function tokenHash(token: string): string {
  return hash('sha1', bytesFromLatin1(token), 'binary').slice(-TOKEN_HASH_LENGTH)
}
