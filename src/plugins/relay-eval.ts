import { IPV4_ADDRESS, isPrivateIp } from '../base/ip-pattern.ts'
import { evalFunction, type Plugin, text } from '../rules/plugin.ts'
import { because, perScan } from '../rules/scan.ts'
import { forgedReceived } from './received/forged-received.ts'

const NUMERIC_HELO = new RegExp(`\\bhelo=(${IPV4_ADDRESS})(?=[\\0- ,;[()<>]|$)`, 'i')
const IS_IPV4 = new RegExp(`^${IPV4_ADDRESS}$`)
const BIG_HOST =
  /(?:\.|^)(?:lycos\.com|lycos\.co\.uk|hotmail\.com|localhost\.com|excite\.com|caramail\.com|cs\.com|aol\.com|msn\.com|yahoo\.com|drizzle\.com)$/i

const forged = perScan((scan) => forgedReceived(scan.message.relays.untrusted))

// SpamAssassin means to leave private addresses out, but as it compares `$1` before Perl has filled it, never does.
const check_for_numeric_helo = evalFunction({
  doc: 'A server that is not trusted named itself by an IPv4 address.',
  on: ['header', 'body', 'rawbody', 'full', 'uri'],
  args: [],
  run: (scan) => {
    const found = NUMERIC_HELO.exec(scan.message.relays.untrustedText)
    return because(scan, found !== null, () => found?.[0] ?? '')
  },
})

const check_for_illegal_ip = evalFunction({
  doc: 'Never hits: kept for old rules.',
  on: ['header', 'body', 'rawbody', 'full', 'uri'],
  args: [],
  run: () => false,
})

const helo_ip_mismatch = evalFunction({
  doc: 'A server that is not trusted named itself by a public IPv4 address that is not its own, nor near it.',
  on: ['header', 'body', 'rawbody', 'full', 'uri'],
  args: [],
  run: (scan) => {
    const relay = scan.message.relays.untrusted.find(
      ({ helo, ip }) =>
        isPublicIpv4(helo) &&
        isPublicIpv4(ip) &&
        helo !== ip &&
        !ip.startsWith(helo.slice(0, helo.lastIndexOf('.') + 1)),
    )
    return because(scan, relay !== undefined, () => `${relay?.ip} called itself ${relay?.helo}`)
  },
})

function isPublicIpv4(text: string): boolean {
  return IS_IPV4.test(text) && !isPrivateIp(text)
}

const check_all_trusted = evalFunction({
  doc: 'The mail has only been through trusted servers.',
  on: ['header', 'body', 'rawbody', 'full', 'uri'],
  args: [],
  run: (scan) => {
    const { trusted, untrusted, unparseable } = scan.message.relays
    const hit = trusted.length > 0 && untrusted.length === 0 && unparseable === 0
    return because(scan, hit, () => `trusted servers: ${trusted.map(({ ip }) => ip).join(', ')}`)
  },
})

const check_no_relays = evalFunction({
  doc: 'No header tells of any server.',
  on: ['header', 'body', 'rawbody', 'full', 'uri'],
  args: [],
  run: (scan) => {
    const { all, unparseable } = scan.message.relays
    return because(scan, all.length === 0 && unparseable === 0, () => 'no Received header')
  },
})

const check_relays_unparseable = evalFunction({
  doc: 'A Received header is of no known format.',
  on: ['header', 'body', 'rawbody', 'full', 'uri'],
  args: [],
  run: (scan) => {
    const { unparseable } = scan.message.relays
    return because(scan, unparseable > 0, () => `${unparseable} Received headers`)
  },
})

const check_for_sender_no_reverse = evalFunction({
  doc: 'The first server that is not trusted, in time, has a name with a dot and a public address.',
  on: ['header', 'body', 'rawbody', 'full', 'uri'],
  args: [],
  run: (scan) => {
    const first = scan.message.relays.untrusted.at(-1)
    return because(scan, first?.rdns.includes('.') === true && !first.ipPrivate, () => `${first?.ip} is ${first?.rdns}`)
  },
})

const check_for_from_domain_in_received_headers = evalFunction({
  doc: 'From is of the domain, and whether a server of that domain took the mail from another of it is as said (true or false).',
  on: ['header'],
  args: [text('domain'), text('desired')],
  run: (scan, domain, desired) => {
    const from = scan.header('From:addr') ?? ''
    if (!new RegExp(`\\b${literal(domain)}`, 'i').test(from)) return false
    // In Received the dots of the domain stand for any char.
    const name = literal(domain).replaceAll('\\.', '[^\\n]')
    const within = new RegExp(` rdns=[^ \\n]*\\b${name} [^\\]]*by=[^ \\n]*\\b${name} `)
    const { trustedText, untrustedText } = scan.message.relays
    return because(
      scan,
      within.test(`${trustedText}\n${untrustedText}`) === (desired === 'true'),
      () => `From:addr "${from}"`,
    )
  },
})

function literal(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
}

const check_for_forged_received_trail = evalFunction({
  doc: 'More than one server that is not trusted says it took the mail from another than the one before says it is.',
  on: ['header', 'body', 'rawbody', 'full', 'uri'],
  args: [],
  run: (scan) =>
    because(scan, forged(scan).trailMismatches > 1, () => `${forged(scan).trailMismatches} breaks in the trail`),
})

const check_for_forged_received_ip_helo = evalFunction({
  doc: 'A server that is not trusted named itself by an IPv4 address of quite another network.',
  on: ['header', 'body', 'rawbody', 'full', 'uri'],
  args: [],
  run: (scan) => because(scan, forged(scan).heloMismatches > 0, () => `${forged(scan).heloMismatches} such servers`),
})

const check_for_no_rdns_dotcom_helo = evalFunction({
  doc: 'The first public server that is not trusted, in time, has no name but calls itself by that of a big mail host.',
  on: ['header', 'body', 'rawbody', 'full', 'uri'],
  args: [],
  run: (scan) => {
    const first = scan.message.relays.untrusted.findLast((relay) => !relay.ipPrivate)
    const hit = first?.noReverseDns === true && BIG_HOST.test(first.helo)
    return because(scan, hit, () => `${first?.ip} called itself ${first?.helo}`)
  },
})

/** What the Received headers tell of the way the mail took. */
export const relayEval = {
  name: 'Mail::SpamAssassin::Plugin::RelayEval',
  settings: {},
  evals: {
    check_for_numeric_helo,
    check_for_illegal_ip,
    check_all_trusted,
    check_no_relays,
    check_relays_unparseable,
    check_for_sender_no_reverse,
    check_for_from_domain_in_received_headers,
    check_for_forged_received_trail,
    check_for_forged_received_ip_helo,
    helo_ip_mismatch,
    check_for_no_rdns_dotcom_helo,
  },
} as const satisfies Plugin
