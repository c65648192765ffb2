/**
 * One URI of the message and where it stood, as get_uri_detail_list documents it. The raw URI is the key it is filed
 * under. URIs and anchor texts from HTML that was decoded from a charset are Unicode characters, as rules see them in
 * SpamAssassin too, and so may hold chars above 0xff; those from text are bytes, hosts and domains are ASCII.
 */
export interface UriDetail {
  /**
   * Tags that named it (`a`, `img`, `form` …); `parsed` when it stood in rendered text; `domainkeys` for the d= of a
   * DKIM signature; `unlinked` when mail readers would not make it a link; `schemeless` when text had it without scheme.
   */
  readonly types: Set<string>
  /** The raw URI and its canonical forms; undefined where rules must not see it (DKIM domains). */
  cleaned: string[] | undefined
  /** Text between `<a>` and `</a>`, without doubles a part; undefined when it was in no anchor. */
  anchorText: string[] | undefined
  /** Registered domains of the canonical forms. */
  readonly domains: Set<string>
  /** Full host name → registered domain. */
  readonly hosts: Map<string, string>
}

/** All URIs of a message. */
export interface UriViews {
  /** Every distinct canonical URI, as uri rules see them (get_uri_list). */
  readonly uris: readonly string[]
  /** Raw URI → what is known of it, in order of discovery (get_uri_detail_list). */
  readonly details: ReadonlyMap<string, UriDetail>
  /** A URI was longer than 8,192 characters and was cut [uri_truncated]. */
  readonly truncated: boolean
}
