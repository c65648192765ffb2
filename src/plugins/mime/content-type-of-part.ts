import { type ContentType, parseContentType } from '../../message/content-type.ts'
import type { Part } from '../../message/part.ts'

/** The Content-Type of a part as plugins read it: with its newline, so that even an empty one is there (get_header). */
export function contentTypeOfPart(part: Part): ContentType {
  const field = part.headers.last('content-type')
  return parseContentType(field && `${field.value}\n`)
}
