/** Which of the 256 bytes match one position: 256 flags, 0 or 1. Never changed once it stands in a tree. */
export type ByteSet = Uint8Array

/** The set of bytes for which the test holds. */
export function bytesWhere(test: (byte: number) => boolean): ByteSet {
  const set = new Uint8Array(256)
  for (let byte = 0; byte < 256; byte++) if (test(byte)) set[byte] = 1
  return set
}

/** The set of the bytes given. */
export function byteSetOf(...bytes: readonly number[]): ByteSet {
  const set = new Uint8Array(256)
  for (const byte of bytes) set[byte] = 1
  return set
}

/** Puts all of the one set into the other, which is still being built. */
export function addAll(set: ByteSet, more: ByteSet): void {
  for (let byte = 0; byte < 256; byte++) if (more[byte] === 1) set[byte] = 1
}

/** All bytes that are in one of the two sets. */
export function union(a: ByteSet, b: ByteSet): ByteSet {
  const set = a.slice()
  addAll(set, b)
  return set
}

/** All bytes that are not in the set. */
export function complement(set: ByteSet): ByteSet {
  const rest = new Uint8Array(256)
  for (let byte = 0; byte < 256; byte++) if (set[byte] === 0) rest[byte] = 1
  return rest
}

/** True when some byte is in both sets. */
export function overlaps(a: ByteSet, b: ByteSet): boolean {
  for (let byte = 0; byte < 256; byte++) if (a[byte] === 1 && b[byte] === 1) return true
  return false
}

/** The members in ascending order. */
export function members(set: ByteSet): readonly number[] {
  const bytes: number[] = []
  for (let byte = 0; byte < 256; byte++) if (set[byte] === 1) bytes.push(byte)
  return bytes
}

/** True when both sets have the same members. */
export function sameSet(a: ByteSet, b: ByteSet): boolean {
  for (let byte = 0; byte < 256; byte++) if (a[byte] !== b[byte]) return false
  return true
}
