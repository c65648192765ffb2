import { APOSTROPHE, EQUALS, GT, isHtmlSpace, QUOTE } from './markup-chars.ts'

/**
 * Reads the attributes of a start tag, from the first one to behind `>`. Fills `attributes` with four offsets each: name
 * start, name end, value start, value end; value start -1 where there is none. -1 when the source ends too soon.
 */
export function readAttributes(source: string, start: number, end: number, attributes: number[]): number {
  let at = start
  let code: number
  let count = 0
  while (source.charCodeAt(at) !== GT) {
    const nameStart = at
    at++
    code = source.charCodeAt(at)
    while (at < end && code !== GT && code !== EQUALS && !isHtmlSpace(code)) code = source.charCodeAt(++at)
    if (at >= end) return -1
    attributes[count++] = nameStart
    attributes[count++] = at
    while (isHtmlSpace(source.charCodeAt(at))) at++
    if (at >= end) return -1
    if (source.charCodeAt(at) !== EQUALS) {
      attributes[count++] = -1
      attributes[count++] = -1
      continue
    }
    at++
    while (isHtmlSpace(source.charCodeAt(at))) at++
    if (at >= end) return -1
    code = source.charCodeAt(at)
    if (code === GT) {
      attributes[count++] = at
      attributes[count++] = at
      break
    }
    if (code === QUOTE || code === APOSTROPHE) {
      const close = source.indexOf(code === QUOTE ? '"' : "'", at + 1)
      if (close < 0) return -1
      attributes[count++] = at + 1
      attributes[count++] = close
      at = close + 1
    } else {
      const valueStart = at
      while (at < end && code !== GT && !isHtmlSpace(code)) code = source.charCodeAt(++at)
      if (at >= end) return -1
      attributes[count++] = valueStart
      attributes[count++] = at
    }
    while (isHtmlSpace(source.charCodeAt(at))) at++
    if (at >= end) return -1
  }
  attributes.length = count
  return at + 1
}
