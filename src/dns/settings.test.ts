import { describe, expect, it } from 'vitest'
import { readSettings, refusals } from '../../test/support/read-settings.ts'
import { dnsSettings } from './settings.ts'

const read = (text: string) => readSettings(dnsSettings, text)
const DEFAULT_OPTIONS = { v4: true, v6: true, rotate: false, dns0x20: false, edns: 4096 }

// The expected values are what Mail::SpamAssassin::Conf 4.0.1 holds after the same lines.
describe('values', () => {
  it.each<[string, keyof typeof dnsSettings, unknown]>([
    ['', 'dns_available', 'yes'],
    ['dns_available 0', 'dns_available', 'no'],
    ['dns_available test', 'dns_available', { test: [] }],
    ['dns_available test: a.com b.com', 'dns_available', { test: ['a.com', 'b.com'] }],
    ['', 'dns_server', undefined],
    ['dns_server 1.2.3.4\ndns_server [::1]:5353', 'dns_server', ['[1.2.3.4]:53', '[::1]:5353']],
    ['dns_server fe80::1%eth0', 'dns_server', ['[fe80::1%eth0]:53']],
    ['dns_server 1.2.3.4:99', 'dns_server', ['[1.2.3.4]:99']],
    ['dns_server 1.2.3.4\nclear_dns_servers', 'dns_server', undefined],
    ['dns_options norotate, dns0x20 noedns0,', 'dns_options', { ...DEFAULT_OPTIONS, dns0x20: true, edns: 0 }],
    ['dns_options EDNS nov6', 'dns_options', { ...DEFAULT_OPTIONS, edns: 1220, v6: false }],
    ['dns_options edns0=1400', 'dns_options', { ...DEFAULT_OPTIONS, edns: 1400 }],
    ['dns_options', 'dns_options', DEFAULT_OPTIONS],
    ['rbl_timeout 5m 3', 'rbl_timeout', { seconds: 300, min: 3, zones: new Map() }],
    ['rbl_timeout 5 2\nrbl_timeout 9', 'rbl_timeout', { seconds: 9, min: 2, zones: new Map() }],
    [
      'rbl_timeout 7 1s .Zone.X',
      'rbl_timeout',
      { seconds: 15, min: undefined, zones: new Map([['zone.x', { seconds: 7, min: 1 }]]) },
    ],
    [
      'dns_query_restriction Deny .Foo.com. b.com\ndns_query_restriction allow B.com',
      'dns_query_restriction',
      new Map([
        ['foo.com', true],
        ['b.com', false],
      ]),
    ],
    ['dns_query_restriction deny a\nclear_dns_query_restrictions', 'dns_query_restriction', new Map()],
    [
      'dns_block_rule R .A.com b_c\ndns_block_rule R d',
      'dns_block_rule',
      new Map([['R', new Set(['a.com', 'b_c', 'd'])]]),
    ],
    [
      'dns_local_ports_permit 1024-2000,3000\ndns_local_ports_avoid 1500',
      'dns_local_ports_permit',
      [
        { use: true, from: 1024, to: 2000 },
        { use: true, from: 3000, to: 3000 },
        { use: false, from: 1500, to: 1500 },
      ],
    ],
    [
      'dns_local_ports_permit 5000\ndns_local_ports_none',
      'dns_local_ports_permit',
      [{ use: false, from: 0, to: 65_535 }],
    ],
    ['dns_test_interval 5 m', 'dns_test_interval', 300],
  ])('%j: %s', (text, key, expected) => {
    const { values, messages } = read(text)
    expect(messages).toEqual([])
    expect(values[key]).toEqual(expected)
  })
})

it.each([
  ['dns_available perhaps', 'invalid dns_available'],
  ['dns_server foo', 'invalid dns_server'],
  ['dns_server 1.2.3.4:99999', 'invalid dns_server'],
  ['dns_options foo', 'invalid dns_options'],
  ['dns_options edns=100', 'invalid dns_options'],
  ['dns_query_restriction x', 'invalid dns_query_restriction'],
  ['dns_block_rule R a/b', 'invalid dns_block_rule'],
  ['dns_block_rule R', 'invalid dns_block_rule'],
  ['dns_block_time 5m', 'invalid dns_block_time'],
  ['dns_local_ports_permit 0', 'invalid dns_local_ports_permit'],
  ['dns_local_ports_avoid 1-70000', 'invalid dns_local_ports_avoid'],
  ['dns_local_ports_avoid ,1', 'invalid dns_local_ports_avoid'],
  ['rbl_timeout', 'missing rbl_timeout'],
  ['rbl_timeout x', 'invalid rbl_timeout'],
  ['rbl_timeout 7 zone.x.', 'invalid rbl_timeout'],
])('%j is refused: %s', (text, refusal) => expect(refusals(read(text).messages)).toEqual([refusal]))
