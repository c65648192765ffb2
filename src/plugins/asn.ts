import { asciiUpper } from '../base/ascii.ts'
import { reverseIp } from '../base/ip-address.ts'
import type { DnsAnswer } from '../dns/dns-answer.ts'
import { latestExternal } from '../message/relays/relay.ts'
import type { PerlRegex } from '../regex/compile.ts'
import { evalFunction, optional, type Plugin, text } from '../rules/plugin.ts'
import { perScan, type Scan } from '../rules/scan.ts'
import { parseAsnAnswer } from './asn/parse-answer.ts'
import { type AsnZone, asnSettings } from './asn/settings.ts'
import { askFor, lookupHooks, networkOf } from './dns/network.ts'
import { asBytes, geoDbComplaint, geoDbOf } from './geo/geo-db.ts'
import { delimitedPattern } from './patterns/pattern-argument.ts'

interface Check {
  readonly pattern: PerlRegex
  readonly tag: string
}

/** Rules that wait for their tag to get a value. */
const waitingChecks = perScan((): Map<string, Check> => new Map())

function decide(scan: Scan, rule: string, { pattern, tag }: Check): boolean {
  const value = scan.tag(tag) ?? ''
  if (value === '') return false
  if (pattern.test(value)) scan.hit(rule, { evidence: `${tag}: ${value}` })
  return true
}

function decideWaiting(scan: Scan): void {
  const waiting = waitingChecks(scan)
  for (const [rule, check] of waiting) if (decide(scan, rule, check)) waiting.delete(rule)
}

/** Looks the system of an address up in the database; says whether it is known. */
function askDatabase(scan: Scan, ip: string, asn: NonNullable<ReturnType<typeof geoDbOf>['asn']>): boolean {
  const system = asn(ip)
  if (!system) return false
  const { asn_prefix } = scan.conf.of(asnSettings)
  const number = system.number.startsWith(asn_prefix) ? system.number : asn_prefix + system.number
  scan.setTag('ASN', system.organization ? `${number} ${asBytes(system.organization)}` : number)
  scan.setMetadata('X-ASN', system.number)
  return true
}

function findSystem(scan: Scan): void {
  const { asn_use_geodb, asn_prefer_geodb, asn_use_dns, asn_lookup, asn_lookup_ipv6 } = scan.conf.of(asnSettings)
  const asn = asn_use_geodb ? geoDbOf(scan.conf).asn : undefined
  const hasDns = asn_use_dns && networkOf(scan) !== undefined
  if (!asn && !hasDns) return
  for (const { asnTag, routeTag } of [...asn_lookup, ...asn_lookup_ipv6]) {
    for (const tag of [asnTag, routeTag]) if (!scan.tag(tag)) scan.setTag(tag, '')
  }
  const relay = latestExternal(scan.message.relays)
  if (!relay || relay.ipPrivate) return
  if (asn && askDatabase(scan, relay.ip, asn) && asn_prefer_geodb) return
  if (!hasDns) return
  const reversed = reverseIp(relay.ip)
  if (reversed === undefined) return
  for (const zone of relay.ip.includes(':') ? asn_lookup_ipv6 : asn_lookup) {
    askFor(scan, [], `${reversed}.${zone.zone}`, 'TXT', (answer) => takeAnswer(scan, zone, answer))
  }
}

/** Adds what a zone says to its tags, each value once. */
function takeAnswer(scan: Scan, { asnTag, routeTag }: AsnZone, answer: DnsAnswer): void {
  const { asn_prefix } = scan.conf.of(asnSettings)
  const systems = new Set(wordsOf(withoutPrefix(scan.tag(asnTag) ?? '', asn_prefix)))
  const routes = new Set(wordsOf(scan.tag(routeTag) ?? ''))
  const before = { systems: systems.size, routes: routes.size }
  for (const { type, strings } of answer.answers) {
    if (type !== 'TXT' || !strings || strings.length === 0) continue
    const told = parseAsnAnswer(strings)
    for (const route of told.routes) routes.add(route)
    for (const system of told.systems) systems.add(system)
  }
  if (systems.size > before.systems) {
    scan.setMetadata('X-ASN', [...systems].join(' '))
    scan.setTag(asnTag, [...systems].map((system) => asn_prefix + system).join(' '))
  }
  if (routes.size > before.routes) scan.setTag(routeTag, [...routes].join(' '))
  decideWaiting(scan)
}

function wordsOf(value: string): string[] {
  const words = value.split(' ')
  while (words.length > 0 && words.at(-1) === '') words.pop()
  return words
}

function withoutPrefix(value: string, prefix: string): string {
  if (prefix === '') return value
  const escaped = prefix.replace(/[^A-Za-z0-9_]/g, '\\$&')
  return value.replace(new RegExp(`(^| )${escaped}(?=[0-9])`, 'g'), '$1')
}

const check_asn = evalFunction({
  doc: 'The autonomous system of the relay that handed the mail over, with its prefix and perhaps a name, fits the expression; another tag than ASN may be named.',
  on: ['header'],
  args: [delimitedPattern('expression'), optional(text('tag'))],
  run: (scan, pattern, tag = 'ASN') => {
    const check = { pattern, tag: asciiUpper(tag) }
    const rule = scan.currentRule
    if (decide(scan, rule, check)) return false
    waitingChecks(scan).set(rule, check)
    scan.hold(rule)
    return false
  },
})

/** Tells the autonomous system of the relay that handed the mail over, by a database or by DNS. */
export const asn = {
  name: 'Mail::SpamAssassin::Plugin::ASN',
  settings: asnSettings,
  evals: { check_asn },
  features: ['has_asn_lookup_ipv6', 'has_asn_geodb', 'has_check_asn', 'has_check_asn_tag'],
  ...lookupHooks,
  finishConf: (conf, warn) => {
    const complaint = geoDbComplaint(conf)
    if (complaint !== undefined) warn(complaint)
  },
  parsedMetadata: async (scan) => {
    await lookupHooks.parsedMetadata(scan)
    findSystem(scan)
  },
  checkTick: decideWaiting,
  finishLookups: async (scan, stopped) => {
    await lookupHooks.finishLookups(scan, stopped)
    decideWaiting(scan)
  },
} as const satisfies Plugin
