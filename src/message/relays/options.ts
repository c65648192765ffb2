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

/**
 * The options with internal_networks and msa_networks cut down to what the trusted networks hold whole, as
 * SpamAssassin does when its configuration is complete. Says what it left out.
 */
export function withinTrustedNetworks(options: RelayOptions, warn: (message: string) => void): RelayOptions {
  const { trustedConfigured, internalConfigured } = options
  if (!trustedConfigured && !internalConfigured) return options
  const outer = trustedConfigured ? options.trusted : options.internal
  const outerName = trustedConfigured ? 'trusted_networks' : 'internal_networks'
  const cut = (set: NetSet, name: string): NetSet => {
    const { set: kept, missing } = set.within(outer)
    for (const text of missing) warn(`${outerName} doesn't contain ${name} entry '${text}'`)
    return kept
  }
  return {
    ...options,
    internal: trustedConfigured && internalConfigured ? cut(options.internal, 'internal_networks') : options.internal,
    msa: cut(options.msa, 'msa_networks'),
  }
}
