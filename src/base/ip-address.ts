// In base because relays, rules, DNS lists and the daemon's access list all compare addresses.

/** An address as four 32-bit words, high to low; IPv4 is mapped (`::ffff:0:0/96`), so that both compare alike. */
export type IpWords = readonly [number, number, number, number]

const IPV4 = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/
const MAPPED = 0xffff

/** The 32 bits of a dotted IPv4 address; undefined when it is none. */
export function parseIpv4(text: string): number | undefined {
  const match = IPV4.exec(text)
  if (!match) return undefined
  let word = 0
  for (let i = 1; i <= 4; i++) {
    const octet = Number(match[i])
    if (octet > 255) return undefined
    word = word * 256 + octet
  }
  return word
}

/** Parses IPv4 (as mapped), and IPv6 in any of its spellings; undefined when it is no address. */
export function parseIp(text: string): IpWords | undefined {
  if (text.indexOf(':') < 0) {
    const word = parseIpv4(text)
    return word === undefined ? undefined : [0, 0, MAPPED, word]
  }
  return parseIpv6(text)
}

// RFC 4291 section 2.2: eight groups, one `::` for a run of zero groups, a dotted tail for the last two.
function parseIpv6(text: string): IpWords | undefined {
  if (text.length > 45) return undefined
  let groupsText = text
  const tail: number[] = []
  const lastColon = text.lastIndexOf(':')
  if (text.indexOf('.', lastColon) >= 0) {
    const word = parseIpv4(text.slice(lastColon + 1))
    if (word === undefined) return undefined
    tail.push(word >>> 16, word & 0xffff)
    groupsText = text.endsWith(`::${text.slice(lastColon + 1)}`)
      ? text.slice(0, lastColon + 1)
      : text.slice(0, lastColon)
  }
  const halves = groupsText.split('::')
  if (halves.length > 2) return undefined
  const head = hexGroups(halves[0])
  const rest = halves.length === 2 ? hexGroups(halves[1]) : []
  if (!head || !rest) return undefined
  const known = head.length + rest.length + tail.length
  if (halves.length === 2 ? known > 7 : known !== 8) return undefined
  const groups = [...head, ...new Array<number>(8 - known).fill(0), ...rest, ...tail]
  const word = (i: number): number => (groups[i] ?? 0) * 0x10000 + (groups[i + 1] ?? 0)
  return [word(0), word(2), word(4), word(6)]
}

const HEX_GROUP = /^[0-9a-fA-F]{1,4}$/

function hexGroups(text: string | undefined): number[] | undefined {
  if (!text) return []
  const groups: number[] = []
  for (const group of text.split(':')) {
    if (!HEX_GROUP.test(group)) return undefined
    groups.push(Number.parseInt(group, 16))
  }
  return groups
}

/** True when the words stand for an IPv4 address. */
export function isMappedIpv4(words: IpWords): boolean {
  return words[0] === 0 && words[1] === 0 && words[2] === MAPPED
}

/** The name under which DNS lists know an address: octets of IPv4, nibbles of IPv6, reversed (reverse_ip_address). */
export function reverseIp(ip: string): string | undefined {
  const octets = IPV4.exec(ip)
  if (octets) return `${octets[4]}.${octets[3]}.${octets[2]}.${octets[1]}`
  const words = ip.includes(':') ? parseIpv6(ip) : undefined
  if (!words) return undefined
  const nibbles = words.map((word) => word.toString(16).padStart(8, '0')).join('')
  let reversed = ''
  for (let i = nibbles.length - 1; i > 0; i--) reversed += `${nibbles[i]}.`
  return reversed + nibbles[0]
}
