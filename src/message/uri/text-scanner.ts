// Finds in text what mail readers make a link, and bare host names. SpamAssassin does it with one expression
// (PerMsgStatus::_tbirdurire) that tries every place of every line; this reads the same language in one walk: only around
// `@`, `.` and `:` can there be anything, what stands there ends at a delimiter, and where it ends is found once.

/** How a URI was spelled: with a scheme or `www.`, as a mail address, or as a bare host name. */
export type TextUriKind = 'scheme' | 'mail' | 'schemeless'

/** A URI in text, as spelled. */
export interface TextUri {
  readonly kind: TextUriKind
  readonly text: string
  /** The host name of a schemeless URI. */
  readonly host: string | undefined
}

const END = 1
const MAIL_END = 2
const USER_END = 4
const START = 8
const BARE_START = 16
const HOST = 32
const LETTER_OR_DIGIT = 64
const WORD = 128
const TYPES = charTypes()

function charTypes(): Uint8Array {
  const types = new Uint8Array(256)
  const add = (chars: string, type: number): void => {
    for (const char of chars) types[char.charCodeAt(0)] = (types[char.charCodeAt(0)] ?? 0) | type
  }
  const blanks = ' \t\n\v\f\r\x1b\xa0'
  const end = `><"\`}]{[|${blanks}`
  const mailEnd = `${end},('`
  const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'
  add(end, END)
  add(mailEnd, MAIL_END)
  add(`${mailEnd}@`, USER_END)
  for (let code = 0x80; code < 0x100; code++) {
    const char = String.fromCharCode(code)
    if (char !== '\xa0') add(char, MAIL_END | USER_END)
  }
  add(`><"'\`,{[(|${blanks}`, START)
  add(`!"#$&'()*+,/:;<=>?@[\\]^\`{|}~${blanks}`, BARE_START)
  add(`${letters}._-`, HOST)
  add(letters, LETTER_OR_DIGIT)
  add(`${letters}_`, WORD)
  return types
}

/** Only here can a URI be: each kind has one of these with something behind it. */
const CLUE = /[@:.][^><"`}\]{[|\t-\r \x1b\xa0]/g
const KNOWN_SCHEME = /(?:(?:https?|ftp):\/\/|(?:www\d{0,2}|ftp)\.)/iy
const MAILTO = /mailto:/iy
const PORT = /:\d{1,5}/y

const MAX_LENGTH = 2048
const MAX_MAIL_PART = 251
const MAX_HOST_HEAD = 252

/** Calls `found` for each URI in the text, in order. */
export function scanTextUris(text: string, tlds: ReadonlySet<string>, found: (uri: TextUri) => void): void {
  let from = 0
  for (;;) {
    CLUE.lastIndex = from
    const clue = CLUE.exec(text)
    if (!clue) return
    let start = clue.index
    while (start > from && !hasType(text, start - 1, END)) start--
    let end = clue.index + 1
    while (end < text.length && !hasType(text, end, END)) end++
    scanWord(text, start, end, tlds, found)
    from = end
  }
}

function hasType(text: string, at: number, type: number): boolean {
  return ((TYPES[text.charCodeAt(at)] ?? 0) & type) !== 0
}

// A word is what stands between two END chars.
function scanWord(
  text: string,
  start: number,
  end: number,
  tlds: ReadonlySet<string>,
  found: (uri: TextUri) => void,
): void {
  let userEnd = start
  let mailEnd = start
  let host: Host | undefined
  for (let at = start; at < end; ) {
    if (!mayStart(text, at)) {
      at++
      continue
    }
    let matchEnd = schemeUriEnd(text, at, end)
    if (matchEnd > 0) {
      found({ kind: 'scheme', text: text.slice(at, matchEnd), host: undefined })
      at = matchEnd
      continue
    }
    matchEnd = -1
    if (isMailto(text, at)) {
      if (mailEnd <= at + 7) mailEnd = runEnd(text, at + 7, end, MAIL_END)
      const length = mailEnd - at - 7
      if (length >= 1 && length <= MAX_LENGTH) matchEnd = mailEnd
    }
    if (matchEnd < 0) {
      if (userEnd < at) userEnd = at
      while (userEnd < end && !hasType(text, userEnd, USER_END)) userEnd++
      if (userEnd < end && userEnd > at && userEnd - at <= MAX_MAIL_PART && text.charCodeAt(userEnd) === 64) {
        if (mailEnd <= userEnd) mailEnd = runEnd(text, userEnd + 1, end, MAIL_END)
        const length = mailEnd - userEnd - 1
        if (length >= 1 && length <= MAX_MAIL_PART) matchEnd = mailEnd
      }
    }
    if (matchEnd > 0) {
      found({ kind: 'mail', text: text.slice(at, matchEnd), host: undefined })
      at = matchEnd
      continue
    }
    if (hasType(text, at, LETTER_OR_DIGIT) && (at === 0 || hasType(text, at - 1, BARE_START))) {
      if (!host || host.runEnd <= at) host = readHost(text, at, end, tlds)
      const head = host.dot - at
      if (host.uriEnd > 0 && head >= 1 && head <= MAX_HOST_HEAD) {
        found({ kind: 'schemeless', text: text.slice(at, host.uriEnd), host: text.slice(at, host.hostEnd) })
        at = host.uriEnd
        continue
      }
    }
    at++
  }
}

// At a word boundary, behind a delimiter, or behind a shift sequence of ISO-2022 (ESC, bracket, any char).
function mayStart(text: string, at: number): boolean {
  const word = hasType(text, at, WORD)
  if (at === 0) return word
  if (word !== hasType(text, at - 1, WORD) || hasType(text, at - 1, START)) return true
  return text.charCodeAt(at - 3) === 0x1b && text.charCodeAt(at - 2) === 40 && text.charCodeAt(at - 1) !== 10
}

function schemeUriEnd(text: string, at: number, end: number): number {
  const first = text.charCodeAt(at) | 32
  if (first !== 104 && first !== 119 && first !== 102) return -1
  KNOWN_SCHEME.lastIndex = at
  const scheme = KNOWN_SCHEME.exec(text)
  if (!scheme) return -1
  const length = end - at - scheme[0].length
  return length >= 1 && length <= MAX_LENGTH ? end : -1
}

function isMailto(text: string, at: number): boolean {
  if ((text.charCodeAt(at) | 32) !== 109) return false
  MAILTO.lastIndex = at
  return MAILTO.test(text)
}

function runEnd(text: string, start: number, end: number, type: number): number {
  let at = start
  while (at < end && !hasType(text, at, type)) at++
  return at
}

/** What a run of host name chars ends in: a top-level domain behind a dot, port and path behind that. */
interface Host {
  readonly runEnd: number
  readonly dot: number
  readonly hostEnd: number
  /** -1 when it is no URI. */
  readonly uriEnd: number
}

function readHost(text: string, start: number, end: number, tlds: ReadonlySet<string>): Host {
  let run = start
  while (run < end && hasType(text, run, HOST)) run++
  const hostEnd = text.charCodeAt(run - 1) === 46 ? run - 1 : run
  let dot = hostEnd - 1
  while (dot >= start && text.charCodeAt(dot) !== 46) dot--
  const none = { runEnd: run, dot, hostEnd, uriEnd: -1 }
  if (dot < start || !tlds.has(text.slice(dot + 1, hostEnd).toLowerCase())) return none
  PORT.lastIndex = run
  const port = PORT.exec(text)
  const path = run + (port?.[0].length ?? 0)
  if (path === end) return { runEnd: run, dot, hostEnd, uriEnd: end }
  const length = end - path - 1
  const good = text.charCodeAt(path) === 47 && length >= 1 && length <= MAX_LENGTH
  return good ? { runEnd: run, dot, hostEnd, uriEnd: end } : none
}
