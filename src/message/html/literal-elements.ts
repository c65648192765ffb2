import { GT, isHtmlSpace } from './markup-chars.ts'

/** Names of elements whose content is text: no tag but their own end tag ends it. `cdata`: entities stay as they are. */
export const LITERAL_ELEMENTS: ReadonlyMap<string, { readonly cdata: boolean }> = new Map([
  ['script', { cdata: true }],
  ['style', { cdata: true }],
  ['xmp', { cdata: true }],
  ['iframe', { cdata: true }],
  ['plaintext', { cdata: true }],
  ['title', { cdata: false }],
  ['textarea', { cdata: false }],
])
const LITERAL_LENGTHS = [...LITERAL_ELEMENTS.keys()].reduce((bits, name) => bits | (1 << name.length), 0)
/** Those that last to the end of a document that doesn't close them. */
export const LITERAL_UNTIL_END: ReadonlySet<string> = new Set(['plaintext', 'xmp', 'iframe', 'textarea'])

/** A quick look at the length, before the name is looked up. */
export function mayBeLiteral(name: string): boolean {
  return name.length < 16 && ((LITERAL_LENGTHS >> name.length) & 1) !== 0
}

/** Where the end tag of a literal element stands at or behind `from`; undefined without one. `plaintext` never ends. */
export function findLiteralEnd(
  source: string,
  from: number,
  name: string,
): { readonly start: number; readonly end: number } | undefined {
  if (name === 'plaintext') return undefined
  for (let start = source.indexOf('</', from); start >= 0; start = source.indexOf('</', start + 1)) {
    let at = start + 2
    let matched = 0
    while (matched < name.length && (source.charCodeAt(at) | 32) === name.charCodeAt(matched)) {
      at++
      matched++
    }
    if (matched < name.length) continue
    while (isHtmlSpace(source.charCodeAt(at))) at++
    if (source.charCodeAt(at) === GT) return { start, end: at + 1 }
  }
  return undefined
}
