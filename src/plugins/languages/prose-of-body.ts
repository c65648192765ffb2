import { isAsciiSpace } from '../../base/ascii.ts'

const PREFIXES = /^(?:[a-zA-Z]{2,12}:[ \t\n\r\f\v]*){1,10}/
const LINKS = /https?(?::\/\/|:&#x2F;&#x2F;|%3A%2F%2F)[^ \t\n\r\f\v]{1,1024}/g
const WWW_NAMES = /\bwww\.[^ \t\n\r\f\v]{1,128}/g
/** More does not make the guess better. */
const MAX_LENGTH = 10_000
const MAX_BEFORE_AT = 64
const MAX_AFTER_AT = 128

/** The text of a body without what is no language: prefixes of the subject, links, addresses; its first 10,000 bytes. */
export function proseOfBody(lines: readonly string[]): string {
  const text = withoutAddresses(lines.join('\n').replace(PREFIXES, '').replace(LINKS, ' ')).replace(WWW_NAMES, ' ')
  return text.slice(0, MAX_LENGTH)
}

/** A blank for each `\S{1,64}?@[a-zA-Z]\S{1,128}`, found from its @, so that long words cost no more than short ones. */
function withoutAddresses(text: string): string {
  let kept = ''
  let from = 0
  for (let at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
    if (!isLetter(text.charCodeAt(at + 1)) || !isInWord(text, at + 2)) continue
    let start = at
    const earliest = Math.max(from, at - MAX_BEFORE_AT)
    while (start > earliest && isInWord(text, start - 1)) start--
    if (start === at) continue
    let end = at + 3
    while (end < at + 2 + MAX_AFTER_AT && isInWord(text, end)) end++
    kept += `${text.slice(from, start)} `
    from = end
    at = end - 1
  }
  return kept + text.slice(from)
}

function isInWord(text: string, at: number): boolean {
  return at < text.length && !isAsciiSpace(text.charCodeAt(at))
}

function isLetter(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90)
}
