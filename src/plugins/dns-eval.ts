import { asciiLower } from '../base/ascii.ts'
import { reverseIp } from '../base/ip-address.ts'
import { IP_ADDRESS } from '../base/ip-pattern.ts'
import { type Conf, perConf } from '../conf/conf.ts'
import { setting } from '../conf/setting.ts'
import { string } from '../conf/setting-types.ts'
import { dnsSettings } from '../dns/settings.ts'
import { idnToAscii } from '../message/uri/idn.ts'
import { hostOfUri, isDomainValid, isFqdnValid } from '../message/uri/registry-boundaries.ts'
import { RegexError } from '../regex/regex-error.ts'
import { type EvalFunction, evalFunction, optional, type Plugin, text } from '../rules/plugin.ts'
import { perScan, type Scan } from '../rules/scan.ts'
import { allFromAddresses } from './addresses/sender-addresses.ts'
import { answersText, lookUpInList, type SubRule } from './dns/list-lookup.ts'
import { askFor, lookupHooks, networkOf } from './dns/network.ts'
import { addressesFor } from './dns/relay-addresses.ts'
import { rulesCalling } from './dns/rule-lists.ts'
import { parseSubtest, type Subtest } from './dns/subtest.ts'
import { tldsOf } from './uris/tlds.ts'

const settings = {
  rbl_headers: setting(string, {
    default: 'EnvelopeFrom,Reply-To,Disposition-Notification-To,X-WebmailclientIP,X-Source-IP',
    scope: 'user-rules',
    doc: 'Headers whose addresses and hosts check_rbl_headers looks up, where the rule names none.',
  }),
}

/** One rule of the configuration, its arguments read. */
interface ListRule {
  readonly rule: string
  readonly fn: string
  readonly set: string
  readonly zone: string
  readonly subtest: Subtest | undefined
  /** The argument behind the sub-test: headers, or the accreditor. */
  readonly last: string | undefined
}

const LOOKUPS: Readonly<Record<string, (scan: Scan, rule: ListRule) => void>> = {
  check_rbl: (scan, rule) => askAboutRelays(scan, rule, 'A'),
  check_rbl_txt: (scan, rule) => askAboutRelays(scan, rule, 'TXT'),
  check_rbl_accreditor: (scan, rule) => {
    if (rule.last !== undefined && accreditorsOf(scan).has(rule.last)) askAboutRelays(scan, rule, 'A')
  },
  check_rbl_from_host: (scan, rule) => askAboutHosts(scan, rule, allFromAddresses(scan)),
  check_rbl_from_domain: (scan, rule) => askAboutHosts(scan, rule, senderDomains(scan)),
  check_rbl_envfrom: (scan, rule) => askAboutHosts(scan, rule, [scan.header('EnvelopeFrom:addr') ?? '']),
  check_rbl_headers: askAboutHeaders,
  check_rbl_rcvd: askAboutReceived,
  check_rbl_ns_from: askAboutNameServers,
  check_dns_sender: askForSender,
}

const subRuleCalls = rulesCalling(new Set(['check_rbl_sub']))
const lookupCalls = rulesCalling(new Set(Object.keys(LOOKUPS)))

const listRules: (conf: Conf) => readonly ListRule[] = perConf((conf) =>
  lookupCalls(conf).flatMap(({ name, fn, args }): ListRule[] => {
    const [set = '', zone = '', subtest, last] = args
    const wanted = subtest === undefined ? undefined : readSubtest(subtest)
    if (wanted === 'bad') return []
    return [{ rule: name, fn, set, zone: zone.replace(/\.+$/, ''), subtest: wanted, last }]
  }),
)

/** Rules of check_rbl_sub by the set whose answers they read. */
const subRules: (conf: Conf) => ReadonlyMap<string, readonly SubRule[]> = perConf((conf) => {
  const sets = new Map<string, SubRule[]>()
  for (const { name, args } of subRuleCalls(conf)) {
    const [set = '', subtest] = args
    const wanted = subtest === undefined ? 'bad' : readSubtest(subtest)
    if (wanted === 'bad') continue
    const rules = sets.get(set)
    if (rules) rules.push({ rule: name, subtest: wanted })
    else sets.set(set, [{ rule: name, subtest: wanted }])
  }
  return sets
})

/** Rules of SenderBase ended with it; expressions that do not compile are said by finishConf. */
function readSubtest(text: string): Subtest | 'bad' {
  if (text.startsWith('sb:')) return 'bad'
  try {
    return parseSubtest(text)
  } catch (error) {
    if (!(error instanceof RegexError)) throw error
    return 'bad'
  }
}

/** Asks about one label; sub-rules without points are left out. */
function ask(scan: Scan, rule: ListRule, kind: 'addresses' | 'names', label: string, type: 'A' | 'TXT' = 'A'): void {
  const { set, zone, subtest } = rule
  const readers = (subRules(scan.conf).get(set) ?? []).filter((sub) => scan.scoreOf(sub.rule) !== 0)
  lookUpInList(scan, { rule: rule.rule, set, zone, kind, type, label, subtest, subRules: readers })
}

function askAboutRelays(scan: Scan, rule: ListRule, type: 'A' | 'TXT'): void {
  const nice = scan.tflags(rule.rule).has('nice')
  for (const label of addressesFor(scan, rule.set, nice)) ask(scan, rule, 'addresses', label, type)
}

const IS_IP_ADDRESS = new RegExp(`^${IP_ADDRESS}$`)

/** Asks about a host, or an address, as the flags of the rule allow. */
function askAboutHost(scan: Scan, rule: ListRule, host: string): void {
  const flags = scan.tflags(rule.rule)
  if (IS_IP_ADDRESS.test(host)) {
    const label = flags.has('domains_only') ? undefined : reverseIp(host)
    if (label !== undefined) ask(scan, rule, 'addresses', label)
    return
  }
  if (flags.has('ips_only') || !isFqdnValid(idnToAscii(host)) || !isDomainValid(host, tldsOf(scan.conf))) return
  ask(scan, rule, 'names', host)
}

function hostsOf(addresses: readonly string[]): Set<string> {
  const hosts = new Set<string>()
  for (const address of addresses) {
    const host = /@([^@ \t\n\r\f\v]+)/.exec(address)?.[1]?.replace(/^\.+|\.+$/g, '')
    if (host?.includes('.')) hosts.add(asciiLower(host.replace(/\.{2,}/g, '.')))
  }
  return hosts
}

function askAboutHosts(scan: Scan, rule: ListRule, addresses: readonly string[]): void {
  for (const host of hostsOf(addresses)) askAboutHost(scan, rule, host)
}

/** The domains of all senders, each behind a local part of no meaning (all_from_addrs_domains). */
const senderDomains = perScan((scan): readonly string[] => {
  const domains = new Set<string>()
  for (const address of allFromAddresses(scan)) {
    const domain = hostOfUri(address, false, tldsOf(scan.conf))?.domain
    if (domain !== undefined) domains.add(`dummy@${domain}`)
  }
  return [...domains]
})

function askAboutHeaders(scan: Scan, rule: ListRule): void {
  const headers = (rule.last ?? scan.conf.of(settings).rbl_headers).split(',')
  for (const header of headers) {
    const address = scan.header(`${header}:addr`)
    if (address !== undefined && /@[^@ \t\n\r\f\v]+/.test(address)) askAboutHosts(scan, rule, [address])
    else for (const host of (scan.header(header) ?? '').replace(/\n$/, '').split('\n')) askAboutHost(scan, rule, host)
  }
}

function askAboutReceived(scan: Scan, rule: ListRule): void {
  const relay = scan.message.relays.untrusted.at(-1)
  if (!relay) return
  for (const host of new Set([relay.ip, relay.by, relay.helo, relay.rdns])) {
    if (host !== '') askAboutHost(scan, rule, host.replace(/\.$/, ''))
  }
}

/** The domain of the envelope sender, if it has one of two labels or more. */
function senderHost(scan: Scan): string | undefined {
  for (const address of scan.headers('EnvelopeFrom:addr')) {
    const host = /@([^@ \t\n\r\f\v]+\.[^@ \t\n\r\f\v]+)/.exec(address.replace(/\.{2,}/g, '.'))?.[1]
    if (host !== undefined) return asciiLower(host)
  }
  return undefined
}

function askAboutNameServers(scan: Scan, rule: ListRule): void {
  const host = senderHost(scan)
  if (host === undefined) return
  askFor(scan, [rule.rule], host, 'NS', (answer) => {
    for (const record of answer.authorities) {
      if (record.type !== 'SOA' || record.target === undefined || !isFqdnValid(record.target)) continue
      ask(scan, rule, 'names', record.target)
    }
  })
}

// The sender's domain has neither address nor mail server: its names lead, by CNAME for example, to ones that do not exist.
function askForSender(scan: Scan, { rule }: ListRule): void {
  const host = senderHost(scan)
  if (host === undefined) return
  let failures = 0
  for (const type of ['A', 'MX']) {
    askFor(scan, [rule], host, type, ({ rcode, answers }) => {
      for (const record of answers) {
        if (record.type !== 'A' && record.type !== 'MX') continue
        if ((rcode !== 'NXDOMAIN' && rcode !== 'SERVFAIL') || ++failures !== 2) continue
        scan.hit(rule, { area: 'DNS: ' })
        scan.explain(() => `${rcode} for "${host}"`, rule)
      }
    })
  }
}

/** Who vouches for the sender, as the sender says: `user@a--name.example.com`, or the header Accreditor. */
const accreditorsOf = perScan((scan): ReadonlySet<string> => {
  const found = new Set<string>()
  const inAddress = /[@.]a--([a-z0-9]{3,})\./i.exec(scan.header('EnvelopeFrom:addr') ?? '')?.[1]
  if (inAddress !== undefined) found.add(asciiLower(inAddress))
  for (const accreditor of (scan.header('Accreditor') ?? '').split(',')) {
    const name = accreditor.trim().split(/[ \t\n\r\f\v]+/)[0]
    if (name) found.add(asciiLower(name))
  }
  return found
})

/** Functions that ask before the rules run: in their turn there is nothing left to do. */
function asksAhead(doc: string, args: readonly string[], least: number): EvalFunction {
  const types = args.map((name, n) => (n < least ? text(name) : optional(text(name))))
  return evalFunction({ doc, on: ['header'], args: types, run: () => false })
}

const LIST_ARGUMENTS = ['set', 'list', 'subtest']

/** DNS block lists and welcome lists. */
export const dnsEval = {
  name: 'Mail::SpamAssassin::Plugin::DNSEval',
  settings,
  features: ['has_tflags_domains_only', 'has_tflags_ips_only'],
  evals: {
    check_rbl: asksAhead('A relay is in the list (A records).', LIST_ARGUMENTS, 2),
    check_rbl_txt: asksAhead('A relay is in the list (TXT records).', LIST_ARGUMENTS, 2),
    check_rbl_sub: asksAhead('An answer to the questions of the set fits.', ['set', 'subtest'], 1),
    check_rbl_accreditor: asksAhead(
      'A relay is in the list, which the sender names as its accreditor.',
      [...LIST_ARGUMENTS, 'accreditor'],
      2,
    ),
    check_rbl_from_host: asksAhead('The host of a sender address is in the list.', LIST_ARGUMENTS, 2),
    check_rbl_from_domain: asksAhead('The domain of a sender address is in the list.', LIST_ARGUMENTS, 2),
    check_rbl_envfrom: asksAhead('The host of the envelope sender is in the list.', LIST_ARGUMENTS, 2),
    check_rbl_headers: asksAhead(
      'A host or address in one of the headers is in the list.',
      [...LIST_ARGUMENTS, 'headers'],
      2,
    ),
    check_rbl_rcvd: asksAhead('A host or address of the first Received header is in the list.', LIST_ARGUMENTS, 2),
    check_rbl_ns_from: asksAhead('The name server of the sender’s domain is in the list.', LIST_ARGUMENTS, 2),
    check_dns_sender: asksAhead('The domain of the envelope sender has neither A nor MX.', [], 0),
  },
  finishConf: (conf, warn) => {
    for (const { name, args, fn } of [...lookupCalls(conf), ...subRuleCalls(conf)]) {
      const subtest = fn === 'check_rbl_sub' ? args[1] : args[2]
      if (subtest !== undefined && readSubtest(subtest) === 'bad') {
        warn(`dns: invalid rule ${name} subtest '${subtest}'`)
      } else if (fn === 'check_rbl_sub' && subtest === undefined) warn(`dnseval: missing subtest for rule ${name}`)
    }
  },
  ...lookupHooks,
  startLookups: (scan: Scan) => {
    if (scan.conf.of(dnsSettings).skip_rbl_checks || !networkOf(scan)) return
    for (const rule of listRules(scan.conf)) {
      if (scan.scoreOf(rule.rule) !== 0) LOOKUPS[rule.fn]?.(scan, rule)
    }
  },
  checkCleanup: (scan: Scan) => {
    const answers = answersText(scan)
    if (answers !== undefined) scan.setTag('RBL', answers)
  },
} as const satisfies Plugin
