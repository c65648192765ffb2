/**
 * What a URI found in markup is known by: which tags named it, and what stood between `<a>` and `</a>`.
 * SpamAssassin's `uri_detail` entry of one HTML part.
 */
export interface HtmlUri {
  /** The URI made absolute by `<base href>`, in characters (see HtmlFacts). */
  readonly uri: string
  /** True when Perl would hold it as Unicode text: rules then see its UTF-8 bytes; otherwise its chars are the bytes. */
  readonly unicode: boolean
  /** Tags it stood in: a, img, link, form … [types]. Empty when it is known only as the text of an anchor. */
  readonly types: ReadonlySet<string>
  /** Text of each anchor that led there, in order, doubles included [anchor_text]. */
  readonly anchorText: readonly string[]
}

/**
 * All that SpamAssassin's HTML parser says about one text/html part, besides the rendered text. In brackets its key.
 * Texts are characters: where the part was decoded from a charset they are Unicode, otherwise each is a byte.
 */
export interface HtmlFacts {
  /** The part was parsed as HTML, always true [html]. */
  readonly html: true
  /** Tag → how many are open at the end; a tag seen at all has an entry, also when it is 0 [inside]. */
  readonly inside: ReadonlyMap<string, number>
  /** Square pixels of all images that say their size [image_area]. */
  readonly imageArea: number | undefined
  /** Characters of markup [length]. */
  readonly length: number | undefined
  /** Smallest and largest font size, 3 being normal [min_size, max_size]. */
  readonly minSize: number | undefined
  readonly maxSize: number | undefined
  /** End tags without a start tag, per tag; undefined without tags [closed_extra_ratio]. */
  readonly closedExtraRatio: number | undefined
  /** Tags that HTML doesn't know, per tag [bad_tag_ratio]. */
  readonly badTagRatio: number | undefined
  /** Distinct tags that HTML doesn't know, per distinct tag [non_element_ratio]. */
  readonly nonElementRatio: number | undefined
  /** Words cut by a tag, per tag [obfuscation_ratio]. */
  readonly obfuscationRatio: number | undefined
  /** Distinct shapes of short words cut by a tag; undefined when there are none [backhair_count]. */
  readonly backhairCount: number | undefined
  /** Comments with their delimiters [comment]. */
  readonly comments: readonly string[]
  /** Text inside `<script>` [script]. */
  readonly scripts: readonly string[]
  /** Text of each `<title>` [title]. */
  readonly titles: readonly string[]
  /** Text of each `<a>`, an image in it as `<img>` and a line feed [anchor]. */
  readonly anchors: readonly string[]
  /** URI → where it stood, in order of first appearance [uri_detail; its keys are `uri`]. */
  readonly uris: ReadonlyMap<string, HtmlUri>
  /** A URI was longer than 8,192 characters and was cut [uri_truncated]. */
  readonly uriTruncated: boolean
  /** Text in (nearly) the colour of its background [font_low_contrast]. */
  readonly fontLowContrast: boolean
  /** Text in a colour that can't be read [font_invalid_color]. */
  readonly fontInvalidColor: boolean
  /** `<font face>` that is not a list of names [font_face_bad]. */
  readonly fontFaceBad: boolean
  /** `<form action>` that leads to a mail address [form_action_mailto]. */
  readonly formActionMailto: boolean
  /** `<object>` or `<embed>` [embeds]. */
  readonly embeds: boolean
  /** Characters of rendered text, and those of them that are not white space [html_length, non_space_len]. */
  readonly htmlLength: number
  readonly nonSpaceLength: number
  /** What share of the part's decoded bytes was markup; undefined for an empty part [ratio]. */
  readonly ratio: number | undefined
}

/** SpamAssassin's key of a fact, as rule files spell it in `html_test` and its like → our name. `charsets` is never set there. */
export const HTML_FACT_BY_KEY: ReadonlyMap<string, keyof HtmlFacts> = new Map([
  ['html', 'html'],
  ['inside', 'inside'],
  ['image_area', 'imageArea'],
  ['length', 'length'],
  ['min_size', 'minSize'],
  ['max_size', 'maxSize'],
  ['closed_extra_ratio', 'closedExtraRatio'],
  ['bad_tag_ratio', 'badTagRatio'],
  ['non_element_ratio', 'nonElementRatio'],
  ['obfuscation_ratio', 'obfuscationRatio'],
  ['backhair_count', 'backhairCount'],
  ['comment', 'comments'],
  ['script', 'scripts'],
  ['title', 'titles'],
  ['anchor', 'anchors'],
  ['uri_detail', 'uris'],
  ['uri_truncated', 'uriTruncated'],
  ['font_low_contrast', 'fontLowContrast'],
  ['font_invalid_color', 'fontInvalidColor'],
  ['font_face_bad', 'fontFaceBad'],
  ['form_action_mailto', 'formActionMailto'],
  ['embeds', 'embeds'],
  ['html_length', 'htmlLength'],
  ['non_space_len', 'nonSpaceLength'],
  ['ratio', 'ratio'],
])
