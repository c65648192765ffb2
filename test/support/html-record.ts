import { spawnSync } from 'node:child_process'
import { renderHtml } from '../../src/message/html/render-html.ts'

/** Markup, and whether it was decoded from a charset. */
export interface HtmlCase {
  readonly text: string
  readonly unicode: boolean
}

/** A JSON line in ASCII, as the oracles read it. */
export function asciiJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[^\x00-\x7e]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

/** JSON with keys in order, so that equal values are equal text. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    part && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  )
}

/** Asks SpamAssassin's parser, which must be installed. */
export function askHtmlOracle(cases: readonly HtmlCase[]): Record<string, unknown>[] {
  const input = cases.map(({ text, unicode }) => `${asciiJson({ text, unicode: unicode ? 1 : 0 })}\n`).join('')
  return askPerl('html-oracle.pl', input)
}

/** Runs an oracle beside this file; its lines of JSON. */
export function askPerl(script: string, input: string): Record<string, unknown>[] {
  const options = { input, encoding: 'latin1', maxBuffer: 1 << 30 } as const
  const { stdout } = spawnSync('perl', [new URL(script, import.meta.url).pathname], options)
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>) // `as`: the oracles print objects
}

const rounded = (value: number | undefined): number | null =>
  value === undefined ? null : Number(value.toPrecision(9))
const isMarked = (text: string, unicode: boolean): number => (unicode && /[^\x00-\x7f]/.test(text) ? 1 : 0)

/** What we make of a case, in the oracle's words. */
export function htmlRecord({ text, unicode }: HtmlCase): Record<string, unknown> {
  const html = renderHtml(text, { unicode, byteLength: text.length })
  const { facts } = html
  const view = (piece: { text: string; unicode: boolean }) => ({
    text: piece.text,
    unicode: isMarked(piece.text, piece.unicode),
  })
  const uris = Array.from(facts.uris, ([uri, detail]) => [
    uri,
    { types: [...detail.types].sort(), anchor: detail.anchorText, unicode: isMarked(uri, detail.unicode) },
  ])
  return {
    rendered: view(html.rendered),
    visible: view(html.visible),
    invisible: view(html.invisible),
    html_length: facts.htmlLength,
    non_space_len: facts.nonSpaceLength,
    image_area: rounded(facts.imageArea),
    length: rounded(facts.length),
    min_size: rounded(facts.minSize),
    max_size: rounded(facts.maxSize),
    closed_extra_ratio: rounded(facts.closedExtraRatio),
    bad_tag_ratio: rounded(facts.badTagRatio),
    non_element_ratio: rounded(facts.nonElementRatio),
    obfuscation_ratio: rounded(facts.obfuscationRatio),
    backhair_count: rounded(facts.backhairCount),
    uri_truncated: Number(facts.uriTruncated),
    font_low_contrast: Number(facts.fontLowContrast),
    font_invalid_color: Number(facts.fontInvalidColor),
    font_face_bad: Number(facts.fontFaceBad),
    form_action_mailto: Number(facts.formActionMailto),
    embeds: Number(facts.embeds),
    comment: facts.comments,
    script: facts.scripts,
    title: facts.titles,
    anchor: facts.anchors,
    inside: Object.fromEntries(facts.inside),
    uris: Object.fromEntries(uris),
  }
}

/** The keys in which two records differ. */
export function differingKeys(theirs: Record<string, unknown>, ours: Record<string, unknown>): string[] {
  return Object.keys(theirs).filter((key) => canonicalJson(plain(theirs[key])) !== canonicalJson(plain(ours[key])))
}

// The oracle prints some numbers as text.
function plain(value: unknown): unknown {
  return typeof value === 'string' && value !== '' ? Number(value) : value
}
