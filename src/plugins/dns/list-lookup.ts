import type { DnsAnswer, DnsRecord } from '../../dns/dns-answer.ts'
import type { ListKind } from '../../dns/zone-health.ts'
import { perScan, type Scan } from '../../rules/scan.ts'
import { refuses, trustAnswer } from './list-answers.ts'
import { askFor } from './network.ts'
import { isPrecise, type Subtest, subtestFits } from './subtest.ts'

/** A rule that reads the answers to the questions of a set, beside the rule that asks (check_rbl_sub). */
export interface SubRule {
  readonly rule: string
  readonly subtest: Subtest
}

/** One question to a list for a rule. */
export interface ListLookup {
  readonly rule: string
  readonly set: string
  readonly zone: string
  readonly kind: ListKind
  readonly type: 'A' | 'TXT'
  /** What stands before the zone: a reversed address, or a name. */
  readonly label: string
  readonly subtest: Subtest | undefined
  /** Rules that read the answers to this set too. */
  readonly subRules: readonly SubRule[]
}

/** What lists answered, for the tag RBL: question → answers. */
const answersOf = perScan(() => new Map<string, Set<string>>())

/** Asks a list (do_rbl_lookup). False when nothing was asked. */
export function lookUpInList(scan: Scan, lookup: ListLookup): boolean {
  const { rule, zone, kind, type, label, subRules } = lookup
  const rules = [rule, ...subRules.map((sub) => sub.rule)]
  return askFor(scan, rules, `${label}.${zone}`, type, (answer) => {
    const lenient = scan.tflags(rule).has('nice')
    trustAnswer(scan, { zone, kind, lenient }, answer, () => readAnswer(scan, lookup, answer))
  })
}

function readAnswer(scan: Scan, lookup: ListLookup, answer: DnsAnswer): void {
  for (const record of answer.answers) {
    remember(scan, answer, record)
    if (record.type !== 'A' && record.type !== 'TXT') continue
    // Listings are addresses in 127.0.0.0/8; anything else is somebody's idea of a missing name.
    if (record.type === 'A' && !record.text.startsWith('127.')) continue
    readFor(scan, lookup, lookup.rule, lookup.subtest, answer, record, true)
    for (const { rule, subtest } of lookup.subRules) readFor(scan, lookup, rule, subtest, answer, record, false)
  }
}

function readFor(
  scan: Scan,
  lookup: ListLookup,
  rule: string,
  subtest: Subtest | undefined,
  answer: DnsAnswer,
  record: DnsRecord,
  again: boolean,
): void {
  if (!again && (scan.hitCount(rule) ?? 0) > 0) return
  if (subtest && !subtestFits(subtest, record.text)) return
  if (refuses(scan, rule, lookup.zone, record, () => isPrecise(subtest))) return
  scan.note(evidence(answer, record), rule)
  if (!((scan.hitCount(rule) ?? 0) > 0)) scan.hit(rule, { area: 'RBL: ' })
}

const ADDRESS_IN_LIST = /^(\d+)\.(\d+)\.(\d+)\.(\d+)\.(.+)$/
const ADDRESS6_IN_LIST = /^((?:[0-9a-f]\.){32})(.+)$/

/** What reports show of a listing (dnsbl_hit). */
function evidence(answer: DnsAnswer, record: DnsRecord): string {
  if (record.type === 'TXT') return record.text.replace(/(?<![<([])(https?:\/\/[^ \t\n\r\f\v]+)/gi, '<$1>')
  const v6 = ADDRESS6_IN_LIST.exec(answer.name)
  if (v6) {
    const nibbles = (v6[1] ?? '').split('.').reverse().join('')
    const groups = nibbles.match(/.{4}/g) ?? []
    return `${groups.join(':').replace(/:0{1,3}/g, ':')} listed in ${v6[2]}`
  }
  const v4 = ADDRESS_IN_LIST.exec(answer.name)
  return v4 ? `${v4[4]}.${v4[3]}.${v4[2]}.${v4[1]} listed in ${v4[5]}` : `listed in ${answer.name}`
}

function remember(scan: Scan, answer: DnsAnswer, record: DnsRecord): void {
  const uri = `dns:${answer.name}${answer.type === 'A' ? '' : `?type=${answer.type}`}`
  const answers = answersOf(scan)
  const known = answers.get(uri)
  if (known) known.add(record.text)
  else answers.set(uri, new Set([record.text]))
}

/** What the tag RBL shows: each question that was answered, with its answers (set_rbl_tag_data). */
export function answersText(scan: Scan): string | undefined {
  const answers = answersOf(scan)
  if (answers.size === 0) return undefined
  return [...answers].map(([uri, data]) => `<${uri}> [${[...data].join(', ')}]`).join('\n')
}
