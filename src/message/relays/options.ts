import type { NetSet } from '../../base/net-set.ts'

/** What the configuration says of relays. Names in brackets are the settings. */
export interface RelayOptions {
  /** trusted_networks, internal_networks and msa_networks; the first two always hold the loopback addresses. */
  readonly trusted: NetSet
  readonly internal: NetSet
  readonly msa: NetSet
  /** The administrator has set (or cleared) them; otherwise trust is inferred, or taken from the other one. */
  readonly trustedConfigured: boolean
  readonly internalConfigured: boolean
  /** originating_ip_headers, in order. */
  readonly originatingIpHeaders: readonly string[]
  /** envelope_sender_header */
  readonly envelopeSenderHeader: string | undefined
  /** always_trust_envelope_sender */
  readonly alwaysTrustEnvelopeSender: boolean
  /** The caller vouches that the message comes from inside or from a logged-in user (suppl_attrib originating). */
  readonly originating: boolean
}
