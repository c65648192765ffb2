import { afterAll, expect, test } from 'vitest'
import { databaseFolder } from '../../test/support/geo-databases.ts'
import { testPluginCases } from '../../test/support/plugin-cases.ts'
import { ruleRunner } from '../../test/support/run-rules.ts'

const databases = databaseFolder()
afterAll(() => databases.remove())

const hop = (ip: string, by = 'mx.home.org', name = 'x') =>
  `Received: from ${name} (${name} [${ip}]) by ${by} with ESMTP; Tue, 1 Aug 2023 10:00:00 +0000\n`
const login = (ip: string, by = 'mx.home.org') =>
  `Received: from x (x [${ip}]) by ${by} with ESMTPSA; Tue, 1 Aug 2023 10:00:00 +0000\n`
const mail = (...received: readonly string[]) => ({
  message: `${received.join('')}From: a@b.org\nSubject: x\n\nhello\n`,
})
const RULES = `
header T_GERMANY X-Relay-Countries =~ /\\bDE\\b/
header T_CHINA X-Relay-Countries-All =~ /\\bCN\\b/
header T_EXTERNAL_FRANCE X-Relay-Countries-External =~ /\\bFR\\b/
header T_LOGIN X-Relay-Countries-Auth =~ /\\S/
header T_UNKNOWN X-Relay-Countries =~ /XX/
header T_PRIVATE X-Relay-Countries-All =~ /\\*\\*/
header T_SAID exists:X-Relay-Countries
body T_NOWHERE /%{RELAYCOUNTRY}/
`

testPluginCases('RelayCountry', {
  plugins: ['RelayCountry'],
  cf: `${RULES}trusted_networks 10.0.0.0/8 203.0.113.0/24\ninternal_networks 10.0.0.0/8\ngeodb_search_path ${databases.path}/country\n`,
  cases: {
    'no relays': {
      ...mail(),
      hits: ['T_SAID'],
      tags: { RELAYCOUNTRY: '', RELAYCOUNTRYEXT: '', RELAYCOUNTRYAUTH: '', RELAYCOUNTRYALL: '' },
      headers: {
        'X-Relay-Countries': '',
        'X-Relay-Countries-External': '',
        'X-Relay-Countries-Auth': '',
        'X-Relay-Countries-All': '',
      },
    },
    Germany: {
      ...mail(hop('192.0.2.1')),
      hits: ['T_GERMANY', 'T_SAID'],
      tags: { RELAYCOUNTRY: 'DE', RELAYCOUNTRYEXT: 'DE', RELAYCOUNTRYAUTH: '', RELAYCOUNTRYALL: 'DE' },
      headers: {
        'X-Relay-Countries': 'DE',
        'X-Relay-Countries-External': 'DE',
        'X-Relay-Countries-Auth': '',
        'X-Relay-Countries-All': 'DE',
      },
    },
    'France, within a German network': {
      ...mail(hop('192.0.2.200')),
      hits: ['T_EXTERNAL_FRANCE', 'T_SAID'],
      tags: { RELAYCOUNTRY: 'FR', RELAYCOUNTRYEXT: 'FR', RELAYCOUNTRYAUTH: '', RELAYCOUNTRYALL: 'FR' },
      headers: {
        'X-Relay-Countries': 'FR',
        'X-Relay-Countries-External': 'FR',
        'X-Relay-Countries-Auth': '',
        'X-Relay-Countries-All': 'FR',
      },
    },
    'IPv6 from China': {
      ...mail(hop('2001:db8::1')),
      hits: ['T_CHINA', 'T_SAID'],
      tags: { RELAYCOUNTRY: 'CN', RELAYCOUNTRYEXT: 'CN', RELAYCOUNTRYAUTH: '', RELAYCOUNTRYALL: 'CN' },
      headers: {
        'X-Relay-Countries': 'CN',
        'X-Relay-Countries-External': 'CN',
        'X-Relay-Countries-Auth': '',
        'X-Relay-Countries-All': 'CN',
      },
    },
    'an unknown country': {
      ...mail(hop('8.8.8.8')),
      hits: ['T_SAID', 'T_UNKNOWN'],
      tags: { RELAYCOUNTRY: 'XX', RELAYCOUNTRYEXT: 'XX', RELAYCOUNTRYAUTH: '', RELAYCOUNTRYALL: 'XX' },
      headers: {
        'X-Relay-Countries': 'XX',
        'X-Relay-Countries-External': 'XX',
        'X-Relay-Countries-Auth': '',
        'X-Relay-Countries-All': 'XX',
      },
    },
    'a private address': {
      ...mail(hop('192.168.1.1')),
      hits: ['T_PRIVATE', 'T_SAID'],
      tags: { RELAYCOUNTRY: '**', RELAYCOUNTRYEXT: '**', RELAYCOUNTRYAUTH: '', RELAYCOUNTRYALL: '**' },
      headers: {
        'X-Relay-Countries': '**',
        'X-Relay-Countries-External': '**',
        'X-Relay-Countries-Auth': '',
        'X-Relay-Countries-All': '**',
      },
    },
    'an internal relay': {
      ...mail(hop('10.1.2.3'), hop('192.0.2.1', 'in.home.org')),
      hits: ['T_GERMANY', 'T_PRIVATE', 'T_SAID'],
      tags: { RELAYCOUNTRY: 'DE', RELAYCOUNTRYEXT: 'DE', RELAYCOUNTRYAUTH: '', RELAYCOUNTRYALL: '** DE' },
      headers: {
        'X-Relay-Countries': 'DE',
        'X-Relay-Countries-External': 'DE',
        'X-Relay-Countries-Auth': '',
        'X-Relay-Countries-All': '** DE',
      },
    },
    'a trusted relay': {
      ...mail(hop('203.0.113.7'), hop('192.0.2.200', 'mx.far.org'), hop('192.0.2.3', 'mx.farther.org')),
      hits: ['T_EXTERNAL_FRANCE', 'T_GERMANY', 'T_SAID'],
      tags: { RELAYCOUNTRY: 'FR DE', RELAYCOUNTRYEXT: 'XX FR DE', RELAYCOUNTRYAUTH: '', RELAYCOUNTRYALL: 'XX FR DE' },
      headers: {
        'X-Relay-Countries': 'FR DE',
        'X-Relay-Countries-External': 'XX FR DE',
        'X-Relay-Countries-Auth': '',
        'X-Relay-Countries-All': 'XX FR DE',
      },
    },
    'a login': {
      ...mail(hop('10.1.2.3'), login('192.0.2.1', 'in.home.org')),
      hits: ['T_LOGIN', 'T_PRIVATE', 'T_SAID'],
      tags: { RELAYCOUNTRY: '', RELAYCOUNTRYEXT: '', RELAYCOUNTRYAUTH: 'DE', RELAYCOUNTRYALL: '** DE' },
      headers: {
        'X-Relay-Countries': '',
        'X-Relay-Countries-External': '',
        'X-Relay-Countries-Auth': 'DE',
        'X-Relay-Countries-All': '** DE',
      },
    },
    'a login before a trusted relay': {
      ...mail(login('10.1.2.3'), hop('203.0.113.7', 'in.home.org'), hop('192.0.2.9', 'mx.far.org')),
      hits: ['T_GERMANY', 'T_LOGIN', 'T_PRIVATE', 'T_SAID'],
      tags: { RELAYCOUNTRY: 'DE', RELAYCOUNTRYEXT: 'XX DE', RELAYCOUNTRYAUTH: '** XX', RELAYCOUNTRYALL: '** XX DE' },
      headers: {
        'X-Relay-Countries': 'DE',
        'X-Relay-Countries-External': 'XX DE',
        'X-Relay-Countries-Auth': '** XX',
        'X-Relay-Countries-All': '** XX DE',
      },
    },
    'a mapped address': {
      ...mail(hop('::ffff:192.0.2.1')),
      hits: ['T_GERMANY', 'T_SAID'],
      tags: { RELAYCOUNTRY: 'DE', RELAYCOUNTRYEXT: 'DE', RELAYCOUNTRYAUTH: '', RELAYCOUNTRYALL: 'DE' },
      headers: {
        'X-Relay-Countries': 'DE',
        'X-Relay-Countries-External': 'DE',
        'X-Relay-Countries-Auth': '',
        'X-Relay-Countries-All': 'DE',
      },
    },
    'three countries': {
      ...mail(hop('192.0.2.1'), hop('192.0.2.200', 'b.org'), hop('2001:db8::1', 'c.org')),
      hits: ['T_CHINA', 'T_EXTERNAL_FRANCE', 'T_GERMANY', 'T_SAID'],
      tags: {
        RELAYCOUNTRY: 'DE FR CN',
        RELAYCOUNTRYEXT: 'DE FR CN',
        RELAYCOUNTRYAUTH: '',
        RELAYCOUNTRYALL: 'DE FR CN',
      },
      headers: {
        'X-Relay-Countries': 'DE FR CN',
        'X-Relay-Countries-External': 'DE FR CN',
        'X-Relay-Countries-Auth': '',
        'X-Relay-Countries-All': 'DE FR CN',
      },
    },
  },
})

testPluginCases('RelayCountry by cities', {
  plugins: ['RelayCountry'],
  cf: `${RULES}geodb_options reset city:${databases.path}/city/GeoLite2-City.mmdb country:${databases.path}/country/GeoLite2-Country.mmdb\n`,
  cases: {
    'a city': {
      ...mail(hop('192.0.2.1')),
      hits: ['T_SAID'],
      headers: {
        'X-Relay-Countries': 'AT',
        'X-Relay-Countries-External': 'AT',
        'X-Relay-Countries-Auth': '',
        'X-Relay-Countries-All': 'AT',
      },
    },
    'known only to the other': {
      ...mail(hop('192.0.2.200')),
      hits: ['T_SAID', 'T_UNKNOWN'],
      headers: {
        'X-Relay-Countries': 'XX',
        'X-Relay-Countries-External': 'XX',
        'X-Relay-Countries-Auth': '',
        'X-Relay-Countries-All': 'XX',
      },
    },
  },
})

testPluginCases('RelayCountry without database', {
  plugins: ['RelayCountry'],
  cf: `${RULES}geodb_search_path ${databases.path}/isp\n`,
  cases: {
    'a relay': {
      ...mail(hop('192.0.2.1')),
      hits: [],
      tags: { RELAYCOUNTRY: undefined },
      headers: { 'X-Relay-Countries': undefined },
    },
  },
})

test('a database that is asked for and not there is said', () => {
  const complaints = (line: string) =>
    ruleRunner(['RelayCountry'], `${line}\ngeodb_search_path ${databases.path}\n`).messages
  expect(complaints('')).toEqual([])
  expect(complaints('geodb_module GeoIP2')).toHaveLength(1)
  expect(complaints('geodb_module geoip')).toHaveLength(1)
})
