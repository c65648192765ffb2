// In base because the configuration (trusted_networks), relays, rules and the daemon (allowed clients) all need it.
import { type IpWords, isMappedIpv4, parseIp } from './ip-address.ts'

interface Net {
  readonly exclude: boolean
  /** Prefix length within 128 bits. */
  readonly length: number
  readonly words: IpWords
  /** As written. */
  readonly text: string
}

/** From how many networks on a new one is no longer compared with all that stand (SpamAssassin's limit). */
const COMPARE_LIMIT = 200

/**
 * A list of networks in SpamAssassin's spelling: `10.0.0.0/8`, `10.`, `10.0.1/24`, `10.0.0.0/255.0.0.0`,
 * `2001:db8::/32`, `[::1]`, and `!` in front of what is excluded. The first network that holds an address decides,
 * and a network inside one that already stands is refused, so exclusions come first.
 */
export class NetSet {
  readonly #nets: Net[]

  constructor(nets: readonly Net[] = []) {
    this.#nets = [...nets]
  }

  /** A set with the loopback addresses, as trusted_networks and internal_networks begin. */
  static withLoopback(): NetSet {
    const set = new NetSet()
    set.add(['127.0.0.0/8', '::1'], () => {})
    return set
  }

  get size(): number {
    return this.#nets.length
  }

  /** Adds networks; says through `warn` what was wrong with any, in SpamAssassin's words. Returns how many were added. */
  add(entries: readonly string[], warn: (message: string) => void): number {
    const before = this.#nets.length
    for (const entry of entries) {
      const net = parseNet(entry, warn)
      if (!net) continue
      if (this.#nets.length < COMPARE_LIMIT) {
        const holder = this.#nets.find((known) => holds(known, net.words, net.length))
        if (holder) {
          const verb = net.exclude ? 'exclude' : 'include'
          warn(
            `netset: cannot ${verb} ${formatNet(net)} as it has already been ${holder.exclude ? 'excluded' : 'included'}`,
          )
          continue
        }
      }
      this.#nets.push(net)
    }
    return this.#nets.length - before
  }

  /** Whether the address is in the set: IPv4, IPv6, or IPv4 mapped into IPv6. */
  contains(ip: string): boolean {
    if (this.#nets.length === 0) return false
    const words = parseIp(ip)
    if (!words) return false
    for (const net of this.#nets) if (holds(net, words, 128)) return !net.exclude
    return false
  }

  /** This set without the networks that the other does not hold whole, and those, as written. */
  within(other: NetSet): { readonly set: NetSet; readonly missing: readonly string[] } {
    const kept: Net[] = []
    const missing: string[] = []
    for (const net of this.#nets) {
      const holder = other.#nets.find((known) => holds(known, net.words, net.length))
      if (net.exclude || (holder && !holder.exclude)) kept.push(net)
      else missing.push(net.text)
    }
    return { set: new NetSet(kept), missing }
  }

  /** A copy that can be added to. */
  clone(): NetSet {
    return new NetSet(this.#nets)
  }
}

function holds(net: Net, words: IpWords, length: number): boolean {
  let left = net.length
  if (left > length) return false
  for (let i = 0; i < 4 && left > 0; i++, left -= 32) {
    const differing = ((net.words[i] ?? 0) ^ (words[i] ?? 0)) >>> 0
    if (differing !== 0 && (left >= 32 || differing >>> (32 - left) !== 0)) return false
  }
  return true
}

const PARTIAL_IPV4 = /^(\d+)(?:\.(\d+))?(?:\.(\d+))?\.?$/
const FULL_IPV4 = /^(\d+)\.(\d+)\.(\d+)\.(\d+)$/

function parseNet(entry: string, warn: (message: string) => void): Net | undefined {
  if (entry.includes('-')) {
    // SpamAssassin reads ranges only where Net::CIDR::Lite is installed.
    warn(`netset: IP range notation '${entry}' requires Net::CIDR::Lite module, ignoring`)
    return undefined
  }
  let text = entry.replace(/^[ \t\n\r\f\v]+/, '')
  const exclude = text.startsWith('!')
  if (exclude) text = text.replace(/^![ \t\n\r\f\v]*/, '')
  let mask: string | undefined
  const slash = text.indexOf('/')
  if (slash >= 0) {
    mask = text.slice(slash + 1)
    text = text.slice(0, slash)
  }
  text = text.replace(/^\[([^\]]*)\]$/, '$1').replace(/%[A-Za-z0-9._~-]*$/, '')

  const illegal = (): undefined => {
    warn(`netset: illegal IP address given: '${entry}'`)
    return undefined
  }
  if (/^\d+(?:\.|$)/.test(text)) {
    const parts = FULL_IPV4.exec(text) ?? PARTIAL_IPV4.exec(text)
    if (!parts) {
      warn(`netset: illegal IPv4 address given: '${entry}'`)
      return undefined
    }
    const octets = parts.slice(1).filter((part) => part !== undefined)
    const dotted = [0, 1, 2, 3].map((i) => Number(octets[i] ?? 0)).join('.')
    const words = parseIp(dotted)
    const length = mask === undefined ? octets.length * 8 : ipv4MaskLength(mask)
    return words && length !== undefined ? { exclude, length: length + 96, words, text: entry } : illegal()
  }
  const words = text.includes(':') ? parseIp(text) : undefined
  const length = mask === undefined ? 128 : prefixLength(mask, 128)
  return words && length !== undefined ? { exclude, length, words, text: entry } : illegal()
}

function prefixLength(mask: string, max: number): number | undefined {
  if (!/^\d{1,3}$/.test(mask)) return undefined
  const length = Number(mask)
  return length <= max ? length : undefined
}

function ipv4MaskLength(mask: string): number | undefined {
  if (!mask.includes('.')) return prefixLength(mask, 32)
  const words = parseIp(mask)
  if (!words) return undefined
  const ones = words[3] === 0xffffffff ? 32 : Math.clz32(~words[3] >>> 0)
  const expected = ones === 0 ? 0 : (0xffffffff << (32 - ones)) >>> 0
  return words[3] === expected ? ones : undefined
}

function formatNet(net: Net): string {
  if (net.length >= 96 && isMappedIpv4(net.words)) {
    const word = net.words[3]
    return `${word >>> 24}.${(word >>> 16) & 255}.${(word >>> 8) & 255}.${word & 255}/${net.length - 96}`
  }
  const groups = net.words.flatMap((word) => [(word >>> 16).toString(16), (word & 0xffff).toString(16)])
  return `${groups.join(':').toUpperCase()}/${net.length}`
}
