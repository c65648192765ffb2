import { latin1FromBytes } from '../../base/latin1.ts'

/** A URI that a feed names, and how sure the feed is, where it says so. */
export interface FeedEntry {
  readonly uri: string
  readonly score: number | undefined
}

const COMMENT = /^[ \t\r\f\v]*#/

/** One URI a line. */
export function parseOpenPhish(bytes: Uint8Array): readonly FeedEntry[] {
  return linesOf(bytes)
    .filter((line) => !COMMENT.test(line))
    .map((uri) => ({ uri, score: undefined }))
}

/** Comma-separated values below a line of titles; the URI is the second. */
export function parsePhishTank(bytes: Uint8Array): readonly FeedEntry[] {
  return rowsOf(bytes).map(([, uri = '']) => ({ uri, score: undefined }))
}

/** Comma-separated values below a line of titles: date, score, URI, address. */
export function parsePhishStats(bytes: Uint8Array): readonly FeedEntry[] {
  return rowsOf(bytes).map(([, score = '', uri = '']) => ({ uri, score: Number.parseFloat(score) || 0 }))
}

function linesOf(bytes: Uint8Array): string[] {
  const lines = latin1FromBytes(bytes).split('\n')
  if (lines.at(-1) === '') lines.pop()
  return lines
}

/** Quotes are dropped, and commas within them part values too, as in SpamAssassin. */
function rowsOf(bytes: Uint8Array): readonly (readonly string[])[] {
  return linesOf(bytes)
    .slice(1)
    .filter((line) => !COMMENT.test(line))
    .map((line) => line.replaceAll('"', '').split(','))
}
