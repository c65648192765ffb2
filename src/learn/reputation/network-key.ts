import { isMappedIpv4, parseIp } from '../../base/ip-address.ts'

const IPV4 = /^(\d{1,3}\.\d{1,3})\.\d{1,3}\.\d{1,3}\n?$/
const IPV6 = /^[0-9a-f]{0,4}(?::[0-9a-f]{0,4}|\.[0-9]{1,3}){2,9}\n?$/i
const WORD_BITS = 32
const MAX_LENGTH = 39

/** How many bits of an address name the network that its owner has. */
export interface NetworkLengths {
  readonly ipv4: number
  readonly ipv6: number
}

/**
 * The network of an address, as reputations are kept by it (AutoWelcomelist::ip_to_awl_key): `192.0` or `2001:0db8::`;
 * undefined for what is no address.
 */
export function networkKey(ip: string, lengths: NetworkLengths): string | undefined {
  const start = IPV4.exec(ip)?.[1]
  if (start !== undefined) {
    if (lengths.ipv4 === WORD_BITS) return ip
    return lengths.ipv4 === 16 ? start : ipv4Network(ip, lengths.ipv4)
  }
  return ip.includes(':') && IPV6.test(ip) ? ipv6Network(ip, lengths.ipv6) : undefined
}

function ipv4Network(ip: string, length: number): string | undefined {
  const words = parseIp(ip)
  if (!words || !isMappedIpv4(words)) return undefined
  const word = masked(words[3], length)
  return [24, 16, 8, 0]
    .map((shift) => (word >>> shift) & 0xff)
    .join('.')
    .replace(/(?:\.0){1,3}$/, '')
}

function ipv6Network(ip: string, length: number): string | undefined {
  const words = parseIp(ip)?.map((word, i) => masked(word, length - i * WORD_BITS))
  if (!words) return undefined
  const groups = words.flatMap((word) => [word >>> 16, word & 0xffff])
  return groups
    .map((group) => group.toString(16).toUpperCase().padStart(4, '0'))
    .join(':')
    .replace(/(?::0000){1,7}$/, '::')
    .slice(0, MAX_LENGTH)
}

/** A word with all bits behind the first `length` cleared. */
function masked(word: number, length: number): number {
  if (length <= 0) return 0
  return length >= WORD_BITS ? word : (word & (-1 << (WORD_BITS - length))) >>> 0
}
