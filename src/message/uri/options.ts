/** Top-level domains and the registries below them, from util_rb_tld, util_rb_2tld and util_rb_3tld. Build with `tldTables`. */
export interface TldTables {
  readonly tld: ReadonlySet<string>
  readonly tld2: ReadonlySet<string>
  readonly tld3: ReadonlySet<string>
}

/** A compiled `redirector_pattern`, or several as one: the captures of what matched, index 0 the match, or null. RegExp satisfies it. */
export interface RedirectorPattern {
  exec(subject: string): ArrayLike<string | undefined> | null
}

/** What configuration says about finding URIs. */
export interface UriOptions {
  /** In the order of the configuration. */
  readonly redirectorPatterns: readonly RedirectorPattern[]
  readonly tlds: TldTables
  /** parse_dkim_uris: the d= of DKIM and DomainKeys signatures counts as a URI. */
  readonly parseDkimUris: boolean
}
