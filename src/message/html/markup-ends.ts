import { APOSTROPHE, DASH, EQUALS, GT, isHtmlSpace, isType, NAME_CHAR, QUOTE } from './markup-chars.ts'

/** Where an end tag's `>` is; it does not count inside quotes that follow a blank or `=`. */
export function skipToGt(source: string, start: number, end: number): number {
  let quote = 0
  let previous = 32
  for (let at = start; at < end; at++) {
    const code = source.charCodeAt(at)
    if (quote === 0 && code === GT) return at
    if (code === QUOTE || code === APOSTROPHE) {
      if (code === quote) quote = 0
      else if (quote === 0 && (previous === 32 || previous === EQUALS)) quote = code
    }
    previous = code
  }
  return end
}

// Behind the `--` that ends a comment inside a declaration; a lone dash takes the char after it along. -1 when unfinished.
function declarationCommentEnd(source: string, start: number): number {
  let at = start
  for (;;) {
    at = source.indexOf('-', at)
    if (at < 0 || at + 1 >= source.length) return -1
    at++
    if (source.charCodeAt(at) === DASH) return at + 1
  }
}

/** Behind the `>` of a `<!DOCTYPE` or `<!ENTITY`; 0 when it is none or malformed, -1 when unfinished. */
export function namedDeclarationEnd(source: string, from: number, end: number): number {
  let at = from + 3
  while (at < end && isType(source.charCodeAt(at), NAME_CHAR)) at++
  if (at === end) return -1
  const name = source.slice(from + 2, at)
  if (!/^(?:doctype|entity)$/i.test(name)) return 0
  for (;;) {
    while (at < end && isHtmlSpace(source.charCodeAt(at))) at++
    if (at >= end) return -1
    const code = source.charCodeAt(at)
    if (code === GT) break
    if (code === QUOTE || code === APOSTROPHE) {
      at = source.indexOf(code === QUOTE ? '"' : "'", at + 1) + 1
      if (at === 0) return -1
    } else if (code === DASH) {
      at++
      if (at === end) return -1
      if (source.charCodeAt(at) !== DASH) return 0
      at = declarationCommentEnd(source, at + 1)
      if (at < 0) return -1
    } else {
      at++
      while (at < end && source.charCodeAt(at) !== GT && !isHtmlSpace(source.charCodeAt(at))) at++
      if (at === end) return -1
    }
  }
  return at + 1
}
