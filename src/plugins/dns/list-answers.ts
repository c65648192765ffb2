import { notice } from '../../base/notices.ts'
import type { DnsAnswer, DnsClient, DnsRecord } from '../../dns/dns-answer.ts'
import { dnsSettings } from '../../dns/settings.ts'
import { isRefusal, isRight, type ListKind, testPoints, ZoneHealth } from '../../dns/zone-health.ts'
import type { Scan } from '../../rules/scan.ts'
import { networkOf } from './network.ts'

/** What lists are found to be holds for those who ask the same servers. */
const healthSeenBy = new WeakMap<DnsClient, ZoneHealth>()

function healthOf(client: DnsClient): ZoneHealth {
  let health = healthSeenBy.get(client)
  if (!health) healthSeenBy.set(client, (health = new ZoneHealth()))
  return health
}

/** One question to a block list or welcome list. */
export interface ListQuestion {
  /** The list, without a dot at its end. */
  readonly zone: string
  readonly kind: ListKind
  /** A list of good senders: it may be without a test point that is listed. */
  readonly lenient: boolean
  /** Any address is taken as a listing, not only those in 127.0.0.0/8. */
  readonly anyAddress?: boolean
}

/**
 * Hands on what a list answered, unless the list is found to be sick: it answers wrongly where RFC 5782 says what it
 * must answer. A list is probed when it first has something to say, and again after a while.
 */
export function trustAnswer(scan: Scan, question: ListQuestion, answer: DnsAnswer, done: () => void): void {
  const network = networkOf(scan)
  if (!network || answer.answers.length === 0 || !scan.conf.of(dnsSettings).rbl_test_points) {
    done()
    return
  }
  const { lookups } = network
  const health = healthOf(network.client)
  const { anyAddress = false } = question
  const key = `${question.kind}/${question.lenient}/${anyAddress}/${question.zone}`
  const known = health.of(key)
  if (known) {
    if (known === 'good') done()
    return
  }
  const points = testPoints(question.kind, question.lenient)
  let left = points.length
  let wrong: string | undefined
  let unknown = false
  const judge = (): void => {
    if (wrong !== undefined) {
      health.record(key, 'sick')
      notice(
        `dns: the list ${question.zone} is taken as sick, because it answers wrongly at its test point: ${wrong}. ` +
          'Its rules do not count until it answers rightly; "rbl_test_points no" switches this off.',
      )
      return
    }
    if (!unknown) health.record(key, 'good')
    done()
  }
  for (const point of points) {
    const name = `${point.label}.${question.zone}`
    const take = (found: DnsAnswer | undefined): void => {
      const right = isRight(point, found, anyAddress)
      if (right === undefined) unknown = true
      else if (!right) wrong = `${name} is ${point.listed ? 'not ' : ''}listed`
      left--
      if (left === 0) judge()
    }
    if (!lookups.ask(name, 'A', question.zone, take)) take(undefined)
  }
}

/**
 * True for an answer by which a list refuses to answer: it does not count for a rule, unless the rule is about such
 * answers or has no points of its own.
 */
export function refuses(
  scan: Scan,
  rule: string,
  zone: string,
  record: DnsRecord,
  aboutRefusals: () => boolean,
): boolean {
  if (record.type !== 'A' || !isRefusal(record.text) || !scan.conf.of(dnsSettings).rbl_refusal_codes) return false
  notice(
    `dns: the list ${zone} refuses to answer (${record.text}): it is asked through a public resolver, or too often. ` +
      `Name a resolver of your own by dns_server, or switch the list off: "dns_query_restriction deny ${zone}".`,
  )
  return !rule.startsWith('__') && !aboutRefusals()
}
