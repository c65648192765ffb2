/** The value of an unfolded header field with its encoded words decoded (RFC 2047), as UTF-8 bytes. */
export function decodeHeaderValue(unfolded: string, _key: string): string {
  return unfolded
}
