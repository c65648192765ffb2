import { type Conf, perConf } from '../conf/conf.ts'
import { fileReader } from '../conf/load-files.ts'
import { setting } from '../conf/setting.ts'
import { bool, number, optionalString } from '../conf/setting-types.ts'
import { hostOfUri } from '../message/uri/registry-boundaries.ts'
import type { UriDetail } from '../message/uri/uri-detail.ts'
import { evalFunction, type Plugin } from '../rules/plugin.ts'
import { domainSettings } from '../rules/settings/domains.ts'
import { parseOpenPhish, parsePhishStats, parsePhishTank } from './phishing/parse-feeds.ts'
import { tldsOf } from './uris/tlds.ts'

const settings = {
  phishing_openphish_feed: setting(optionalString, {
    default: undefined,
    scope: 'site',
    doc: 'A file of URIs, one a line, as OpenPhish gives it out.',
  }),
  phishing_phishtank_feed: setting(optionalString, {
    default: undefined,
    scope: 'site',
    doc: 'A file of comma-separated values, as PhishTank gives it out.',
  }),
  phishing_phishstats_feed: setting(optionalString, {
    default: undefined,
    scope: 'site',
    doc: 'A file of comma-separated values, as PhishStats gives it out.',
  }),
  phishing_phishstats_minscore: setting(number, {
    default: 6,
    scope: 'site',
    doc: 'Entries of PhishStats count when their score is above this.',
  }),
  phishing_uri_noparam: setting(bool, {
    default: false,
    scope: 'site',
    doc: 'Compare URIs without what follows a question mark; those with nothing but a host and one name do not count then.',
  }),
} as const

/** URI as it is compared → registered domain → the feed that names it. */
type Feeds = ReadonlyMap<string, ReadonlyMap<string, string>>

const readers = {
  OpenPhish: fileReader(parseOpenPhish),
  PhishTank: fileReader(parsePhishTank),
  PhishStats: fileReader(parsePhishStats),
} as const

const withoutParameters = (uri: string): string => uri.replace(/\?[^\n]*/, '')

function loadFeeds(conf: Conf): Feeds {
  const values = conf.of(settings)
  const tlds = tldsOf(conf)
  const feeds = new Map<string, Map<string, string>>()
  const files = [
    ['OpenPhish', values.phishing_openphish_feed],
    ['PhishTank', values.phishing_phishtank_feed],
    ['PhishStats', values.phishing_phishstats_feed],
  ] as const
  for (const [feed, file] of files) {
    for (const { uri, score } of (file === undefined ? undefined : readers[feed](file)) ?? []) {
      if (score !== undefined && score <= values.phishing_phishstats_minscore) continue
      const domain = hostOfUri(uri, false, tlds)?.domain
      if (domain === undefined) continue
      const key = values.phishing_uri_noparam ? withoutParameters(uri) : uri
      const known = feeds.get(key)
      if (!known) feeds.set(key, new Map([[domain, feed]]))
      else if (!known.has(domain)) known.set(domain, feed)
    }
  }
  return feeds
}

/** The feeds are large, and the same for all users whose settings they depend on are the site's. */
const known = new WeakMap<object, Map<string, Feeds>>()

const feedsOf = perConf((conf): Feeds => {
  const { util_rb_tld } = conf.of(domainSettings)
  const key = JSON.stringify(Object.keys(settings).map((name) => conf.value(name) ?? null))
  const same = known.get(util_rb_tld) ?? new Map<string, Feeds>()
  known.set(util_rb_tld, same)
  const feeds = same.get(key) ?? loadFeeds(conf)
  same.set(key, feeds)
  return feeds
})

/** The URIs that are compared: those of links that have a host, in their canonical forms. */
function* comparedUris(details: ReadonlyMap<string, UriDetail>): Generator<string> {
  for (const [raw, { types, hosts, cleaned }] of details) {
    if (/^mailto:/i.test(raw) || hosts.size === 0) continue
    if (types.has('a') || types.has('parsed')) yield* cleaned ?? []
  }
}

/** A host and one name behind it, or less: too general to compare. */
function isShort(uri: string): boolean {
  return uri.split('/', 5).length - 1 <= 3
}

const check_phishing = evalFunction({
  doc: 'A link is in one of the feeds of phishing.',
  on: ['body'],
  args: [],
  run: (scan) => {
    const feeds = feedsOf(scan.conf)
    if (feeds.size === 0) return false
    const { phishing_uri_noparam } = scan.conf.of(settings)
    for (const uri of comparedUris(scan.message.uriDetails)) {
      const key = phishing_uri_noparam ? withoutParameters(uri) : uri
      if (phishing_uri_noparam && isShort(key)) continue
      const found = feeds.get(key)
      if (!found) continue
      const domain = hostOfUri(uri, false, tldsOf(scan.conf))?.domain ?? ''
      scan.note(`${found.get(domain) ?? ''} (${domain})`)
      return true
    }
    return false
  },
})

/** Links that feeds of phishing name. */
export const phishing = {
  name: 'Mail::SpamAssassin::Plugin::Phishing',
  settings,
  evals: { check_phishing },
  finishConf: (conf) => void feedsOf(conf),
} as const satisfies Plugin
