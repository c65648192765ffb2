import { asciiLower } from '../base/ascii.ts'
import { IP_ADDRESS } from '../base/ip-pattern.ts'
import { NetSet } from '../base/net-set.ts'
import { perConf } from '../conf/conf.ts'
import { evalFunction, type Plugin } from '../rules/plugin.ts'
import { RULE_AREAS } from '../rules/rule.ts'
import type { Scan } from '../rules/scan.ts'
import { askFor, lookupHooks } from './dns/network.ts'
import { asBytes, type GeoDb, geoDbComplaint, geoDbOf } from './geo/geo-db.ts'
import { type PlaceList, providerKey, type UriBlock, uriBlockSettings } from './geo/uri-block-rules.ts'

const IS_IP_ADDRESS = new RegExp(`^${IP_ADDRESS}$`)

const netSetsOf = perConf((conf) => {
  const complaints: string[] = []
  const sets = new Map<string, NetSet>()
  for (const [rule, { networks }] of conf.of(uriBlockSettings).uri_local_bl) {
    const set = new NetSet()
    set.add([...networks], (message) => complaints.push(message))
    if (set.size > 0) sets.set(rule, set)
  }
  return { sets, complaints }
})

/** Whether a host at these addresses is one that the rule is about, with what to say of it; `done` when it is left alone. */
function judge(scan: Scan, rule: string, block: UriBlock, addresses: readonly string[]): string | 'done' | undefined {
  if (addresses.some((ip) => block.excluded.has(ip))) return 'done'
  const geo = geoDbOf(scan.conf)
  const country = firstPlace(block.countries, addresses, geo.country)
  if (country !== undefined) return `in country ${country}`
  const continent = firstPlace(block.continents, addresses, geo.continent)
  if (continent !== undefined) return `in continent ${continent}`
  const isp = firstProvider(block, addresses, geo)
  if (isp !== undefined) return `in isp ${isp}`
  const networks = netSetsOf(scan.conf).sets.get(rule)
  return networks && addresses.some((ip) => networks.contains(ip)) ? 'in cidr' : undefined
}

/** A missing database knows no place, which is another than those that are excluded. */
function firstPlace(list: PlaceList, addresses: readonly string[], placeOf: GeoDb['country']): string | undefined {
  if (list.codes.size === 0) return undefined
  return addresses.map((ip) => placeOf?.(ip) ?? '').find((code) => list.codes.has(code) !== list.excluded)
}

function firstProvider({ isps }: UriBlock, addresses: readonly string[], { isp }: GeoDb): string | undefined {
  if (isps.size === 0 || !isp) return undefined
  const found = addresses.map(isp).find((name) => name !== undefined && isps.has(providerKey(name.toUpperCase())))
  return found === undefined ? undefined : asBytes(found)
}

/** Judges a host for a rule, reports the hit, and says whether the rule is done with this message. */
function judgeHost(scan: Scan, rule: string, host: string, addresses: readonly string[]): boolean {
  const block = scan.conf.of(uriBlockSettings).uri_local_bl.get(rule)
  const judgement = block && judge(scan, rule, block, addresses)
  if (judgement === undefined) return false
  if (judgement !== 'done') scan.hit(rule, { evidence: `Host: ${host} ${judgement}` })
  return true
}

/** Hosts of links, with and without markup, that the rule does not leave alone. */
function hostsOf(scan: Scan, block: UriBlock | undefined): readonly string[] {
  const hosts = new Set<string>()
  for (const { types, hosts: named } of scan.message.uriDetails.values()) {
    if (!types.has('a') && !types.has('parsed')) continue
    for (const [host, domain] of named) if (!block?.excluded.has(asciiLower(domain))) hosts.add(host)
  }
  return [...hosts]
}

/** Judges hosts by the addresses that DNS tells; the first that is judged ends it. */
function askForHosts(scan: Scan, rule: string, hosts: readonly string[], types: readonly string[]): void {
  let finished = false
  for (const host of hosts) {
    for (const type of types) {
      askFor(scan, [rule], host, type, ({ answers }) => {
        if (finished) return
        const addresses = answers.filter((record) => record.type === 'A' || record.type === 'AAAA')
        finished =
          addresses.length > 0 &&
          judgeHost(
            scan,
            rule,
            host,
            addresses.map(({ text }) => text),
          )
      })
    }
  }
}

const check_uri_local_bl = evalFunction({
  doc: 'A link leads to a host that the lines of the rule (uri_block_cc and the like) are about.',
  on: RULE_AREAS,
  args: [],
  run: (scan) => {
    const { country, isp } = geoDbOf(scan.conf)
    if (!country && !isp) return false
    const rule = scan.currentRule
    const hosts = hostsOf(scan, scan.conf.of(uriBlockSettings).uri_local_bl.get(rule))
    const names = hosts.filter((host) => !IS_IP_ADDRESS.test(host))
    for (const host of hosts) if (IS_IP_ADDRESS.test(host) && judgeHost(scan, rule, host, [host])) return false
    if (names.length > 0) askForHosts(scan, rule, names, country ? ['A', 'AAAA'] : ['A'])
    return false
  },
})

/** Rules about where the hosts of links are: countries, continents, providers, networks. */
export const uriLocalBl = {
  name: 'Mail::SpamAssassin::Plugin::URILocalBL',
  settings: uriBlockSettings,
  evals: { check_uri_local_bl },
  ...lookupHooks,
  finishConf: (conf, warn) => {
    const complaint = geoDbComplaint(conf)
    if (complaint !== undefined) warn(complaint)
    for (const message of netSetsOf(conf).complaints) warn(message)
  },
} as const satisfies Plugin
