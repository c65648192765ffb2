import { isAsciiSpace } from '../base/ascii.ts'

/** How `wrap` breaks lines. */
export interface WrapOptions {
  /** Stands before every line but the first. */
  readonly prefix: string
  /** Stands before the first line. */
  readonly first: string
  /** Columns; a tab counts for eight. */
  readonly width: number
  /** A line ends with the word that reaches the width, instead of the word before it. */
  readonly overflow?: boolean
  /** Where a line may break, with one group around what stands between two words. */
  readonly breakAt?: RegExp
}

const WHITE_SPACE = /([ \t\n\r\f\v])/
const DEFAULT_WIDTH = 77

/** Columns of a piece of a line, a tab counting for eight. */
function columns(text: string): number {
  let tabs = 0
  for (let at = text.indexOf('\t'); at >= 0; at = text.indexOf('\t', at + 1)) tabs++
  return text.length + 7 * tabs
}

/** The pieces of Perl's split: empty ones at the end are dropped. */
function pieces(text: string, breakAt: RegExp): string[] {
  const parts = text.split(breakAt)
  while (parts.length > 0 && parts.at(-1) === '') parts.pop()
  return parts
}

/** Breaks a text into lines no wider than asked where it has a place to break (Util::wrap). */
export function wrap(text: string, options: WrapOptions): string {
  const { prefix, overflow = false } = options
  const width = options.width || DEFAULT_WIDTH
  const rest = text === '0' ? [] : pieces(text, options.breakAt ?? WHITE_SPACE) // '0' is false in Perl
  const lines: string[] = []
  let next = options.first ? 0 : 1
  let line = options.first || (rest[0] ?? '')
  let lineColumns = columns(line)
  let pieceAdded = false
  while (next < rest.length) {
    const piece = rest[next] ?? ''
    const pieceColumns = columns(piece)
    const reached = lineColumns + (pieceAdded && !overflow ? pieceColumns : 0)
    // A prefix alone wider than the line never leaves room for a word; SpamAssassin would not end then.
    const isHopeless = lines.length > 0 && !pieceAdded
    if (reached <= width || isHopeless) {
      line += piece
      lineColumns += pieceColumns
      pieceAdded = true
      next++
    } else {
      lines.push(trimEnd(line))
      line = prefix
      lineColumns = columns(prefix)
      pieceAdded = false
    }
  }
  lines.push(line)
  return lines.join('\n')
}

function trimEnd(line: string): string {
  let end = line.length
  while (end > 0 && isAsciiSpace(line.charCodeAt(end - 1))) end--
  return line.slice(0, end)
}
