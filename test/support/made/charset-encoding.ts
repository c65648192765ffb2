import encodingJapanese from 'encoding-japanese'
import iconv from 'iconv-lite'

const JAPANESE: ReadonlyMap<string, 'JIS' | 'SJIS' | 'EUCJP'> = new Map([
  ['iso-2022-jp', 'JIS'],
  ['shift_jis', 'SJIS'],
  ['x-sjis', 'SJIS'],
  ['cp932', 'SJIS'],
  ['euc-jp', 'EUCJP'],
])
const OTHER_NAMES: ReadonlyMap<string, string> = new Map([
  ['utf-16', 'utf-16le'],
  ['ascii', 'us-ascii'],
  ['ansi_x3.4-1968', 'us-ascii'],
  ['ks_c_5601-1987', 'cp949'],
  ['x-mac-cyrillic', 'maccyrillic'],
  ['iso-8859-8-i', 'iso-8859-8'],
])

/** The text in the bytes of a charset, as a latin1 string; chars that it lacks become question marks or the like. */
export function bytesOf(text: string, charset: string): string {
  const name = charset.toLowerCase()
  const japanese = JAPANESE.get(name)
  if (japanese) {
    const codes = encodingJapanese.convert(encodingJapanese.stringToCode(text), { to: japanese, from: 'UNICODE' })
    return Buffer.from(codes).toString('latin1')
  }
  if (name === 'hz-gb-2312') return shifted(text, 'gb2312', '~{', '~}', (ascii) => ascii.replaceAll('~', '~~'))
  if (name === 'iso-2022-kr') return `\x1b$)C${shifted(text, 'euc-kr', '\x0e', '\x0f', (ascii) => ascii)}`
  const known = OTHER_NAMES.get(name) ?? name
  return iconv.encode(text, iconv.encodingExists(known) ? known : 'utf-8').toString('latin1')
}

/** Seven-bit text in which two-byte characters stand between shifts, line by line. */
function shifted(text: string, charset: string, open: string, close: string, plain: (ascii: string) => string): string {
  return text
    .split(/([\u0080-\uffff]+)/)
    .map((run, i) => {
      if (i % 2 === 0) return plain(run)
      const bytes = iconv.encode(run, charset).filter((byte) => byte >= 0x80)
      return open + Buffer.from(bytes.map((byte) => byte & 0x7f)).toString('latin1') + close
    })
    .join('')
}
