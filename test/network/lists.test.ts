import { createHash } from 'node:crypto'
import { afterAll } from 'vitest'
import { soa, startZoneServer, type ZoneAnswer } from '../support/dns-server.ts'
import { testPluginCases } from '../support/plugin-cases.ts'

// Every kind of rule that asks a list, over a zone in which something is listed and something is not; the table says
// what hits, and SpamAssassin says whether the table is right.

const sha1 = (text: string): string => createHash('sha1').update(text).digest('hex')
const md5 = (text: string): string => createHash('md5').update(text).digest('hex')

/** Name → data of its A records; TXT and other types by their own key. */
const RECORDS: ReadonlyMap<string, readonly string[]> = new Map([
  // A list of relays: 203.0.113.7 handed the mail over, 198.51.100.9 stood before it, 192.0.2.44 wrote it.
  ['A/2.0.0.127.bl.example', ['127.0.0.2']],
  ['A/7.113.0.203.bl.example', ['127.0.0.4', '127.0.0.66']],
  ['A/9.100.51.198.bl.example', ['127.0.0.2']],
  ['A/44.2.0.192.bl.example', ['127.0.0.8']],
  ['TXT/7.113.0.203.bl.example', ['listed, see https://bl.example/7']],
  // A list that refuses to answer.
  ['A/2.0.0.127.refusing.example', ['127.0.0.2']],
  ['A/7.113.0.203.refusing.example', ['127.255.255.254']],
  // Lists of domains.
  ['A/sender.test.com.dbl.example', ['127.0.1.2']],
  ['A/test.com.dbl.example', ['127.0.1.4']],
  ['A/bad.com.dbl.example', ['127.0.0.6']],
  ['A/www.bad.com.dbl.example', ['127.0.0.32']],
  ['A/5.2.0.192.dbl.example', ['127.0.0.2']],
  ['A/2.0.0.127.dbl.example', ['127.0.0.2']],
  ['A/serving.net.dbl.example', ['127.0.0.2']],
  ['A/ns.serving.net.dbl.example', ['127.0.0.2']],
  ['A/66.2.0.192.dbl.example', ['127.0.0.2']],
  ['A/67.2.0.192.dbl.example', ['127.0.0.2']],
  ['NS/bad.com', ['ns.serving.net']],
  ['A/www.bad.com', ['192.0.2.66']],
  ['A/ns.serving.net', ['192.0.2.67']],
  // Names made of tags.
  ['A/7.113.0.203.ask.example', ['127.0.0.9']],
  ['TXT/sender.test.com.ask.example', ['v=one']],
  ['MX/test.com.ask.example', ['10 mx.test.com']],
  // Hashes.
  [`A/${sha1('bad@evil.com')}.hash.example`, ['127.0.0.2']],
  [`A/${md5('evil.com')}.hash.example`, ['127.0.0.3']],
  [`A/${sha1('http://www.bad.com/page')}.hash.example`, ['127.0.0.2']],
  [`A/${sha1('1btcaddressxyz')}.hash.example`, ['127.0.0.2']],
  [`A/${sha1('bad.com')}.hash.example`, ['127.0.0.2']],
])

function zone(name: string, type: string): ZoneAnswer {
  const data = RECORDS.get(`${type}/${name}`)
  const exists = data !== undefined || [...RECORDS.keys()].some((key) => key.endsWith(`/${name}`))
  if (!data) return { rcode: exists ? 'NOERROR' : 'NXDOMAIN', authorities: [soa('example', 30)] }
  return {
    answers: data.map((text) => {
      if (type === 'MX') {
        const [preference, exchange = ''] = text.split(' ')
        return { type: 'MX', name, ttl: 30, data: { preference: Number(preference), exchange } }
      }
      return { type: type as 'A', name, ttl: 30, data: text }
    }),
  }
}

const server = await startZoneServer(zone)
afterAll(() => server.close())

const RECEIVED = [
  'Received: from out.relay.net (out.relay.net [203.0.113.7]) by mx.here.org with ESMTP; Tue, 3 Nov 2026 10:00:00 +0000',
  'Received: from inner.relay.net (inner.relay.net [198.51.100.9]) by out.relay.net with ESMTP; Tue, 3 Nov 2026 09:59:00 +0000',
  'Received: from author (author.relay.net [192.0.2.44]) by inner.relay.net with ESMTP; Tue, 3 Nov 2026 09:58:00 +0000',
]

function mail(headers: readonly string[], body: string, received: readonly string[] = RECEIVED): string {
  return [
    ...['Return-Path: <someone@sender.test.com>', ...received, 'From: Someone <someone@sender.test.com>'],
    ...['To: you@here.org', 'Subject: lists', 'Message-ID: <1@sender.test.com>', ...headers, '', body, ''],
  ].join('\n')
}

const common = `dns_available yes\ndns_server 127.0.0.1:${server.port}\nrbl_timeout 3\nclear_internal_networks\n`

testPluginCases('DNSEval', {
  plugins: ['DNSEval'],
  network: true,
  cf: `${common}
header __PLAIN eval:check_rbl('bl', 'bl.example.')
meta T_PLAIN __PLAIN
header T_LAST eval:check_rbl('bl-lastexternal', 'bl.example.', '127.0.0.4')
header T_LAST_MASK eval:check_rbl('blm-lastexternal', 'bl.example.', '64')
header T_LAST_MASK_NOT eval:check_rbl('blm-lastexternal', 'bl.example.', '16')
header T_LAST_REGEX eval:check_rbl('blr-lastexternal', 'bl.example', '^127\\.0\\.0\\.[2-5]$')
header T_NOTFIRST eval:check_rbl('bln-notfirsthop', 'bl.example.', '127.0.0.8')
header T_NOTFIRST_HIT eval:check_rbl('bln-notfirsthop', 'bl.example.', '127.0.0.2')
header T_FIRSTTRUSTED eval:check_rbl('blf-firsttrusted', 'bl.example.', '127.0.0.4')
header T_UNTRUSTED eval:check_rbl('blu-untrusted', 'bl.example.', '127.0.0.8')
header T_SUB eval:check_rbl_sub('bl', '127.0.0.2')
header T_SUB_NOT eval:check_rbl_sub('bl', '127.0.0.3')
header T_SUB_OTHER eval:check_rbl_sub('bl-lastexternal', '127.0.0.66')
header T_TXT eval:check_rbl_txt('blt-lastexternal', 'bl.example.', '(?i:LISTED)')
header T_TXT_NOT eval:check_rbl_txt('blt-lastexternal', 'bl.example.', 'unlisted')
header T_FROM_HOST eval:check_rbl_from_host('dbl', 'dbl.example')
header T_FROM_HOST_SUB eval:check_rbl_from_host('dbls', 'dbl.example', '^127\\.0\\.1\\.2$')
header T_FROM_DOMAIN eval:check_rbl_from_domain('dbld', 'dbl.example', '^127\\.0\\.1\\.4$')
header T_ENVFROM eval:check_rbl_envfrom('dble', 'dbl.example', '^127\\.0\\.1\\.2$')
header T_HEADERS eval:check_rbl_headers('dblh', 'dbl.example', '.', 'Reply-To,X-Client')
header T_RCVD eval:check_rbl_rcvd('dblr', 'dbl.example')
header T_RCVD_IP eval:check_rbl_rcvd('blrc', 'bl.example')
tflags T_RCVD_IP ips_only
header T_RCVD_DOMAINS eval:check_rbl_rcvd('blrd', 'bl.example')
tflags T_RCVD_DOMAINS domains_only
header T_NICE eval:check_rbl('bl2-firsttrusted', 'bl.example.', '127.0.0.4')
tflags T_NICE nice
meta T_META_NOT !T_LAST
meta T_META_BOTH T_LAST && T_TXT
`,
  cases: {
    'relays, senders, sub-rules': {
      message: mail([], 'Hello.'),
      hits: [
        ...['T_ENVFROM', 'T_FIRSTTRUSTED', 'T_FROM_DOMAIN', 'T_FROM_HOST', 'T_FROM_HOST_SUB', 'T_LAST', 'T_LAST_MASK'],
        ...['T_LAST_REGEX', 'T_META_BOTH', 'T_NICE', 'T_NOTFIRST_HIT', 'T_PLAIN', 'T_RCVD_IP', 'T_SUB', 'T_SUB_OTHER'],
        ...['T_TXT', 'T_UNTRUSTED'],
      ],
    },
    'headers that name addresses and domains': {
      message: mail(['Reply-To: <a@bad.com>', 'X-Client: 192.0.2.5'], 'Hello.', []),
      hits: ['T_ENVFROM', 'T_FROM_DOMAIN', 'T_FROM_HOST', 'T_FROM_HOST_SUB', 'T_HEADERS', 'T_META_NOT'],
    },
  },
})

/** The listed relay hands over to a server of ours, by this protocol. */
const submitted = (how: string, by = '192.0.2.200'): readonly string[] => [
  `Received: from ours.here.org (ours.here.org [${by}]) by mx.here.org with ESMTP; Tue, 3 Nov 2026 10:00:00 +0000`,
  `Received: from author (out.relay.net [203.0.113.7]) by ours.here.org with ${how}; Tue, 3 Nov 2026 09:59:00 +0000`,
]
const SUBMITTED_RULES = `
header T_ALL eval:check_rbl('bl', 'bl.example.')
header T_LAST eval:check_rbl('bl-lastexternal', 'bl.example.', '127.0.0.4')
header T_NOTFIRST eval:check_rbl('bln-notfirsthop', 'bl.example.', '127.0.0.4')
header T_FIRSTTRUSTED eval:check_rbl('blf-firsttrusted', 'bl.example.', '127.0.0.4')
header T_UNTRUSTED eval:check_rbl('blu-untrusted', 'bl.example.', '127.0.0.4')
`
/** The server is not ours: the listed relay stands behind one that may say anything. */
const BEHIND = ['T_ALL', 'T_UNTRUSTED']
/** The listed relay handed over to a server of ours, without saying who it is. */
const LISTED = ['T_ALL', 'T_FIRSTTRUSTED', 'T_LAST', 'T_NOTFIRST']
for (const [title, networks, plain, authenticated] of [
  ['no network of ours', '', BEHIND, BEHIND],
  ['a trusted server', 'trusted_networks 192.0.2.200\n', LISTED, []],
  ['an internal server', 'trusted_networks 192.0.2.200\ninternal_networks 192.0.2.200\n', LISTED, []],
  [
    'a server for submission',
    'trusted_networks 192.0.2.200\ninternal_networks 192.0.2.200\nmsa_networks 192.0.2.200\n',
    [],
    [],
  ],
] as const) {
  testPluginCases(`DNSEval after authentication, over ${title}`, {
    plugins: ['DNSEval'],
    network: true,
    cf: `${common}${networks}${SUBMITTED_RULES}`,
    cases: {
      'without it': { message: mail([], 'Hello.', submitted('ESMTP')), hits: plain },
      'with it': { message: mail([], 'Hello.', submitted('ESMTPA')), hits: authenticated },
      'with it, encrypted': { message: mail([], 'Hello.', submitted('ESMTPSA')), hits: authenticated },
      'with it, by another server': {
        message: mail([], 'Hello.', submitted('ESMTPSA', '192.0.2.201')),
        hits: BEHIND,
      },
    },
  })
}

testPluginCases('URIDNSBL', {
  plugins: ['URIDNSBL'],
  network: true,
  cf: `${common}
urirhsbl T_RHS dbl.example A
body T_RHS eval:check_uridnsbl('T_RHS')
urirhssub T_SUB_MASK dbl.example. A 2
body T_SUB_MASK eval:check_uridnsbl('T_SUB_MASK')
urirhssub T_SUB_MASK_NOT dbl.example A 8
body T_SUB_MASK_NOT eval:check_uridnsbl('T_SUB_MASK_NOT')
urirhssub T_SUB_RANGE dbl.example A 127.0.0.5-127.0.0.7
body T_SUB_RANGE eval:check_uridnsbl('T_SUB_RANGE')
urirhssub T_SUB_MASKED dbl.example A 0.0.0.6/0.0.0.7
body T_SUB_MASKED eval:check_uridnsbl('T_SUB_MASKED')
urirhssub T_NOTRIM dbl.example A 127.0.0.32
body T_NOTRIM eval:check_uridnsbl('T_NOTRIM')
tflags T_NOTRIM notrim
urirhssub T_IPS dbl.example A 127.0.0.2
body T_IPS eval:check_uridnsbl('T_IPS')
tflags T_IPS ips_only
urirhssub T_DOMAINS dbl.example A 127.0.0.2
body T_DOMAINS eval:check_uridnsbl('T_DOMAINS')
tflags T_DOMAINS domains_only
uridnsbl T_NS dbl.example A
body T_NS eval:check_uridnsbl('T_NS')
uridnssub T_A dbl.example A 127.0.0.2
body T_A eval:check_uridnsbl('T_A')
tflags T_A a
urinsrhsbl T_NSRHS dbl.example A
body T_NSRHS eval:check_uridnsbl('T_NSRHS')
urinsrhssub T_NSRHS_SUB dbl.example A 4
body T_NSRHS_SUB eval:check_uridnsbl('T_NSRHS_SUB')
urifullnsrhsbl T_FULLNS dbl.example A
body T_FULLNS eval:check_uridnsbl('T_FULLNS')
urifullnsrhssub T_FULLNS_SUB dbl.example A 127.0.0.2
body T_FULLNS_SUB eval:check_uridnsbl('T_FULLNS_SUB')
uridnsbl_skip_domain skipped.com
`,
  cases: {
    'a host and its servers': {
      message: mail([], 'See http://www.bad.com/page and http://www.skipped.com/'),
      hits: [
        'T_A',
        'T_FULLNS',
        'T_FULLNS_SUB',
        'T_NOTRIM',
        'T_NSRHS',
        'T_RHS',
        'T_SUB_MASK',
        'T_SUB_MASKED',
        'T_SUB_RANGE',
      ],
      tags: { URIDOMAINS: 'bad.com', URIHOSTS: 'www.bad.com' },
    },
    'an address': {
      message: mail([], 'See http://192.0.2.5/page'),
      hits: ['T_IPS', 'T_RHS', 'T_SUB_MASK'],
    },
    'nothing listed': { message: mail([], 'See http://www.good.com/'), hits: [] },
  },
})

testPluginCases('AskDNS', {
  plugins: ['AskDNS', 'URIDNSBL'],
  network: true,
  cf: `${common}
askdns T_IP _LASTEXTERNALREVIP_.ask.example A 127.0.0.9
askdns T_IP_RANGE _LASTEXTERNALREVIP_.ask.example A 127.0.0.1-127.0.0.8
askdns T_TXT _SENDERDOMAIN_.ask.example TXT /^v=o/
askdns T_TXT_TEXT _AUTHORDOMAIN_.ask.example TXT "v=one"
askdns T_TXT_TEXT_NOT _AUTHORDOMAIN_.ask.example TXT 'v=on'
askdns T_RCODE nothing._SENDERDOMAIN_.ask.example A [NXDOMAIN]
askdns T_RCODE_NOT _SENDERDOMAIN_.ask.example TXT [NXDOMAIN,SERVFAIL]
askdns T_MX test.com.ask.example MX /mx\\.test/
askdns T_URI _URIDOMAINS_.dbl.example A 127.0.0.6
askdns T_NOTAG _NOSUCHTAG_.ask.example A
meta T_NOT !T_IP_RANGE
`,
  cases: {
    'tags of relays, senders and URIs': {
      message: mail([], 'See http://www.bad.com/page and http://other.net/'),
      hits: ['T_IP', 'T_MX', 'T_NOT', 'T_RCODE', 'T_TXT', 'T_TXT_TEXT', 'T_URI'],
    },
  },
})

testPluginCases('HashBL', {
  plugins: ['HashBL', 'URIDNSBL'],
  network: true,
  cf: `${common}
header T_EMAIL eval:check_hashbl_emails('hash.example', 'sha1', 'body')
header T_EMAIL_FROM eval:check_hashbl_emails('hash.example', 'sha1', 'ALLFROM')
header T_EMAIL_DOMAIN eval:check_hashbl_emails('hash.example', 'md5/domain', 'ALLFROM/Reply-To/body', '^127\\.0\\.0\\.3$')
header T_EMAIL_TAG eval:check_hashbl_emails('hash.example', 'sha1/notag/nodot', 'Reply-To')
header T_URI eval:check_hashbl_uris('hash.example', 'sha1')
body T_BODY eval:check_hashbl_bodyre('hash.example', 'sha1', '\\b(1[a-zA-Z]{10,20})\\b')
header T_TAG eval:check_hashbl_tag('hash.example', 'sha1', '_URIDOMAINS_')
header T_TAG_NOT eval:check_hashbl_tag('hash.example', 'sha1/ip', 'URIDOMAINS')
`,
  cases: {
    'addresses, URIs, expressions and tags': {
      message: mail(
        ['Reply-To: <b.a.d+tag@evil.com>'],
        'Write to bad@evil.com, http://www.bad.com/page 1BTCaddressXYZ',
      ),
      hits: ['T_BODY', 'T_EMAIL', 'T_EMAIL_DOMAIN', 'T_EMAIL_TAG', 'T_TAG', 'T_URI'],
    },
    'nothing listed': { message: mail([], 'Nothing at http://other.net/ or a@other.net.'), hits: [] },
  },
})
