// Charsets of Unicode in units of more than a byte, and UTF-7, as Perl's Encode reads them.

const MAX_CODE_POINT = 0x10ffff

function isSurrogate(code: number): boolean {
  return code >= 0xd800 && code <= 0xdfff
}

function isNoncharacter(code: number): boolean {
  return (code & 0xfffe) === 0xfffe || (code >= 0xfdd0 && code <= 0xfdef)
}

/**
 * UTF-16, UTF-32 or UCS-2 in the byte order named, or the one that a mark says, or big-endian. Strict: undefined where
 * anything is malformed, a unit cut off at the end too; otherwise that becomes U+FFFD, and what is cut off goes.
 */
export function decodeWide(bytes: string, charset: string, strict: boolean): string | undefined {
  const size = charset.startsWith('utf-32') ? 4 : 2
  let littleEndian = charset.endsWith('le')
  let at = 0
  if (charset === 'utf-16' || charset === 'utf-32') {
    const mark = unitAt(bytes, 0, size, false)
    if (mark === 0xfeff) at = size
    else if (unitAt(bytes, 0, size, true) === 0xfeff) {
      littleEndian = true
      at = size
    }
  }
  const pieces: string[] = []
  for (; at + size <= bytes.length; at += size) {
    let code = unitAt(bytes, at, size, littleEndian)
    if (charset.startsWith('utf-16') && code >= 0xd800 && code <= 0xdbff && at + 4 <= bytes.length) {
      const low = unitAt(bytes, at + 2, 2, littleEndian)
      if (low >= 0xdc00 && low <= 0xdfff) {
        code = (code - 0xd800) * 0x400 + (low - 0xdc00) + 0x10000
        at += 2
      }
    }
    const valid = code <= MAX_CODE_POINT && !isSurrogate(code) && !isNoncharacter(code)
    if (!valid && strict) return undefined
    pieces.push(valid ? String.fromCodePoint(code) : '\ufffd')
  }
  return strict && at < bytes.length ? undefined : pieces.join('')
}

function unitAt(bytes: string, at: number, size: number, littleEndian: boolean): number {
  let unit = 0
  for (let i = 0; i < size; i++) unit = unit * 256 + bytes.charCodeAt(littleEndian ? at + size - 1 - i : at + i)
  return unit
}

/** UTF-7, where nothing is an error. */
export function decodeUtf7(bytes: string): string {
  return bytes.replace(/\+(?:-|([A-Za-z0-9+/]+)-?)/g, (_, base64: string | undefined) => {
    if (base64 === undefined) return '+'
    return decodeWide(Buffer.from(base64, 'base64').toString('latin1'), 'utf-16be', false) ?? ''
  })
}
