import type { Message } from '../message/message.ts'
import { ORIGINAL_DESCRIPTION } from './report-safe.ts'

/** The boundary is known only where it is the first parameter, as SpamAssassin writes it. */
const MIXED =
  /^[ \t\n\r\f\v]*multipart\/mixed;[ \t\n\r\f\v]+boundary[ \t\n\r\f\v]*=[ \t\n\r\f\v]*["']?([^\n]+?)["']?(?:;|$)/i
const BLANK = /^[ \t\n\r\f\v]*$/
const ORIGINAL_TYPE = /^(?:message\/rfc822|text\/plain);[ \t\n\r\f\v]+x-spam-type=original/
const PART_FIELD = /^Content-(Type|Description):[ \t\n\r\f\v]+([^\n]+)$/i
const TRAILING_SPACE = /[ \t\n\r\f\v]$/

/** The original message out of one that carries a report; undefined when this is none. */
export function unwrapReport(message: Message): string | undefined {
  const boundary = MIXED.exec(message.headers.value('Content-Type'))?.[1]
  if (boundary === undefined) return undefined
  const delimiter = `--${boundary}`
  const lines = message.pristineBody === '' ? [] : message.pristineBody.split(/(?<=\n)/)
  let inHeader = false
  let type = ''
  let description = ''
  for (const [at, line] of lines.entries()) {
    if (!inHeader && !isDelimiter(line, delimiter)) continue
    if (BLANK.test(line)) {
      const isOriginal = ORIGINAL_TYPE.test(type) || (type === 'message/rfc822' && description === ORIGINAL_DESCRIPTION)
      if (isOriginal) return upToDelimiter(lines.slice(at + 1), delimiter)
      inHeader = false
      type = ''
      description = ''
      continue
    }
    inHeader = true
    const field = PART_FIELD.exec(line.endsWith('\n') ? line.slice(0, -1) : line)
    if (field?.[1]?.toLowerCase() === 'type') type = trimEnd(field[2] ?? '')
    else if (field) description = trimEnd(field[2] ?? '')
  }
  return undefined
}

/** A boundary line, but not the closing one. */
function isDelimiter(line: string, delimiter: string): boolean {
  if (!line.startsWith(delimiter)) return false
  const rest = line.slice(delimiter.length)
  return rest === '' || rest === '\n' || rest === '\r\n' || rest === '\r'
}

/** The lines before the next boundary, without the blank line in front of it. */
function upToDelimiter(lines: readonly string[], delimiter: string): string {
  const end = lines.findIndex((line) => line.startsWith(delimiter))
  if (end < 0) return lines.join('')
  const hasBlank = end > 0 && BLANK.test(lines[end - 1] ?? '')
  return lines.slice(0, hasBlank ? end - 1 : end).join('')
}

function trimEnd(text: string): string {
  let end = text.length
  while (end > 0 && TRAILING_SPACE.test(text.slice(end - 1, end))) end--
  return text.slice(0, end)
}
