import { asciiLower } from '../../base/ascii.ts'
import { NetSet } from '../../base/net-set.ts'
import type { Relay, Relays } from '../../message/relays/relay.ts'

const IN_BRACKETS = /^\[(.*)\](\/\d{1,3})?$/s
const IPV4 = /^\d+\.\d+\.\d+\.\d+$/
const IPV4_START = /^[\d.]+$/

/** Who can vouch for a sender: the latest untrusted relay, or, when all of the way is trusted, every trusted one. */
export function vouchingRelays(relays: Relays): readonly Relay[] {
  const untrusted = relays.untrusted[0]
  return untrusted ? [untrusted] : relays.trusted
}

/** Whether a relay is what the second word of welcomelist_from_rcvd says: the end of its name, or an [address] or [net]. */
export function relayMatches(relay: Relay, domain: string): boolean {
  const address = IN_BRACKETS.exec(domain)
  if (address) return addressMatches(relay.ip, `${address[1] ?? ''}${address[2] ?? ''}`)
  const name = asciiLower(relay.rdns)
  const wanted = asciiLower(domain)
  return name === wanted || name.endsWith(`.${wanted}`)
}

function addressMatches(ip: string, wanted: string): boolean {
  if (ip === '') return false
  if (IPV4.test(wanted)) return ip === wanted
  if (IPV4_START.test(wanted)) return ip.startsWith(`${wanted.replace(/\.+$/, '')}.`)
  const net = new NetSet()
  net.add([wanted], () => {})
  return net.contains(ip)
}
