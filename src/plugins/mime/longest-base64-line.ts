import type { Part } from '../../message/part.ts'
import { contentTypeOfPart } from './content-type-of-part.ts'

/** Bytes of the longest line in base64 parts, newline included; calendar invitations are known for long ones and left out. */
export function longestBase64Line(parts: readonly Part[]): number {
  let longest = 0
  for (const part of parts) {
    if (!part.isLeaf || part.type === '' || part.encoding !== 'base64') continue
    if (contentTypeOfPart(part).type === 'application/ics') continue
    const raw = part.raw ?? ''
    for (let start = 0; start < raw.length; ) {
      const newline = raw.indexOf('\n', start)
      const end = newline < 0 ? raw.length : newline + 1
      longest = Math.max(longest, end - start)
      start = end
    }
  }
  return longest
}
