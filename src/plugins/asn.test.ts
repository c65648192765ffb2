import { afterAll, describe, expect, it, test } from 'vitest'
import { startZoneServer } from '../../test/support/dns-server.ts'
import { databaseFolder } from '../../test/support/geo-databases.ts'
import { testPluginCases } from '../../test/support/plugin-cases.ts'
import { ruleRunner } from '../../test/support/run-rules.ts'
import { parseAsnAnswer } from './asn/parse-answer.ts'

const databases = databaseFolder()
/** Address as zones spell it → the strings of each TXT record. */
const ZONE: Readonly<Record<string, readonly (readonly string[])[]>> = {
  '9.2.0.192.one.example.com': [['64600', '192.0.2.0', '24']],
  '9.2.0.192.two.example.com': [
    ['64600 64601 | 192.0.2.0/23 | DE | ripencc | 2001-06-01'],
    ['64602 | 192.0.2.0/24 | DE'],
  ],
  '7.2.0.192.one.example.com': [['198.51.100.0/24 | AS64603 | A Name | 2002-10-15 | EU']],
  '7.2.0.192.two.example.com': [['no system']],
  '5.2.0.192.one.example.com': [['0', '0.0.0.0', '0']],
  [`1.${'0.'.repeat(23)}8.b.d.0.1.0.0.2.six.example.com`]: [['64604 | 2001:db8::/32 | DE']],
}
const server = await startZoneServer((name, type) => {
  const texts = type === 'TXT' ? ZONE[name] : undefined
  if (!texts) return { rcode: 'NXDOMAIN' }
  return { answers: texts.map((data) => ({ type: 'TXT', name, ttl: 60, data: [...data] })) }
})
afterAll(async () => {
  databases.remove()
  await server.close()
})

const mail = (ip: string, more = '') => ({
  message: `${more}Received: from x (x [${ip}]) by mx.home.org with ESMTP; Tue, 1 Aug 2023 10:00:00 +0000\nSubject: x\n\nhello\n`,
})
const RULES = `
header T_EXAMPLE eval:check_asn('/^AS64500\\b/')
header T_EXAMPLE_NAME eval:check_asn('/\\bexample\\b/i')
header T_SAMPLE eval:check_asn('/^AS64510 Sample/')
header T_RESEAU eval:check_asn('/R\\xe9seau/')
header T_BARE eval:check_asn('64')
header T_OTHER_TAG eval:check_asn('/64/', 'MYASN')
header T_CAPTURED eval:check_asn('/subject/', 'CAPTURED')
header T_METADATA X-ASN =~ /^64/
header __CAPTURE Subject =~ /(?<CAPTURED>subject)/
meta T_BOTH T_BARE && T_METADATA
`

testPluginCases('ASN by database of providers', {
  plugins: ['ASN'],
  cf: `${RULES}geodb_search_path ${databases.path}/isp ${databases.path}/asn\n`,
  cases: {
    'no relay': { message: 'Subject: x\n\nhello\n', hits: [] },
    'a system': {
      ...mail('192.0.2.9'),
      hits: ['T_BARE', 'T_BOTH', 'T_EXAMPLE', 'T_EXAMPLE_NAME', 'T_METADATA'],
      tags: { ASN: 'AS64500 Example Networks' },
      headers: { 'X-ASN': '64500' },
    },
    'another system': {
      ...mail('198.51.100.9'),
      hits: ['T_BARE', 'T_BOTH', 'T_METADATA', 'T_RESEAU'],
      tags: { ASN: 'AS64501 Télé Réseau' },
    },
    'no system': { ...mail('203.0.113.1'), hits: [] },
    'an unknown address': { ...mail('8.8.8.8'), hits: [] },
    'a private address': { ...mail('192.168.1.1'), hits: [] },
    'the latest external relay': {
      ...mail(
        '198.51.100.9',
        'Received: from y (y [192.0.2.7]) by mx.home.org with ESMTP; Tue, 1 Aug 2023 10:00:00 +0000\n',
      ),
      hits: ['T_BARE', 'T_BOTH', 'T_EXAMPLE', 'T_EXAMPLE_NAME', 'T_METADATA'],
      tags: { ASN: 'AS64500 Example Networks' },
      headers: { 'X-ASN': '64500' },
    },
  },
})

testPluginCases('ASN by database of systems', {
  plugins: ['ASN'],
  cf: `${RULES}geodb_search_path ${databases.path}/asn
asn_prefix ""
asn_lookup zone.example.com _MYASN_ _MYCIDR_
asn_prefer_geodb 0
`,
  cases: {
    'a system': {
      ...mail('192.0.2.9'),
      hits: ['T_BARE', 'T_BOTH', 'T_METADATA'],
      tags: { ASN: '64510 Sample Systems', MYASN: '', MYCIDR: '' },
      headers: { 'X-ASN': '64510' },
    },
    'a system without name': {
      ...mail('198.51.100.9'),
      hits: ['T_BARE', 'T_BOTH', 'T_METADATA'],
      tags: { ASN: '64511' },
      headers: { 'X-ASN': '64511' },
    },
    'a name without system': { ...mail('203.0.113.1'), hits: [] },
    IPv6: { ...mail('2001:db8::1'), hits: [] },
    'a captured tag': {
      message: 'Subject: the subject\n\nhello\n',
      hits: ['T_CAPTURED'],
      tags: { CAPTURED: 'subject' },
    },
  },
})

testPluginCases('ASN with another prefix', {
  plugins: ['ASN'],
  cf: `${RULES}geodb_search_path ${databases.path}/asn\nasn_prefix 64\nasn_lookup a.example.com\nclear_asn_lookups\n`,
  cases: {
    'a system': {
      ...mail('192.0.2.9'),
      hits: ['T_BARE', 'T_BOTH', 'T_METADATA'],
      tags: { ASN: '64510 Sample Systems' },
      headers: { 'X-ASN': '64510' },
    },
  },
})

testPluginCases('ASN without database', {
  plugins: ['ASN'],
  cf: `${RULES}geodb_search_path ${databases.path}/asn\nasn_use_geodb 0\nasn_lookup a.example.com\n`,
  cases: { 'a system': { ...mail('192.0.2.9'), hits: [] } },
})

// Whether answers are there before rules that look at once is chance: none here do.
const NETWORK = `
header T_BARE eval:check_asn('64')
header T_NAMED eval:check_asn('/Sample/')
dns_server 127.0.0.1:${server.port}
dns_available yes
asn_lookup one.example.com
asn_lookup_ipv6 six.example.com
header T_FIRST eval:check_asn('/^AS64600$/')
header T_NETWORK eval:check_asn('/192/', 'ASNCIDR')
header T_MINE eval:check_asn('64602', 'MYASN')
meta T_META T_BARE && T_NETWORK
`

testPluginCases('ASN by DNS', {
  plugins: ['ASN'],
  network: true,
  cf: `${NETWORK}asn_use_geodb 0\nasn_lookup two.example.com _MYASN_ _MYCIDR_\n`,
  cases: {
    'both zones': {
      ...mail('192.0.2.9'),
      hits: ['T_BARE', 'T_FIRST', 'T_META', 'T_MINE', 'T_NETWORK'],
      tags: {
        ASN: 'AS64600',
        ASNCIDR: '192.0.2.0/24',
        MYASN: 'AS64600 AS64601 AS64602',
        MYCIDR: '192.0.2.0/23 192.0.2.0/24',
      },
      headers: { 'X-ASN': '64600 64601 64602' },
    },
    'one of them': {
      ...mail('192.0.2.7'),
      hits: ['T_BARE'],
      tags: { ASN: 'AS64603', ASNCIDR: '198.51.100.0/24', MYASN: '', MYCIDR: '' },
      headers: { 'X-ASN': '64603' },
    },
    'nothing assigned': { ...mail('192.0.2.5'), hits: [], tags: { ASN: '', ASNCIDR: '', MYASN: '', MYCIDR: '' } },
    'no answer': { ...mail('192.0.2.3'), hits: [], tags: { ASN: '', ASNCIDR: '', MYASN: '', MYCIDR: '' } },
    IPv6: {
      ...mail('2001:db8::1'),
      hits: ['T_BARE'],
      tags: { ASN: 'AS64604', ASNCIDR: '2001:db8::/32', MYASN: '', MYCIDR: '' },
      headers: { 'X-ASN': '64604' },
    },
    'a private address': { ...mail('10.0.0.1'), hits: [], tags: { ASN: '', ASNCIDR: '', MYASN: '', MYCIDR: '' } },
  },
})

testPluginCases('ASN by DNS and database', {
  plugins: ['ASN'],
  network: true,
  cf: `${NETWORK}geodb_search_path ${databases.path}/asn\nasn_prefer_geodb 0\n`,
  cases: {
    both: {
      ...mail('192.0.2.9'),
      hits: ['T_BARE', 'T_META', 'T_NAMED', 'T_NETWORK'],
      tags: { ASN: 'AS64510 ASSample ASSystems AS64600', ASNCIDR: '192.0.2.0/24' },
    },
    'only the database': { ...mail('198.51.100.9'), hits: ['T_BARE'], tags: { ASN: 'AS64511', ASNCIDR: '' } },
  },
})

testPluginCases('ASN by database before DNS', {
  plugins: ['ASN'],
  network: true,
  cf: `${NETWORK}geodb_search_path ${databases.path}/asn\n`,
  cases: {
    both: { ...mail('192.0.2.9'), hits: ['T_BARE', 'T_NAMED'], tags: { ASN: 'AS64510 Sample Systems', ASNCIDR: '' } },
  },
})

testPluginCases('ASN not by DNS', {
  plugins: ['ASN'],
  network: true,
  cf: `${NETWORK}asn_use_geodb 0\nasn_use_dns 0\n`,
  cases: { 'an address': { ...mail('192.0.2.9'), hits: [] } },
})

describe('answers of zones', () => {
  it.each([
    [['1103', '192.88.99.0', '24'], ['1103'], ['192.88.99.0/24']],
    [['1103', '192.88.99.0/24', '24'], ['1103'], ['192.88.99.0/24']],
    [['559 1103 | 192.88.99.0/24 | US | iana | 2001-06-01'], ['559', '1103'], ['192.88.99.0/24']],
    [['192.88.99.0/24 | AS1103 | A Name, of Somebody | 2002-10-15 | EU'], ['1103'], ['192.88.99.0/24']],
    [['15169 | 2a00:1450::/32'], ['15169'], ['2a00:1450::/32']],
    [['as1103'], ['1103'], []],
    [['1103', 'x | 12'], ['12'], ['1103', 'x']],
    [['4294967295', '0.0.0.0', '0'], [], []],
    [['0'], [], []],
    [['no system'], [], []],
    [['a | b'], [], []],
    [[''], [], []],
    [['|'], [], []],
  ])('%j', (strings, systems, routes) => expect(parseAsnAnswer(strings)).toEqual({ systems, routes }))
})

test.each([
  'asn_lookup',
  'asn_lookup a.example.com _ASN_',
  'asn_lookup_ipv6 a.example.com ASN CIDR',
  'clear_asn_lookups now',
  'asn_use_dns perhaps',
  'header T_X eval:check_asn()',
  'header T_X eval:check_asn("/(/")',
])('%s is refused', (line) => expect(ruleRunner(['ASN'], `${line}\n`).messages).toHaveLength(1))
