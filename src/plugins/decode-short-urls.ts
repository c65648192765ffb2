import { LRUCache } from 'lru-cache'
import { notice } from '../base/notices.ts'
import { type FetchedLocation, fetchLocation } from '../dns/fetch-location.ts'
import { type EvalFunction, evalFunction, optional, type Plugin, rest, text } from '../rules/plugin.ts'
import { RULE_AREAS } from '../rules/rule.ts'
import { perScan, type Scan } from '../rules/scan.ts'
import { lookupHooks, networkOf } from './dns/network.ts'
import { shortenerSettings } from './shorteners/settings.ts'
import { absoluteLocation, type ShortUri, shortUri } from './shorteners/short-uris.ts'

/** What became of the short URIs of a message. */
interface Findings {
  readonly found: boolean
  redirected: boolean
  chained: boolean
  tooLong: boolean
  loop: boolean
  readonly statuses: Set<number>
  /** Where the URIs lead. */
  readonly locations: Set<string>
}

/** Where short URIs lead, by URI: remembered only where the configuration asks for it. */
const remembered = new LRUCache<string, FetchedLocation>({ max: 5000 })
const MAX_REMEMBERED_LENGTH = 512
/** All of a message's URIs have so much longer than one of them. */
const TIMES_LONGER = 3

const shortUris = perScan((scan): readonly ShortUri[] => {
  const { url_shortener, max_short_urls } = scan.conf.of(shortenerSettings)
  const found = new Map<string, ShortUri>()
  for (const [raw, { domains, cleaned }] of scan.message.uriDetails) {
    if (domains.size === 0 || !cleaned) continue
    const short = shortUri(raw.replace(/[#?].*/s, ''), url_shortener)
    if (short) found.set(short.uri, short)
    if (found.size >= max_short_urls && found.size > 0) break
  }
  return [...found.values()]
})

const findingsOf = perScan(
  (scan): Findings => ({
    found: shortUris(scan).length > 0,
    redirected: false,
    chained: false,
    tooLong: false,
    loop: false,
    statuses: new Set(),
    locations: new Set(),
  }),
)

async function followAll(scan: Scan): Promise<void> {
  const { max_short_urls, url_shortener_timeout } = scan.conf.of(shortenerSettings)
  const uris = shortUris(scan)
  if (uris.length === 0 || max_short_urls <= 0 || !networkOf(scan)) return
  const findings = findingsOf(scan)
  let over = false
  const work = Promise.all(uris.map((uri) => follow(scan, uri, findings, () => over)))
  await Promise.race([work, delay(url_shortener_timeout * TIMES_LONGER * 1000)])
  over = true
  if (findings.locations.size > 0) scan.extendMessage({ uris: [...findings.locations] })
}

function delay(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref())
}

async function follow(scan: Scan, first: ShortUri, findings: Findings, isOver: () => boolean): Promise<void> {
  const settings = scan.conf.of(shortenerSettings)
  const been = new Set<string>()
  for (let short: ShortUri | undefined = first; short; ) {
    if (been.size >= settings.max_short_url_redirections) {
      findings.tooLong = true
      return
    }
    const { status, location } = await fetchOnce(scan, short)
    if (isOver()) return
    if (status < 300 || status > 399 || location === undefined) {
      findings.statuses.add(status)
      return
    }
    if (location === short.uri) return
    if (settings.url_shortener_loginfo) notice(`DecodeShortURLs: found ${short.uri} => ${location}`)
    findings.redirected = true
    if (been.size > 0) findings.chained = true
    const target = absoluteLocation(location, short.uri)
    if (been.has(target)) {
      findings.loop = true
      return
    }
    been.add(target)
    findings.locations.add(target)
    short = shortUri(target, settings.url_shortener)
  }
}

async function fetchOnce(scan: Scan, { uri, method }: ShortUri): Promise<FetchedLocation> {
  const settings = scan.conf.of(shortenerSettings)
  const client = networkOf(scan)?.client
  if (!client) return { status: 500, location: undefined }
  const remembers = settings.url_shortener_cache_type !== ''
  const known = remembers ? remembered.get(uri) : undefined
  if (known) return known
  const found = await fetchLocation(uri, {
    client,
    method,
    userAgent: settings.url_shortener_user_agent,
    timeoutMs: settings.url_shortener_timeout * 1000,
    allowPrivate: settings.url_shortener_private_networks,
  })
  if (remembers && uri.length + (found.location?.length ?? 0) <= MAX_REMEMBERED_LENGTH) {
    remembered.set(uri, found, { ttl: settings.url_shortener_cache_ttl * 1000 })
  }
  return found
}

function finding(doc: string, test: (findings: Findings) => boolean): EvalFunction {
  return evalFunction({ doc, on: ['body'], args: [], run: (scan) => test(findingsOf(scan)) })
}

const short_url_code = evalFunction({
  doc: 'A shortener answered with this status.',
  on: ['body'],
  args: [optional(text('status'))],
  run: (scan, status) => /^\d{3}$/.test(status ?? '') && findingsOf(scan).statuses.has(Number(status)),
})

const short_url_tests = evalFunction({
  doc: 'Of no meaning any more.',
  on: RULE_AREAS,
  args: [rest('arguments')],
  run: () => false,
})

/** Short URIs, and where they lead. */
export const decodeShortUrls = {
  name: 'Mail::SpamAssassin::Plugin::DecodeShortURLs',
  settings: shortenerSettings,
  features: [
    ...['has_short_url', 'has_autoclean', 'has_short_url_code', 'has_user_agent', 'has_get', 'has_clear'],
    ...['has_timeout', 'has_max_redirections', 'has_short_url_redir'],
  ],
  evals: {
    short_url: finding('There is a short URI.', ({ found }) => found),
    short_url_redir: finding('A short URI leads to another URI.', ({ redirected }) => redirected),
    short_url_200: finding('A shortener answered with a page.', ({ statuses }) => statuses.has(200)),
    short_url_404: finding('A shortener does not know the URI.', ({ statuses }) => statuses.has(404)),
    short_url_chained: finding('A short URI leads to another short one.', ({ chained }) => chained),
    short_url_maxchain: finding('Short URIs lead to more others than are followed.', ({ tooLong }) => tooLong),
    short_url_loop: finding('Short URIs lead round in a circle.', ({ loop }) => loop),
    short_url_code,
    short_url_tests,
  },
  ...lookupHooks,
  postMessageParse: async (scan: Scan) => {
    await lookupHooks.parsedMetadata(scan)
    await followAll(scan)
  },
} as const satisfies Plugin
