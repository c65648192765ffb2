import { asciiLower, asciiUpper } from '../base/ascii.ts'
import { reverseIp } from '../base/ip-address.ts'
import { IP_ADDRESS, IPV4_ADDRESS } from '../base/ip-pattern.ts'
import { utf8BytesOf } from '../base/latin1.ts'
import { idnToAscii } from '../message/uri/idn.ts'
import { isDomainValid, isFqdnValid, trimDomain } from '../message/uri/registry-boundaries.ts'
import { compilePerlRegex, type PerlRegex } from '../regex/compile.ts'
import { type ArgumentType, evalFunction, optional, type Plugin, text } from '../rules/plugin.ts'
import { perScan, type Scan } from '../rules/scan.ts'
import { refuses, trustAnswer } from './dns/list-answers.ts'
import { askFor, lookupHooks, networkOf } from './dns/network.ts'
import { tagValues } from './dns/query-tags.ts'
import { uriListSettings } from './dns/uri-list-rules.ts'
import { emailsToLookUp } from './hashbl/emails.ts'
import { type HashOptions, hashed, limited, parseHashOptions } from './hashbl/options.ts'
import { hashBlSettings } from './hashbl/settings.ts'
import { pattern } from './patterns/pattern-argument.ts'
import { tldsOf } from './uris/tlds.ts'

/** An expression that a rule may leave out, or leave empty. */
function subtest(): ArgumentType<PerlRegex | undefined> {
  return { ...optional(text('subtest')), parse: (given) => (given ? compilePerlRegex(given, '') : undefined) }
}

const LISTED = /^127\./

interface Query {
  readonly rule: string
  readonly list: string
  readonly options: HashOptions
  readonly subtest: PerlRegex | undefined
}

/** Looks values up, or hashes that are made already. */
function lookUp(scan: Scan, query: Query, values: readonly string[], areHashes = false): void {
  const { rule, options } = query
  const ignored = scan.conf.of(hashBlSettings).hashbl_ignore
  for (const value of limited(values, options)) {
    const hash = areHashes ? value : hashed(value, options)
    if (ignored.has(asciiLower(hash)) || (!areHashes && ignored.has(asciiLower(value)))) continue
    const type = /\/(A|TXT)$/i.exec(query.list)?.[1] ?? 'A'
    const zone = query.list.replace(/\/(?:A|TXT)$/i, '').replace(/\.$/, '')
    askFor(scan, [rule], `${hash}.${zone}`, asciiUpper(type), (answer) => {
      trustAnswer(scan, { zone, kind: 'names', lenient: scan.tflags(rule).has('nice') }, answer, () => {
        const precise = (): boolean => query.subtest !== undefined && !query.subtest.test('127.0.0.2')
        const fits = answer.answers.some(
          (record) =>
            record.type === 'A' &&
            (query.subtest ? query.subtest.test(record.text) : LISTED.test(record.text)) &&
            !refuses(scan, rule, zone, record, precise),
        )
        if (!fits) return
        scan.note(value.replaceAll('@', '[at]'), rule)
        scan.hit(rule)
      })
    })
  }
}

const EMAIL_OPTIONS = 'sha1/notag/noquote/max=10/shuffle'
const OPTIONS = 'sha1/max=10/shuffle'

const check_hashbl_emails = evalFunction({
  doc: 'The hash of an address in the message is in the list.',
  on: ['header'],
  args: [text('list'), optional(text('options')), optional(text('places')), subtest(), optional(text('acl'))],
  run: (scan, list, given, places, wanted, acl) => {
    if (!networkOf(scan)) return false
    const options = parseHashOptions(given, EMAIL_OPTIONS)
    const query = { rule: scan.currentRule, list, options, subtest: wanted }
    lookUp(scan, query, emailsToLookUp(scan, places || 'ALLFROM/Reply-To/body', options, acl || undefined))
    return false
  },
})

const check_hashbl_uris = evalFunction({
  doc: 'The hash of a URI is in the list.',
  on: ['header'],
  args: [text('list'), optional(text('options')), subtest()],
  run: (scan, list, given, wanted) => {
    const options = parseHashOptions(given, OPTIONS)
    if (!networkOf(scan) || options.has('raw')) return false
    const skipped = scan.conf.of(uriListSettings).uridnsbl_skip_domain ?? new Set()
    const uris = new Set<string>()
    for (const [uri, { hosts, cleaned, types }] of scan.message.uriDetails) {
      if (/^mailto:/i.test(uri) || hosts.size === 0 || !cleaned || !(types.has('a') || types.has('parsed'))) continue
      if ([...hosts].some(([host, domain]) => skipped.has(host) || skipped.has(domain))) continue
      for (const form of cleaned) uris.add(utf8If(options.has('case') ? form : form.toLowerCase()))
    }
    lookUp(scan, { rule: scan.currentRule, list, options, subtest: wanted }, [...uris])
    return false
  },
})

/** URIs of decoded parts are characters, which lists know by their bytes. */
function utf8If(uri: string): string {
  return /[^\x00-\xff]/.test(uri) ? utf8BytesOf(uri) : uri
}

const check_hashbl_bodyre = evalFunction({
  doc: 'The hash of what an expression captures in the body is in the list.',
  on: ['body'],
  args: [text('list'), optional(text('options')), pattern('expression'), subtest()],
  run: (scan, list, given, wanted, fits) => {
    if (!networkOf(scan)) return false
    const options = parseHashOptions(given, OPTIONS)
    const found = new Set<string>()
    for (const line of scan.body) {
      for (let from = 0; from <= line.length && found.size < MAX_MATCHES; ) {
        const match = wanted.exec(line, from)
        if (!match) break
        from = match.end > match.index ? match.end : match.end + 1
        const captured = match.captures[1]
        if (captured === undefined) continue
        const cased = options.has('case') ? captured : asciiLower(captured)
        const value = options.has('num') ? cased.replace(/[^0-9]+/g, '') : cased
        if (value !== '') found.add(value)
      }
    }
    lookUp(scan, { rule: scan.currentRule, list, options, subtest: fits }, [...found])
    return false
  },
})

/** More is never looked up: rules look some ten up. */
const MAX_MATCHES = 1000

interface TagQuery extends Query {
  readonly tag: string
}

/** Rules that wait for their tag to get a value. */
const waitingTags = perScan((): Set<TagQuery> => new Set())

const check_hashbl_tag = evalFunction({
  doc: 'The hash of the value of a tag is in the list.',
  on: ['header'],
  args: [text('list'), optional(text('options')), text('tag'), subtest()],
  run: (scan, list, given, tag, wanted) => {
    const rule = scan.currentRule
    const options = parseHashOptions(given, OPTIONS)
    const name = asciiUpper(tag.replace(/^_([^\n]+)_$/, '$1'))
    if (name === '' || !networkOf(scan)) return false
    scan.hold(rule)
    waitingTags(scan).add({ rule, list, options, subtest: wanted, tag: name })
    lookUpReadyTags(scan)
    return false
  },
})

function lookUpReadyTags(scan: Scan): void {
  if (!networkOf(scan)) return
  for (const query of waitingTags(scan)) {
    const values = tagValues(scan, query.tag)
    if (values.length === 0) continue
    waitingTags(scan).delete(query)
    const wanted = values.map((value) => tagSubject(scan, value, query.options)).filter((value) => value !== undefined)
    lookUp(scan, query, [...new Set(wanted)])
  }
}

const IS_IPV4 = new RegExp(`^${IPV4_ADDRESS}$`)
const IS_IP = new RegExp(`^${IP_ADDRESS}$`)

/** What of a tag's value is looked up; undefined when the options leave it out. */
function tagSubject(scan: Scan, written: string, options: HashOptions): string | undefined {
  const value = options.has('case') ? written : asciiLower(written)
  const isIpv4 = IS_IPV4.test(value)
  const isIp = isIpv4 || IS_IP.test(value)
  if ((options.has('ip') && !isIp) || (options.has('ipv4') && !isIpv4)) return undefined
  if (options.has('ipv6') && (!isIp || isIpv4)) return undefined
  if (isIp) return options.has('revip') ? reverseIp(value) : value
  const trims = options.has('trim')
  const isName = isFqdnValid(idnToAscii(value))
  if ((options.has('fqdn') || trims) && !isName) return undefined
  const tlds = tldsOf(scan.conf)
  const domain = isName ? trimDomain(value, tlds) : undefined
  const skipped = scan.conf.of(uriListSettings).uridnsbl_skip_domain ?? new Set()
  if (domain !== undefined && (skipped.has(asciiLower(value)) || skipped.has(domain))) return undefined
  if ((options.has('tld') || trims) && !isDomainValid(value, tlds)) return undefined
  return trims && domain !== undefined ? domain : value
}

const check_hashbl_attachments = evalFunction({
  doc: 'The hash of an attachment is in the list.',
  on: ['body'],
  args: [text('list'), optional(text('options')), subtest()],
  run: (scan, list, given, wanted) => {
    const options = parseHashOptions(given, OPTIONS)
    if (!networkOf(scan) || options.has('raw')) return false
    const ignored = scan.conf.of(hashBlSettings).hashbl_ignore
    const least = Number.parseInt(options.get('minsize') ?? '', 10) || 0
    const hashes = new Set<string>()
    for (const part of scan.message.parts) {
      const content = part.isLeaf ? part.decoded() : undefined
      if (!content || ignored.has(part.type) || ignored.has(asciiLower(part.name ?? ''))) continue
      // The upper limit is compared with the lower one in SpamAssassin, too.
      if (content.length < least || (options.has('maxsize') && content.length > least)) continue
      hashes.add(hashed(content, options))
    }
    lookUp(scan, { rule: scan.currentRule, list, options, subtest: wanted }, [...hashes], true)
    return false
  },
})

/** Lists that know addresses, URIs and files by their hashes. */
export const hashBl = {
  name: 'Mail::SpamAssassin::Plugin::HashBL',
  settings: hashBlSettings,
  features: [
    ...['has_hashbl_bodyre', 'has_hashbl_bodyre_num', 'has_hashbl_emails', 'has_hashbl_uris', 'has_hashbl_ignore'],
    ...['has_hashbl_email_regex', 'has_hashbl_email_welcomelist', 'has_hashbl_email_whitelist', 'has_hashbl_tag'],
    ...['has_hashbl_sha256', 'has_hashbl_attachments', 'has_hashbl_email_domain', 'has_hashbl_email_domain_alias'],
  ],
  evals: {
    check_hashbl_emails,
    check_hashbl_uris,
    check_hashbl_bodyre,
    check_hashbl_tag,
    check_hashbl_attachments,
  },
  ...lookupHooks,
  checkTick: lookUpReadyTags,
  finishLookups: (scan: Scan, stopped: boolean) => {
    if (!stopped) lookUpReadyTags(scan)
    return lookupHooks.finishLookups(scan, stopped)
  },
} as const satisfies Plugin
