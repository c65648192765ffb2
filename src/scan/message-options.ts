import type { Report } from '../base/diagnostic.ts'
import { NetSet } from '../base/net-set.ts'
import type { Conf } from '../conf/conf.ts'
import type { NetworkList } from '../conf/network-list.ts'
import type { MessageOptions } from '../message/options.ts'
import { domainSettings } from '../rules/settings/domains.ts'
import { networkSettings } from '../rules/settings/networks.ts'
import { textSettings } from '../rules/settings/text.ts'
import { redirectors } from './redirectors.ts'

/** What the parser of messages needs of the configuration; says through `report` which networks and patterns are no good. */
export function messageOptionsOf(conf: Conf, report: Report): MessageOptions {
  const text = conf.of(textSettings)
  const domains = conf.of(domainSettings)
  const networks = conf.of(networkSettings)
  const netSet = (name: 'trusted_networks' | 'internal_networks' | 'msa_networks', start: NetSet): NetSet => {
    const list: NetworkList = networks[name]
    start.add(list.entries, (message) =>
      report({ severity: 'warning', topic: 'networks', place: conf.place(name), message }),
    )
    return start
  }
  const trusted = netSet('trusted_networks', NetSet.withLoopback())
  const internal = netSet('internal_networks', NetSet.withLoopback())
  const msa = netSet('msa_networks', new NetSet())
  const trustedConfigured = networks.trusted_networks.configured
  const internalConfigured = networks.internal_networks.configured

  // Networks must nest: what is internal is trusted, what takes mail from our users is one of both (Conf::Parser, lint_trusted_networks).
  const outer = trustedConfigured ? trusted : internalConfigured ? internal : undefined
  const outerName = trustedConfigured ? 'trusted_networks' : 'internal_networks'
  const inside = (name: 'internal_networks' | 'msa_networks', set: NetSet): NetSet => {
    if (!outer || outer === set || !networks[name].configured) return set
    const { set: kept, missing } = set.within(outer)
    for (const net of missing) {
      const message = `${outerName} doesn't contain ${name} entry '${net}'`
      report({ severity: 'error', topic: 'networks', place: conf.place(name), message })
    }
    return kept
  }

  return {
    normalizeCharset: text.normalize_charset,
    bodyPartScanSize: text.body_part_scan_size,
    rawbodyPartScanSize: text.rawbody_part_scan_size,
    relayOptions: {
      trusted,
      internal: inside('internal_networks', internal),
      msa: inside('msa_networks', msa),
      trustedConfigured,
      internalConfigured,
      originatingIpHeaders: networks.originating_ip_headers,
      envelopeSenderHeader: networks.envelope_sender_header,
      alwaysTrustEnvelopeSender: networks.always_trust_envelope_sender,
      originating: false,
    },
    uriOptions: {
      redirectorPatterns: redirectors(domains.redirector_pattern, report),
      tlds: { tld: domains.util_rb_tld, tld2: domains.util_rb_2tld, tld3: domains.util_rb_3tld },
      parseDkimUris: domains.parse_dkim_uris,
    },
  }
}
