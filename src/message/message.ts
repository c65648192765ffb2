import type { HeaderList } from './header-list.ts'
import type { HtmlFacts } from './html/html-facts.ts'
import type { Part } from './part.ts'
import type { Relays } from './relays/relay.ts'
import type { UriDetail } from './uri/uri-detail.ts'

/** What plugins add to what rules see of a message. */
export interface MessageAdditions {
  /** Text of parts that have none of their own, as UTF-8 bytes: body rules take such a part for plain text (set_rendered). */
  readonly texts?: ReadonlyMap<Part, string>
  /** URIs that stand where nobody else looks (add_uri_detail_list). */
  readonly uris?: readonly string[]
  /** What is delivered after the header, in place of pristineBody; rules of type `full` and attached originals keep the old one. */
  readonly pristineBody?: string | undefined
}

/**
 * The parsed mail, immutable. All text is latin1, one char a byte. Views are computed once, when first asked.
 * Names in brackets are SpamAssassin's, for whoever compares.
 */
export interface Message {
  /** Every byte as rules of type `full` see it (get_pristine). */
  readonly pristine: string
  /** The header block, and what follows it (get_pristine_header, get_pristine_body). */
  readonly pristineHeaders: string
  readonly pristineBody: string
  /** What rules call the length of the body: the envelope's word for it, or the bytes of pristineBody (pristine_body_length). */
  readonly bodyLength: number
  /** The mbox `From ` line above the message with its newline; part of none of the above (mbox_sep). */
  readonly mboxSeparator: string | undefined
  /** What lines end in, judged by the first and the last one; with CRLF, lines within the header are made to (line_ending). */
  readonly lineEnding: '\n' | '\r\n'
  /** Without the X-Spam-… fields of an earlier scan, which rules never see; those stand in pristineHeaders only (PerMsgStatus::check). */
  readonly headers: HeaderList
  readonly root: Part
  /** All nodes of the MIME tree, root first, in SpamAssassin's order (find_parts without limits). */
  readonly parts: readonly Part[]
  /**
   * What was wrong with the form, in SpamAssassin's words: missing_head_body_separator, truncated_header,
   * missing_mime_head_body_separator, missing_mime_headers, mime_epilogue_exists, mimepart_limit_exceeded.
   */
  readonly defects: ReadonlySet<string>
  /** Boundary → opened (1), opened and closed (0), closed only (-1) (mime_boundary_state). */
  readonly boundaryStates: ReadonlyMap<string, number>

  /** The rendered text, Subject first, split as body rules see it (get_rendered_body_text_array plus PerMsgStatus). */
  readonly body: readonly string[]
  /** The same without, and with only, what HTML hides (get_visible_/get_invisible_rendered_body_text_array). */
  readonly visibleBody: readonly string[]
  readonly invisibleBody: readonly string[]
  /** Decoded text parts with their markup, in chunks, as rawbody rules see them (get_decoded_body_text_array). */
  readonly rawbody: readonly string[]
  /** What the HTML evals read: that of the last HTML part; undefined when there is none. */
  readonly html: HtmlFacts | undefined
  /** The same of all HTML parts. */
  readonly htmlParts: readonly HtmlFacts[]

  /** Canonical URIs in SpamAssassin's order (get_uri_list). */
  readonly uris: readonly string[]
  /** By raw URI: kinds, canonical forms, anchor text, hosts, domains (get_uri_detail_list). */
  readonly uriDetails: ReadonlyMap<string, UriDetail>
  readonly relays: Relays

  /** A header view by its rule spelling (`From:addr`, `ALL`, `ToCc`, `EnvelopeFrom`, …), one entry a field. Plugin metadata is the scan's matter. */
  headerView(spec: string): readonly string[]

  /** The same message with these additions too. */
  with(additions: MessageAdditions): Message
}
