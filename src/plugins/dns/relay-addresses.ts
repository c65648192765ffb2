import { reverseIp } from '../../base/ip-address.ts'
import { IP_ADDRESS, isPrivateIp } from '../../base/ip-pattern.ts'
import { NetSet } from '../../base/net-set.ts'
import { type Conf, perConf } from '../../conf/conf.ts'
import { perScan, type Scan } from '../../rules/scan.ts'
import { networkSettings } from '../../rules/settings/networks.ts'

/** Of more relays no list is asked (num_check_received). */
const MAX_ADDRESSES = 9
const IP_ADDRESSES = new RegExp(IP_ADDRESS, 'g')

const trustedNetworks: (conf: Conf) => NetSet = perConf((conf) => {
  const set = NetSet.withLoopback()
  set.add(conf.of(networkSettings).trusted_networks.entries, () => undefined)
  return set
})

interface Addresses {
  /** Of untrusted relays, latest first, and the same with trusted external ones before them. */
  readonly untrusted: readonly string[]
  readonly external: readonly string[]
  /** Of web mail clients, from originating_ip_headers. */
  readonly originating: readonly string[]
}

/** Undefined when there is no address to ask lists about. */
const addressesOf = perScan((scan): Addresses | undefined => {
  const { relays } = scan.message
  const untrusted = relays.untrusted.map((relay) => relay.ip)
  const external = [...relays.trusted.filter((relay) => !relay.internal).map((relay) => relay.ip), ...untrusted]
  const originating = scan.conf
    .of(networkSettings)
    .originating_ip_headers.flatMap((header) => scan.header(header)?.match(IP_ADDRESSES) ?? [])
  const usable = publicOnce(untrusted)
  return usable.length + originating.length > 0 ? { untrusted: usable, external, originating } : undefined
})

function publicOnce(addresses: readonly string[]): string[] {
  return [...new Set(addresses)].filter((ip) => ip !== '' && !isPrivateIp(ip))
}

/**
 * The addresses of relays that a list is asked about, by the name of its set: `-lastexternal` the host that handed the
 * mail to us, `-notfirsthop` all but the one where it began, `-firsttrusted` the first that can be believed,
 * `-untrusted` all others, and without such an ending all, oldest first. Reversed, as lists know them.
 */
export function addressesFor(scan: Scan, set: string, nice: boolean): readonly string[] {
  const found = addressesOf(scan)
  if (!found) return []
  const trusted = trustedNetworks(scan.conf)
  const ending = /-(notfirsthop|lastexternal|firsttrusted|untrusted)$/.exec(set)?.[1]
  let chosen: string[]
  if (ending === 'notfirsthop' || ending === 'lastexternal') {
    chosen = publicOnce(found.external)
    if (ending === 'lastexternal') chosen = chosen.slice(0, 1)
    else if (chosen.length > 1) chosen.pop()
  } else {
    const clients = found.originating.filter((ip) => !trusted.contains(ip))
    chosen = publicOnce([...found.untrusted, ...clients])
    if (ending === 'firsttrusted') chosen = chosen.slice(0, 1)
    else if (ending === 'untrusted') chosen.shift()
    else chosen.reverse()
  }
  chosen = chosen.slice(0, MAX_ADDRESSES)
  // Trusted relays are asked about only in lists of good ones.
  if (!nice) while (chosen[0] !== undefined && trusted.contains(chosen[0])) chosen.shift()
  return chosen.map(reverseIp).filter((ip) => ip !== undefined)
}
