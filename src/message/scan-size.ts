/** How far beyond the scan size a good place to cut may lie. */
const SLACK = 1024

/**
 * The beginning of a text up to the scan size, and on to the next of the `stops`, the first kind of them that comes soon
 * enough. In UTF-8 (`unicode`) sizes count characters. A size of 0 is no limit.
 */
export function cutAtScanSize(text: string, size: number, unicode: boolean, stops: string): string {
  if (size === 0 || text.length <= size) return text
  const cut = unicode ? offsetOfCharacter(text, size, 0) : size
  if (cut >= text.length) return text
  // The farthest place that still counts; reading on from the cut, so that no more than the slack is looked at.
  const limit = unicode ? offsetOfCharacter(text, SLACK + 1, cut) : cut + SLACK + 1
  const reach = text.slice(cut, limit)
  for (const stop of stops) {
    const found = reach.indexOf(stop)
    if (found >= 0) return text.slice(0, cut + found + 1)
  }
  return text.slice(0, cut)
}

/** Where, `from` a character's first byte on, the character of that index begins; the text's length when it ends before. */
function offsetOfCharacter(text: string, index: number, from: number): number {
  let left = index
  for (let at = from; at < text.length; at++) {
    if ((text.charCodeAt(at) & 0xc0) === 0x80) continue
    if (left-- === 0) return at
  }
  return text.length
}
