import { asciiLower } from '../base/ascii.ts'

/** What a Content-Type header says. */
export interface ContentType {
  readonly type: string
  readonly boundary: string | undefined
  readonly charset: string | undefined
  readonly name: string | undefined
  /** There was none, or none with a type in it, and `type` is a guess. */
  readonly missing: boolean
}

// Perl's `$` may stand before a last newline, its `.` stops at newlines only, its \s is ASCII.
const BOUNDARY = /\bboundary[ \t\n\r\f\v]*=[ \t\n\r\f\v]*("[^"]+|[^ \t\n\r\f\v";]+(?=[ \t\n\r\f\v;]|$))/i
const CHARSET = /\bcharset[ \t\n\r\f\v]*=[ \t\n\r\f\v]*["']?([^\n]*?)["']?(?:;|(?=\n?$))/i
const NAME = /\b(?:file)?name[ \t\n\r\f\v]*=[ \t\n\r\f\v]*["']?([^\n]*?)["']?(?:;|(?=\n?$))/i
const NAME_STARTS_IN_PIECES = /\b(?:file)?name\*0[ \t\n\r\f\v]*=/i
const NAME_PIECE = /\b(?:file)?name\*(\d+)[ \t\n\r\f\v]*=[ \t\n\r\f\v]*["']?([^\n]*?)["']?(?:;|(?=\n?$))/gi
const LEADING_SPACE = /^[ \t\n\r\f\v]+/
const TYPE = /^[^/]+(?:\/[^/ \t\n\r\f\v]*)?/
const KEPT_TEXT_TYPES = /^text\/(?:x-vcard|calendar|html)\n?$/
const BEYOND_TYPE = /[\x00-\x20\x7f-\xff"(),:;<=>?@[\\\]]+/g

/** Reads a Content-Type value, decoded and unfolded, the forgiving way of SpamAssassin (Util::parse_content_type). */
export function parseContentType(value: string | undefined): ContentType {
  let missing = !value || value === '0'
  const text = missing || value === undefined ? 'text/plain; charset=us-ascii' : value

  let type = text.replace(LEADING_SPACE, '')
  const semicolon = type.indexOf(';')
  if (semicolon >= 0) type = type.slice(0, semicolon)
  type = asciiLower(TYPE.exec(type)?.[0] ?? type)
  if (!type || type === '0') {
    missing = true
    type = 'text/plain'
  } else if (/^text\b/.test(type) && !KEPT_TEXT_TYPES.test(type)) {
    type = 'text/plain'
  }
  return {
    type: type.replace(BEYOND_TYPE, ''),
    boundary: BOUNDARY.exec(text)?.[1]?.replaceAll('"', ''),
    charset: CHARSET.exec(text)?.[1],
    name: nameOf(text),
    missing,
  }
}

function nameOf(text: string): string | undefined {
  const whole = NAME.exec(text)?.[1]
  if ((whole && whole !== '0') || !NAME_STARTS_IN_PIECES.test(text)) return whole
  // RFC 2231 section 3: pieces may come in any order; the last one of a number counts.
  const pieces = new Map<number, string>()
  for (const [, index, piece] of text.matchAll(NAME_PIECE)) pieces.set(Number(index), piece ?? '')
  return [...pieces]
    .sort(([a], [b]) => a - b)
    .map(([, piece]) => piece)
    .join('')
}
