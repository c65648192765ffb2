/** SpamAssassin's longest body line (MAX_BODY_LINE_LENGTH); a paragraph is cut between one and two of these. */
const LINE = 2048

/** Text cut into pieces of bounded length, at a newline, `>` or blank where one is near. */
export function shortParagraphs(text: string): string[] {
  if (text.length <= LINE) return [text]
  const pieces: string[] = []
  let start = 0
  while (text.length - start > 2 * LINE) {
    const end = cutAfter(text, start)
    pieces.push(text.slice(start, end + 1))
    start = end + 1
  }
  if (start < text.length) pieces.push(text.slice(start))
  return pieces
}

/** Index of the last char of the piece that begins at `start`. */
function cutAfter(text: string, start: number): number {
  const window = text.slice(start + LINE, start + 2 * LINE)
  for (const mark of ['\n', '>', ' ']) {
    const at = window.indexOf(mark)
    if (at >= 0) return start + LINE + at
  }
  return start + LINE
}
