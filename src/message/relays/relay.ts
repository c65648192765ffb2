/**
 * One handover of the message between two mail servers, as one Received header tells it. Text is latin1; unknown is
 * the empty string, as in rules. Names in brackets are SpamAssassin's.
 */
export interface Relay {
  /** Address of the host that handed the message over. */
  readonly ip: string
  /** Its reverse DNS name, as found by the receiving server. */
  readonly rdns: string
  /** What it called itself. */
  readonly helo: string
  /** The receiving server. */
  readonly by: string
  readonly ident: string
  /** Envelope sender named in the header; undefined when it names none, empty for the null sender. */
  readonly envfrom: string | undefined
  readonly id: string
  /** How the sender logged in (`ESMTPA`, `Sendmail`, `GMail - transport=…`); empty without a login. */
  readonly auth: string
  /** The receiving server is known to look names up and found none (no_reverse_dns). */
  readonly noReverseDns: boolean
  /** The header tells no name, and it is not known whether there is one (rdns_not_in_headers). */
  readonly rdnsNotInHeaders: boolean
  /** The address is private, link-local or the host itself (ip_private). */
  readonly ipPrivate: boolean
  readonly trusted: boolean
  /** `intl=1` in the text form. */
  readonly internal: boolean
  /** It stands in msa_networks: what came to it was submitted by its own users. */
  readonly msa: boolean
  /** The form that rules read (as_string): `[ ip=… rdns=… helo=… by=… ident=… envfrom=… intl=… id=… auth=… msa=… ]`. */
  readonly text: string
}

/** All hops that the message tells of, latest first, sorted by whether they can be believed. */
export interface Relays {
  readonly trusted: readonly Relay[]
  readonly untrusted: readonly Relay[]
  readonly internal: readonly Relay[]
  readonly external: readonly Relay[]
  /** Trusted, then untrusted: all of them in the order of the headers. */
  readonly all: readonly Relay[]
  /** Received headers that no known format explains (num_relays_unparseable). */
  readonly unparseable: number
  /** Values of X-Spam-Relays-Trusted, -Untrusted, -Internal and -External. */
  readonly trustedText: string
  readonly untrustedText: string
  readonly internalText: string
  readonly externalText: string
  /** Index, among Received headers counted from the top, of the last trusted and the last internal one; -1 for none. */
  readonly lastTrustedIndex: number
  readonly lastInternalIndex: number
}

/** The hop that brought the mail into the trusted networks: the latest untrusted one (relays_untrusted[0]). */
export function latestUntrusted(relays: Relays): Relay | undefined {
  return relays.untrusted[0]
}

/** The hop that brought the mail into the internal networks (relays_external[0]). */
export function latestExternal(relays: Relays): Relay | undefined {
  return relays.external[0]
}

/** The oldest trusted hop: where the mail began when all of it is trusted (relays_trusted[-1]). */
export function firstTrusted(relays: Relays): Relay | undefined {
  return relays.trusted.at(-1)
}
