import { hasNonAscii } from '../base/latin1.ts'
import { normalizeEncodedWord, normalizeHeaderText } from './normalize-charset.ts'
import { decodeBase64, decodeQuotedPrintable } from './transfer-decoding.ts'

/** Fields in which `=?…?=` is no encoded word. */
const NEVER_ENCODED = /^(?:received|(?:resent-)?(?:message-id|date)|mime-version|references|in-reply-to|list-.*)$/s
const FOLD = /\n[ \t]/g
const LINE_BREAK = /\r?\n/g
const BETWEEN_WORDS = /(=\?[A-Za-z0-9*_-]+\?[bqBQ]\?[^?]*\?=)[ \t\n\r\f\v]+(?==\?[A-Za-z0-9*_-]+\?[bqBQ]\?[^?]*\?=)/g
const WORD_OR_TEXT = /=\?([A-Za-z0-9*_-]+)\?([bqBQ])\?([^?]*)\?=|[^=]+|=/g

/**
 * The value of an unfolded header field with encoded words decoded (RFC 2047), as UTF-8 bytes (Node::_decode_header).
 * Neighbouring words of one charset are joined before their charset is decoded, because real mail splits characters.
 */
export function decodeHeaderValue(unfolded: string, key: string): string {
  let text = unfolded
  if (text.includes('\n')) text = text.replace(FOLD, '\n ').replace(LINE_BREAK, '')
  if (hasNonAscii(text)) text = normalizeHeaderText(text)
  if (!text.includes('=?') || NEVER_ENCODED.test(key)) return text

  let decoded = ''
  let pending = ''
  let pendingCharset = ''
  const flush = (): void => {
    if (pending === '') return
    const star = pendingCharset.indexOf('*') // a language may follow, RFC 2231 section 5
    const charset = star < 0 ? pendingCharset : pendingCharset.slice(0, star)
    decoded += charset === '' ? pending : normalizeEncodedWord(pending, charset)
    pending = ''
  }
  for (const match of text.replace(BETWEEN_WORDS, '$1').matchAll(WORD_OR_TEXT)) {
    const [whole, charset = '', encoding, data = ''] = match
    const section = charset.toLowerCase()
    if (section !== pendingCharset) flush()
    pendingCharset = section
    pending += encoding === undefined ? whole : decodeWord(encoding, data)
  }
  flush()
  return decoded
}

function decodeWord(encoding: string, data: string): string {
  if (encoding === 'b' || encoding === 'B') return decodeBase64(data)
  return decodeQuotedPrintable(data.replaceAll('_', '=20'))
}
