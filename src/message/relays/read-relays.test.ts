import { expect, test } from 'vitest'
import { NetSet } from '../../base/net-set.ts'
import { HeaderField, HeaderList } from '../header-list.ts'
import type { RelayOptions } from './options.ts'
import { readRelays } from './read-relays.ts'
import type { Relay } from './relay.ts'

interface Case {
  readonly title: string
  readonly conf: string
  readonly received: readonly string[]
  readonly origin?: string
  /** Addresses, as SpamAssassin sorts them. */
  readonly trusted: string
  readonly untrusted: string
  readonly internal: string
  readonly external: string
  /** Of the last trusted and the last internal header. */
  readonly indexes: readonly [number, number]
  readonly unparseable: number
  readonly senders?: string
  readonly msa?: string
}

const cases: readonly Case[] = [
  {
    title: 'nothing configured: private and logged-in hops are trusted, no further',
    conf: '',
    received: [
      'from a ([10.0.0.1]) by b (8.1) id A11',
      'from c (d [192.0.2.7]) by e (Postfix) with ESMTPA id A12',
      'from f (g [192.0.2.8]) by h (Postfix) with ESMTP id A13',
      'from i (j [10.0.0.9]) by k (Postfix) with ESMTP id A14',
    ],
    trusted: '10.0.0.1 192.0.2.7',
    untrusted: '192.0.2.8 10.0.0.9',
    internal: '10.0.0.1 192.0.2.7',
    external: '192.0.2.8 10.0.0.9',
    indexes: [1, 1],
    unparseable: 0,
  },
  {
    title: 'trusted_networks alone stands for internal_networks',
    conf: 'trusted_networks 192.0.2.0/29',
    received: [
      'from c (d [192.0.2.7]) by e (Postfix) with ESMTP id A12',
      'from f (g [192.0.2.8]) by h (Postfix) with ESMTP id A13',
    ],
    trusted: '192.0.2.7',
    untrusted: '192.0.2.8',
    internal: '192.0.2.7',
    external: '192.0.2.8',
    indexes: [0, 0],
    unparseable: 0,
  },
  {
    title: 'internal_networks alone stands for trusted_networks',
    conf: 'internal_networks 192.0.2.7',
    received: [
      'from c (d [192.0.2.7]) by e (Postfix) with ESMTP id A12',
      'from f (g [10.0.0.8]) by h (Postfix) with ESMTP id A13',
    ],
    trusted: '192.0.2.7',
    untrusted: '10.0.0.8',
    internal: '192.0.2.7',
    external: '10.0.0.8',
    indexes: [0, 0],
    unparseable: 0,
  },
  {
    title: 'trusted but not internal',
    conf: 'trusted_networks 192.0.2.0/24 198.51.100.0/24\ninternal_networks 192.0.2.0/24',
    received: [
      'from c (d [192.0.2.7]) by e (Postfix) with ESMTP id A12',
      'from f (g [198.51.100.8]) by h (Postfix) with ESMTP id A13',
      'from i (j [192.0.2.9]) by k (Postfix) with ESMTP id A14',
      'from l (m [203.0.113.9]) by n (Postfix) with ESMTP id A15',
    ],
    trusted: '192.0.2.7 198.51.100.8 192.0.2.9',
    untrusted: '203.0.113.9',
    internal: '192.0.2.7',
    external: '198.51.100.8 192.0.2.9 203.0.113.9',
    indexes: [2, 0],
    unparseable: 0,
  },
  {
    title: 'a login extends trust',
    conf: 'trusted_networks 192.0.2.0/24',
    received: [
      'from c (d [192.0.2.7]) by e (Postfix) with ESMTP id A12',
      'from f (g [203.0.113.8]) by h (Postfix) with ESMTPSA id A13',
      'from i (j [203.0.113.9]) by k (Postfix) with ESMTP id A14',
    ],
    trusted: '192.0.2.7 203.0.113.8',
    untrusted: '203.0.113.9',
    internal: '192.0.2.7 203.0.113.8',
    external: '203.0.113.9',
    indexes: [1, 1],
    unparseable: 0,
  },
  {
    title: 'behind a submission server all is trusted',
    conf: 'trusted_networks 192.0.2.0/24\nmsa_networks 192.0.2.7',
    received: [
      'from c (d [192.0.2.7]) by e (Postfix) with ESMTP id A12',
      'from f (g [203.0.113.8]) by h (Postfix) with ESMTP id A13',
      'from i (j [203.0.113.9]) by k (Postfix) with ESMTP id A14',
    ],
    trusted: '192.0.2.7 203.0.113.8 203.0.113.9',
    untrusted: '',
    internal: '192.0.2.7 203.0.113.8 203.0.113.9',
    external: '',
    indexes: [2, 2],
    unparseable: 0,
    msa: '192.0.2.7',
  },
  {
    title: 'a mailbox fetcher starts anew',
    conf: '',
    received: [
      'from c (d [127.0.0.1]) by e (Postfix) with ESMTP id A12',
      'from pop [127.0.0.1] by localhost with IMAP (fetchmail-5.9.0) for x',
      'from f (g [203.0.113.8]) by h (Postfix) with ESMTP id A13',
      'from pop [127.0.0.1] by localhost with IMAP (fetchmail-5.9.0) for x',
      'from i (j [203.0.113.9]) by k (Postfix) with ESMTP id A14',
    ],
    trusted: '',
    untrusted: '203.0.113.8 203.0.113.9',
    internal: '',
    external: '203.0.113.8 203.0.113.9',
    indexes: [1, 1],
    unparseable: 0,
  },
  {
    title: 'qmail-scanner names the sender of the header below',
    conf: '',
    received: [
      'from x by y (envelope-from <joe@example.net>, uid 502) with qmail-scanner-1.24 (clean. Processed in 0.2 secs); 06 Feb 2005 21:11:38 -0000',
      'from unknown (HELO c) (192.0.2.7) by e with SMTP',
      'from unknown (HELO f) (192.0.2.8) by h with SMTP',
    ],
    trusted: '',
    untrusted: '192.0.2.7 192.0.2.8',
    internal: '',
    external: '192.0.2.7 192.0.2.8',
    indexes: [0, 0],
    unparseable: 0,
    senders: 'joe@example.net',
  },
  {
    title: 'unparseable and skipped headers count for the ranges',
    conf: '',
    received: [
      'from something quite unlike it',
      '(qmail 1 invoked by uid 2)',
      'from c (d [127.0.0.1]) by e (Postfix) with ESMTP id A12',
      'from f (g [203.0.113.8]) by h (Postfix) with ESMTP id A13',
      'by x with y',
    ],
    trusted: '127.0.0.1',
    untrusted: '203.0.113.8',
    internal: '127.0.0.1',
    external: '203.0.113.8',
    indexes: [2, 2],
    unparseable: 1,
  },
  {
    title: 'a header that names the client is a hop',
    conf: 'originating_ip_headers X-Originating-IP',
    received: ['from c (d [10.0.0.1]) by e (Postfix) with ESMTP id A12'],
    origin: '[203.0.113.5]',
    trusted: '10.0.0.1',
    untrusted: '203.0.113.5',
    internal: '10.0.0.1',
    external: '203.0.113.5',
    indexes: [0, 0],
    unparseable: 0,
  },
  {
    title: 'IPv6 networks',
    conf: 'trusted_networks 2001:db8::/32',
    received: [
      'from c (d [IPv6:2001:db8:1::1]) by e (Postfix) with ESMTP id A12',
      'from f (g [IPv6:2001:db9::1]) by h (Postfix) with ESMTP id A13',
    ],
    trusted: '2001:db8:1::1',
    untrusted: '2001:db9::1',
    internal: '2001:db8:1::1',
    external: '2001:db9::1',
    indexes: [0, 0],
    unparseable: 0,
  },
  {
    title: 'an excluded address',
    conf: 'trusted_networks !192.0.2.8 192.0.2.0/24',
    received: [
      'from c (d [192.0.2.7]) by e (Postfix) with ESMTP id A12',
      'from f (g [192.0.2.8]) by h (Postfix) with ESMTP id A13',
    ],
    trusted: '192.0.2.7',
    untrusted: '192.0.2.8',
    internal: '192.0.2.7',
    external: '192.0.2.8',
    indexes: [0, 0],
    unparseable: 0,
  },
]

function optionsOf(conf: string): RelayOptions {
  const set = (name: string, start: NetSet): NetSet => {
    const line = conf.split('\n').find((candidate) => candidate.startsWith(`${name} `))
    start.add(line?.split(' ').slice(1) ?? [], (message) => expect.fail(message))
    return start
  }
  return {
    trusted: set('trusted_networks', NetSet.withLoopback()),
    internal: set('internal_networks', NetSet.withLoopback()),
    msa: set('msa_networks', new NetSet()),
    trustedConfigured: conf.includes('trusted_networks'),
    internalConfigured: conf.includes('internal_networks'),
    originatingIpHeaders: conf.includes('originating_ip_headers') ? ['X-Originating-IP'] : [],
    envelopeSenderHeader: undefined,
    alwaysTrustEnvelopeSender: false,
    originating: false,
  }
}

function headersOf(received: readonly string[], origin?: string): HeaderList {
  const fields = received.map((line) => new HeaderField('Received', ` ${line}\n`))
  if (origin !== undefined) fields.push(new HeaderField('X-Originating-IP', ` ${origin}\n`))
  return new HeaderList(fields)
}

const addresses = (relays: readonly Relay[]): string => relays.map(({ ip }) => ip).join(' ')

test.for(cases)('$title', (expected) => {
  const relays = readRelays(headersOf(expected.received, expected.origin), optionsOf(expected.conf))
  expect({
    trusted: addresses(relays.trusted),
    untrusted: addresses(relays.untrusted),
    internal: addresses(relays.internal),
    external: addresses(relays.external),
    indexes: [relays.lastTrustedIndex, relays.lastInternalIndex],
    unparseable: relays.unparseable,
    senders: relays.all.flatMap(({ envfrom }) => envfrom ?? []).join(' '),
    msa: addresses(relays.all.filter(({ msa }) => msa)),
  }).toEqual({
    trusted: expected.trusted,
    untrusted: expected.untrusted,
    internal: expected.internal,
    external: expected.external,
    indexes: expected.indexes,
    unparseable: expected.unparseable,
    senders: expected.senders ?? '',
    msa: expected.msa ?? '',
  })
})

test('who vouches for a message makes all below the first stranger trusted, but not internal', () => {
  const { received } = cases.find(({ conf }) => conf === 'trusted_networks 192.0.2.0/29') ?? { received: [] }
  const options = { ...optionsOf('trusted_networks 192.0.2.0/29'), originating: true }
  const relays = readRelays(headersOf(received), options)
  expect([addresses(relays.trusted), addresses(relays.internal)]).toEqual(['192.0.2.7 192.0.2.8', '192.0.2.7'])
})

test('the text that rules read', () => {
  const [line = ''] = cases[0]?.received ?? []
  expect(readRelays(headersOf([line]), optionsOf('')).trustedText).toBe(
    '[ ip=10.0.0.1 rdns= helo=a by=b ident= envfrom= intl=1 id=A11 auth= msa=0 ]',
  )
})
