import { HeaderField } from './header-list.ts'

/** SpamAssassin's MAX_HEADER_KEY_LENGTH and MAX_HEADER_VALUE_LENGTH: what is longer is cut and counts as a defect. */
const MAX_NAME_LENGTH = 256
const MAX_VALUE_LENGTH = 8192
/** So many lines that are no header field are overlooked; the next one begins the body. */
const MAX_BAD_LINES = 3

/** A line that begins a header field; the obsolete syntax with blanks before the colon is allowed. */
export const FIELD_START = /^[\x21-\x39\x3b-\x7e]+[ \t]*:/
const MBOX_SEPARATOR = /^From[ \t\n\r\f\v]+(?!:)/
/** The line above a message in an mbx mailbox. SpamAssassin knows it too, but fails on it. */
const MBX_SEPARATOR =
  /^[ \t\n\r\f\v\d]\d-[a-zA-Z]{3}-\d{4}[ \t\n\r\f\v]\d{2}:\d{2}:\d{2}[^\n]*,\d+;[\da-f]{12}-\w{8}\r?\n?$/
const BARE_NEWLINE = /(?<!\r)\n/g

/** A message taken apart into header and body. */
export interface HeaderBlock {
  readonly mboxSeparator: string | undefined
  readonly lineEnding: '\n' | '\r\n'
  /** The header as written, with the blank line that ends it. */
  readonly pristineHeaders: string
  readonly pristineBody: string
  readonly fields: readonly HeaderField[]
  readonly missingSeparator: boolean
  readonly truncated: boolean
}

/** Finds the header of a message and its fields, as forgiving as SpamAssassin (Message::new). */
export function parseHeader(message: string): HeaderBlock {
  const text = message === '' ? '\n' : message
  const firstEnd = lineEnd(text, 0)
  const firstLine = text.slice(0, firstEnd)
  const start = MBOX_SEPARATOR.test(firstLine) || MBX_SEPARATOR.test(firstLine) ? firstEnd : 0
  const lineEnding = usesCrlf(text, start) ? '\r\n' : '\n'

  const fields: HeaderField[] = []
  const repaired: string[] | undefined = lineEnding === '\r\n' ? [] : undefined
  let truncated = false
  let missingSeparator = false
  let badLines = 0
  let field: string | undefined
  let body = ''
  let at = start

  const finishField = (): void => {
    if (field === undefined) return
    const colon = field.indexOf(':')
    if (colon < 0) return
    let name = withoutTrailingBlanks(field.slice(0, colon))
    let value = field.slice(colon + 1)
    if (repaired) value = value.replaceAll('\r\n', '\n')
    if (name.length > MAX_NAME_LENGTH || value.length > MAX_VALUE_LENGTH) {
      truncated = true
      name = name.slice(0, MAX_NAME_LENGTH)
      value = value.slice(0, MAX_VALUE_LENGTH)
    }
    fields.push(new HeaderField(name, value))
  }

  for (;;) {
    if (at >= text.length) {
      finishField()
      missingSeparator = true
      break
    }
    const end = lineEnd(text, at)
    let line = text.slice(at, end)
    if (repaired) line = line.replace(BARE_NEWLINE, '\r\n')

    const first = line.charCodeAt(0)
    if (first === 32 || first === 9) {
      field = (field ?? '') + line
      repaired?.push(line)
      at = end
      continue
    }
    finishField()
    if (line === lineEnding) {
      repaired?.push(line)
      at = end
      body = text.slice(at)
      break
    }
    if (line.startsWith('--') || (!FIELD_START.test(line) && ++badLines > MAX_BAD_LINES)) {
      missingSeparator = true
      body = line + text.slice(end)
      break
    }
    field = line
    repaired?.push(line)
    at = end
  }

  return {
    mboxSeparator: start > 0 ? text.slice(0, start) : undefined,
    lineEnding,
    pristineHeaders: repaired ? repaired.join('') : text.slice(start, at),
    pristineBody: body,
    fields,
    missingSeparator,
    truncated,
  }
}

/** Where the line that begins at `at` ends, its newline included. */
export function lineEnd(text: string, at: number): number {
  const newline = text.indexOf('\n', at)
  return newline < 0 ? text.length : newline + 1
}

/** SpamAssassin judges by the first and the last line only. */
function usesCrlf(text: string, start: number): boolean {
  if (text.slice(start, lineEnd(text, start)).includes('\r\n')) return true
  return start < text.length && text.endsWith('\r\n')
}

function withoutTrailingBlanks(name: string): string {
  let end = name.length
  while (end > 0 && (name.charCodeAt(end - 1) === 32 || name.charCodeAt(end - 1) === 9)) end--
  return end === name.length ? name : name.slice(0, end)
}
