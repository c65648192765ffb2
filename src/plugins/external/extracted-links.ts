const TOKEN = /<a(?=[ \t\n\r\f\v])|>|[ \t\n\r\f\v](?=href="[^">]*")/g
const QR_CODE = /QR-Code:([^ \t\n\r\f\v]*)/

/** True when the text holds the start of an HTML link. */
export function holdsHtmlLink(text: string): boolean {
  let inTag = false
  for (const [token] of text.matchAll(TOKEN)) {
    if (token === '<a') inTag = true
    else if (token === '>') inTag = false
    else if (inTag) return true
  }
  return false
}

/** What a QR code says, as zbarimg prints it; undefined when there is none. */
export function qrCodeIn(text: string): string | undefined {
  return QR_CODE.exec(text)?.[1]
}

/** As many words as SpamAssassin counts: one less than there are between other characters, blank ones at the start included. */
export function countWords(text: string): number {
  let count = 0
  let words = 0
  for (const word of text.split(/[^A-Za-z0-9_]+/)) {
    count++
    if (word !== '') words = count
  }
  return words - 1
}
