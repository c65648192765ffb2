const SEVERAL_WORDS = /[^ \t\n\r\f\v][ \t\n\r\f\v]+[^ \t\n\r\f\v]/
/** Base64 that shows in the body, as in forwarded messages. */
const BASE64_LINE = /^(?:[A-Za-z0-9+/=]{60,76} ){2}/
/** Texts shorter than this prove nothing: two acronyms would be most of it. */
const SHORTEST_TEXT = 200

/** Capitals in percent of ASCII letters and digits, over the lines of several words; 0 for short texts. */
export function upperCaseShare(lines: readonly string[]): number {
  let length = 0
  let lower = 0
  let upper = 0
  for (const line of lines) {
    if (!SEVERAL_WORDS.test(line) || BASE64_LINE.test(line)) continue
    const text = withoutShiftJis(line)
    length += text.length
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i)
      if ((code >= 97 && code <= 122) || (code >= 48 && code <= 57)) lower++
      else if (code >= 65 && code <= 90) upper++
    }
  }
  if (length < SHORTEST_TEXT || upper + lower === 0) return 0
  return (upper / (upper + lower)) * 100
}

/** From the first switch to Japanese to the last switch back. */
function withoutShiftJis(line: string): string {
  const start = line.indexOf('\x1b$B')
  const end = line.lastIndexOf('\x1b(B')
  return start >= 0 && end >= start + 3 ? line.slice(0, start) + line.slice(end + 3) : line
}
