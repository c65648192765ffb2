import { HeaderList } from '../message/header-list.ts'
import type { Message } from '../message/message.ts'
import { parseHeader } from '../message/parse-header.ts'

const FILTER_FIELD = /(?<![^\n])x-spam-/i

/**
 * The header with the X-Spam-… fields that scans do not see, as `Name: value` lines: SpamAssassin takes them away when it
 * scans a message, not when it is given one to learn. Undefined where there are none.
 */
export function unfilteredLines(message: Message): readonly string[] | undefined {
  if (!FILTER_FIELD.test(message.pristineHeaders)) return undefined
  return new HeaderList(parseHeader(message.pristineHeaders).fields).lines('decoded')
}
