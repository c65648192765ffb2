import { BRACKET_OPEN, DASH, isHtmlSpace, isType, NAME_CHAR, NAME_FIRST } from './markup-chars.ts'

// What a marked section `<![name[ … ]]>` does; where sections are nested the greatest of these counts.

/** No marked section is open, or only ones of unknown name. */
export const SECTION_NONE = 0
/** `<![INCLUDE[`: as if it were not there. */
export const SECTION_INCLUDE = 1
/** `<![RCDATA[`: no tags, but entities. */
export const SECTION_RCDATA = 2
/** `<![CDATA[`: text as it stands. */
export const SECTION_CDATA = 3
/** `<![IGNORE[`: nothing of it counts. */
export const SECTION_IGNORE = 4
const SECTIONS: ReadonlyMap<string, number> = new Map([
  ['include', SECTION_INCLUDE],
  ['rcdata', SECTION_RCDATA],
  ['cdata', SECTION_CDATA],
  ['ignore', SECTION_IGNORE],
])

/** What the head of a marked section `<![name[` says, and where it ends. */
export interface SectionHead {
  readonly kind: number
  readonly end: number
}

/** Reads the head of a marked section, comments among its names included. */
export function readSectionHead(source: string, from: number, end: number): SectionHead | 'unfinished' | 'malformed' {
  let named = false
  let kind = SECTION_NONE
  let at = from + 3
  for (;;) {
    while (isHtmlSpace(source.charCodeAt(at))) at++
    while (isType(source.charCodeAt(at), NAME_FIRST)) {
      const nameStart = at
      at++
      while (isType(source.charCodeAt(at), NAME_CHAR)) at++
      named = true
      kind = Math.max(kind, sectionKind(source.slice(nameStart, at)))
      while (isHtmlSpace(source.charCodeAt(at))) at++
      if (at >= end) return 'unfinished'
    }
    if (source.charCodeAt(at) !== DASH) break
    if (source.charCodeAt(at + 1) !== DASH) return 'malformed'
    at = sectionCommentEnd(source, at + 2)
    if (at < 0) return 'unfinished'
  }
  if (source.charCodeAt(at) !== BRACKET_OPEN) return 'malformed'
  return { kind: named ? kind : SECTION_INCLUDE, end: at + 1 }
}

function sectionKind(name: string): number {
  return SECTIONS.get(name.toLowerCase()) ?? SECTION_NONE
}

/** The marked sections that are open. */
export class MarkedSections {
  readonly #open: number[] = []
  readonly #openOfKind = [0, 0, 0, 0, 0]

  /** What they do together. */
  get kind(): number {
    let kind = SECTION_IGNORE
    while (kind > SECTION_NONE && !this.#openOfKind[kind]) kind--
    return kind
  }

  open(kind: number): void {
    this.#open.push(kind)
    this.#openOfKind[kind] = (this.#openOfKind[kind] ?? 0) + 1
  }

  /** Closes the one opened last. */
  close(): void {
    const kind = this.#open.pop() ?? SECTION_NONE
    this.#openOfKind[kind] = Math.max(0, (this.#openOfKind[kind] ?? 0) - 1)
  }
}

// Behind the `--` that ends a comment; -1 when unfinished.
function sectionCommentEnd(source: string, start: number): number {
  const dashes = source.indexOf('--', start)
  return dashes < 0 ? -1 : dashes + 2
}
