import { isAsciiSpace } from '../base/ascii.ts'
import { bytesFromLatin1, latin1FromBytes } from '../base/latin1.ts'

const SPACE = /[ \t\n\r\f\v]+/g
const WELL_FORMED_BASE64 = /^[A-Za-z0-9+/=]*$/
const NOT_BASE64 = /[^A-Za-z0-9+/=]+/g
const INNER_PADDING = /=/g

/** Characters that can be left out at the end of a base64 text without touching the first `bytes` bytes of its meaning. */
function base64LengthFor(bytes: number): number {
  return 4 * (Math.floor(bytes / 3) + 1)
}

/**
 * Undoes base64 as SpamAssassin does (Util::base64_decode), all of it or the first bytes. Padding inside the text does
 * not end it: it counts as zero bits where the text is otherwise well formed, and as one bits where it is not.
 */
export function decodeBase64(text: string, maxBytes = Number.POSITIVE_INFINITY): string {
  const close = withoutPadding(text)
  if (maxBytes === Number.POSITIVE_INFINITY && !close.includes('=') && !close.includes('-') && !close.includes('_')) {
    return latin1FromBytes(Buffer.from(close, 'base64')) // passes over whatever else is not of the alphabet
  }
  let dense = text.replace(SPACE, '')
  const wellFormed = dense.length >= 2 && dense.length % 4 === 0 && WELL_FORMED_BASE64.test(dense)
  if (!wellFormed) dense = dense.replace(NOT_BASE64, '')
  let end = dense.length
  while (end > 0 && dense.charCodeAt(end - 1) === 61) end--
  let digits = dense.slice(0, end)
  if (digits.includes('=')) digits = digits.replace(INNER_PADDING, wellFormed ? 'A' : '/')
  if (digits.length % 4 === 1) digits = digits.slice(0, -1)
  if (maxBytes < digits.length) digits = digits.slice(0, base64LengthFor(maxBytes))
  const decoded = latin1FromBytes(Buffer.from(digits, 'base64'))
  return decoded.length > maxBytes ? decoded.slice(0, maxBytes) : decoded
}

function withoutPadding(text: string): string {
  let end = text.length
  while (end > 0 && (text.charCodeAt(end - 1) === 61 || isAsciiSpace(text.charCodeAt(end - 1)))) end--
  return end === text.length ? text : text.slice(0, end)
}

const EQUALS = 61
const NEWLINE = 10
const RETURN = 13

function isBlank(code: number | undefined): boolean {
  return code === 32 || code === 9
}

function hexDigit(code: number | undefined): number {
  if (code === undefined) return -1
  if (code >= 48 && code <= 57) return code - 48
  if (code >= 65 && code <= 70) return code - 55
  return code >= 97 && code <= 102 ? code - 87 : -1
}

/**
 * Undoes quoted-printable as SpamAssassin does (Util::qp_decode): blanks at line ends go, then soft line breaks, then
 * `=XX` in either case of hex digits becomes a byte, also where a soft break stood in its middle. All else stays.
 */
export function decodeQuotedPrintable(text: string): string {
  const bytes = bytesFromLatin1(text)
  const joined = joinLines(bytes)
  let write = 0
  for (let read = 0; read < joined; read++) {
    const code = bytes[read] ?? 0
    if (code === EQUALS && read + 2 < joined) {
      const high = hexDigit(bytes[read + 1])
      const low = high < 0 ? -1 : hexDigit(bytes[read + 2])
      if (low >= 0) {
        bytes[write++] = high * 16 + low
        read += 2
        continue
      }
    }
    bytes[write++] = code
  }
  return latin1FromBytes(bytes.subarray(0, write))
}

/** Drops blanks before line ends and soft line breaks, in place; returns the length of what is left. */
function joinLines(bytes: Buffer): number {
  let write = 0
  let fixed = 0 // what stands before this was looked at already: a soft break does not make new line ends of it
  for (let read = 0; read < bytes.length; read++) {
    const code = bytes[read] ?? 0
    if (code !== NEWLINE) {
      bytes[write++] = code
      continue
    }
    const hasReturn = write > fixed && bytes[write - 1] === RETURN
    if (hasReturn) write--
    while (write > fixed && isBlank(bytes[write - 1])) write--
    if (write > fixed && bytes[write - 1] === EQUALS) {
      write--
      fixed = write
      continue
    }
    if (hasReturn) bytes[write++] = RETURN
    bytes[write++] = NEWLINE
    fixed = write
  }
  return write
}
