// The pieces of which address headers are made, each found at a given place in linear time. They follow SpamAssassin's
// expressions ($header_address_re and what it embeds), which as one RegExp could take for ever on hostile headers.

/** Index behind the white space at `at`. */
export function skipSpace(text: string, at: number): number {
  let i = at
  while (i < text.length && isSpace(text.charCodeAt(i))) i++
  return i
}

export function isSpace(code: number): boolean {
  return code === 32 || (code >= 9 && code <= 13)
}

/** Index behind the quoted string that starts at `at`, or -1. A backslash takes the next char along. */
export function quotedStringEnd(text: string, at: number, lineBreakEscapable = false): number {
  if (text[at] !== '"') return -1
  return closedBy('"', '"', text, at + 1, lineBreakEscapable)
}

/** Index behind the comment that starts at `at`, or -1. Comments within comments are not known here. */
export function commentEnd(text: string, at: number, lineBreakEscapable = false): number {
  if (text[at] !== '(') return -1
  return closedBy(')', '(', text, at + 1, lineBreakEscapable)
}

function closedBy(close: string, forbidden: string, text: string, from: number, lineBreakEscapable: boolean): number {
  for (let i = from; i < text.length; i++) {
    const char = text[i]
    if (char === close) return i + 1
    if (char === forbidden) return -1
    if (char === '\\') {
      i++
      if (i >= text.length || (text[i] === '\n' && !lineBreakEscapable)) return -1
    }
  }
  return -1
}

const NOT_IN_PHRASE = new Set('",;<')

/**
 * The places where a phrase that starts at `at` may end: behind each quoted string and each run of plain text, the
 * last one last. Empty when none starts here.
 */
export function phraseEnds(text: string, at: number): number[] {
  const ends: number[] = []
  let i = at
  while (i < text.length) {
    let end = quotedStringEnd(text, i)
    if (end < 0) {
      end = i
      while (end < text.length && !NOT_IN_PHRASE.has(text[end] ?? '')) end++
      if (end === i) break
    }
    ends.push(end)
    i = end
  }
  return ends
}

const PLAIN_USER = /[^@ \t\n\r\f\v<>()[\],:;]+@/y
const DOMAIN = /[^" \t\n\r\f\v<>()[\],:;]+|\[[\d:.]+\]/y

/** Index behind the `user@domain` that starts at `at`, or -1. */
export function mailboxEnd(text: string, at: number): number {
  const quoted = quotedStringEnd(text, at)
  const domainEnd = quoted > 0 && text[quoted] === '@' ? matchEnd(DOMAIN, text, quoted + 1) : -1
  if (domainEnd > 0) return domainEnd
  const user = matchEnd(PLAIN_USER, text, at)
  return user > 0 ? matchEnd(DOMAIN, text, user) : -1
}

function matchEnd(expression: RegExp, text: string, at: number): number {
  expression.lastIndex = at
  return expression.test(text) ? expression.lastIndex : -1
}

/** Whether the text is one `user@domain` and nothing else but perhaps a newline. */
export function isMailbox(text: string): boolean {
  const end = mailboxEnd(text, 0)
  return end > 0 && (end === text.length || (end === text.length - 1 && text[end] === '\n'))
}

/** The text without its comments, nested ones only in part. */
export function withoutComments(text: string): string {
  if (!text.includes('(')) return text
  let kept = ''
  let from = 0
  for (let i = text.indexOf('('); i >= 0; ) {
    const end = commentEnd(text, i, true)
    if (end < 0) {
      i = text.indexOf('(', i + 1)
      continue
    }
    kept += text.slice(from, i)
    from = end
    i = text.indexOf('(', end)
  }
  return kept + text.slice(from)
}

/** Neither an empty quoted user nor a quote that does not close (_valid_parsed_address). */
export function isPlausible(address: string): boolean {
  const quote = address.indexOf('"')
  return quote < 0 || (!address.startsWith('""@') && address.indexOf('"', quote + 1) >= 0)
}
