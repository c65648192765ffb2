import { trimAsciiSpace } from '../base/ascii.ts'
import { latin1FromBytes } from '../base/latin1.ts'

/** The ids by which the log names a message, cleaned of what could confuse a reader of logs. */
export interface MessageIds {
  readonly messageId: string | undefined
  readonly resentMessageId: string | undefined
}

// Ids stand in the header block, which real mail keeps below 100 kB; the log is not worth reading further.
const MAX_HEADER_BYTES = 1 << 18

/** Message-Id and Resent-Message-Id of a message, the last of each, as spamd logs them (parse_msgids). */
export function messageIds(message: Uint8Array): MessageIds {
  const block = latin1FromBytes(message.subarray(0, MAX_HEADER_BYTES))
  const found = new Map<string, string>()
  let name: string | undefined
  for (let from = 0; from < block.length; ) {
    const newline = block.indexOf('\n', from)
    const end = newline < 0 ? block.length : newline + 1
    const first = block[from]
    if (first === '\n' || (first === '\r' && block[from + 1] === '\n')) break
    if (first === ' ' || first === '\t') {
      if (name) found.set(name, (found.get(name) ?? '') + block.slice(from, end))
    } else {
      // Most lines are none of these; a look at the first letter spares the expression.
      const field = first && 'mMrR'.includes(first) ? ID_FIELD.exec(block.slice(from, end)) : undefined
      name = field?.[1]?.toLowerCase()
      if (name) found.set(name, field?.[2] ?? '')
    }
    from = end
  }
  return { messageId: cleanId(found.get('message-id')), resentMessageId: cleanId(found.get('resent-message-id')) }
}

const ID_FIELD = /^((?:resent-)?message-id)[ \t]*:[ \t]*([^\n]*\n?)/i

function cleanId(raw: string | undefined): string | undefined {
  if (!raw) return undefined
  let id = trimAsciiSpace(withoutComments(raw)).replace(/[ \t\n\r\f\v]+/g, ' ')
  const open = id.indexOf('<')
  const close = open < 0 ? -1 : id.indexOf('>', open)
  if (close >= 0) id = id.slice(open + 1, close)
  id = id.replace(/[^\x21-\x7e]/g, '?').replace(/[<>]/g, '?')
  return id === '' ? undefined : `<${id}>`
}

// Balanced parentheses and what they hold; an open one that is never closed stays.
function withoutComments(text: string): string {
  if (!text.includes('(')) return text
  const kept: string[] = []
  const opened: number[] = []
  for (const char of text) {
    if (char === '(') opened.push(kept.length)
    const start = char === ')' ? opened.pop() : undefined
    if (start === undefined) kept.push(char)
    else kept.length = start
  }
  return kept.join('')
}
