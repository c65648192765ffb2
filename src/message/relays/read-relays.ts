import { IP_ADDRESS } from '../../base/ip-pattern.ts'
import type { HeaderList } from '../header-list.ts'
import type { RelayOptions } from './options.ts'
import { type Hop, readReceivedLine } from './received-line.ts'
import type { Relay, Relays } from './relay.ts'

const FIRST_IP = new RegExp(IP_ADDRESS)

/**
 * Reads all hops from the Received headers and from headers such as X-Originating-IP, and finds how far they can be
 * trusted: from the top down while the sending address is in the trusted networks (or inferred to be: private, or its
 * user had logged in), and no further.
 */
export function readRelays(headers: HeaderList, options: RelayOptions): Relays {
  const lines = headers.all('Received').map((field) => field.value)
  for (const name of options.originatingIpHeaders) {
    const ip = FIRST_IP.exec(headers.value(name))
    if (ip) lines.push(`from X-Originating-IP: ${ip[0]}`)
  }

  const boundary = new TrustBoundary(options)
  const untrusted: Relay[] = []
  let trusted: Relay[] = []
  let internal: Relay[] = []
  let external: Relay[] = []
  let unparseable = 0
  let lastTrustedIndex = -1
  let lastInternalIndex = -1
  let senderFromAbove: string | undefined
  let fetchersCount = true // a mailbox fetcher is believed as long as all above it is trusted

  for (const line of lines) {
    const sender = senderFromAbove
    senderFromAbove = undefined
    const received = readReceivedLine(line)
    if (received.type !== 'relay') {
      if (received.type === 'unparseable') unparseable++
      if (received.type === 'skipped') senderFromAbove = received.envfrom
      if (received.type === 'fetched' && fetchersCount) {
        // What the fetcher did before it put the mail into its own machine does not concern where the mail came from.
        trusted = []
        internal = []
        external = []
      }
      if (boundary.trusted) lastTrustedIndex++
      if (boundary.internal) lastInternalIndex++
      continue
    }
    const hop = sender ? { ...received.hop, envfrom: sender } : received.hop
    const msa = boundary.pass(hop)
    const relay = relayOf(hop, boundary.trusted, boundary.internal, msa)
    if (boundary.trusted) {
      trusted.push(relay)
      fetchersCount = true
      lastTrustedIndex++
    } else {
      untrusted.push(relay)
      fetchersCount = false
    }
    if (boundary.internal) {
      internal.push(relay)
      lastInternalIndex++
    } else {
      external.push(relay)
    }
  }

  return {
    trusted,
    untrusted,
    internal,
    external,
    all: [...trusted, ...untrusted],
    unparseable,
    trustedText: textOf(trusted),
    untrustedText: textOf(untrusted),
    internalText: textOf(internal),
    externalText: textOf(external),
    lastTrustedIndex,
    lastInternalIndex,
  }
}

/** How far down the headers trust reaches; moves from hop to hop. */
class TrustBoundary {
  trusted = true
  internal = true
  #foundMsa = false
  readonly #options: RelayOptions

  constructor(options: RelayOptions) {
    this.#options = options
  }

  /** Takes the next hop into account; says whether it is a submission server of ours. */
  pass(hop: Hop): boolean {
    if (!this.trusted || this.#foundMsa) return false
    const { trustedConfigured, internalConfigured, originating, msa } = this.#options
    if (!trustedConfigured && !internalConfigured) {
      if (!hop.ipPrivate && hop.auth === '') this.trusted = this.internal = false
      return false
    }
    // Where only one of the two is set it stands for both.
    const trusted = trustedConfigured ? this.#options.trusted : this.#options.internal
    const internal = internalConfigured ? this.#options.internal : this.#options.trusted
    if (hop.auth === '' && !trusted.contains(hop.ip)) {
      if (originating) this.#foundMsa = true
      else this.trusted = false
      this.internal = false
      return false
    }
    if (this.internal && hop.auth === '' && !internal.contains(hop.ip)) this.internal = false
    if (!msa.contains(hop.ip)) return false
    this.#foundMsa = true
    return true
  }
}

function relayOf(hop: Hop, trusted: boolean, internal: boolean, msa: boolean): Relay {
  const text =
    `[ ip=${hop.ip} rdns=${hop.rdns} helo=${hop.helo} by=${hop.by} ident=${hop.ident} ` +
    `envfrom=${hop.envfrom === '0' ? '' : (hop.envfrom ?? '')} intl=${internal ? 1 : 0} id=${hop.id} auth=${hop.auth} msa=${msa ? 1 : 0} ]`
  return { ...hop, trusted, internal, msa, text }
}

function textOf(relays: readonly Relay[]): string {
  return relays.map((relay) => relay.text).join(' ')
}
