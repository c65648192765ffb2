// UTF-8 as Perl's Encode judges it, on latin1 strings of bytes; Node's own decoder differs in what it accepts
// (noncharacters) and in how many U+FFFD stand for one malformed sequence.
import { isUtf8Bytes } from './latin1.ts'

/** U+FDD0 to U+FDEF, and the last two code points of every plane. */
const NONCHARACTER = /\xef\xb7[\x90-\xaf]|\xef\xbf[\xbe\xbf]|[\xf0-\xf4][\x8f\x9f\xaf\xbf]\xbf[\xbe\xbf]/
/** Most texts have none of these bytes, which is found out quicker than by an expression. */
const LEADS_OF_NONCHARACTERS = ['\xef', '\xf0', '\xf1', '\xf2', '\xf3', '\xf4']
const REPLACEMENT = '\xef\xbf\xbd'

/** True when Encode decodes the bytes strictly as UTF-8: no surrogates, no noncharacters, shortest forms only. */
export function isStrictUtf8(text: string): boolean {
  return isUtf8Bytes(text) && !(LEADS_OF_NONCHARACTERS.some((lead) => text.includes(lead)) && NONCHARACTER.test(text))
}

/** True when Perl itself takes the bytes for UTF-8: surrogates and code points beyond Unicode are, overlong forms are not. */
export function isPerlUtf8(text: string): boolean {
  if (isUtf8Bytes(text)) return true
  for (let at = 0; at < text.length; ) {
    const lead = text.charCodeAt(at)
    if (lead < 0x80) {
      at++
      continue
    }
    const length = sequenceLength(lead)
    if (lead < 0xc2 || isOverlong(lead, text.charCodeAt(at + 1))) return false
    for (let i = 1; i < length; i++) if ((text.charCodeAt(at + i) & 0xc0) !== 0x80) return false
    at += length
  }
  return true
}

function isOverlong(lead: number, next: number): boolean {
  if (lead === 0xe0) return next < 0xa0
  if (lead === 0xf0) return next < 0x90
  if (lead === 0xf8) return next < 0x88
  if (lead === 0xfc) return next < 0x84
  return lead === 0xfe && next < 0x82
}

/** The bytes with each malformed sequence made one U+FFFD, as Encode does without a check. */
export function repairUtf8(text: string): string {
  if (isStrictUtf8(text)) return text
  let repaired = ''
  let copied = 0
  for (let at = 0; at < text.length; ) {
    const code = text.charCodeAt(at)
    if (code < 0x80) {
      at++
      continue
    }
    // Encode steps over the lead byte and as many continuation bytes as it announces, well formed or not.
    const wanted = sequenceLength(code)
    let end = at + 1
    while (end < at + wanted && (text.charCodeAt(end) & 0xc0) === 0x80) end++
    const sequence = text.slice(at, end)
    if (sequence.length === 1 || !isStrictUtf8(sequence)) {
      if (sequence.length === 1 && isAlwaysBad(code)) end += bytesSwallowed(text, end)
      repaired += text.slice(copied, at) + REPLACEMENT
      copied = end
    }
    at = end
  }
  return repaired + text.slice(copied)
}

/** What Perl takes a lead byte to announce, in its extended UTF-8. */
function sequenceLength(lead: number): number {
  if (lead < 0xc0) return 1
  if (lead < 0xe0) return 2
  if (lead < 0xf0) return 3
  if (lead < 0xf8) return 4
  if (lead < 0xfc) return 5
  if (lead < 0xfe) return 6
  return lead === 0xfe ? 7 : 13
}

/** Bytes that Encode finds bad whatever follows: continuation bytes, and lead bytes of no or of only some characters. */
function isAlwaysBad(code: number): boolean {
  return code < 0xc2 || code === 0xed || code >= 0xf5
}

/**
 * How many bytes more Encode takes for part of a sequence that began with a bad byte: a lead byte behind it and some
 * continuation bytes, good or not. No standard says so; this is what Encode 3.17 does.
 */
function bytesSwallowed(text: string, at: number): number {
  const lead = text.charCodeAt(at)
  const first = text.charCodeAt(at + 1)
  if (!(lead >= 0xc0) || (first & 0xc0) !== 0x80) return 0
  if (isAlwaysBad(lead)) return 2
  let wanted: number
  if (lead === 0xe0) wanted = first >= 0x90 ? 3 : 0
  else if (lead < 0xef) wanted = 2
  else if (lead === 0xef) wanted = first < 0x90 ? 3 : 0
  else if (lead < 0xf4) wanted = lead > 0xf0 && first >= 0xa0 ? 2 : 0
  else wanted = 3
  for (let i = 2; i <= wanted; i++) if ((text.charCodeAt(at + i) & 0xc0) !== 0x80) return 0
  const nearNoncharacter = lead > 0xe0 && lead < 0xef && first === 0xbf && text.charCodeAt(at + 2) === 0xbf
  return wanted === 0 || nearNoncharacter ? 0 : wanted + 1
}
