import { describe, expect, it } from 'vitest'
import { readSettings, refusals } from '../../../test/support/read-settings.ts'
import { addressListSettings } from './address-lists.ts'
import { domainSettings } from './domains.ts'
import { geodbSettings } from './geodb.ts'
import { networkSettings } from './networks.ts'
import { scoringSettings } from './scoring.ts'
import { textSettings } from './text.ts'
import { uriHostSettings } from './uri-hosts.ts'
import { userScoresSettings } from './user-scores.ts'

const rows = {
  ...scoringSettings,
  ...networkSettings,
  ...addressListSettings,
  ...uriHostSettings,
  ...domainSettings,
  ...textSettings,
  ...geodbSettings,
  ...userScoresSettings,
} as const
const read = (text: string) => readSettings(rows, text)

/** Lists as plain values. */
function plain(value: unknown): unknown {
  if (value instanceof Map) return Object.fromEntries([...value].map(([key, inner]) => [key, plain(inner)]))
  if (value instanceof Set) return [...value]
  if (value instanceof Object && 'patterns' in value && typeof value.patterns === 'function') return value.patterns()
  return value
}

// The expected values are what Mail::SpamAssassin::Conf 4.0.1 holds after the same lines.
describe('values', () => {
  it.each<[string, keyof typeof rows, unknown]>([
    ['required_hits +7.5', 'required_score', 7.5],
    ['subjprefix FOO [x] y\nsubjprefix BAR z', 'subjprefix', { FOO: '[x] y', BAR: 'z' }],
    ['allow_user_rules 1', 'allow_user_rules', true],
    ['version_tag Foo Bar-1\nversion_tag x.y/2\nversion_tag foo_bar_1', 'version_tag', ['foo_bar_1', 'x.y_2']],
    ['enable_compat a\nenable_compat b', 'enable_compat', ['a', 'b']],
    ['lock_method flock', 'lock_method', 'flock'],
    ['welcomelist_from Foo@Bar.com *@baz.*\nunwhitelist_from FOO@bar.com', 'welcomelist_from', ['*@baz.*']],
    ['blacklist_from a b\nunblocklist_from A', 'blocklist_from', ['b']],
    [
      'whitelist_from_rcvd A@b X.org\ndef_whitelist_from_rcvd a@b y\nunwhitelist_from_rcvd a@B',
      'welcomelist_from_rcvd',
      [],
    ],
    [
      'whitelist_from_rcvd A@b X.org\ndef_whitelist_from_rcvd a@b y\nunwhitelist_from_rcvd a@B',
      'def_welcomelist_from_rcvd',
      [],
    ],
    ['welcomelist_auth a b\ndef_welcomelist_auth a c\nunwelcomelist_auth a c', 'welcomelist_auth', ['b']],
    ['welcomelist_auth a b\ndef_welcomelist_auth a c\nunwelcomelist_auth a c', 'def_welcomelist_auth', []],
    ['enlist_addrlist (MY LIST) a@b C@d', 'enlist_addrlist', { 'MY LIST': ['a@b', 'c@d'] }],
    ['enlist_addrlist (blocklist_to) e@f', 'enlist_addrlist', {}],
    ['enlist_addrlist (blocklist_to) e@f', 'blocklist_to', ['e@f']],
    ['enlist_addrlist (required_score) e@f', 'required_score', 5],
    ['enlist_uri_host (MY) !a.B.com b.com', 'enlist_uri_host', { MY: { 'a.b.com': false, 'b.com': true } }],
    [
      'blacklist_uri_host A !b\nwelcomelist_uri_host c',
      'enlist_uri_host',
      { BLOCK: { a: true, b: false }, WELCOME: { c: true } },
    ],
    [
      'enlist_uri_host (A) x y\nenlist_uri_host (B) x\ndelist_uri_host (A) !X',
      'enlist_uri_host',
      { A: { y: true }, B: { x: true } },
    ],
    ['enlist_uri_host (A) x y\nenlist_uri_host (B) x\ndelist_uri_host x', 'enlist_uri_host', { A: { y: true }, B: {} }],
    [
      'trusted_networks 10/8\nclear_trusted_networks\ntrusted_networks 11/8 !11.1/16',
      'trusted_networks',
      { entries: ['11/8', '!11.1/16'], configured: true },
    ],
    ['trusted_networks 10/8\nclear_trusted_networks', 'trusted_networks', { entries: [], configured: false }],
    ['originating_ip_headers X-A x-b X-a', 'originating_ip_headers', ['X-A', 'x-b']],
    ['originating_ip_headers X-A\nclear_originating_ip_headers', 'originating_ip_headers', []],
    ['util_rb_tld COM net\nutil_rb_tld b\xC3\xBCcher', 'util_rb_tld', ['com', 'net', 'xn--bcher-kva']],
    ['util_rb_2tld co.uk Foo.com\nclear_util_rb', 'util_rb_2tld', []],
    ['util_rb_3tld a.b.c', 'util_rb_3tld', ['a.b.c']],
    ['normalize_charset no', 'normalize_charset', false],
    ['ok_locales en ja', 'ok_locales', 'en ja'],
    ['geodb_module GeoIP', 'geodb_module', 'geoip'],
    ['geodb_options country:/a/b isp\ngeodb_options reset city:/c', 'geodb_options', { city: '/c' }],
    ['geodb_search_path /a /b\ngeodb_search_path reset\ngeodb_search_path /c', 'geodb_search_path', ['/c']],
  ])('%j: %s', (text, key, expected) => {
    const { values, messages } = read(text)
    expect(messages).toEqual([])
    expect(plain(values[key])).toEqual(expected)
  })

  it('keep the place of each redirector pattern', () => {
    expect(read('\nredirector_pattern /a/\nredirector_pattern m{b}i').values.redirector_pattern).toEqual([
      { text: '/a/', place: { file: 'test.cf', line: 2 } },
      { text: 'm{b}i', place: { file: 'test.cf', line: 3 } },
    ])
  })
})

it.each([
  ['required_score x', 'invalid required_score'],
  ['allow_user_rules yes', 'invalid allow_user_rules'],
  ['allow_user_rules', 'missing allow_user_rules'],
  ['enable_compat f-o', 'invalid enable_compat'],
  ['enable_compat', 'missing enable_compat'],
  ['version_tag', 'missing version_tag'],
  ['lock_method foo', 'invalid lock_method'],
  ['welcomelist_from', 'missing welcomelist_from'],
  ['whitelist_from_rcvd a@b', 'invalid whitelist_from_rcvd'],
  ['enlist_addrlist LIST x', 'missing enlist_addrlist'],
  ['enlist_addrlist (LIST)', 'missing enlist_addrlist'],
  ['enlist_uri_host MY a', 'missing enlist_uri_host'],
  ['delist_uri_host', 'missing delist_uri_host'],
  ['clear_trusted_networks x', 'invalid clear_trusted_networks'],
  ['originating_ip_headers', 'missing originating_ip_headers'],
  ['util_rb_tld a.b', 'invalid util_rb_tld'],
  ['util_rb_2tld com', 'invalid util_rb_2tld'],
  ['util_rb_3tld a.b', 'invalid util_rb_3tld'],
  ['clear_util_rb x', 'invalid clear_util_rb'],
  ['redirector_pattern', 'missing redirector_pattern'],
  ['body_part_scan_size 1k', 'invalid body_part_scan_size'],
  ['geodb_module foo', 'invalid geodb_module'],
  ['geodb_options foo', 'invalid geodb_options'],
  ['geodb_search_path', 'missing geodb_search_path'],
  ['user_scores_dsn', 'missing user_scores_dsn'],
])('%j is refused: %s', (text, refusal) => expect(refusals(read(text).messages)).toEqual([refusal]))

it.each([
  ['country_db_type IP::Country::Fast', 'geodb_module', 'fast'],
  ['country_db_type GeoIP2', 'geodb_module', 'geoip2'],
  ['country_db_path /x', 'geodb_options', { country: '/x' }],
  ['uri_country_db_path /x', 'geodb_options', { country: '/x' }],
  ['uri_country_db_isp_path /x', 'geodb_options', { isp: '/x' }],
] as const)('%j is read, with advice', (text, key, expected) => {
  const { values, messages } = read(text)
  const word = text.split(' ')[0]
  expect(messages).toEqual([`config: deprecated setting used, change ${word} to ${key}`])
  expect(plain(values[key])).toEqual(expected)
})
