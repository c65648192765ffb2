import { charactersFromCharset, charactersFromCp1252, utf8FromCharset, utf8FromCp1252 } from '../base/charset.ts'
import { canonicalCharset } from '../base/charset-names.ts'
import { hasNonAscii, textFromUtf8Bytes, utf8BytesOf } from '../base/latin1.ts'
import { isStrictUtf8 } from '../base/utf8.ts'

/** Charsets in which text without 8-bit bytes is plain ASCII, so that nothing needs decoding. */
const ASCII_COMPATIBLE =
  /^(?:(?:us-)?ascii|ansi[_ ]?x3\.4-(?:1986|1968)|iso646-us|iso[ -]?8859(?:-\d{1,2})?|windows-\d{4}|utf-?8|(?:koi8|euc)-[a-z]{1,2}|big5|gbk|gb[ -]?18030(?:-20\d\d)?)\n?$/i
const DECLARED_ASCII = /^(?:us-)?ascii$/i
const DECLARED_UTF16 = /^utf[ -]?16/i
/** A stretch of UTF-7 that is encoded; without one Encode hands back bytes. */
const UTF7_SHIFT = /\+[A-Za-z0-9+/]/

/** The text of a body part. Each of its two forms is made when it is asked for: markup is read as characters, all else as bytes. */
export class NormalizedText {
  /** True when it was decoded at all (Perl's utf8 flag); undecoded text is ASCII, or what UTF-7 left alone, or bytes as they came. */
  readonly unicode: boolean
  #bytes: string | undefined
  #characters: string | undefined

  private constructor(unicode: boolean, bytes: string | undefined, characters: string | undefined) {
    this.unicode = unicode
    this.#bytes = bytes
    this.#characters = characters
  }

  static ofBytes(bytes: string, unicode: boolean): NormalizedText {
    return new NormalizedText(unicode, bytes, unicode ? undefined : bytes)
  }

  static ofCharacters(characters: string): NormalizedText {
    return new NormalizedText(true, undefined, characters)
  }

  /** UTF-8 bytes, or the undecoded ones. */
  get bytes(): string {
    this.#bytes ??= utf8BytesOf(this.#characters ?? '')
    return this.#bytes
  }

  /** Characters, or the undecoded bytes. */
  get characters(): string {
    this.#characters ??= textFromUtf8Bytes(this.#bytes ?? '')
    return this.#characters
  }
}

/**
 * The text of a body part as UTF-8 (Node::_normalize, to characters): valid UTF-8 is taken as such whatever was declared,
 * then the declared charset is tried strictly, and what fails is read as Windows-1252.
 */
export function normalizeBodyText(text: string, charset: string): NormalizedText {
  const ascii = !hasNonAscii(text)
  if (ascii && ASCII_COMPATIBLE.test(charset)) return NormalizedText.ofBytes(text, false)
  if (!ascii && isStrictUtf8(text)) return NormalizedText.ofBytes(text, true)
  let decoded: string | undefined
  if (DECLARED_UTF16.test(charset)) decoded = decodeUtf16(text)
  else if (!DECLARED_ASCII.test(charset)) decoded = charactersFromCharset(text, charset, true)
  if (decoded !== undefined) {
    if (!UTF7_SHIFT.test(text) && canonicalCharset(charset) === 'utf-7')
      return NormalizedText.ofBytes(text.replaceAll('+-', '+'), false)
    return NormalizedText.ofCharacters(decoded)
  }
  return ascii ? NormalizedText.ofBytes(text, false) : NormalizedText.ofCharacters(charactersFromCp1252(text))
}

/** The text of an encoded word as UTF-8 bytes: the declared charset counts, what is malformed in it becomes U+FFFD. */
export function normalizeEncodedWord(text: string, charset: string): string {
  const ascii = !hasNonAscii(text)
  if (ascii && ASCII_COMPATIBLE.test(charset)) return text
  if (DECLARED_UTF16.test(charset)) {
    // SpamAssassin checks that it decodes, and hands back the undecoded bytes.
    return decodeUtf16(text) !== undefined || ascii ? text : utf8FromCp1252(text)
  }
  return utf8FromCharset(text, charset, false) ?? (ascii ? text : utf8FromCp1252(text))
}

/** A header without encoded words as valid UTF-8: bytes that are not are read as Windows-1252. */
export function normalizeHeaderText(text: string): string {
  return !hasNonAscii(text) || isStrictUtf8(text) ? text : utf8FromCp1252(text)
}

function decodeUtf16(text: string): string | undefined {
  const order = utf16Order(text)
  return order && charactersFromCharset(text, order, true)
}

/**
 * Which byte order a text without a mark has, by its blanks and by where its high bits stand (Node::detect_utf16); with a
 * mark SpamAssassin does not even try.
 */
function utf16Order(text: string): 'utf-16le' | 'utf-16be' | undefined {
  if (text.startsWith('\xff\xfe') || text.startsWith('\xfe\xff')) return undefined
  let littleEndian = 0
  let bigEndian = 0
  let evenWeight = 0
  let oddWeight = 0
  for (let at = 0; at < text.length; at += 2) {
    const even = text.charCodeAt(at)
    const odd = at + 1 < text.length ? text.charCodeAt(at + 1) : 0
    evenWeight += (even >> 4) + (even & 15)
    oddWeight += (odd >> 4) + (odd & 15)
    if (even === 0x20 && odd === 0) littleEndian++
    if (even === 0 && odd === 0x20) bigEndian++
  }
  if (evenWeight > oddWeight * 4) littleEndian++
  if (oddWeight * 4 > evenWeight) bigEndian++
  if (littleEndian === bigEndian) return undefined
  return littleEndian > bigEndian ? 'utf-16le' : 'utf-16be'
}
