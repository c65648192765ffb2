import { notice } from '../../base/notices.ts'
import { type Conf, perConf } from '../../conf/conf.ts'
import type { DnsAnswer, DnsClient } from '../../dns/dns-answer.ts'
import { dnsServiceOf } from '../../dns/dns-service.ts'
import { Lookups } from '../../dns/lookups.ts'
import { BlockedDomains, restrictionOn } from '../../dns/restrictions.ts'
import { dnsSettings } from '../../dns/settings.ts'
import { idnToAscii } from '../../message/uri/idn.ts'
import { RegexError } from '../../regex/regex-error.ts'
import type { Plugin } from '../../rules/plugin.ts'
import { perScan, type Scan } from '../../rules/scan.ts'
import { scoringSettings } from '../../rules/settings/scoring.ts'
import { setSenderTags } from './query-tags.ts'

/** What a scan knows of the network. */
export interface Network {
  readonly client: DnsClient
  readonly lookups: Lookups
}

interface State {
  network: Network | undefined
  ready: Promise<void> | undefined
}

const blockedDomains = new BlockedDomains()

const blockableDomains: (conf: Conf) => ReadonlySet<string> = perConf(
  (conf) => new Set([...conf.of(dnsSettings).dns_block_rule.values()].flatMap((domains) => [...domains])),
)

const stateOf = perScan((scan): State => {
  const state: State = { network: undefined, ready: undefined }
  if (scan.localOnly) return state
  const begin = (client: DnsClient | undefined): void => {
    if (client) state.network = { client, lookups: lookupsWith(scan, client) }
  }
  const client = dnsServiceOf(scan.conf).client()
  if (client instanceof Promise) state.ready = client.then(begin)
  else begin(client)
  return state
})

function lookupsWith(scan: Scan, client: DnsClient): Lookups {
  const settings = scan.conf.of(dnsSettings)
  const limit = scan.conf.of(scoringSettings).time_limit
  return new Lookups({
    client,
    timeouts: settings.rbl_timeout,
    deadline: limit > 0 ? performance.now() + limit * 1000 : Number.POSITIVE_INFINITY,
    isRestricted: (name) => isRestricted(scan.conf, name),
    failed: (error) => {
      const reason = error instanceof Error ? error.message : String(error)
      if (error instanceof RegexError) scan.didNotRun('a rule of the network', reason)
      else notice(`dns: an answer could not be used: ${reason}`)
    },
  })
}

/** True for a name that the configuration keeps from being asked for. */
export function isRestricted(conf: Conf, name: string): boolean {
  const { dns_query_restriction } = conf.of(dnsSettings)
  return restrictionOn(name, dns_query_restriction, blockableDomains(conf), blockedDomains) !== undefined
}

/** The network as this scan may use it; undefined under `-L` and without DNS. */
export function networkOf(scan: Scan): Network | undefined {
  return stateOf(scan).network
}

/**
 * Asks for rules: they, and metas on them, are decided when the answer is there. `zone` tells whose time limit holds;
 * the name itself when absent. False when nothing was asked.
 */
export function askFor(
  scan: Scan,
  rules: readonly string[],
  name: string,
  type: string,
  done: (answer: DnsAnswer) => void,
  zone = name,
): boolean {
  const network = networkOf(scan)
  if (!network) return false
  for (const rule of rules) scan.hold(rule)
  return network.lookups.ask(idnToAscii(name), type, zone, (answer) => answer && take(scan, rules, answer, done))
}

/** An expression that takes too long on an answer is no reason not to use answers. */
function take(scan: Scan, rules: readonly string[], answer: DnsAnswer, done: (answer: DnsAnswer) => void): void {
  try {
    done(answer)
  } catch (error) {
    if (!(error instanceof RegexError)) throw error
    for (const rule of rules) scan.didNotRun(rule, error.message)
  }
}

/** Once a scan, however many plugins ask for it. */
const senderTags = perScan(setSenderTags)

/** What every plugin with look-ups does around a scan; the first of them does it for all. */
export const lookupHooks = {
  parsedMetadata: (scan) => {
    senderTags(scan)
    return stateOf(scan).ready
  },
  finishLookups: (scan, stopped) => {
    const lookups = networkOf(scan)?.lookups
    if (!stopped) return lookups?.settle()
    lookups?.end()
    return undefined
  },
  checkEnd: (scan) => {
    const { dns_block_rule, dns_block_time } = scan.conf.of(dnsSettings)
    for (const [rule, domains] of dns_block_rule) {
      if (!scan.hitCount(rule)) continue
      for (const domain of domains) {
        if (!blockedDomains.block(domain, dns_block_time)) continue
        notice(
          `check: dns_block_rule ${rule} hit: ${domain} is not asked for ${dns_block_time} s, because it answered that ` +
            `it is asked too much. Set the scores of all its rules to 0, or "dns_query_restriction deny ${domain}".`,
        )
      }
    }
  },
} as const satisfies Partial<Plugin>
