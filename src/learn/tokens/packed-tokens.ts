import { TOKEN_HASH_LENGTH, writeTokenHash } from './token-hash.ts'

/**
 * The tokens of a message as stores keep them, each once, one behind the other, five bytes each: some hundred of them go
 * from thread to thread and from process to process as one piece.
 */
export type PackedTokens = Uint8Array

/** Tokens, as latin1 strings of five chars, in one piece; what is named twice stands there once. */
export function packTokens(tokens: Iterable<string>): PackedTokens {
  const unique = tokens instanceof Set ? tokens : new Set(tokens)
  const packed = new Uint8Array(unique.size * TOKEN_HASH_LENGTH)
  let at = 0
  for (const token of unique) {
    for (let i = 0; i < TOKEN_HASH_LENGTH; i++) packed[at++] = token.charCodeAt(i)
  }
  return packed
}

/** The same of tokens as they were read. That two of one message have one hash is left out of account. */
export function hashTokens(texts: ReadonlySet<string>): PackedTokens {
  const packed = new Uint8Array(texts.size * TOKEN_HASH_LENGTH)
  let at = 0
  for (const text of texts) {
    writeTokenHash(text, packed, at)
    at += TOKEN_HASH_LENGTH
  }
  return packed
}

/** The tokens one by one. */
export function unpackTokens(packed: PackedTokens): string[] {
  const all = Buffer.from(packed.buffer, packed.byteOffset, packed.byteLength).toString('latin1')
  const tokens: string[] = []
  for (let at = 0; at < all.length; at += TOKEN_HASH_LENGTH) tokens.push(all.slice(at, at + TOKEN_HASH_LENGTH))
  return tokens
}
