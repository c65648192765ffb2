// Charsets that switch alphabets by escape sequences within seven bits: they are brought into the EUC form and read there.
// Odd input is treated as Perl's Encode does, which tells no errors but shows what it cannot read as `\xHH`.
import { decodeDoubleByte } from './double-byte-charset.ts'

const JIS_STRETCH = /(?:(\x1b\$\(D)|\x1b\$@|\x1b\$B|\x1b&@\x1b\$B|(\x1b\([BJ])|(\x1b\(I))([^\x1b]*)/g
const KR_DESIGNATOR = /\x1b\$\)C/g
const IN_94 = /[\x21-\x7e]/g
const KANA = /[\xa1-\xdf]/g
const PAIR = /[\xa1-\xfe][\xa1-\xfe]/g

function shown(byte: number): string {
  return `\\x${byte.toString(16).toUpperCase().padStart(2, '0')}`
}

function withHighBits(text: string): string {
  return text.replace(IN_94, (char) => String.fromCharCode(char.charCodeAt(0) + 0x80))
}

function beforeEscape(text: string): string {
  const at = text.indexOf('\x1b')
  return at < 0 ? text : text.slice(0, at)
}

/** ISO-2022-JP and its like; the first byte above 0x7f and the first unknown escape end the text. */
export function decodeIso2022Jp(bytes: string): string {
  const eightBit = bytes.search(/[\x80-\xff]/)
  const text = eightBit < 0 ? bytes : bytes.slice(0, eightBit)
  const euc = text.replace(
    JIS_STRETCH,
    (_, jis0212: string | undefined, ascii: string | undefined, kana: string | undefined, stretch: string) => {
      if (ascii !== undefined) return stretch
      const high = withHighBits(stretch)
      if (kana !== undefined) return high.replace(KANA, (char) => `\x8e${char}`)
      return jis0212 !== undefined ? high.replace(PAIR, (pair) => `\x8f${pair}`) : high
    },
  )
  return decodeDoubleByte(beforeEscape(euc), 'euc-jp', shown) ?? ''
}

/** ISO-2022-KR: Korean stands between shift-out and shift-in. */
export function decodeIso2022Kr(bytes: string): string {
  return decodeDoubleByte(beforeEscape(unshifted(bytes.replace(KR_DESIGNATOR, ''))), 'euc-kr', shown) ?? ''
}

// Not by an expression: it would read on to the end of the text from every shift-out that nothing closes.
function unshifted(text: string): string {
  let euc = ''
  let copied = 0
  for (;;) {
    const out = text.indexOf('\x0e', copied)
    const back = out < 0 ? -1 : text.indexOf('\x0f', out)
    if (back < 0) return euc + text.slice(copied)
    euc += text.slice(copied, out) + withHighBits(text.slice(out + 1, back))
    copied = back + 1
  }
}

/** HZ: Chinese stands between `~{` and `~}`; the first thing that has no place in it ends the text (RFC 1843). */
export function decodeHz(bytes: string, malformed: (byte: number) => string | undefined): string | undefined {
  const token = /([\x00-\x7d\x7f]+)|~([~\n{])/y
  const chinese = /((?:[\x21-\x77][\x21-\x7e])+)|~}/y
  let decoded = ''
  let inChinese = false
  for (let at = 0; at < bytes.length; ) {
    const expression = inChinese ? chinese : token
    expression.lastIndex = at
    const match = expression.exec(bytes)
    if (!match) break
    at = expression.lastIndex
    const [, text, escaped] = match
    if (inChinese && text !== undefined) {
      const read = decodeDoubleByte(withHighBits(text), 'euc-cn', malformed)
      if (read === undefined) return undefined
      decoded += read
    } else if (inChinese) inChinese = false
    else if (text !== undefined) decoded += text
    else if (escaped === '~') decoded += '~'
    else if (escaped === '{') inChinese = true
  }
  return decoded
}
