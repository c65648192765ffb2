/** One entry of an address header, as far as it could be read (the hashes of parse_header_addresses). */
export interface HeaderAddress {
  /** The name shown to people: phrase, or else comment. */
  readonly phrase: string | undefined
  readonly address: string | undefined
  readonly user: string | undefined
  readonly host: string | undefined
  readonly comment: string | undefined
}
