import { asciiLower } from '../../base/ascii.ts'
import { isPrivateIp } from '../../base/ip-pattern.ts'
import type { Relay } from '../../message/relays/relay.ts'

/** What does not fit together in the hops. */
export interface ForgedReceived {
  /** A server is of another domain than the one that the hop above took the mail from. */
  readonly trailMismatches: number
  /** The HELO is an address whose first two octets are not those of the sender. */
  readonly heloMismatches: number
}

const HOST = /^\w[\w.-]+\.\w+$/
const DOTTED = /^(\d+\.\d+)\.\d+\.\d+$/

/** Compares the untrusted hops, latest first, with each other and each with itself. */
export function forgedReceived(relays: readonly Relay[]): ForgedReceived {
  let trailMismatches = 0
  let heloMismatches = 0
  let above: string | undefined
  for (const relay of relays) {
    const by = domainOf(asciiLower(relay.by))
    const from = domainOf(asciiLower(relay.rdns))
    const previous = above
    above = from
    if (!HOST.test(by)) continue
    if (/^localhost(?:\.localdomain)?$/.test(from) && relay.ip === '127.0.0.1') above = undefined
    const helo = domainOf(asciiLower(relay.helo))
    const heloNet = DOTTED.exec(helo)?.[1]
    const ownNet = DOTTED.exec(relay.ip)?.[1]
    if (heloNet && ownNet && heloNet !== ownNet && !isPrivateIp(helo)) heloMismatches++
    if (previous !== undefined && HOST.test(previous) && by !== previous && !isSameProvider(by, previous))
      trailMismatches++
  }
  return { trailMismatches, heloMismatches }
}

function isSameProvider(by: string, from: string): boolean {
  return by === 'msn.com' && from === 'hotmail.com'
}

// A rough registered domain: two labels under a long top-level domain or ie, fr, de; three under others.
function domainOf(host: string): string {
  if (!/[a-zA-Z]/.test(host)) return host
  const labels = host.replace(/\.+$/, '').split('.')
  if (labels.length > 1 && /[^ \t\n\r\f\v]{3,}|ie|fr|de/.test(labels.at(-1) ?? '')) return labels.slice(-2).join('.')
  return labels.length > 2 ? labels.slice(-3).join('.') : host
}
