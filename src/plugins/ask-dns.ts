import { asciiUpper } from '../base/ascii.ts'
import { parseIpv4 } from '../base/ip-address.ts'
import { SettingError, type SettingRows, setting } from '../conf/setting.ts'
import { custom } from '../conf/setting-types.ts'
import type { DnsAnswer, DnsRecord } from '../dns/dns-answer.ts'
import { idnToAscii } from '../message/uri/idn.ts'
import { isFqdnValid } from '../message/uri/registry-boundaries.ts'
import { compilePerlRegex, type PerlRegex } from '../regex/compile.ts'
import { RegexError } from '../regex/regex-error.ts'
import { parseRulePattern } from '../regex/rule-pattern.ts'
import type { Plugin } from '../rules/plugin.ts'
import { RULES_SLOT, RuleBook, ruleLines } from '../rules/rule-book.ts'
import { perScan, type Scan } from '../rules/scan.ts'
import { type ListQuestion, refuses, trustAnswer } from './dns/list-answers.ts'
import { askFor, lookupHooks, networkOf } from './dns/network.ts'
import { tagValues } from './dns/query-tags.ts'
import { type NumberTest, numberFits, parseNumberTest } from './dns/subtest.ts'

/** What the answer of a rule must hold. */
type AnswerTest =
  | { readonly type: 'expression'; readonly regex: PerlRegex }
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'rcodes'; readonly rcodes: ReadonlySet<string> }
  | { readonly type: 'number'; readonly text: string; readonly test: NumberTest }

interface Query {
  /** The name to ask for, with tags in it. */
  readonly template: string
  readonly tags: readonly string[]
  readonly type: string
  /** Types of records that count; `ANY` for all. */
  readonly wanted: readonly string[]
  readonly test: AnswerTest | undefined
}

const RCODES: readonly string[] = [
  ...['NOERROR', 'FORMERR', 'SERVFAIL', 'NXDOMAIN', 'NOTIMP', 'REFUSED', 'YXDOMAIN', 'YXRRSET', 'NXRRSET', 'NOTAUTH'],
  'NOTZONE',
]
const LINE =
  /^([^ \t\n\r\f\v]+)[ \t\n\r\f\v]+([^ \t\n\r\f\v]+)(?:[ \t\n\r\f\v]+([A-Za-z0-9,]+)(?:[ \t\n\r\f\v]+([\s\S]*?))?)?[ \t\n\r\f\v]*$/
const TYPES = new Set(
  (
    'ANY A AAAA MX TXT PTR NAPTR NS SOA CERT CNAME DNAME DHCID HINFO MINFO RP HIP IPSECKEY KX LOC GPOS SRV ' +
    'OPENPGPKEY SSHFP SPF TLSA URI CAA CSYNC'
  ).split(' '),
)
const TAG = /_([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*(?:\([^\n]*?\))?)_/g
const RCODE_LIST = /^\[((?:[A-Z]+|\d+)(?:[ \t]*,[ \t]*(?:[A-Z]+|\d+))*)\]$/i

function parseAnswerTest(text: string): AnswerTest | undefined {
  if (/^\/[^\n]+\/[a-z]*$/.test(text) || /^m(\W)[^\n]+\W[a-z]*$/.test(text)) {
    try {
      const source = parseRulePattern(text)
      return { type: 'expression', regex: compilePerlRegex(source.pattern, source.modifiers) }
    } catch (error) {
      if (error instanceof RegexError) return undefined
      throw error
    }
  }
  const quoted = /^(["'])([^\n]*)\1$/.exec(text)
  if (quoted) return { type: 'text', text: quoted[2] ?? '' }
  const list = RCODE_LIST.exec(text)
  if (list) {
    const names = asciiUpper(list[1] ?? '').split(/[ \t]*,[ \t]*/)
    const rcodes = names.map((name) => (/^\d+$/.test(name) ? (RCODES[Number(name)] ?? name) : name))
    return rcodes.every((name) => /^\d+$/.test(name) || RCODES.includes(name))
      ? { type: 'rcodes', rcodes: new Set(rcodes) }
      : undefined
  }
  const test = parseNumberTest(text)
  return test && { type: 'number', text, test }
}

const askdnsLines = ruleLines('name [type [subtest]]', (book, value, line) => {
  if (value === '') throw new SettingError('missing')
  const match = LINE.exec(value)
  if (!match) throw new SettingError('invalid')
  const [, name = '', template = '', types = 'A', subtest] = match
  const wanted = asciiUpper(types).split(',')
  if (wanted.some((type) => !TYPES.has(type))) throw new SettingError('invalid')
  const test = subtest === undefined || subtest === '' ? undefined : parseAnswerTest(subtest)
  if (subtest !== undefined && subtest !== '' && !test) throw new SettingError('invalid')
  const type = wanted.length > 1 ? 'ANY' : (wanted[0] ?? 'A')
  const tags = [...new Set(Array.from(template.matchAll(TAG), (found) => found[1] ?? ''))].sort()
  line.update<ReadonlyMap<string, Query>>('askdns_queries', (queries) =>
    new Map(queries).set(name, { template, tags, type, wanted, test }),
  )
  book.add({ type: 'empty', name, place: line.place, order: line.order, text: `askdns ${value}` }, line)
})

const settings = {
  askdns_queries: setting(
    custom<ReadonlyMap<string, Query>>('queries', (queries) => queries),
    { default: () => new Map(), scope: 'user-rules', command: false, doc: 'What the rules of AskDNS ask for.' },
  ),
  askdns: setting(askdnsLines, {
    default: () => new RuleBook(),
    scope: 'user-rules',
    slot: RULES_SLOT,
    doc: 'Asks for a name made of tags: rule, name, type of record (A), and what the answer must hold.',
  }),
} as const satisfies SettingRows

/** Rules that wait for a tag to get its value. */
const waitingRules = perScan((scan): Map<string, Query> => {
  const waiting = new Map<string, Query>()
  for (const [rule, query] of scan.conf.of(settings).askdns_queries) {
    if (scan.scoreOf(rule) !== 0) waiting.set(rule, query)
  }
  return waiting
})

/** More names than this a rule does not ask for: tags hold few values in real mail. */
const MAX_NAMES = 200

/** Asks for what can be asked by now. */
function askWhatIsReady(scan: Scan): void {
  if (!networkOf(scan)) return
  const waiting = waitingRules(scan)
  for (const [rule, query] of waiting) {
    const names = namesOf(scan, query)
    if (!names) continue
    waiting.delete(rule)
    for (const name of names) {
      if (!isFqdnValid(name)) continue
      askFor(scan, [rule], name, query.type, (answer) => {
        const question = listAsked(query, answer)
        const readIt = (): void => read(scan, rule, query, answer, name, question?.zone)
        if (question) trustAnswer(scan, question, answer, readIt)
        else readIt()
      })
    }
  }
}

/** All names that the values of the tags make; undefined while one has no value. */
function namesOf(scan: Scan, { template, tags }: Query): readonly string[] | undefined {
  let names = [template]
  for (const tag of tags) {
    const values = tagValues(scan, tag)
    if (values.length === 0) return undefined
    const made = names.flatMap((name) => values.map((value) => name.replaceAll(`_${tag}_`, () => value)))
    names = [...new Set(made)].slice(0, MAX_NAMES)
  }
  return names.map(idnToAscii)
}

/** What stands before the zone is an address, its parts in reverse order. */
const REVERSED_ADDRESS = /REVIP$/
/** What every list says of something that it lists; a rule that does not take it is about something else. */
const ORDINARY_LISTING = '127.0.0.2'

/**
 * The list that was asked, where it was one: the name is something of the message below a fixed zone, and an address is the
 * answer. Which of its test points such a list has is not known, only that not everything may be listed. Listings are
 * addresses in 127.0.0.0/8; a rule that takes others as well may take what a resolver makes of names that are not there.
 */
function listAsked({ template, tags }: Query, answer: DnsAnswer): ListQuestion | undefined {
  const last = [...template.matchAll(TAG)].at(-1)
  const rest = last && template.slice(last.index + last[0].length)
  const zone = /^\.([^.].*?)\.*$/.exec(rest ?? '')?.[1]
  const addresses = answer.answers.filter(({ type }) => type === 'A')
  if (zone === undefined || addresses.length === 0) return undefined
  const kind = tags.some((tag) => REVERSED_ADDRESS.test(tag)) ? 'addresses' : 'names'
  return { zone, kind, lenient: true, anyAddress: addresses.some(({ text }) => !text.startsWith('127.')) }
}

function read(scan: Scan, rule: string, query: Query, answer: DnsAnswer, name: string, zone: string | undefined): void {
  const records: readonly (DnsRecord | undefined)[] = answer.answers.length > 0 ? answer.answers : [undefined]
  for (const record of records) {
    if (!fits(query, answer.rcode, record)) continue
    if (zone !== undefined && record) {
      const isOrdinary = (): boolean => fits(query, 'NOERROR', { ...record, text: ORDINARY_LISTING })
      if (refuses(scan, rule, zone, record, () => !isOrdinary())) continue
    }
    scan.note(`${name} ${query.type}:${record?.text ?? ''}`, rule)
    scan.hit(rule, { area: 'ASKDNS: ' })
  }
}

function fits({ test, wanted }: Query, rcode: string, record: DnsRecord | undefined): boolean {
  if (test?.type === 'rcodes') return test.rcodes.has(rcode)
  if (rcode !== 'NOERROR' || !record || !(wanted.includes('ANY') || wanted.includes(record.type))) return false
  switch (test?.type) {
    case undefined:
      return true
    case 'expression':
      return test.regex.test(record.text)
    case 'text':
      return record.text === test.text
    case 'number': {
      const word = record.type === 'A' ? parseIpv4(record.text) : undefined
      return record.text === test.text || (word !== undefined && numberFits(test.test, word))
    }
  }
}

/** Rules that ask for names made of what is known of the message. */
export const askDns = {
  name: 'Mail::SpamAssassin::Plugin::AskDNS',
  settings,
  features: ['has_tag_header'],
  evals: {},
  ...lookupHooks,
  startLookups: askWhatIsReady,
  checkTick: askWhatIsReady,
  finishLookups: (scan: Scan, stopped: boolean) => {
    if (!stopped) askWhatIsReady(scan)
    return lookupHooks.finishLookups(scan, stopped)
  },
} as const satisfies Plugin
