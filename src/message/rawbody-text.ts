import type { Part } from './part.ts'
import { cutAtScanSize } from './scan-size.ts'

/** Chunks are one to two times so long (MAX_BODY_LINE_LENGTH). */
const CHUNK_LENGTH = 2048
const TEXT_LIKE = /^(?:text|message)\b/

/** The chunks that rawbody rules see (Message::get_decoded_body_text_array): decoded text leaves with their markup. */
export function rawbodyChunks(leaves: readonly Part[], scanSize: number): string[] {
  const chunks: string[] = []
  for (const leaf of leaves) {
    if (!TEXT_LIKE.test(leaf.effectiveType) || leaf.type === 'text/calendar') continue
    splitChunks(cutAtScanSize(leaf.decoded() ?? '', scanSize, false, '\n> '), chunks)
  }
  return chunks
}

/** Cuts after a newline, else after a `>`, else after a blank, whichever first comes soon enough. */
function splitChunks(text: string, chunks: string[]): void {
  if (text.length <= CHUNK_LENGTH) {
    chunks.push(text)
    return
  }
  let at = 0
  while (text.length - at > 2 * CHUNK_LENGTH) {
    const end = cutAfter(text, at)
    chunks.push(text.slice(at, end))
    at = end
  }
  if (at < text.length) chunks.push(text.slice(at))
}

function cutAfter(text: string, at: number): number {
  const reach = text.slice(at + CHUNK_LENGTH, at + 2 * CHUNK_LENGTH)
  for (const stop of '\n> ') {
    const found = reach.indexOf(stop)
    if (found >= 0) return at + CHUNK_LENGTH + found + 1
  }
  return at + CHUNK_LENGTH + 1
}
