import { hasWideChar, isSpace } from '../../base/unicode-text.ts'
import type { HtmlDocument } from './html-document.ts'
import type { HtmlFacts } from './html-facts.ts'
import type { HtmlSource, RenderedText } from './render-html.ts'

/** What a document says, once it is read; `whole` is false where the parser broke off. */
export function collectFacts(
  document: HtmlDocument,
  rendered: RenderedText,
  markup: string,
  whole: boolean,
  source: HtmlSource,
): HtmlFacts {
  const { tags, distinctTags } = document
  const lengths = measure(rendered)
  const common = {
    html: true,
    fontLowContrast: document.lowContrast,
    fontInvalidColor: document.invalidColor,
    fontFaceBad: document.badFontFace,
    formActionMailto: document.formActionMailto,
    embeds: document.embeds,
    htmlLength: lengths.chars,
    nonSpaceLength: lengths.chars - lengths.spaces,
    ratio: source.byteLength > 0 ? (source.byteLength - lengths.chars) / source.byteLength : undefined,
  } as const
  // Where the parser broke off, SpamAssassin never comes to write down the rest.
  if (!whole) return { ...common, ...UNKNOWN }
  return {
    ...common,
    inside: new Map(Array.from(document.openTags, ([tag, { count }]) => [tag, count])),
    imageArea: document.imageArea,
    // Few ask.
    get length() {
      return source.unicode ? codePoints(markup) : markup.length
    },
    minSize: document.styles.minSize,
    maxSize: document.styles.maxSize,
    closedExtraRatio: tags > 0 ? document.closedExtra / tags : undefined,
    badTagRatio: tags > 0 && document.elements > 0 ? (tags - document.elements) / tags : undefined,
    nonElementRatio:
      distinctTags > 0 && document.distinctElements > 0
        ? (distinctTags - document.distinctElements) / distinctTags
        : undefined,
    obfuscationRatio: tags > 0 && document.obfuscations > 0 ? document.obfuscations / tags : undefined,
    backhairCount: document.backhair.size > 0 ? document.backhair.size : undefined,
    comments: document.comments,
    scripts: document.scripts,
    titles: document.titles,
    anchors: document.uris.anchors,
    uris: document.uris.found,
    uriTruncated: document.uris.truncated,
  }
}

const UNKNOWN = {
  inside: new Map<string, number>(),
  imageArea: undefined,
  length: undefined,
  minSize: undefined,
  maxSize: undefined,
  closedExtraRatio: undefined,
  badTagRatio: undefined,
  nonElementRatio: undefined,
  obfuscationRatio: undefined,
  backhairCount: undefined,
  comments: [],
  scripts: [],
  titles: [],
  anchors: [],
  uris: new Map(),
  uriTruncated: false,
} as const

const SURROGATE = /[\udc00-\udfff]/

// Characters as Perl counts them, and how many of them are white space; in bytes a form feed is not.
function measure(rendered: RenderedText): { chars: number; spaces: number } {
  const { text, unicode } = rendered
  let spaces = 0
  let pairs = 0
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code <= 32) {
      if (code === 32 || (code >= 9 && code <= 13 && (unicode || code !== 12))) spaces++
    } else if (code >= 0x80 && unicode) {
      if (isSpace(code, true)) spaces++
      else if (code >= 0xdc00 && code <= 0xdfff) pairs++
    }
  }
  return { chars: text.length - pairs, spaces }
}

function codePoints(text: string): number {
  let length = text.length
  if (!hasWideChar(text) || !SURROGATE.test(text)) return length
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code >= 0xdc00 && code <= 0xdfff) length--
  }
  return length
}
