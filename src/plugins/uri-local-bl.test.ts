import { afterAll, expect, test } from 'vitest'
import { startZoneServer } from '../../test/support/dns-server.ts'
import { databaseFolder } from '../../test/support/geo-databases.ts'
import { testPluginCases } from '../../test/support/plugin-cases.ts'
import { ruleRunner } from '../../test/support/run-rules.ts'

const databases = databaseFolder()
const ADDRESSES: Readonly<Record<string, readonly string[]>> = {
  'A/www.german.com': ['192.0.2.9'],
  'A/french.org': ['198.51.100.5', '192.0.2.200'],
  'AAAA/six.net': ['2001:db8::1'],
  'A/excluded.net': ['192.0.2.1'],
  'A/www.good.com': ['192.0.2.9'],
  'A/nowhere.info': ['203.0.113.9'],
}
const server = await startZoneServer((name, type) => {
  const addresses = ADDRESSES[`${type}/${name}`]
  if (!addresses || (type !== 'A' && type !== 'AAAA')) return { rcode: 'NXDOMAIN' }
  return { answers: addresses.map((data) => ({ type, name, ttl: 60, data })) }
})
afterAll(async () => {
  databases.remove()
  await server.close()
})

const link = (...hosts: readonly string[]) => ({
  message: `Subject: x\nContent-Type: text/html\n\n${hosts.map((host) => `<a href="http://${host}/">y</a>`).join(' ')}\n`,
})
const RULES = `
uri_block_cc T_GERMANY de
uri_block_cc T_TWO fr
uri_block_cc T_TWO CN
uri_block_cc T_ELSEWHERE !de !FR
uri_block_cc T_UNKNOWN xx
uri_block_cont T_EUROPE eu
uri_block_cont T_NOT_EUROPE !EU
uri_block_isp T_EXAMPLE "Example Hosting" Other
uri_block_isp T_ONLY onlyprovider
uri_block_isp T_RESEAU "T\xe9l\xe9 R\xe9seau"
uri_block_isp T_RESEAU_UPPER "T\xc9L\xc9 R\xc9SEAU"
uri_block_cidr T_NETWORK 192.0.2.0/26 203.0.113.7
uri_block_cidr T_NETWORK 2001:db8::/48
uri_block_cc T_EXCEPT de fr
uri_block_exclude T_EXCEPT 192.0.2.1 Good.com
uri_block_cidr T_MIXED 198.51.100.5
uri_block_cc T_MIXED fr
uri_block_cc T_AS_HEADER de
header T_AS_HEADER eval:check_uri_local_bl()
`

testPluginCases('URILocalBL', {
  plugins: ['URILocalBL'],
  cf: `${RULES}geodb_options country:${databases.path}/country/GeoLite2-Country.mmdb isp:${databases.path}/isp/GeoIP2-ISP.mmdb\n`,
  cases: {
    'no link': { message: 'Subject: x\n\nhello\n', hits: [] },
    Germany: {
      ...link('192.0.2.9'),
      hits: ['T_AS_HEADER', 'T_EUROPE', 'T_EXAMPLE', 'T_EXCEPT', 'T_GERMANY', 'T_NETWORK'],
    },
    'an excluded address': {
      ...link('192.0.2.1'),
      hits: ['T_AS_HEADER', 'T_EUROPE', 'T_EXAMPLE', 'T_GERMANY', 'T_NETWORK'],
    },
    France: { ...link('192.0.2.200'), hits: ['T_EUROPE', 'T_EXAMPLE', 'T_EXCEPT', 'T_MIXED', 'T_TWO'] },
    America: { ...link('198.51.100.5'), hits: ['T_ELSEWHERE', 'T_MIXED', 'T_NOT_EUROPE', 'T_RESEAU_UPPER'] },
    'a continent without country': {
      ...link('198.51.100.65'),
      hits: ['T_ELSEWHERE', 'T_NOT_EUROPE', 'T_RESEAU_UPPER', 'T_UNKNOWN'],
    },
    nowhere: { ...link('203.0.113.7'), hits: ['T_ELSEWHERE', 'T_NETWORK', 'T_NOT_EUROPE', 'T_ONLY', 'T_UNKNOWN'] },
    'a private address': { ...link('10.9.1.1'), hits: ['T_ELSEWHERE', 'T_NOT_EUROPE'] },
    'two links': {
      ...link('198.51.100.5', '192.0.2.200'),
      hits: ['T_ELSEWHERE', 'T_EUROPE', 'T_EXAMPLE', 'T_EXCEPT', 'T_MIXED', 'T_NOT_EUROPE', 'T_RESEAU_UPPER', 'T_TWO'],
    },
    'a host by name': { ...link('www.good.com'), hits: [] },
    'in text': {
      message: 'Subject: x\n\nsee http://192.0.2.9/x now\n',
      hits: ['T_AS_HEADER', 'T_EUROPE', 'T_EXAMPLE', 'T_EXCEPT', 'T_GERMANY', 'T_NETWORK'],
    },
    'an image': { message: 'Subject: x\nContent-Type: text/html\n\n<img src="http://192.0.2.9/x.png">\n', hits: [] },
    IPv6: { ...link('[2001:db8::1]'), hits: [] },
    'another spelling': { ...link('0xc0.0.2.9'), hits: [] },
    'with user and port': {
      ...link('joe:pw@192.0.2.9:8080'),
      hits: ['T_AS_HEADER', 'T_EUROPE', 'T_EXAMPLE', 'T_EXCEPT', 'T_GERMANY', 'T_NETWORK'],
    },
  },
})

testPluginCases('URILocalBL by DNS', {
  plugins: ['URILocalBL'],
  network: true,
  cf: `${RULES}geodb_search_path ${databases.path}/country ${databases.path}/isp
dns_server 127.0.0.1:${server.port}
dns_available yes
meta T_META T_GERMANY && T_EUROPE
meta T_NOT !T_GERMANY
`,
  cases: {
    Germany: {
      ...link('www.german.com'),
      hits: ['T_AS_HEADER', 'T_EUROPE', 'T_EXAMPLE', 'T_EXCEPT', 'T_GERMANY', 'T_META', 'T_NETWORK'],
    },
    'two addresses': {
      ...link('french.org'),
      hits: [
        'T_ELSEWHERE',
        'T_EUROPE',
        'T_EXAMPLE',
        'T_EXCEPT',
        'T_MIXED',
        'T_NOT',
        'T_NOT_EUROPE',
        'T_RESEAU_UPPER',
        'T_TWO',
      ],
    },
    IPv6: { ...link('six.net'), hits: ['T_ELSEWHERE', 'T_NETWORK', 'T_NOT', 'T_NOT_EUROPE', 'T_TWO'] },
    'an excluded address': {
      ...link('excluded.net'),
      hits: ['T_AS_HEADER', 'T_EUROPE', 'T_EXAMPLE', 'T_GERMANY', 'T_META', 'T_NETWORK'],
    },
    'an excluded domain': {
      ...link('www.good.com'),
      hits: ['T_AS_HEADER', 'T_EUROPE', 'T_EXAMPLE', 'T_GERMANY', 'T_META', 'T_NETWORK'],
    },
    'no answer': { ...link('missing.com'), hits: ['T_NOT'] },
    nowhere: { ...link('nowhere.info'), hits: ['T_ELSEWHERE', 'T_NOT', 'T_NOT_EUROPE', 'T_ONLY', 'T_UNKNOWN'] },
    'an address first': {
      ...link('www.german.com', '198.51.100.5'),
      hits: [
        'T_AS_HEADER',
        'T_ELSEWHERE',
        'T_EUROPE',
        'T_EXAMPLE',
        'T_EXCEPT',
        'T_GERMANY',
        'T_META',
        'T_MIXED',
        'T_NETWORK',
        'T_NOT_EUROPE',
        'T_RESEAU_UPPER',
      ],
    },
  },
})

testPluginCases('URILocalBL with providers only', {
  plugins: ['URILocalBL'],
  cf: `${RULES}geodb_search_path ${databases.path}/isp\n`,
  cases: {
    Germany: { ...link('192.0.2.9'), hits: ['T_ELSEWHERE', 'T_EXAMPLE', 'T_NETWORK', 'T_NOT_EUROPE'] },
    nowhere: { ...link('203.0.113.7'), hits: ['T_ELSEWHERE', 'T_NETWORK', 'T_NOT_EUROPE', 'T_ONLY'] },
  },
})

testPluginCases('URILocalBL without database', {
  plugins: ['URILocalBL'],
  cf: `${RULES}geodb_search_path ${databases.path}/asn\n`,
  cases: { Germany: { ...link('192.0.2.9'), hits: [] }, 'a network': { ...link('203.0.113.7'), hits: [] } },
})

test.each([
  'uri_block_cc T_X',
  'uri_block_cc T_X 1a',
  'uri_block_cc T_X de !fr',
  'uri_block_cc T_X de\nuri_block_cc T_X !fr',
  'uri_block_cont T_X e1',
  'uri_block_cont T_X eu !na',
  'uri_block_cidr T_X 10.0.0',
  'uri_block_cidr T_X 10.0.0.0/8 x',
  'uri_block_exclude T_X',
  'uri_block_cidr T_X 10.0.0.0/8 10.1.0.0/16',
])('%j is complained about', (lines) => {
  expect(ruleRunner(['URILocalBL'], `${lines}\n`).messages).toHaveLength(1)
})

test('what was found is said', async () => {
  const { run } = ruleRunner(
    ['URILocalBL'],
    `${RULES}geodb_search_path ${databases.path}/country ${databases.path}/isp\n`,
  )
  const scan = await run(link('192.0.2.9').message)
  expect(Object.fromEntries(scan.hits().map(({ rule, area, evidence }) => [rule, area + evidence.join()]))).toEqual({
    T_GERMANY: 'Host: 192.0.2.9 in country DE',
    T_AS_HEADER: 'Host: 192.0.2.9 in country DE',
    T_EXCEPT: 'Host: 192.0.2.9 in country DE',
    T_EUROPE: 'Host: 192.0.2.9 in continent EU',
    T_EXAMPLE: 'Host: 192.0.2.9 in isp Example Hosting',
    T_NETWORK: 'Host: 192.0.2.9 in cidr',
  })
})
