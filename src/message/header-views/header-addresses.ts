import { idnToAscii } from '../uri/idn.ts'
import { isFqdnValid } from '../uri/registry-boundaries.ts'
import type { HeaderAddress } from './address.ts'
import { parseAddressList } from './address-list.ts'
import {
  commentEnd,
  isMailbox,
  isPlausible,
  isSpace,
  mailboxEnd,
  phraseEnds,
  quotedStringEnd,
  skipSpace,
  withoutComments,
} from './address-tokens.ts'

/**
 * Steps one entry may take. Angle brackets within angle brackets can be read in many ways, all of which a hostile
 * header could make us try; an honest entry takes a few dozen.
 */
const MAX_STEPS = 20_000
/** How often angle brackets may follow one another within an entry; once is already odd. */
const MAX_REPETITIONS = 200

/**
 * Reads an address header as SpamAssassin does (parse_header_addresses): a forgiving parser first, and where that
 * finds fewer entries than there are commas, a stricter one that does not stop at the first bad entry.
 * Takes the raw value, encoded words and folding included.
 */
export function parseHeaderAddresses(raw: string): readonly HeaderAddress[] {
  if (skipSpace(raw, 0) === raw.length) return []
  const found = parseForgiving(raw)
  let commas = 0
  for (let i = raw.indexOf(','); i >= 0; i = raw.indexOf(',', i + 1)) commas++
  if (found.length > 0 && found.length >= commas + 1) return found
  const listed = parseAddressList(raw)
  return listed.length > found.length ? listed : found
}

export function parseForgiving(raw: string): HeaderAddress[] {
  let end = raw.length
  while (end > 0 && isSpace(raw.charCodeAt(end - 1))) end--
  const text = withoutGroupName(raw.slice(0, end).replaceAll('\\\\', ''))
  const found: HeaderAddress[] = []
  if (skipSpace(text, 0) === text.length) return found
  let at = 0
  for (let entry = readEntry(text, at); entry; entry = readEntry(text, at)) {
    found.push(addressOf(entry))
    at = entry.end
  }
  if (text.indexOf('@', at) >= 0) found.push(...strayAddresses(text, at))
  return found
}

const GROUP_NAME = /^[^"()<>]+:[ \t\n\r\f\v]*/

// `name: a, b;` without the name; `name:;` is nothing at all. What ends the group is left to the entries.
function withoutGroupName(text: string): string {
  const name = text.includes(':') ? GROUP_NAME.exec(text)?.[0] : undefined
  if (name === undefined) return text
  return text[name.length] === ';' ? '' : text.slice(name.length)
}

interface Entry {
  readonly end: number
  readonly phrase: string | undefined
  /** What stands in angle brackets, not yet checked. */
  readonly angle: string | undefined
  readonly mailbox: string | undefined
  readonly comment: string | undefined
}

interface Tail {
  readonly end: number
  readonly comment: string | undefined
}

/**
 * The entry that starts at `from`, with the comma or semicolon behind it:
 *   entry = [phrase] "<" anything ">" *("<" anything ">") tail / mailbox tail / phrase tail
 *   tail  = [comment] ("," / ";" / end)
 */
function readEntry(text: string, from: number): Entry | undefined {
  const start = skipSpace(text, from)
  const ends = phraseEnds(text, start)
  const phraseEnd = ends.at(-1) ?? start
  const open = skipSpace(text, phraseEnd)
  if (text[open] === '<') {
    const angle = new AngleReader(text).read(open)
    const phrase = ends.length > 0 ? text.slice(start, phraseEnd) : undefined
    if (angle) return { end: angle.end, phrase, angle: angle.content, mailbox: undefined, comment: angle.comment }
  }
  const boxEnd = mailboxEnd(text, start)
  const boxTail = boxEnd < 0 ? undefined : readTail(text, boxEnd)
  if (boxTail) return { ...boxTail, phrase: undefined, angle: undefined, mailbox: text.slice(start, boxEnd) }
  for (let i = ends.length - 1; i >= 0; i--) {
    const end = ends[i] ?? start
    const tail = readTail(text, end)
    if (tail) return { ...tail, phrase: text.slice(start, end), angle: undefined, mailbox: undefined }
  }
  // An entry of nothing but white space: the last blank passes for a phrase.
  const empty = start > from ? readTail(text, start) : undefined
  return empty && { ...empty, phrase: text.slice(start - 1, start), angle: undefined, mailbox: undefined }
}

function readTail(text: string, at: number): Tail | undefined {
  const next = skipSpace(text, at)
  const close = commentEnd(text, next)
  const end = close < 0 ? -1 : separatorEnd(text, close)
  if (end >= 0) return { end, comment: text.slice(next + 1, close - 1) }
  const plainEnd = separatorEnd(text, next)
  return plainEnd < 0 ? undefined : { end: plainEnd, comment: undefined }
}

function separatorEnd(text: string, at: number): number {
  const i = skipSpace(text, at)
  if (i === text.length) return i
  return text[i] === ',' || text[i] === ';' ? i + 1 : -1
}

/** Reads `<…>`, which may hold nearly anything, and repetitions of it, taking as much as leaves a proper end. */
class AngleReader {
  readonly #text: string
  readonly #dead = new Set<number>()
  #steps = 0
  #depth = 0

  constructor(text: string) {
    this.#text = text
  }

  read(open: number): (Tail & { readonly content: string }) | undefined {
    const text = this.#text
    const start = skipSpace(text, open + 1)
    // Up to `mark` blanks are allowed within, behind it not: `<some one@example.com>`.
    let mark = start
    while (mark < text.length && text[mark] !== '>' && text[mark] !== '@') mark++
    if (mark < text.length) {
      let runStart = mark
      while (runStart > start && !isSpace(text.charCodeAt(runStart - 1))) runStart--
      const found = this.#longest(Math.max(mark, runStart + 1), this.#runEnd(mark), start)
      if (found) return found
      if (runStart === mark && text[mark] === '>' && mark > start) {
        let end = mark
        while (isSpace(text.charCodeAt(end - 1))) end--
        const tail = this.#tail(mark + 1)
        if (tail) return { ...tail, content: text.slice(start, end) }
      }
    }
    const tail = text[start] === '>' ? this.#tail(start + 1) : undefined
    return tail && { ...tail, content: '' }
  }

  #runEnd(at: number): number {
    let end = at
    while (end < this.#text.length && !isSpace(this.#text.charCodeAt(end))) end++
    return end
  }

  /** Tries the closing brackets from `last` (with blanks before it) back to `first`. */
  #longest(first: number, last: number, contentStart: number): (Tail & { readonly content: string }) | undefined {
    for (let end = last; end >= first; end--) {
      if (++this.#steps > MAX_STEPS) return undefined
      const close = end === last ? skipSpace(this.#text, end) : end
      if (this.#text[close] !== '>') continue
      const tail = this.#tail(close + 1)
      if (tail) return { ...tail, content: this.#text.slice(contentStart, end) }
    }
    return undefined
  }

  #tail(at: number): Tail | undefined {
    if (this.#dead.has(at)) return undefined
    this.#depth++
    const repeated = this.#depth <= MAX_REPETITIONS ? this.#repetition(skipSpace(this.#text, at)) : undefined
    this.#depth--
    const tail = repeated ?? readTail(this.#text, at)
    if (!tail) this.#dead.add(at)
    return tail
  }

  #repetition(open: number): Tail | undefined {
    const text = this.#text
    if (text[open] !== '<') return undefined
    const start = skipSpace(text, open + 1)
    const quoted = quotedStringEnd(text, start)
    const behindQuoted = quoted < 0 ? undefined : this.#longest(quoted + 1, this.#runEnd(quoted), start)
    return (
      behindQuoted ??
      this.#longest(start + 1, this.#runEnd(start), start) ??
      (text[start] === '>' ? this.#tail(start + 1) : undefined)
    )
  }
}

function addressOf(entry: Entry): HeaderAddress {
  let address = entry.mailbox
  if (entry.angle !== undefined) {
    const plain = withoutComments(entry.angle)
    if (isMailbox(plain)) address = plain
  }
  if (address !== undefined && !isPlausible(address)) address = undefined
  let phrase = entry.phrase === undefined ? undefined : plainPhrase(entry.phrase)
  if (phrase !== undefined) {
    if (address === undefined && isLoneAddress(phrase)) {
      address = phrase
      phrase = undefined
    } else if (phrase === '' || phrase === address) {
      phrase = undefined
    }
  }
  return finished(phrase ?? entry.comment, address, entry.comment)
}

const USER_AND_HOST = /^(([^@]*)@([^@]*)).*/

function finished(phrase: string | undefined, address: string | undefined, comment: string | undefined): HeaderAddress {
  const parts = address === undefined ? null : USER_AND_HOST.exec(address)
  if (!parts || address === undefined) return { phrase, address, user: undefined, host: undefined, comment }
  const whole = (parts[1] ?? '') + address.slice(parts[0].length)
  return { phrase, address: whole, user: parts[2], host: parts[3], comment }
}

function isLoneAddress(phrase: string): boolean {
  if (!isMailbox(phrase) || !isPlausible(phrase)) return false
  const host = USER_AND_HOST.exec(phrase)?.[3]
  return host !== undefined && isFqdnValid(idnToAscii(host))
}

// Quoted parts without quotes and backslashes, the rest without comments.
function plainPhrase(phrase: string): string {
  let plain = ''
  for (let at = 0; at < phrase.length; ) {
    const quoted = quotedStringEnd(phrase, at, true)
    if (quoted > 0) {
      plain += phrase
        .slice(at + 1, quoted - 1)
        .replace(/\\(?!\\)/g, '')
        .replaceAll('\\\\', '\\')
      at = quoted
      continue
    }
    if (phrase[at] === '"') {
      at++
      continue
    }
    const next = phrase.indexOf('"', at)
    const end = next < 0 ? phrase.length : next
    plain += withoutComments(phrase.slice(at, end))
    at = end
  }
  return plain
}

function strayAddresses(text: string, from: number): HeaderAddress[] {
  const found: HeaderAddress[] = []
  for (let open = text.indexOf('<', from); open >= 0; ) {
    const end = mailboxEnd(text, open + 1)
    const isAddress = end > 0 && text[end] === '>'
    const address = isAddress ? text.slice(open + 1, end) : ''
    if (isAddress && isPlausible(address)) found.push(finished(undefined, address, undefined))
    open = text.indexOf('<', isAddress ? end + 1 : open + 1)
  }
  return found
}
