/** How a quoted Received header begins, within text. */
const RECEIVED = /^[> ]*Received:/i
const ONLY_QUOTES = /^[> ]*$/
/** A word, white space ahead of it consumed, that behind it not. */
const WORD_BETWEEN_BLANKS = / ([^ \t\n\r\f\v]+)(?= )/g
const WORD_BETWEEN_SPACE = /[ \t\n\r\f\v]([^ \t\n\r\f\v]+)(?=[ \t\n\r\f\v])/g

/** True for a word with a dot that is neither its first nor its last char. */
function hasInnerDot(word: string): boolean {
  const dot = word.indexOf('.', 1)
  return dot !== -1 && dot < word.length - 1
}

/**
 * Words with dots, each surrounded by white space of its own: of two that share a blank, SpamAssassin sees the first
 * only. Returns where to go on when more text follows.
 */
function dottedWords(text: string, word: RegExp, found: (word: string) => boolean): number {
  let from = 0
  word.lastIndex = 0
  for (let match = word.exec(text); match; match = word.exec(text)) {
    if (match.index < from || !hasInnerDot(match[1] ?? '')) continue
    if (found(match[1] ?? '')) break
    from = match.index + match[0].length + 1
  }
  return from
}

/** Whether a line of rendered text that looks like a Received header names a relay that is looked for. */
export function relayInText(lines: readonly string[], isWanted: (relay: string) => boolean): boolean {
  return lines.some((line) => {
    if (!RECEIVED.test(line)) return false
    let wanted = false
    dottedWords(line, WORD_BETWEEN_BLANKS, (relay) => (wanted = isWanted(relay)))
    return wanted
  })
}

/** The same for the bytes of a body, where such headers may be folded: those of attached messages, for one. */
export function relayInSource(body: string, isWanted: (relay: string) => boolean): boolean {
  if (!/Received:/i.test(body)) return false
  let seenReceived = false
  let wanted = false
  // The header so far: whether it is a Received one or may become one, and what of it has still to be looked at.
  let isReceived = false
  let onlyQuotes = false
  let unread = ''
  for (let start = 0; start <= body.length; ) {
    const newline = body.indexOf('\n', start)
    const line = body.slice(start, newline < 0 ? body.length : newline)
    start = newline < 0 ? body.length + 1 : newline + 1
    if (!seenReceived) {
      if (!RECEIVED.test(line)) continue
      seenReceived = true
    }
    const isContinuation = /^[ \t\r\f\v]/.test(line)
    if (!isContinuation || (onlyQuotes && !isReceived)) {
      isReceived = RECEIVED.test(line)
      onlyQuotes = (onlyQuotes || !isContinuation) && ONLY_QUOTES.test(line)
    }
    if (!isReceived) continue
    unread = isContinuation ? unread + line : line
    const from = dottedWords(unread, WORD_BETWEEN_SPACE, (relay) => (wanted = isWanted(relay)))
    if (wanted) return true
    unread = unread.slice(Math.max(from, lastSpace(unread)))
  }
  return false
}

/** Where the last word begins, with the space ahead of it: nothing before it can be found anew. */
function lastSpace(text: string): number {
  let at = text.length - 1
  while (at > 0 && !/[ \t\r\f\v]/.test(text[at] ?? '')) at--
  return Math.max(at, 0)
}
