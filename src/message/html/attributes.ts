import { APOSTROPHE, EQUALS, GT, isHtmlSpace, QUOTE, SLASH } from './markup-chars.ts'

/** The attributes of the start tag read last. */
export class TagAttributes {
  /** Four offsets an attribute: name start, name end, value start, value end; value start -1 where there is none. */
  readonly offsets: number[] = []
  /** Whether a name has a slash behind its first char, as in broken markup. */
  slashInName = false

  /** Reads them, from the first one on; the offset behind `>`, or -1 when the source ends too soon. */
  read(source: string, start: number, end: number): number {
    const { offsets } = this
    let at = start
    let code: number
    let count = 0
    let slash = false
    while (source.charCodeAt(at) !== GT) {
      const nameStart = at
      at++
      code = source.charCodeAt(at)
      while (at < end && code !== GT && code !== EQUALS && !isHtmlSpace(code)) {
        if (code === SLASH) slash = true
        code = source.charCodeAt(++at)
      }
      if (at >= end) return -1
      offsets[count++] = nameStart
      offsets[count++] = at
      while (isHtmlSpace(source.charCodeAt(at))) at++
      if (at >= end) return -1
      if (source.charCodeAt(at) !== EQUALS) {
        offsets[count++] = -1
        offsets[count++] = -1
        continue
      }
      at++
      while (isHtmlSpace(source.charCodeAt(at))) at++
      if (at >= end) return -1
      code = source.charCodeAt(at)
      if (code === GT) {
        offsets[count++] = at
        offsets[count++] = at
        break
      }
      if (code === QUOTE || code === APOSTROPHE) {
        const close = source.indexOf(code === QUOTE ? '"' : "'", at + 1)
        if (close < 0) return -1
        offsets[count++] = at + 1
        offsets[count++] = close
        at = close + 1
      } else {
        const valueStart = at
        while (at < end && code !== GT && !isHtmlSpace(code)) code = source.charCodeAt(++at)
        if (at >= end) return -1
        offsets[count++] = valueStart
        offsets[count++] = at
      }
      while (isHtmlSpace(source.charCodeAt(at))) at++
      if (at >= end) return -1
    }
    offsets.length = count
    this.slashInName = slash
    return at + 1
  }
}
