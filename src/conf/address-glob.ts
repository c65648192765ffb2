/** Whether a text matches one pattern of an address list. The text is expected in lower case. */
export type GlobMatcher = (text: string) => boolean

/** Chars that SpamAssassin takes out of patterns before use. */
const UNSAFE = /[\0\\(]/g
const WILDCARD = /[*?]/

/**
 * A file-glob pattern as a matcher: `*` stands for any chars, `?` for one, neither for a line feed. Takes time
 * proportional to pattern times text, whatever they are.
 */
export function globMatcher(glob: string): GlobMatcher {
  const pattern = glob.replace(UNSAFE, '_').replace(/\*+/g, '*')
  if (!WILDCARD.test(pattern)) return (text) => withoutLastNewline(text) === pattern
  return (text) => matches(pattern, withoutLastNewline(text))
}

/** Perl's `$` also stands before a last line feed. */
function withoutLastNewline(text: string): string {
  return text.endsWith('\n') ? text.slice(0, -1) : text
}

function matches(pattern: string, text: string): boolean {
  let p = 0
  let t = 0
  let star = -1
  let starText = 0
  while (t < text.length) {
    const char = pattern[p]
    if (char === '*') {
      star = p++
      starText = t
    } else if (char === text[t] || (char === '?' && text[t] !== '\n')) {
      p++
      t++
    } else if (star >= 0 && text[starText] !== '\n') {
      p = star + 1
      t = ++starText
    } else return false
  }
  while (pattern[p] === '*') p++
  return p === pattern.length
}
