import { asciiLower } from '../base/ascii.ts'
import { parseIpv4, reverseIp } from '../base/ip-address.ts'
import { isPrivateIp } from '../base/ip-pattern.ts'
import type { DnsAnswer, DnsRecord } from '../dns/dns-answer.ts'
import { idnToAscii } from '../message/uri/idn.ts'
import { trimDomain } from '../message/uri/registry-boundaries.ts'
import { evalFunction, type Plugin, rest } from '../rules/plugin.ts'
import { RULE_AREAS } from '../rules/rule.ts'
import type { Scan } from '../rules/scan.ts'
import { refuses, trustAnswer } from './dns/list-answers.ts'
import { askFor, lookupHooks, networkOf } from './dns/network.ts'
import { numberFits } from './dns/subtest.ts'
import { urisToLookUp } from './dns/uri-hosts.ts'
import { type UriListRule, uriListSettings } from './dns/uri-list-rules.ts'
import { tldsOf } from './uris/tlds.ts'

interface ActiveRule extends UriListRule {
  readonly rule: string
  readonly flags: ReadonlySet<string>
}

const DOTTED = /^\d+\.\d+\.\d+\.\d+$/

function isPublicIpv4(host: string): boolean {
  return parseIpv4(host) !== undefined && !isPrivateIp(host)
}

/** The look-ups of one scan: what each host of a URI leads to. */
class UriLookups {
  readonly #scan: Scan
  readonly #rules: readonly ActiveRule[]
  /** Rules that look up addresses: of hosts, and with NS of what serves them. */
  readonly #addressRules: readonly ActiveRule[]
  readonly #serverRules: readonly ActiveRule[]
  readonly #seen = new Set<string>()

  constructor(scan: Scan, rules: readonly ActiveRule[]) {
    this.#scan = scan
    this.#rules = rules
    this.#addressRules = rules.filter(({ subject, flags }) => subject === 'addresses' && flags.has('a'))
    this.#serverRules = rules.filter(({ subject, flags }) =>
      subject === 'addresses' ? flags.has('ns') || !flags.has('a') : subject !== 'domain',
    )
  }

  lookUp(host: string, domain: string): void {
    const isAddress = DOTTED.test(host) || host.startsWith('[')
    // Of addresses only public ones of IPv4 are looked up, as they stand.
    if (isAddress && !isPublicIpv4(host)) return
    if (!isAddress) {
      this.#askServersOf(domain)
      if (this.#addressRules.length > 0) this.#askAddressesOf(host)
    }
    for (const rule of this.#rules) {
      if (rule.subject !== 'domain') continue
      const only = rule.flags.has('ips_only') ? 'ips' : rule.flags.has('domains_only') ? 'domains' : undefined
      if (only !== undefined && (only === 'ips') !== isAddress) continue
      this.#askList(rule, isAddress || rule.flags.has('notrim') ? host : domain)
    }
  }

  #isFirst(key: string): boolean {
    if (this.#seen.has(key)) return false
    this.#seen.add(key)
    return true
  }

  #askServersOf(domain: string): void {
    if (this.#serverRules.length === 0 || !this.#isFirst(`NS:${domain}`)) return
    const rules = this.#serverRules.map(({ rule }) => rule)
    askFor(this.#scan, rules, domain, 'NS', (answer) => {
      for (const { type, target } of answer.answers) if (type === 'NS' && target) this.#takeServer(asciiLower(target))
    })
  }

  #takeServer(server: string): void {
    let domain = server
    if (DOTTED.test(server) || server.includes(':')) {
      if (!isPublicIpv4(server)) return
    } else {
      // What rules with the flag `a` ask of hosts, they ask of their name servers too.
      this.#askAddressesOf(server)
      domain = trimDomain(server, tldsOf(this.#scan.conf))
    }
    for (const rule of this.#rules) {
      if (rule.subject === 'ns-domain') this.#askList(rule, domain)
      else if (rule.subject === 'ns-name') this.#askList(rule, server)
    }
  }

  #askAddressesOf(host: string): void {
    if (!this.#isFirst(`A:${host}`)) return
    const rules = this.#addressRules.map(({ rule }) => rule)
    askFor(this.#scan, rules, host, 'A', (answer) => {
      for (const { type, text } of answer.answers) {
        if (type === 'A') for (const rule of this.#addressRules) this.#askList(rule, text, host)
      }
    })
  }

  #askList(rule: ActiveRule, subject: string, host?: string): void {
    const asked = idnToAscii(subject)
    const { zone, type } = rule
    if (!this.#isFirst(`${rule.rule}:${asked}:${zone}:${type}`)) return
    const isAddress = DOTTED.test(asked)
    const label = (isAddress ? reverseIp(asked) : undefined) ?? asked
    askFor(this.#scan, [rule.rule], `${label}.${zone}`, type, (answer) => {
      const question = { zone, kind: isAddress ? 'addresses' : 'names', lenient: rule.flags.has('nice') } as const
      trustAnswer(this.#scan, question, answer, () => this.#read(rule, answer, asked, host))
    })
  }

  #read(rule: ActiveRule, answer: DnsAnswer, subject: string, host: string | undefined): void {
    for (const record of answer.answers) {
      if (!fits(rule, record) || refuses(this.#scan, rule.rule, rule.zone, record, () => isPrecise(rule))) continue
      const shown = host === undefined ? subject : `${idnToAscii(host)}/${subject}`
      this.#scan.note(`URI: ${shown}`, rule.rule)
      this.#scan.hit(rule.rule)
    }
  }
}

function fits({ subtest }: UriListRule, { type, text }: DnsRecord): boolean {
  if (type !== 'A' && type !== 'TXT') return false
  if (!subtest) return type === 'TXT' || text.startsWith('127.')
  if (subtest.text === text) return true
  const word = type === 'A' ? parseIpv4(text) : undefined
  return word !== undefined && numberFits(subtest.test, word)
}

/** True when the rule asks for one kind of answer. */
function isPrecise({ subtest }: UriListRule): boolean {
  const test = subtest?.test
  return test?.type === 'masked' || (test?.type === 'range' && !numberFits(test, 0x7f000002))
}

const check_uridnsbl = evalFunction({
  doc: 'A host of a URI is in a list, as the line of URIDNSBL for this rule says.',
  on: RULE_AREAS,
  args: [rest('rule')],
  run: () => false,
})

/** Lists of domains and hosts in URIs. */
export const uriDnsBl = {
  name: 'Mail::SpamAssassin::Plugin::URIDNSBL',
  settings: uriListSettings,
  features: [
    ...['has_tflags_domains_only', 'has_subtest_for_ranges', 'has_uridnsbl_for_a', 'has_uridnsbl_a_ns'],
    ...['has_tflags_notrim', 'has_uridnsbl_skip_mailto'],
  ],
  evals: { check_uridnsbl },
  ...lookupHooks,
  startLookups: (scan: Scan) => {
    const settings = scan.conf.of(uriListSettings)
    if (settings.skip_uribl_checks || !networkOf(scan)) return
    const rules: ActiveRule[] = []
    for (const [rule, line] of settings.uridnsbls) {
      if (scan.scoreOf(rule) !== 0) rules.push({ ...line, rule, flags: scan.tflags(rule) })
    }
    const hosts = urisToLookUp(scan, {
      skipMailto: settings.uridnsbl_skip_mailto,
      skipped: settings.uridnsbl_skip_domain,
      max: settings.uridnsbl_max_domains,
    })
    scan.setTag('URIHOSTS', [...hosts.keys()].sort().join(' '))
    scan.setTag('URIDOMAINS', [...new Set(hosts.values())].sort().join(' '))
    const lookups = new UriLookups(scan, rules)
    for (const [host, domain] of hosts) lookups.lookUp(asciiLower(host), asciiLower(domain))
  },
} as const satisfies Plugin
