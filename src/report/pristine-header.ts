import { asciiLower } from '../base/ascii.ts'
import type { Message } from '../message/message.ts'

/**
 * All fields of that name as they stand in the message: what follows the colon and its blanks, folded, with the last
 * newline. Where none is found so, as in a header cut off in its last line, the decoded values (get_pristine_header).
 */
export function pristineHeader(message: Message, name: string): readonly string[] {
  const text = message.pristineHeaders
  const wanted = asciiLower(name)
  const found: string[] = []
  for (let start = 0; start < text.length; ) {
    const valueStart = valueStartOf(text, start, wanted)
    const end = valueStart === undefined ? lineEndAfter(text, start) : fieldEndAfter(text, valueStart)
    if (valueStart !== undefined && end !== undefined) found.push(text.slice(valueStart, end))
    start = end ?? lineEndAfter(text, start) ?? text.length
  }
  return found.length > 0 ? found : message.headers.all(name).map((field) => `${field.value}\n`)
}

function valueStartOf(text: string, start: number, name: string): number | undefined {
  if (asciiLower(text.slice(start, start + name.length)) !== name) return undefined
  const colon = skipBlanks(text, start + name.length)
  return text[colon] === ':' ? skipBlanks(text, colon + 1) : undefined
}

function skipBlanks(text: string, at: number): number {
  let end = at
  while (text[end] === ' ' || text[end] === '\t') end++
  return end
}

function lineEndAfter(text: string, at: number): number | undefined {
  const newline = text.indexOf('\n', at)
  return newline < 0 ? undefined : newline + 1
}

/** Behind the first newline that no blank follows. */
function fieldEndAfter(text: string, at: number): number | undefined {
  let end = lineEndAfter(text, at)
  while (end !== undefined && (text[end] === ' ' || text[end] === '\t')) end = lineEndAfter(text, end)
  return end
}
