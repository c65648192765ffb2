import { isSpace, isWord } from '../../base/unicode-text.ts'

/** What HTML.pm does to the markup before it is parsed: no-break spaces, `<br/>`, and typographic quotes, which mar attributes. */
export function prepareMarkup(text: string, unicode: boolean): string {
  let prepared = text.includes('&nbsp;') ? text.replaceAll('&nbsp;', ' ') : text
  prepared = withoutEmptyTagSlashes(prepared, unicode)
  const quotes = unicode ? /[\u201c\u201d]/ : /\xe2\x80[\x9c\x9d]/
  return quotes.test(prepared) ? prepared.replace(new RegExp(quotes, 'g'), '"') : prepared
}

// `<br />` → `<br>`, for tags without attributes: the parser would take the slash for part of the name.
function withoutEmptyTagSlashes(text: string, unicode: boolean): string {
  let slash = text.indexOf('/>')
  if (slash < 0) return text
  const kept: string[] = []
  let copied = 0
  for (; slash >= 0; slash = text.indexOf('/>', slash + 2)) {
    let nameEnd = slash
    while (isSpace(text.charCodeAt(nameEnd - 1), unicode)) nameEnd--
    const lt = tagStartBefore(text, nameEnd, unicode)
    if (lt < copied) continue
    kept.push(text.slice(copied, nameEnd))
    copied = slash + 1
  }
  kept.push(text.slice(copied))
  return kept.join('')
}

// The `<` right before the word that ends at `nameEnd`; -1 without one.
function tagStartBefore(text: string, nameEnd: number, unicode: boolean): number {
  let at = nameEnd
  while (at > 0) {
    const low = text.charCodeAt(at - 1)
    const start = low >= 0xdc00 && low <= 0xdfff ? at - 2 : at - 1
    if (!isWord(text.codePointAt(start) ?? 0, unicode)) break
    at = start
  }
  return at > 0 && at < nameEnd && text.charCodeAt(at - 1) === 60 ? at - 1 : -1
}
