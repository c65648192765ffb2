import type { HeaderList } from './header-list.ts'
import type { HtmlFacts } from './html/html-facts.ts'

/** All of a part's text, only what HTML shows of it, or only what HTML hides. */
export type RenderedView = 'all' | 'visible' | 'invisible'

/** A text part as body rules see it, before white space is squeezed. */
export interface RenderedText {
  /** `text/html` or `text/plain`; undefined when parts of this type are not shown to body rules. */
  readonly type: string | undefined
  /** Undefined together with `type`. */
  readonly text: string | undefined
  /**
   * True when the text is the UTF-8 bytes of decoded characters: lengths count characters and white space is Unicode's.
   * False for plain bytes (ASCII, or any when normalize_charset is off).
   */
  readonly unicode: boolean
}

/** One node of the MIME tree. All text is latin1, one char a byte. */
export interface Part {
  /** `text/plain`, lower case; every unknown text/… is text/plain, as is a missing type. */
  readonly type: string
  /** `text/html` when the part's name ends in .htm, .html or .shtml, else `type` (effective_type). */
  readonly effectiveType: string
  /** The charset as declared; undefined when it is not. */
  readonly charset: string | undefined
  /** The declared boundary, or else that of the multipart around it. */
  readonly boundary: string | undefined
  /** The attachment's name. */
  readonly name: string | undefined
  /** Content-Transfer-Encoding in lower case; empty when there is none. */
  readonly encoding: string
  readonly headers: HeaderList
  readonly parent: Part | undefined
  readonly children: readonly Part[]
  /** False for multiparts, also when no part was found in one, and for attached messages that were opened (is_leaf). */
  readonly isLeaf: boolean
  /** The body as it stood, transfer encoding and all; undefined unless a leaf. Lines over 2048 bytes of parts within multiparts are cut. */
  readonly raw: string | undefined
  /** `raw` line by line, newlines kept; empty unless a leaf. */
  readonly rawLines: readonly string[]
  /** The body with its transfer encoding undone; undefined unless a leaf (decode). */
  decoded(): string | undefined
  /** The first bytes of it (decode with a length), cheaply where nothing was decoded yet. */
  decodedStart(bytes: number): string | undefined
  /** Its text, HTML rendered and recoded to UTF-8 (rendered, visible_rendered, invisible_rendered); `all` by default. */
  rendered(view?: RenderedView): RenderedText
  /** What the HTML evals read of this part; undefined unless it was rendered as HTML. */
  readonly html: HtmlFacts | undefined
}

/** Nodes whose type matches, the part itself first, then depth first; `depth` 1 looks at direct children only (find_parts). */
export function findParts(
  from: Part,
  matches: (type: string) => boolean,
  options: { readonly leavesOnly?: boolean; readonly directOnly?: boolean } = {},
): Part[] {
  const found: Part[] = []
  const pending: Part[] = [from]
  let descend = options.directOnly ? 1 : Number.POSITIVE_INFINITY
  for (let part = pending.pop(); part; part = pending.pop()) {
    if (matches(part.type) && (!options.leavesOnly || part.isLeaf)) found.push(part)
    if (!part.isLeaf && descend > 0) {
      descend--
      for (let i = part.children.length - 1; i >= 0; i--) {
        const child = part.children[i]
        if (child) pending.push(child)
      }
    }
  }
  return found
}
