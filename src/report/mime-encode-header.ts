const PLAIN_LINE = /^[\t\x20-\x7e]*\r?\n$/
const LINE_END = /\r?\n$/
const NOT_PLAIN = /[^\t\x20-\x7e]/
/** What the Q encoding has to spell out, and what counts when it is weighed against base64. */
const Q_SPECIAL = /[=?_\x00-\x20\x7f-\xff]/g
const Q_COUNTED = /[=?_\x00-\x1f\x7f-\xff]/g

/**
 * Makes header text ASCII: of each line that has other bytes, the words from the first to the last such word become
 * one encoded word of UTF-8, as Q or base64, whichever is shorter (PerMsgStatus::mime_encode_header).
 */
export function mimeEncodeHeader(text: string): string {
  if (!NOT_PLAIN.test(text.replaceAll('\n', ''))) return text
  return text
    .split(/(?<=\n)/)
    .map((line) => (PLAIN_LINE.test(line) ? line : encodeLine(line)))
    .join('')
}

function encodeLine(line: string): string {
  const lineEnd = LINE_END.exec(line)?.[0] ?? ''
  const content = line.slice(0, line.length - lineEnd.length)
  const first = content.search(NOT_PLAIN)
  if (first < 0) return line
  let last = content.length - 1
  while (!NOT_PLAIN.test(content[last] ?? '')) last--
  const start = afterLastBlank(content, first)
  const end = nextBlank(content, last)
  return content.slice(0, start) + encodedWord(content.slice(start, end)) + content.slice(end) + lineEnd
}

/** Where the word that holds `at` begins. */
function afterLastBlank(text: string, at: number): number {
  return Math.max(at === 0 ? -1 : text.lastIndexOf(' ', at - 1), at === 0 ? -1 : text.lastIndexOf('\t', at - 1)) + 1
}

/** The first blank behind `at`, or the end. */
function nextBlank(text: string, at: number): number {
  for (let end = at + 1; end < text.length; end++) if (text[end] === ' ' || text[end] === '\t') return end
  return text.length
}

function encodedWord(text: string): string {
  const escaped = text.match(Q_COUNTED)?.length ?? 0
  if (text.length + escaped * 2 > (4 * (text.length + 2)) / 3) {
    return `=?UTF-8?B?${Buffer.from(text, 'latin1').toString('base64')}?=`
  }
  return `=?UTF-8?Q?${text.replace(Q_SPECIAL, qEscape)}?=`
}

function qEscape(char: string): string {
  return char === ' ' ? '_' : `=${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`
}
