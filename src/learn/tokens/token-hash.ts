import { hash } from 'node:crypto'
import { bytesFromLatin1 } from '../../base/latin1.ts'

/** Bytes of a token as stores keep it. */
export const TOKEN_HASH_LENGTH = 5

/** Most tokens: Node hashes the UTF-8 bytes of a text, which are the same. */
const ASCII = /^[\x00-\x7f]*$/

/** A token as stores keep it: the last 40 bits of the SHA-1 of its text, as a latin1 string. */
export function tokenHash(token: string): string {
  return digestOf(token).slice(-TOKEN_HASH_LENGTH)
}

/** The same, as bytes at a place. */
export function writeTokenHash(token: string, target: Uint8Array, at: number): void {
  const digest = digestOf(token)
  const start = digest.length - TOKEN_HASH_LENGTH
  for (let i = 0; i < TOKEN_HASH_LENGTH; i++) target[at + i] = digest.charCodeAt(start + i)
}

function digestOf(token: string): string {
  return hash('sha1', ASCII.test(token) ? token : bytesFromLatin1(token), 'binary')
}
