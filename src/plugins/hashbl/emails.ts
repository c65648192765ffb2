import { asciiLower } from '../../base/ascii.ts'
import { type Conf, perConf } from '../../conf/conf.ts'
import { trimDomain } from '../../message/uri/registry-boundaries.ts'
import { compilePerlRegex, type PerlRegex } from '../../regex/compile.ts'
import { perScan, type Scan } from '../../rules/scan.ts'
import { allFromAddresses } from '../addresses/sender-addresses.ts'
import { uriListSettings } from '../dns/uri-list-rules.ts'
import { tldsOf } from '../uris/tlds.ts'
import type { HashOptions } from './options.ts'
import { hashBlSettings, TLDS } from './settings.ts'

interface Expressions {
  readonly email: PerlRegex
  readonly welcome: PerlRegex
  /** An address that stands in a quotation or behind a label, which `noquote` leaves out. */
  readonly quoted: PerlRegex
}

const expressionsOf: (conf: Conf) => Expressions = perConf((conf) => {
  const { hashbl_email_regex, hashbl_email_welcomelist } = conf.of(hashBlSettings)
  const tlds = `(?i:(?<![a-zA-Z0-9-])(?:${[...tldsOf(conf).tld].join('|')})(?!(?:[a-zA-Z0-9-]|\\.[a-zA-Z0-9])))`
  const compile = (text: string): PerlRegex =>
    compilePerlRegex(
      text.replaceAll(TLDS, () => tlds),
      '',
    )
  return {
    email: compile(`(${hashbl_email_regex})`),
    welcome: compile(hashbl_email_welcomelist),
    quoted: compile(
      `(?i)<?(?<!mailto:)(?:${hashbl_email_regex})(?:>|\\s{1,10}(?!(?:fa(?:x|csi)|tel|phone|e?-?mail))[a-z]{2,11}:)`,
    ),
  }
})

/** More addresses than this in one text are no use to anybody: a rule looks some ten up. */
const MAX_FOUND = 1000

function* matchesIn(text: string, regex: PerlRegex) {
  let from = 0
  for (let n = 0; n < MAX_FOUND && from <= text.length; n++) {
    const found = regex.exec(text, from)
    if (!found) return
    yield found
    from = found.end > found.index ? found.end : found.end + 1
  }
}

function without(text: string, regex: PerlRegex): string {
  let kept = ''
  let from = 0
  for (const { index, end } of matchesIn(text, regex)) {
    kept += `${text.slice(from, index)} `
    from = end
  }
  return kept + text.slice(from)
}

const URI_WITH_AT = compilePerlRegex('<?https?:\\/\\/\\S{0,255}(?:\\@|%40)\\S{0,255}', 'i')

function bodyText(scan: Scan, options: HashOptions): string {
  let links = ''
  for (const [uri, { types }] of scan.message.uriDetails) {
    if (types.has('a') && !types.has('parsed') && /^mailto:./i.test(uri)) links += `${uri.slice(7)}\n`
  }
  let body = scan.body.join('')
  if (options.has('nouri')) body = without(body, URI_WITH_AT)
  if (options.has('noquote')) body = without(body, expressionsOf(scan.conf).quoted)
  return links + body
}

/** Addresses found in a place, once a scan: what the first rule that asks makes of its options holds for all. */
const foundIn = perScan(() => new Map<string, readonly string[]>())

function addressesIn(scan: Scan, place: string, options: HashOptions): readonly string[] {
  const known = foundIn(scan).get(place)
  if (known) return known
  const found =
    place === 'ALLFROM'
      ? allFromAddresses(scan)
      : [...matchesIn(textOf(scan, place, options), expressionsOf(scan.conf).email)].map(
          ({ captures }) => captures[1] ?? '',
        )
  const addresses = [...new Set(found)]
  foundIn(scan).set(place, addresses)
  return addresses
}

function textOf(scan: Scan, place: string, options: HashOptions): string {
  return place === 'body' ? bodyText(scan, options) : scan.headers(place).join('\n')
}

const RECIPIENTS = ['X-Original-To:addr', 'Apparently-To:addr', 'Delivered-To:addr', 'Envelope-To:addr']

const recipientsOf = perScan((scan) => {
  const found = RECIPIENTS.flatMap((view) => scan.headers(view)).map((address) =>
    asciiLower(address.replace(/\n$/, '')),
  )
  return new Set(found.filter((address) => address !== ''))
})

/** What of each address is looked up; nothing when the list of domains is not known. */
export function emailsToLookUp(
  scan: Scan,
  places: string,
  options: HashOptions,
  acl: string | undefined,
): readonly string[] {
  const settings = scan.conf.of(hashBlSettings)
  const tlds = tldsOf(scan.conf)
  const domains = acl === undefined || acl === 'all' ? undefined : settings['hashbl_acl_*'].get(acl)
  if (acl !== undefined && acl !== 'all' && !domains) return []
  const skipped = scan.conf.of(uriListSettings).uridnsbl_skip_domain ?? new Set()
  const chosen = new Set<string>()
  const seen = new Set<string>()
  for (const place of places.split(/[ \t]*\/[ \t]*/)) {
    for (const address of addressesIn(scan, place, options)) {
      const at = address.lastIndexOf('@')
      if (at < 0 || at === address.length - 1) continue
      let user = address.slice(0, at)
      const written = address.slice(at + 1)
      let domain = settings.hashbl_email_domain_alias.get(asciiLower(written)) ?? written
      const full = `${user}@${domain}`
      if (seen.has(full) || (domains && domains.get(domain) !== true)) continue
      seen.add(full)
      if (recipientsOf(scan).has(full) || expressionsOf(scan.conf).welcome.test(full)) continue
      if (acl === undefined && (skipped.has(asciiLower(domain)) || skipped.has(trimDomain(domain, tlds)))) continue
      if (options.has('nodot')) user = user.replaceAll('.', '')
      if (options.has('notag')) user = user.replace(/\+.*/, '')
      if (options.has('domain')) domain = trimDomain(domain, tlds)
      const value =
        options.has('host') || options.has('domain') ? domain : options.has('user') ? user : `${user}@${domain}`
      chosen.add(options.has('case') ? value : asciiLower(value))
    }
  }
  return [...chosen]
}
