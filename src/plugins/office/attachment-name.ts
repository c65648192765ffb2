import { asciiLower } from '../../base/ascii.ts'
import { decodeHeaderValue } from '../../message/encoded-words.ts'
import type { Part } from '../../message/part.ts'

const NAME = /name[ \t\n\r\f\v]*=[ \t\n\r\f\v]*["']?([^"';]*)/i
const FILE_NAME = /filename[ \t\n\r\f\v]*=[ \t\n\r\f\v]*["']?([^"';]*)/i
const TRAILING_SPACE = /(?<![ \t\n\r\f\v])[ \t\n\r\f\v]+$/
const BINARY_ENCODING = /^(?:base64|quoted-printable)\n?$/

/** The name of an attachment that travels encoded (Util::get_part_details); undefined for other parts, empty without a name. */
export function attachmentName(part: Part, preferDisposition: boolean): string | undefined {
  const type = part.headers.last('content-type')
  if (!type || !BINARY_ENCODING.test(part.encoding)) return undefined
  const disposition = part.headers.value('content-disposition')
  // A name that was encoded within an encoded field is decoded, too.
  const nameIn = (pattern: RegExp, value: string): string =>
    (pattern.exec(decodeHeaderValue(value, 'content-type'))?.[1] ?? '').replace(TRAILING_SPACE, '')
  const ofType = nameIn(NAME, type.value)
  const ofDisposition = nameIn(FILE_NAME, disposition)
  if (ofDisposition === '') return ofType
  if (ofType === '' || asciiLower(ofType) === asciiLower(ofDisposition)) return ofDisposition
  return preferDisposition ? ofDisposition : ofType
}
