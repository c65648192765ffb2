// Every conversion of a declared charset to UTF-8 goes through this file, so that all of Assay decodes alike. What a
// charset holds, and what becomes of malformed text, follows Perl's Encode, because SpamAssassin's rules see its output.
import iconv from 'iconv-lite'
import { canonicalCharset } from './charset-names.ts'
import { UPPER_HALVES } from './charset-upper-halves.ts'
import { decodeDoubleByte, isDoubleByte } from './double-byte-charset.ts'
import { decodeHz, decodeIso2022Jp, decodeIso2022Kr } from './escape-charset.ts'
import { hasNonAscii, textFromUtf8Bytes, utf8BytesOf } from './latin1.ts'
import { isStrictUtf8, repairUtf8 } from './utf8.ts'
import { decodeUtf7, decodeWide } from './wide-charset.ts'

const REPLACEMENT = '\ufffd'
const GB18030 = /^gb[ -]?18030(?:-20\d\d)?$/i

interface SingleByteMap {
  /** The characters of the bytes 0x00 to 0xFF; U+FFFD for what means nothing. */
  readonly chars: readonly string[]
  /** Stretches of bytes that are not the character of that number already. */
  readonly affected: RegExp
}

const singleByteMaps = new Map<string, SingleByteMap>()

/** Windows-1252 bytes as UTF-8 bytes; the five bytes that mean nothing become U+FFFD. */
export function utf8FromCp1252(text: string): string {
  return hasNonAscii(text) ? utf8BytesOf(charactersFromCp1252(text)) : text
}

/** The same as characters. */
export function charactersFromCp1252(text: string): string {
  return decodeSingleByte(text, 'cp1252')
}

/**
 * Bytes of a charset, named as mail names it, as UTF-8 bytes. Strict: undefined where any byte means nothing.
 * Otherwise such bytes become U+FFFD. Undefined also when the charset is unknown.
 */
export function utf8FromCharset(text: string, name: string, strict: boolean): string | undefined {
  const charset = meantBy(name)
  if (charset === undefined) return undefined
  if (charset === 'utf-8') return strict ? (isStrictUtf8(text) ? text : undefined) : repairUtf8(text)
  const decoded = decode(text, charset, strict)
  return decoded === undefined ? undefined : utf8BytesOf(decoded)
}

/** The same as characters. */
export function charactersFromCharset(text: string, name: string, strict: boolean): string | undefined {
  const charset = meantBy(name)
  if (charset === undefined) return undefined
  if (charset !== 'utf-8') return decode(text, charset, strict)?.toWellFormed()
  return strict && !isStrictUtf8(text) ? undefined : textFromUtf8Bytes(repairUtf8(text))
}

function meantBy(name: string): string | undefined {
  // What is declared ISO-8859-1 is Windows-1252 in truth; SpamAssassin spells out which names that goes for.
  if (/^(?:iso-?8859-1|windows-1252|cp1252)$/i.test(name)) return 'cp1252'
  return canonicalCharset(name) ?? (GB18030.test(name) ? 'cp936' : undefined)
}

function decode(text: string, charset: string, strict: boolean): string | undefined {
  const malformed = strict ? () => undefined : () => REPLACEMENT
  if (isDoubleByte(charset)) return decodeDoubleByte(text, charset, malformed)
  switch (charset) {
    case '7bit-jis':
    case 'iso-2022-jp':
    case 'iso-2022-jp-1':
      return decodeIso2022Jp(text)
    case 'iso-2022-kr':
      return decodeIso2022Kr(text)
    case 'hz':
      return decodeHz(text, malformed)
    case 'utf-7':
      return decodeUtf7(text)
    default:
      if (/^(?:utf|ucs)-/.test(charset)) return decodeWide(text, charset, strict)
  }
  const decoded = decodeSingleByte(text, charset)
  return strict && decoded.includes(REPLACEMENT) ? undefined : decoded
}

function decodeSingleByte(text: string, charset: string): string {
  let map = singleByteMaps.get(charset)
  if (!map) singleByteMaps.set(charset, (map = singleByteMap(charset)))
  const { chars, affected } = map
  return text.replace(affected, (run) => {
    let decoded = ''
    for (let i = 0; i < run.length; i++) decoded += chars[run.charCodeAt(i)]
    return decoded
  })
}

function singleByteMap(charset: string): SingleByteMap {
  const upper = UPPER_HALVES.get(charset)
  const bytes = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte))
  const chars = [...iconv.decode(bytes, upper === undefined ? charset : 'latin1')]
  if (upper !== undefined) chars.splice(128, 128, ...upper)
  if (charset.startsWith('mac') && charset !== 'macrumanian') chars[0x7f] = REPLACEMENT
  if (charset === 'cp1255') chars[0xca] = REPLACEMENT // Encode lacks the point that Windows has since
  const keepsAscii = chars.slice(0, 127).every((char, byte) => char.charCodeAt(0) === byte)
  return { chars, affected: keepsAscii ? /[\x7f-\xff]+/g : /.+/gs }
}
