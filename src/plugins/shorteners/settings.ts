import { splitAsciiSpace } from '../../base/ascii.ts'
import { SettingError, type SettingRows, setting } from '../../conf/setting.ts'
import { bool, custom, number, string } from '../../conf/setting-types.ts'

/** How a shortener is asked, by its host name. */
export type Shorteners = Map<string, 'HEAD' | 'GET'>

const shorteners = (change: (known: Shorteners, domains: readonly string[]) => void) =>
  custom<Shorteners>(
    'domains',
    (known, value) => {
      change(known, splitAsciiSpace(value.toLowerCase()))
      return known
    },
    (known) => new Map(known),
  )

const add = (method: 'HEAD' | 'GET') =>
  shorteners((known, domains) => {
    if (domains.length === 0) throw new SettingError('missing')
    for (const domain of domains) known.set(domain, method)
  })

const none = (): Shorteners => new Map()
const cache = { default: '', scope: 'user-rules' } as const

/** The settings of DecodeShortURLs. */
export const shortenerSettings = {
  url_shortener: setting(add('HEAD'), {
    default: none,
    scope: 'user',
    doc: 'Hosts that shorten URIs; `.example.com` stands for those below it. They are asked for the head of the page.',
  }),
  url_shortener_get: setting(add('GET'), {
    default: none,
    slot: 'url_shortener',
    scope: 'user',
    doc: 'Hosts that shorten URIs and must be asked for the page itself.',
  }),
  clear_url_shortener: setting(
    shorteners((known, domains) => {
      if (domains.length === 0) known.clear()
      for (const domain of domains) known.delete(domain)
    }),
    {
      default: none,
      slot: 'url_shortener',
      scope: 'user',
      doc: 'Takes hosts out of url_shortener; all when none is named.',
    },
  ),
  url_shortener_cache_type: setting(string, {
    ...cache,
    doc: 'With any value, where URIs lead is remembered in memory; Assay needs no database for it.',
  }),
  url_shortener_cache_dsn: setting(string, { ...cache, doc: 'Of no effect: see url_shortener_cache_type.' }),
  url_shortener_cache_username: setting(string, { ...cache, doc: 'Of no effect: see url_shortener_cache_type.' }),
  url_shortener_cache_password: setting(string, { ...cache, doc: 'Of no effect: see url_shortener_cache_type.' }),
  url_shortener_cache_ttl: setting(number, {
    default: 86_400,
    scope: 'site',
    doc: 'How many seconds it is remembered where a URI leads.',
  }),
  url_shortener_cache_autoclean: setting(number, {
    default: 1000,
    scope: 'site',
    doc: 'Of no effect: what is remembered is limited anyway.',
  }),
  url_shortener_loginfo: setting(bool, { default: false, scope: 'site', doc: 'Says in the log where URIs lead.' }),
  url_shortener_timeout: setting(number, {
    default: 5,
    scope: 'site',
    doc: 'How many seconds a shortener is waited for.',
  }),
  max_short_urls: setting(number, {
    default: 10,
    scope: 'site',
    doc: 'How many short URIs of a message are followed.',
  }),
  max_short_url_redirections: setting(number, {
    default: 10,
    scope: 'site',
    doc: 'How often a URI may lead from one shortener to the next.',
  }),
  url_shortener_user_agent: setting(string, {
    default:
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/101.0.4951.67 Safari/537.36',
    scope: 'site',
    doc: 'The name under which shorteners are asked.',
  }),
  url_shortener_private_networks: setting(bool, {
    default: false,
    scope: 'site',
    doc: 'Asks shorteners at addresses that are not on the public internet, too.',
    assayOnly: true,
  }),
} as const satisfies SettingRows
