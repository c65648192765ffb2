import { isAsciiSpace } from '../../base/ascii.ts'
import { endOfPdfString, readPdfString } from './pdf-string.ts'

const BARE_LINK = /\((https?:\/\/[^\n]{8,256})\)>>/

/** Where a key's value begins: behind `name` at `at` and at most two blanks; -1 when `name` does not stand there. */
export function behindKey(line: string, name: string, at: number): number {
  if (!line.startsWith(name, at)) return -1
  let value = at + name.length
  for (let blanks = 0; blanks < 2 && isAsciiSpace(line.charCodeAt(value)); blanks++) value++
  return value
}

/** A link in a line: its string object, or the bare address; `start` tells which of two comes first. */
interface Found {
  readonly start: number
  readonly text: string
}

/**
 * The link that a line holds (PDFInfo::_get_pdf_details), as written in the file: `/S /URI /URI (…)`, `/URI (…)` at the start
 * of the line, or `(https://…)>>`. `'none'` when there is none, `'broken'` when what looks like one names no host.
 */
export function pdfUri(line: string): { readonly uri: string } | 'none' | 'broken' {
  const action = linkAction(line)
  const bare = BARE_LINK.exec(line)
  if (action && !(bare && bare.index < action.start)) {
    const uri = action.text.indexOf('.') > 0 ? readPdfString(action.text) : ''
    return usable(uri)
  }
  return bare ? usable(readPdfString(bare[1] ?? '')) : 'none'
}

function usable(uri: string): { readonly uri: string } | 'broken' {
  return uri.indexOf('.') > 0 && !uri.includes('\0') ? { uri } : 'broken'
}

/** Strings that do not end make every later one of their kind end nowhere, too: each kind is looked for once a line. */
function linkAction(line: string): Found | undefined {
  const open = new Set<string>()
  const stringAt = (value: number): number => {
    const kind = line[value] ?? ''
    if (value < 0 || open.has(kind)) return -1
    const end = endOfPdfString(line, value)
    if (end < 0) open.add(kind)
    return end
  }
  let text = 0
  while (isAsciiSpace(line.charCodeAt(text))) text++
  const first = behindKey(line, '/URI', text)
  const firstEnd = stringAt(first)
  if (firstEnd >= 0) return { start: 0, text: line.slice(first, firstEnd) }
  for (let at = line.indexOf('/S'); at >= 0; at = line.indexOf('/S', at + 2)) {
    const type = behindKey(line, '/S', at)
    const key = behindKey(line, '/URI', type)
    const value = key < 0 ? -1 : behindKey(line, '/URI', key)
    const end = stringAt(value)
    if (end >= 0) return { start: at, text: line.slice(value, end) }
  }
  return undefined
}
