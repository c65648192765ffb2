import { asciiLower, isAsciiSpace } from '../../base/ascii.ts'
import type { Part } from '../../message/part.ts'
import { contentTypeOfPart } from './content-type-of-part.ts'

/** What MIMEEval counts over all parts of a message. */
export interface AttachmentFacts {
  readonly base64Count: number
  readonly base64EncodedText: boolean
  readonly htmlCount: number
  readonly textCount: number
  readonly attachmentCount: number
  readonly badIsoCharset: boolean
  readonly hasAlternative: boolean
  /** Bytes of the last plain part for each byte of the last HTML part, where there are alternatives; else 1. */
  readonly multipartRatio: number
  /** Needless encodings (`=41`) in quoted-printable parts, or, where those are empty, the number of such parts. */
  readonly qpCount: number
  readonly qpBytes: number
  readonly qpLongLine: boolean
  /** Needless encodings for each byte of quoted-printable parts. */
  readonly qpRatio: number
  /** A plain part declared (or taken) to be ASCII has bytes that are not. */
  readonly asciiTextIllegal: boolean
  /** `&#x1234;` for each other char of plain parts that are not encoded. */
  readonly unicodeRatio: number
  /** The charsets of all parts, as declared. */
  readonly charsets: readonly string[]
}

// iso-8859-1 and iso-2022-jp are fine; iso-8859-foo is not.
const ISO_CHARSET = /iso-[^ \t\n\r\f\v]+-[^ \t\n\r\f\v]+\b/i
const GOOD_ISO_CHARSET = /iso-(?:8859-\d{1,2}|2022-(?:jp|kr))\b/
const ASCII_CHARSET =
  /us-ascii|ansi_x3\.4-1968|iso-ir-6|ansi_x3\.4-1986|iso_646\.irv:1991|ascii|iso646-us|us|ibm367|cp367|csascii/
const NOT_ASCII_TEXT = /[\0\r\x80-\xff]/
const ENTITY = /&#x[0-9A-F]{4};/g

/** Counts over the parts of a message, in their order. */
export function attachmentFacts(parts: readonly Part[]): AttachmentFacts {
  const facts = {
    base64Count: 0,
    base64EncodedText: false,
    htmlCount: 0,
    textCount: 0,
    attachmentCount: 0,
    badIsoCharset: false,
    hasAlternative: false,
    qpCount: 0,
    asciiTextIllegal: false,
  }
  const charsets: string[] = []
  const qp = { bytes: 0, needless: 0, longLine: false }
  const text = { chars: 0, entities: 0 }
  let textBytes: number | undefined
  let htmlBytes: number | undefined

  for (const part of parts) {
    if (part.type === '') continue
    const content = contentTypeOfPart(part)
    const type = content.type
    const charset = asciiLower(content.charset ?? '')
    const encoding = part.encoding
    const disposition = asciiLower(part.headers.value('content-disposition'))
    const attached = disposition.includes('attachment')
    const isBase64 = encoding.includes('base64')

    if (type === 'multipart/alternative') facts.hasAlternative = true
    if (type === 'text/html') facts.htmlCount++
    else if (type.startsWith('text')) facts.textCount++
    if (isBase64) facts.base64Count++
    else if (encoding.includes('quoted-printable')) facts.qpCount++
    if (attached) facts.attachmentCount++
    if (
      isBase64 &&
      type.startsWith('text') &&
      (charset === '' || charset === '0' || ASCII_CHARSET.test(charset)) &&
      !/^(?:attachment|inline)/.test(disposition)
    ) {
      facts.base64EncodedText = true
    }
    if (ISO_CHARSET.test(charset) && !GOOD_ISO_CHARSET.test(charset)) facts.badIsoCharset = true
    if (/[a-z]/.test(charset)) charsets.push(charset)

    if (!part.isLeaf) continue
    const raw = part.raw ?? ''
    if (!attached) {
      const bytes = facts.hasAlternative ? raw.length : 0
      if (type === 'text/plain') textBytes = bytes
      else if (type === 'text/html') htmlBytes = bytes
    }
    if (encoding === 'quoted-printable') countQuotedPrintable(raw, qp)
    if (type !== 'text/plain') continue
    if ((content.charset === undefined || charset === 'us-ascii') && NOT_ASCII_TEXT.test(raw)) {
      facts.asciiTextIllegal = true
    }
    if (encoding === '' || encoding === '7bit' || encoding === '8bit') {
      const entities = raw.includes('&#x') ? (raw.match(ENTITY)?.length ?? 0) : 0
      text.entities += entities
      text.chars += raw.length - entities * '&#x1234;'.length
    }
  }

  const comparable = facts.hasAlternative && textBytes !== undefined && htmlBytes !== undefined && htmlBytes > 0
  return {
    ...facts,
    charsets,
    multipartRatio: comparable ? (textBytes ?? 0) / (htmlBytes ?? 1) : 1,
    qpCount: qp.bytes > 0 ? qp.needless : facts.qpCount,
    qpBytes: qp.bytes,
    qpLongLine: qp.longLine,
    qpRatio: qp.bytes > 0 ? qp.needless / qp.bytes : 0,
    unicodeRatio: text.chars > 0 ? text.entities / text.chars : 0,
  }
}

/** RFC 5322 asks for 78 chars at most; the newline counts here. */
const LONGEST_QP_LINE = 79
/** Encodings of chars that could stand for themselves: tab, most of ASCII, but not the blank, newlines and `=`. */
const NEEDLESS = /=(?:09|3[0-9ABCEF]|[2456][0-9A-F]|7[0-9A-E])/g

function countQuotedPrintable(raw: string, totals: { bytes: number; needless: number; longLine: boolean }): void {
  for (let start = 0; start < raw.length; ) {
    const newline = raw.indexOf('\n', start)
    const end = newline < 0 ? raw.length : newline + 1
    const line = raw.slice(start, end)
    start = end
    if (line.startsWith('SPAM: ')) continue // the mark-up of SpamAssassin's own old reports
    if (line.length > LONGEST_QP_LINE) totals.longLine = true
    totals.bytes += line.length
    if (!line.includes('=')) continue
    const needless = line.match(NEEDLESS)?.length ?? 0
    if (needless > 0) totals.needless += needless - encodedBlanksAtEnd(line)
  }
}

/** How many `=20` and `=09` stand at the end of the line, where encoding is no excess. */
function encodedBlanksAtEnd(line: string): number {
  let end = line.length
  while (end > 0 && isAsciiSpace(line.charCodeAt(end - 1))) end--
  let count = 0
  while (line.endsWith('=20', end) || line.endsWith('=09', end)) {
    end -= 3
    count++
  }
  return count
}
