/**
 * The charsets of what passes for encoded words (`=?charset?x?text?=`) in a raw header value, well formed or not.
 * Each line is read once from left to right: an expression with that many gaps would start again at every `=?`.
 */
export function encodedCharsets(raw: string): string[] {
  const charsets: string[] = []
  for (const line of raw.split('\n')) {
    for (let at = line.indexOf('=?'); at >= 0; ) {
      let mark = line.indexOf('?', at + 3)
      while (mark >= 0 && line[mark + 2] !== '?') mark = line.indexOf('?', mark + 1)
      const end = mark < 0 ? -1 : line.indexOf('?=', mark + 3)
      if (end < 0) break
      charsets.push(line.slice(at + 2, mark))
      at = line.indexOf('=?', end + 2)
    }
  }
  return charsets
}
