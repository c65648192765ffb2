import { expect, test } from 'vitest'
import { isMappedIpv4, parseIp, reverseIp } from './ip-address.ts'
import { NetSet } from './net-set.ts'

// As SpamAssassin's NetSet answers without Net::Patricia and Net::CIDR::Lite.
const lookups: readonly (readonly [nets: string, within: string, without: string])[] = [
  ['10.', '10.1.2.3 ::ffff:10.1.1.1', '11.1.1.1 foo'],
  ['10/8', '10.255.0.1', '11.0.0.1'],
  ['192.168/16', '192.168.4.4', '192.169.0.1'],
  ['10.0.1/24 !10.0.1.5', '10.0.1.5 10.0.1.6', ''],
  ['!10.0.1.5 10.0.1/24', '10.0.1.6', '10.0.1.5'],
  ['0/0', '1.2.3.4 ::ffff:1.2.3.4', '2001:db8::1 ::1.2.3.4'],
  ['::/0', '1.2.3.4 2001:db8::1', ''],
  ['10.0.0.0/255.0.0.0', '10.2.3.4', '11.2.3.4'],
  ['[2001:db8::1]/64', '2001:db8::2 2001:DB8:0:0:1::', '2001:db8:0:1::1 IPv6:2001:db8::2'],
  ['fe80::1%eth0', 'fe80::1', 'fe80::1%eth0'],
  ['1.2.3.4/24', '1.2.3.9', '1.2.4.9'],
  ['::ffff:10.0.0.0/104', '10.1.1.1', '11.1.1.1'],
  ['1.2.3.4/08', '1.1.1.1', '2.1.1.1'],
  ['010.001.1.1', '10.1.1.1', '8.1.1.1'],
  ['::10.0.0.1', '::10.0.0.1', '10.0.0.1'],
  ['0.0.0.0/1', '127.255.255.255', '128.0.0.0'],
  ['128.0.0.0/1', '255.255.255.255', '127.0.0.0'],
]

test.for(lookups)('%s', ([nets, within, without]) => {
  const set = new NetSet()
  set.add(nets.split(' '), () => {})
  for (const ip of within.split(' ').filter(Boolean)) expect([ip, set.contains(ip)]).toEqual([ip, true])
  for (const ip of without.split(' ').filter(Boolean)) expect([ip, set.contains(ip)]).toEqual([ip, false])
})

const complaints: readonly (readonly [nets: string, message: string])[] = [
  ['10.0.0.0/33', "netset: illegal IP address given: '10.0.0.0/33'"],
  ['10.0.0.0/', "netset: illegal IP address given: '10.0.0.0/'"],
  ['10.0.0.0/0.255.255.255', "netset: illegal IP address given: '10.0.0.0/0.255.255.255'"],
  ['10.0.0.0/8/8', "netset: illegal IP address given: '10.0.0.0/8/8'"],
  ['256.1.1.1', "netset: illegal IP address given: '256.1.1.1'"],
  ['1.2.3.4.5', "netset: illegal IPv4 address given: '1.2.3.4.5'"],
  ['1:2:3:4:5:6:7:8:9', "netset: illegal IP address given: '1:2:3:4:5:6:7:8:9'"],
  ['2001:db8::/129', "netset: illegal IP address given: '2001:db8::/129'"],
  ['!', "netset: illegal IP address given: '!'"],
  ['mail.example.net', "netset: illegal IP address given: 'mail.example.net'"],
  ['1.2.3.4-1.2.3.9', "netset: IP range notation '1.2.3.4-1.2.3.9' requires Net::CIDR::Lite module, ignoring"],
  ['10/8 10.1', 'netset: cannot include 10.1.0.0/16 as it has already been included'],
  ['10.0.1/24 !10.0.1.5', 'netset: cannot exclude 10.0.1.5/32 as it has already been included'],
  ['!10/8 10.1', 'netset: cannot include 10.1.0.0/16 as it has already been excluded'],
  ['2001:DB8::/32 !2001:db8:1::/48', 'netset: cannot exclude 2001:DB8:1:0:0:0:0:0/48 as it has already been included'],
]

test.for(complaints)('%s is not taken whole', ([nets, message]) => {
  const said: string[] = []
  const entries = nets.split(' ')
  expect(new NetSet().add(entries, (text) => said.push(text))).toBe(entries.length - 1)
  expect(said).toEqual([message])
})

test('a set within another', () => {
  const outer = new NetSet()
  outer.add(['!10.9.0.0/16', '10/8'], () => {})
  const inner = new NetSet()
  inner.add(['10.1.2.3', '10.9.1.1', '11/8', '!12.0.0.1'], () => {})
  const { set, missing } = inner.within(outer)
  expect(missing).toEqual(['10.9.1.1', '11/8'])
  expect([set.size, set.contains('10.1.2.3'), set.contains('11.0.0.1')]).toEqual([2, true, false])
})

test.for([
  ['1.2.3.4', '4.3.2.1'],
  ['2001:db8::1', '1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2'],
  ['::ffff:1.2.3.4', '4.0.3.0.2.0.1.0.f.f.f.f.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0'],
  ['1.2.3', undefined],
  ['1::2::3', undefined],
] as const)('%s reversed', ([ip, reversed]) => expect(reverseIp(ip)).toBe(reversed))

test('addresses that are none', () => {
  for (const text of [
    '',
    ':',
    ':::',
    '1:2:3:4:5:6:7',
    '12345::',
    '::1.2.3',
    '::1.2.3.4.5',
    '1.2.3.4::',
    '1:2:3:4:5:6:7:8::',
  ]) {
    expect([text, parseIp(text)]).toEqual([text, undefined])
  }
  expect(parseIp('::')).toEqual([0, 0, 0, 0])
  expect(isMappedIpv4(parseIp('255.255.255.255') ?? [0, 0, 0, 0])).toBe(true)
})
