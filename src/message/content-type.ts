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

// Perl's \s is ASCII. Only how parameters begin is matched by expressions: the end of a value is looked for by hand,
// because an expression would look for it anew from every beginning that comes to nothing.
const BOUNDARY = /\bboundary[ \t\n\r\f\v]*=[ \t\n\r\f\v]*/gi
const CHARSET = /\bcharset[ \t\n\r\f\v]*=[ \t\n\r\f\v]*["']?/gi
const NAME = /\b(?:file)?name[ \t\n\r\f\v]*=[ \t\n\r\f\v]*["']?/gi
const NAME_STARTS_IN_PIECES = /\b(?:file)?name\*0[ \t\n\r\f\v]*=/i
const NAME_PIECE = /\b(?:file)?name\*(\d+)[ \t\n\r\f\v]*=[ \t\n\r\f\v]*["']?/gi
const AFTER_VALUE = /[;\n]|$/g
const AFTER_BOUNDARY = /[ \t\n\r\f\v";]|$/g
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
    boundary: boundaryOf(text),
    charset: values(text, CHARSET).next().value?.value,
    name: nameOf(text),
    missing,
  }
}

function boundaryOf(text: string): string | undefined {
  let end = -1
  for (const match of text.matchAll(BOUNDARY)) {
    const start = match.index + match[0].length
    if (text[start] === '"') {
      const quote = text.indexOf('"', start + 1)
      const value = text.slice(start + 1, quote < 0 ? text.length : quote)
      if (value !== '') return value
      continue
    }
    if (end < start) end = next(AFTER_BOUNDARY, text, start)
    // A quote inside makes it no boundary at all.
    if (end > start && text[end] !== '"') return text.slice(start, end)
  }
  return undefined
}

/** Values of the parameters that begin so: up to a semicolon or the end, a quote before that left out. One that a line break ends is none. */
function* values(text: string, beginning: RegExp): Generator<{ match: RegExpExecArray; value: string }, undefined> {
  let end = -1
  let taken = 0
  for (const match of text.matchAll(beginning)) {
    if (match.index < taken) continue
    const start = match.index + match[0].length
    if (end < start) end = next(AFTER_VALUE, text, start)
    if (text[end] === '\n' && end < text.length - 1) continue
    taken = end + 1
    const quoted = end > start && (text[end - 1] === '"' || text[end - 1] === "'")
    yield { match, value: text.slice(start, quoted ? end - 1 : end) }
  }
  return undefined
}

function next(what: RegExp, text: string, from: number): number {
  what.lastIndex = from
  return what.exec(text)?.index ?? text.length
}

function nameOf(text: string): string | undefined {
  const whole = values(text, NAME).next().value?.value
  if ((whole && whole !== '0') || !NAME_STARTS_IN_PIECES.test(text)) return whole
  // RFC 2231 section 3: pieces may come in any order; the last one of a number counts.
  const pieces = new Map<number, string>()
  for (const { match, value } of values(text, NAME_PIECE)) pieces.set(Number(match[1]), value)
  return [...pieces]
    .sort(([a], [b]) => a - b)
    .map(([, piece]) => piece)
    .join('')
}
