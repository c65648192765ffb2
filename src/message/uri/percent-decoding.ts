const ESCAPE_OR_UNSAFE = /%([0-9a-fA-F]{2})|[\x00-\x20\x7f-\xff"%<>]/g

/**
 * Decodes the escapes of printable ASCII, and escapes what a URI should not hold (Util::url_encode, which despite its
 * name does both).
 */
export function decodePrintableEscapes(uri: string): string {
  return uri.replace(ESCAPE_OR_UNSAFE, (match, digits: string | undefined) => {
    if (digits === undefined) return `%${match.charCodeAt(0).toString(16).padStart(2, '0')}`
    const code = Number.parseInt(digits, 16)
    return code > 0x20 && code < 0x7f ? String.fromCharCode(code) : match
  })
}
