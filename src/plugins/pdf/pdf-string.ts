import { latin1FromBytes } from '../../base/latin1.ts'

/** Longer values say no more. */
const MAX_LENGTH = 256
const HEX_PAIR = /[0-9A-Fa-f]{2}/g
const OCTAL = /(?<!\\)\\([0-3][0-7][0-7])/g
const UTF16_MARK = /^(?:\xfe\xff|\xff\xfe)/

/** Where the string that begins at `at`, `(…)` or `<…>`, ends; -1 when none begins there or it does not end. */
export function endOfPdfString(line: string, at: number): number {
  const open = line[at]
  if (open === '<') return line.indexOf('>', at + 1) + 1 || -1
  if (open !== '(') return -1
  for (let close = line.indexOf(')', at + 1); close >= 0; close = line.indexOf(')', close + 1)) {
    if (line[close - 1] !== '\\') return close + 1
  }
  return -1
}

/** What a string object says, as SpamAssassin reads it (PDFInfo::_parse_string): UTF-16 loses its zero bytes. */
export function readPdfString(source: string): string {
  const text = source.startsWith('<')
    ? withoutZeros(fromHex(source))
    : withoutZeros(
        source
          .replace(/^\(/, '')
          .replace(/\)$/, '')
          .replace(OCTAL, (_whole, digits: string) => String.fromCharCode(Number.parseInt(digits, 8))),
      ).replace(/\\([()\\])/g, '$1')
  return text.slice(0, MAX_LENGTH)
}

function fromHex(source: string): string {
  return latin1FromBytes(Buffer.from((source.match(HEX_PAIR) ?? []).join(''), 'hex'))
}

function withoutZeros(text: string): string {
  return UTF16_MARK.test(text) ? text.slice(2).replaceAll('\0', '') : text
}
