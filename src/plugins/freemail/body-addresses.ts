import { asciiLower } from '../../base/ascii.ts'
import type { Message } from '../../message/message.ts'
import { addressAt, findAddress } from './address-finder.ts'

/** Addresses that the text of a message offers to write to, and that text without the others. */
export interface BodyAddresses {
  readonly addresses: readonly string[]
  /** The body lines as later rules see them: SpamAssassin leaves a blank for each address that it passed over. */
  readonly lines: readonly string[]
}

/** Links looked at, and addresses collected in all: FreeMail's own sanity limits. */
const MAX_LINKED = 20
const MAX_ADDRESSES = 40

const MAILTO = 'mailto:'
const URL_WITH_ADDRESS = /<?https?:\/\/[^ \t\n\r\f\v]{0,255}(?:@|%40)[^ \t\n\r\f\v]{0,255}/gi
/** After an address: the end of `<address>`, or a word and a colon as in `… wrote:`, but not `fax:`. */
const QUOTED = />|[ \t\n\r\f\v]{1,10}(?!fa(?:x|csi)|tel|phone|e?-?mail)[a-z]{2,11}:/iy

/** Collects addresses from mailto links, then from the text, where those in quotations and URLs don't count. */
export function bodyAddresses(
  details: Message['uriDetails'],
  body: readonly string[],
  tlds: ReadonlySet<string>,
): BodyAddresses {
  const found = new Set<string>()
  for (const [uri, detail] of details) {
    if (!detail.types.has('a') || detail.types.has('parsed')) continue
    if (asciiLower(uri.slice(0, MAILTO.length)) !== MAILTO) continue
    const address = addressAt(uri, MAILTO.length, tlds)
    if (address !== undefined) found.add(asciiLower(address))
    if (found.size >= MAX_LINKED) break
  }

  const lines = [...body]
  for (const [i, given] of body.entries()) {
    if (!given.includes('@') && !given.includes('%40')) continue
    const line = withoutQuoted(given.replace(URL_WITH_ADDRESS, ' '), tlds)
    lines[i] = line
    for (let next = findAddress(line, 0, tlds); next; next = findAddress(line, next.end, tlds)) {
      found.add(asciiLower(line.slice(next.starts[0], next.end)))
      if (found.size >= MAX_ADDRESSES) return { addresses: [...found], lines }
    }
  }
  return { addresses: [...found], lines }
}

/** The line with a blank for each address in angle brackets or before a quotation. */
function withoutQuoted(line: string, tlds: ReadonlySet<string>): string {
  const kept: string[] = []
  let from = 0
  let searchFrom = 0
  for (let next = findAddress(line, 0, tlds); next; next = findAddress(line, searchFrom, tlds)) {
    // Without a quotation sign the search goes on behind this address, whose parts cannot have one either.
    searchFrom = next.at + 1
    const start = next.starts.find((at) => asciiLower(line.slice(at - MAILTO.length, at)) !== MAILTO)
    QUOTED.lastIndex = next.end
    if (start === undefined || !QUOTED.test(line)) continue
    kept.push(line.slice(from, start > from && line[start - 1] === '<' ? start - 1 : start), ' ')
    from = QUOTED.lastIndex
    searchFrom = from
  }
  if (from === 0) return line
  kept.push(line.slice(from))
  return kept.join('')
}
