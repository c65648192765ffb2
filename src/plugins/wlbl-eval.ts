import type { AddressDomains, AddressList } from '../conf/address-list.ts'
import { idnToAscii } from '../message/uri/idn.ts'
import { trimDomain } from '../message/uri/registry-boundaries.ts'
import { type EvalFunction, evalFunction, type Plugin, text } from '../rules/plugin.ts'
import type { RuleArea } from '../rules/rule.ts'
import { because, perScan, type Scan } from '../rules/scan.ts'
import { addressListNamed, addressListSettings } from '../rules/settings/address-lists.ts'
import { uriHostSettings } from '../rules/settings/uri-hosts.ts'
import { listedHosts } from './addresses/listed-hosts.ts'
import { relayMatches, vouchingRelays } from './addresses/relay-match.ts'
import { allFromAddresses, allToAddresses } from './addresses/sender-addresses.ts'
import { tldsOf } from './uris/tlds.ts'

const anywhere: readonly RuleArea[] = ['header', 'body', 'rawbody', 'full', 'uri']

function lists(scan: Scan) {
  return scan.conf.of(addressListSettings)
}

function listed(scan: Scan, list: AddressList | undefined, addresses: readonly string[]): boolean {
  const found = list && addresses.find((address) => list.matches(address))
  return because(scan, found !== undefined, () => `"${found}"`)
}

/** Whether a sender is welcome; `forged` when it would be, but its mail came through another relay. */
type Welcome = 'welcome' | 'forged' | 'unknown'

function welcomeByRelay(scan: Scan, list: AddressDomains, address: string): Welcome {
  const relays = vouchingRelays(scan.message.relays)
  if (relays.length === 0 || list.size === 0) return 'unknown'
  const domains = list.matching(address).flat()
  if (domains.some((domain) => relays.some((relay) => relayMatches(relay, domain)))) return 'welcome'
  if (domains.length === 0 || lists(scan).welcomelist_allows_relays.matches(address)) return 'unknown'
  return 'forged'
}

function welcomeSender(scan: Scan, plain: AddressList | undefined, withRelay: AddressDomains): Welcome {
  let result: Welcome = 'unknown'
  for (const address of allFromAddresses(scan)) {
    if (plain?.matches(address)) return 'welcome'
    const byRelay = welcomeByRelay(scan, withRelay, address)
    if (byRelay === 'welcome') return byRelay
    if (byRelay === 'forged') result = byRelay
  }
  return result
}

/** The senders, for whoever asks. */
function sendersOf(scan: Scan): string {
  return allFromAddresses(scan)
    .map((address) => `"${address}"`)
    .join(', ')
}

const inWelcomelist = perScan((scan) =>
  welcomeSender(scan, lists(scan).welcomelist_from, lists(scan).welcomelist_from_rcvd),
)
const inDefaultWelcomelist = perScan((scan) => welcomeSender(scan, undefined, lists(scan).def_welcomelist_from_rcvd))

function headerTest(doc: string, run: (scan: Scan) => boolean): EvalFunction {
  return evalFunction({ doc, on: ['header'], args: [], run })
}

const check_from_in_blocklist = headerTest('A sender is in blocklist_from.', (scan) =>
  listed(scan, lists(scan).blocklist_from, allFromAddresses(scan)),
)
const check_to_in_blocklist = headerTest('A recipient is in blocklist_to.', (scan) =>
  listed(scan, lists(scan).blocklist_to, allToAddresses(scan)),
)
const check_to_in_welcomelist = headerTest('A recipient is in welcomelist_to.', (scan) =>
  listed(scan, lists(scan).welcomelist_to, allToAddresses(scan)),
)
const check_to_in_more_spam = headerTest('A recipient is in more_spam_to.', (scan) =>
  listed(scan, lists(scan).more_spam_to, allToAddresses(scan)),
)
const check_to_in_all_spam = headerTest('A recipient is in all_spam_to.', (scan) =>
  listed(scan, lists(scan).all_spam_to, allToAddresses(scan)),
)

const check_from_in_list = evalFunction({
  doc: 'A sender is in the list of that name (enlist_addrlist, or a setting).',
  on: ['header'],
  args: [text('list')],
  run: (scan, name) => listed(scan, addressListNamed(scan.conf, name), allFromAddresses(scan)),
})

const check_to_in_list = evalFunction({
  doc: 'A recipient is in the list of that name.',
  on: ['header'],
  args: [text('list')],
  run: (scan, name) => listed(scan, addressListNamed(scan.conf, name), allToAddresses(scan)),
})

const check_replyto_in_list = evalFunction({
  doc: 'The first address to reply to is in the list of that name.',
  on: ['header'],
  args: [text('list')],
  run: (scan, name) => {
    const address = scan.header('Reply-To:addr') ?? ''
    return address !== '' && listed(scan, addressListNamed(scan.conf, name), [address])
  },
})

const check_from_in_welcomelist = headerTest(
  'A sender is in welcomelist_from, or in welcomelist_from_rcvd and came through the relay named there.',
  (scan) => because(scan, inWelcomelist(scan) === 'welcome', () => sendersOf(scan)),
)
const check_forged_in_welcomelist = headerTest(
  'A sender is in welcomelist_from_rcvd, but the mail came through another relay.',
  (scan) =>
    because(scan, inWelcomelist(scan) === 'forged' && inDefaultWelcomelist(scan) === 'unknown', () => sendersOf(scan)),
)
const check_from_in_default_welcomelist = headerTest(
  'A sender is in def_welcomelist_from_rcvd and came through the relay named there.',
  (scan) => because(scan, inDefaultWelcomelist(scan) === 'welcome', () => sendersOf(scan)),
)
const check_forged_in_default_welcomelist = headerTest(
  'A sender is in def_welcomelist_from_rcvd, but the mail came through another relay.',
  (scan) =>
    because(scan, inDefaultWelcomelist(scan) === 'forged' && inWelcomelist(scan) === 'unknown', () => sendersOf(scan)),
)

const SENDER_DOMAIN = /@([^@]+\.[^@]+)$/

const check_mailfrom_matches_rcvd = headerTest(
  'The relay that brought the mail in has a name in the domain of the envelope sender.',
  (scan) => {
    const domain = SENDER_DOMAIN.exec(scan.header('EnvelopeFrom:addr') ?? '')?.[1]
    if (domain === undefined) return false
    const registered = (host: string) => trimDomain(idnToAscii(host), tldsOf(scan.conf))
    const wanted = registered(domain)
    const relay = vouchingRelays(scan.message.relays).find(({ rdns }) => rdns !== '' && registered(rdns) === wanted)
    return because(scan, relay !== undefined, () => `${relay?.rdns} vouches for ${domain}`)
  },
)

const hosts = perScan((scan) => listedHosts(scan.message.uriDetails, scan.conf.of(uriHostSettings).enlist_uri_host))

function uriHostListed(scan: Scan, name: string): boolean {
  const host = hosts(scan).get(name)
  if (host !== undefined) scan.note(`URI: ${host}`)
  return host !== undefined
}

const check_uri_host_listed = evalFunction({
  doc: 'The host of a URI is in the list of that name (enlist_uri_host), and not excepted from it.',
  on: ['header'],
  args: [text('list')],
  run: uriHostListed,
})

const check_uri_host_in_blocklist = evalFunction({
  doc: 'The host of a URI is in blocklist_uri_host.',
  on: anywhere,
  args: [],
  run: (scan) => uriHostListed(scan, 'BLOCK'),
})

const check_uri_host_in_welcomelist = evalFunction({
  doc: 'The host of a URI is in welcomelist_uri_host.',
  on: anywhere,
  args: [],
  run: (scan) => uriHostListed(scan, 'WELCOME'),
})

/** Lists of welcome and unwelcome senders, recipients and hosts; with the names these functions had before 4.0. */
export const wlblEval = {
  name: 'Mail::SpamAssassin::Plugin::WLBLEval',
  settings: {},
  evals: {
    check_from_in_blocklist,
    check_from_in_blacklist: check_from_in_blocklist,
    check_to_in_blocklist,
    check_to_in_blacklist: check_to_in_blocklist,
    check_to_in_welcomelist,
    check_to_in_whitelist: check_to_in_welcomelist,
    check_to_in_more_spam,
    check_to_in_all_spam,
    check_from_in_list,
    check_replyto_in_list,
    check_to_in_list,
    check_from_in_welcomelist,
    check_from_in_whitelist: check_from_in_welcomelist,
    check_forged_in_welcomelist,
    check_forged_in_whitelist: check_forged_in_welcomelist,
    check_from_in_default_welcomelist,
    check_from_in_default_whitelist: check_from_in_default_welcomelist,
    check_forged_in_default_welcomelist,
    check_forged_in_default_whitelist: check_forged_in_default_welcomelist,
    check_mailfrom_matches_rcvd,
    check_uri_host_listed,
    check_uri_host_in_blocklist,
    check_uri_host_in_blacklist: check_uri_host_in_blocklist,
    check_uri_host_in_welcomelist,
    check_uri_host_in_whitelist: check_uri_host_in_welcomelist,
  },
} as const satisfies Plugin
