// SpamAssassin turns names to ASCII with libidn2 (IDNA 2008 on top of UTS 46, non-transitional). Node's domainToASCII maps and
// encodes the same way, but also takes signs and emoji, and knows IPv4 spellings: so mapping and validity are checked here.
import { domainToASCII, domainToUnicode } from 'node:url'
import { asciiLower } from '../../base/ascii.ts'
import { isUtf8Bytes, textFromUtf8Bytes } from '../../base/latin1.ts'

const NOTHING_TO_CONVERT = /^[a-zA-Z0-9_.:[\]-]*$/
const ASCII = /^[\x00-\x7f]*$/
/** U+3002, U+FF0E and U+FF61 in UTF-8: full stops that count as dots. */
const OTHER_DOTS = /\xe3\x80\x82|\xef\xbc\x8e|\xef\xbd\xa1/g
const LATIN1_NAME = /^[a-zA-Z0-9\xc0-\xd6\xd8-\xde\xe0-\xf6\xf8-\xfe_.-]*$/
/** Mapped to nothing by UTS 46: soft hyphens, invisible spaces, variation selectors. */
const IGNORED =
  /\u00ad|\u034f|[\u180b-\u180d]|\u180f|\u200b|\u2060|\u2064|[\ufe00-\ufe0f]|\ufeff|[\u{e0100}-\u{e01ef}]/gu
/** What IDNA 2008 allows in a label (RFC 5892): letters, digits and marks that mapping leaves alone, but for the exceptions. */
const LETTERS_DIGITS = /^[\p{Ll}\p{Lo}\p{Lm}\p{Mn}\p{Mc}\p{Nd}]$/u
const ALSO_ALLOWED: ReadonlySet<number> = new Set([
  0x2d, 0x5f, 0xb7, 0x375, 0x5f3, 0x5f4, 0x30fb, 0x6fd, 0x6fe, 0xf0b, 0x3007, 0x200c, 0x200d,
])
/** Tatweel and its like, Jamo, marks for symbols. */
const NOT_ALLOWED: readonly (readonly [number, number])[] = [
  [0x640, 0x640],
  [0x7fa, 0x7fa],
  [0x1100, 0x11ff],
  [0x20d0, 0x20ff],
  [0x302e, 0x302f],
  [0x3031, 0x3035],
  [0x303b, 0x303b],
  [0xa960, 0xa97f],
  [0xd7b0, 0xd7ff],
]
const MAX_LABEL_LENGTH = 63
const MAX_NAME_LENGTH = 253

/**
 * A host name in ASCII, lower-cased (idn_to_ascii). Takes UTF-8 bytes, or Latin-1 when they are none; what is no valid
 * international name is left as it is.
 */
export function idnToAscii(bytes: string): string {
  if (NOTHING_TO_CONVERT.test(bytes)) return asciiLower(bytes)
  let name: string
  let text: string
  if (isUtf8Bytes(bytes)) {
    name = bytes.replace(OTHER_DOTS, '.').split('\0', 1)[0] ?? '' // libidn2 takes C strings
    text = textFromUtf8Bytes(name)
  } else if (LATIN1_NAME.test(bytes)) {
    name = bytes
    text = bytes
  } else {
    return asciiLower(bytes)
  }
  return toAscii(text) ?? name
}

function toAscii(text: string): string | undefined {
  if (ASCII.test(text)) return text.toLowerCase()
  const labels: string[] = []
  for (const label of text.split('.')) {
    const ascii = labelToAscii(label)
    if (ascii === undefined) return undefined
    labels.push(ascii)
  }
  const name = labels.join('.')
  return name.length > MAX_NAME_LENGTH + 1 ? undefined : name
}

function labelToAscii(label: string): string | undefined {
  const mapped = ASCII.test(label) ? label.toLowerCase() : mapLabel(label)
  if (ASCII.test(mapped)) {
    if (mapped.length > MAX_LABEL_LENGTH) return undefined
    return mapped.startsWith('xn--') && !isEncodedLabel(mapped) ? undefined : mapped
  }
  for (const char of mapped) if (!isAllowed(char)) return undefined
  if (mapped.startsWith('-') || mapped.endsWith('-') || mapped.startsWith('--', 2)) return undefined
  // Behind another label, lest digits be read as an IPv4 address.
  const encoded = domainToASCII(`${mapped}.a`).slice(0, -2)
  return encoded === '' || encoded.length > MAX_LABEL_LENGTH ? undefined : encoded
}

function isEncodedLabel(label: string): boolean {
  const decoded = domainToUnicode(label)
  return decoded !== label && Array.from(decoded).every(isAllowed) && domainToASCII(decoded) === label
}

function isAllowed(char: string): boolean {
  const code = char.codePointAt(0) ?? 0
  if (ALSO_ALLOWED.has(code)) return true
  return LETTERS_DIGITS.test(char) && !NOT_ALLOWED.some(([first, last]) => code >= first && code <= last)
}

function mapLabel(label: string): string {
  const folded = label.replaceAll('Σ', 'σ').toLowerCase()
  return folded.replace(IGNORED, '').normalize('NFKC').replaceAll('Σ', 'σ').toLowerCase().normalize('NFKC')
}
