import { expect, test } from 'vitest'
import { cpuMs } from '../../../test/support/cpu-ms.ts'
import { NetSet } from '../../base/net-set.ts'
import { HeaderList } from '../header-list.ts'
import { parseHeader } from '../parse-header.ts'
import { readRelays } from '../relays/read-relays.ts'
import { tldTables } from '../uri/registry-boundaries.ts'
import { type HeaderViewOptions, headerView } from './header-view.ts'

// Expectations are SpamAssassin's (PerMsgStatus::get in list context) with these top-level domains and nothing else.
const options: HeaderViewOptions = {
  relayOptions: {
    trusted: NetSet.withLoopback(),
    internal: NetSet.withLoopback(),
    msa: new NetSet(),
    trustedConfigured: false,
    internalConfigured: false,
    originatingIpHeaders: [],
    envelopeSenderHeader: undefined,
    alwaysTrustEnvelopeSender: false,
    originating: false,
  },
  uriOptions: {
    redirectorPatterns: [],
    tlds: tldTables(['com', 'net', 'org', 'de', 'uk', 'info'], ['co.uk'], []),
    parseDkimUris: true,
  },
}

function viewsOf(message: string, specs: readonly string[], used = options): Record<string, readonly string[]> {
  const { fields, pristineHeaders } = parseHeader(message)
  const headers = new HeaderList(fields)
  const source = { headers, pristineHeaders, relays: readRelays(headers, used.relayOptions) }
  return Object.fromEntries(specs.map((spec) => [spec, headerView(source, used, spec)]))
}

interface Case {
  readonly title: string
  readonly message: string
  readonly views: Readonly<Record<string, readonly string[]>>
}

const cases: readonly Case[] = [
  {
    title: 'names and addresses',
    message:
      'From: "Doe, Joe" <joe@Mail.Example.co.uk>\nTo: Ann <ann@example.com>,\n\tbob@example.net (Bob)\nCc: "carl@example.org"\nSubject: =?iso-8859-1?Q?caf=E9?= and\n more\n\nx\n',
    views: {
      From: ['"Doe, Joe" <joe@Mail.Example.co.uk>\n'],
      'From:raw': [' "Doe, Joe" <joe@Mail.Example.co.uk>\n'],
      'From:addr': ['joe@Mail.Example.co.uk'],
      'From:name': ['Doe, Joe'],
      'From:host': ['Mail.Example.co.uk'],
      'From:domain': ['example.co.uk'],
      'From:addr:host': ['Mail.Example.co.uk'],
      'From:addr:domain': ['example.co.uk'],
      To: ['Ann <ann@example.com>, bob@example.net (Bob)\n'],
      'To:addr': ['ann@example.com', 'bob@example.net'],
      'To:name': ['Ann', 'Bob'],
      'To:addr:host': ['example.com', 'example.net'],
      'to:addr': ['ann@example.com', 'bob@example.net'],
      'Cc:addr': ['carl@example.org'],
      'Cc:name': [],
      ToCc: ['Ann <ann@example.com>, bob@example.net (Bob)\n', '"carl@example.org"\n'],
      'ToCc:addr': ['ann@example.com', 'bob@example.net', 'carl@example.org'],
      Subject: ['caf\xc3\xa9 and more\n'],
      'Subject:raw': [' =?iso-8859-1?Q?caf=E9?= and\n more\n'],
      Bcc: [],
      'From:no-such-thing': ['"Doe, Joe" <joe@Mail.Example.co.uk>\n'],
      'X-AuthorDomain': ['mail.example.co.uk'],
    },
  },
  {
    title: 'encoded and quoted names',
    message:
      'From: =?utf-8?B?SsO2cmc=?= <j@example.com>\nReply-To: "\'Joe\'" <j@example.com>\nSender: =?us-ascii*en?q?_A___b_?= <a@example.org>\n\nx\n',
    views: {
      'From:name': ['J\xc3\xb6rg'],
      'From:name:raw': ['=?utf-8?B?SsO2cmc=?= '],
      'Reply-To:name': ['Joe'],
      'Sender:name': ['A b'],
    },
  },
  {
    title: 'first and last of several',
    message: 'X-A: one@example.com\nX-A: <two@example.net>, three@example.org\nX-A: four.example.info\n\nx\n',
    views: {
      'X-A': ['one@example.com\n', '<two@example.net>, three@example.org\n', 'four.example.info\n'],
      'X-A:first': ['one@example.com\n'],
      'X-A:last': ['four.example.info\n'],
      'X-A:last:host': ['four.example.info'],
      'X-A:first:last': ['one@example.com\n'],
      'X-A:addr': ['one@example.com', 'two@example.net', 'three@example.org'],
      'X-A:host': ['example.com', 'example.org', 'four.example.info'],
      'X-A:domain': ['example.com', 'example.org', 'example.info'],
      'X-A:addr:host:first': ['example.com'],
    },
  },
  {
    title: 'hosts',
    message:
      'X-A: see user.name@host.example.com. or www.example.de\nX-B: not_a-host.nosuchtld then http://www.example.co.uk/path\nX-C: a.example.com_ b.example.net\nX-D: nothing here\nX-E: x@-bad-.com y@good.example.org\n\nx\n',
    views: {
      'X-A:host': ['www.example.de'],
      'X-A:domain': ['example.de'],
      'X-B:host': [],
      'X-B:domain': [],
      'X-C:host': ['b.example.net'],
      'X-D:host': [],
      'X-E:host': ['good.example.org'],
    },
  },
  {
    title: 'IP addresses',
    message:
      'X-A: [192.0.2.7]\nX-B: 1.2.3.4.5 10.0.0.1\nX-C: client=2001:db8::5;\nX-D: 999.1.1.1\nX-E: v1.2.3.4\n\nx\n',
    views: {
      'X-A:ip': ['192.0.2.7'],
      'X-A:revip': ['7.2.0.192'],
      'X-B:ip': ['10.0.0.1'],
      'X-C:ip': ['2001:db8::5'],
      'X-C:revip': ['5.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2'],
      'X-D:ip': [],
      'X-E:ip': [],
    },
  },
  {
    title: 'trusted and untrusted headers',
    message:
      'X-Top: 1\nReceived: from mx.example.net (mx.example.net [127.0.0.1])\n\tby in.example.org (Postfix) with ESMTP id A1; Mon, 3 Mar 2014 10:00:00 +0000\nX-Middle: 2\n  folded\nReceived: from a.example.com (unknown [192.0.2.7]) by mx.example.co.uk (Postfix) with ESMTP id A2\nX-Below: 3\nReceived: from pc (pc.example.de [IPv6:2001:db8::5]) by a.example.com (Postfix) with ESMTP id A3\nFrom: a@example.com\n\nx\n',
    views: {
      ALL: [
        'X-Top: 1\n',
        'Received: from mx.example.net (mx.example.net [127.0.0.1]) by in.example.org (Postfix) with ESMTP id A1; Mon, 3 Mar 2014 10:00:00 +0000\n',
        'X-Middle: 2 folded\n',
        'Received: from a.example.com (unknown [192.0.2.7]) by mx.example.co.uk (Postfix) with ESMTP id A2\n',
        'X-Below: 3\n',
        'Received: from pc (pc.example.de [IPv6:2001:db8::5]) by a.example.com (Postfix) with ESMTP id A3\n',
        'From: a@example.com\n',
      ],
      'ALL:raw': [
        'X-Top: 1\n',
        'Received: from mx.example.net (mx.example.net [127.0.0.1])\n\tby in.example.org (Postfix) with ESMTP id A1; Mon, 3 Mar 2014 10:00:00 +0000\n',
        'X-Middle: 2\n  folded\n',
        'Received: from a.example.com (unknown [192.0.2.7]) by mx.example.co.uk (Postfix) with ESMTP id A2\n',
        'X-Below: 3\n',
        'Received: from pc (pc.example.de [IPv6:2001:db8::5]) by a.example.com (Postfix) with ESMTP id A3\n',
        'From: a@example.com\n',
      ],
      'ALL-TRUSTED': [
        'X-Top: 1\n',
        'Received: from mx.example.net (mx.example.net [127.0.0.1]) by in.example.org (Postfix) with ESMTP id A1; Mon, 3 Mar 2014 10:00:00 +0000\n',
        'X-Middle: 2 folded\n',
        'Received: from a.example.com (unknown [192.0.2.7]) by mx.example.co.uk (Postfix) with ESMTP id A2\n',
      ],
      'ALL-TRUSTED:raw': [
        'X-Top: 1\n',
        'Received: from mx.example.net (mx.example.net [127.0.0.1])\n\tby in.example.org (Postfix) with ESMTP id A1; Mon, 3 Mar 2014 10:00:00 +0000\n',
        'X-Middle: 2\n  folded\n',
        'Received: from a.example.com (unknown [192.0.2.7]) by mx.example.co.uk (Postfix) with ESMTP id A2\n',
      ],
      'ALL-UNTRUSTED': [
        'Received: from a.example.com (unknown [192.0.2.7]) by mx.example.co.uk (Postfix) with ESMTP id A2\n',
        'X-Below: 3\n',
        'Received: from pc (pc.example.de [IPv6:2001:db8::5]) by a.example.com (Postfix) with ESMTP id A3\n',
        'From: a@example.com\n',
      ],
      'ALL-INTERNAL': [
        'X-Top: 1\n',
        'Received: from mx.example.net (mx.example.net [127.0.0.1]) by in.example.org (Postfix) with ESMTP id A1; Mon, 3 Mar 2014 10:00:00 +0000\n',
        'X-Middle: 2 folded\n',
        'Received: from a.example.com (unknown [192.0.2.7]) by mx.example.co.uk (Postfix) with ESMTP id A2\n',
      ],
      'ALL-EXTERNAL': [
        'Received: from a.example.com (unknown [192.0.2.7]) by mx.example.co.uk (Postfix) with ESMTP id A2\n',
        'X-Below: 3\n',
        'Received: from pc (pc.example.de [IPv6:2001:db8::5]) by a.example.com (Postfix) with ESMTP id A3\n',
        'From: a@example.com\n',
      ],
      'ALL-EXTERNAL:raw': [
        'Received: from a.example.com (unknown [192.0.2.7]) by mx.example.co.uk (Postfix) with ESMTP id A2\n',
        'X-Below: 3\n',
        'Received: from pc (pc.example.de [IPv6:2001:db8::5]) by a.example.com (Postfix) with ESMTP id A3\n',
        'From: a@example.com\n',
      ],
      all: [],
      'X-Spam-Relays-Trusted': [
        '[ ip=127.0.0.1 rdns=mx.example.net helo=mx.example.net by=in.example.org ident= envfrom= intl=1 id= auth= msa=0 ]',
      ],
      'x-spam-relays-untrusted': [
        '[ ip=192.0.2.7 rdns= helo=a.example.com by=mx.example.co.uk ident= envfrom= intl=0 id= auth= msa=0 ] [ ip=2001:db8::5 rdns=pc.example.de helo=pc by=a.example.com ident= envfrom= intl=0 id= auth= msa=0 ]',
      ],
      'X-Spam-Relays-Internal:ip': ['127.0.0.1'],
      'X-Spam-Relays-External:revip': ['7.2.0.192'],
      'Received:first:ip': ['127.0.0.1'],
      'Received:ip': ['127.0.0.1', '192.0.2.7', 'IPv6:2001:db8::5'],
    },
  },
  {
    title: 'no relays',
    message: 'From: a@example.com\n\nx\n',
    views: {
      'X-Spam-Relays-Untrusted': [''],
      'ALL-TRUSTED': ['From: a@example.com\n'],
      'ALL-UNTRUSTED': [],
      EnvelopeFrom: [],
    },
  },
  {
    title: 'message IDs',
    message:
      'Message-Id: <1@a.example.com>\nResent-Message-Id: <2@b>\nX-Message-Id: <3@c>\nX-Original-Message-ID:\n\nx\n',
    views: {
      MESSAGEID: ['<3@c>\n', '<2@b>\n', '\n', '<1@a.example.com>\n'],
      'MESSAGEID:raw': [' <3@c>\n', ' <2@b>\n', '\n', ' <1@a.example.com>\n'],
      'MESSAGEID:first': ['<3@c>\n'],
      'MESSAGEID:host': ['a.example.com'],
      MessageId: [],
    },
  },
  {
    title: 'envelope sender from Return-Path',
    message:
      'Return-Path: <bounce@Example.com>\nReceived: from a.example.com (unknown [192.0.2.7]) by mx.example.co.uk (Postfix) with ESMTP id A2\nFrom: a@example.org\n\nx\n',
    views: {
      EnvelopeFrom: ['bounce@Example.com'],
      envelopefrom: ['bounce@Example.com'],
      'EnvelopeFrom:addr': ['bounce@Example.com'],
      'EnvelopeFrom:host': ['Example.com'],
      'X-SenderDomain': ['example.com'],
    },
  },
  {
    title: 'Return-Path below Received is not believed',
    message:
      'Received: from a.example.com (unknown [192.0.2.7]) by mx.example.co.uk (Postfix) with ESMTP id A2\nReturn-Path: <bounce@example.com>\n\nx\n',
    views: {
      EnvelopeFrom: [],
    },
  },
  {
    title: 'envelope sender named by the hop',
    message:
      'Return-Path: <r@example.com>\nReceived: from mx.example.net ([192.0.2.8] helo=h) by in.example.org with esmtp (Exim 4.80) (envelope-from <e@example.net>) id A4\n\nx\n',
    views: {
      EnvelopeFrom: ['e@example.net'],
    },
  },
  {
    title: 'null sender named by the hop',
    message:
      'Return-Path: <r@example.com>\nReceived: from mx.example.net ([192.0.2.8]) by in.example.org (envelope-from <>a) with esmtp (Exim 4.80) id A4\n\nx\n',
    views: {
      EnvelopeFrom: ['r@example.com'],
    },
  },
  {
    title: 'X-Envelope-From above Received',
    message:
      'X-Envelope-From: <x@example.net>\nReturn-Path: <r@example.com>\nReceived: from a.example.com (unknown [192.0.2.7]) by mx.example.co.uk (Postfix) with ESMTP id A2\n\nx\n',
    views: {
      EnvelopeFrom: ['x@example.net'],
    },
  },
  {
    title: 'X-Envelope-From below Received ends the search',
    message:
      'Return-Path: <r@example.com>\nReceived: from a.example.com (unknown [192.0.2.7]) by mx.example.co.uk (Postfix) with ESMTP id A2\nX-Envelope-From: <x@example.net>\n\nx\n',
    views: {
      EnvelopeFrom: [],
    },
  },
  {
    title: 'Envelope-Sender below Received does not',
    message:
      'Return-Path: <r@example.com>\nReceived: from a.example.com (unknown [192.0.2.7]) by mx.example.co.uk (Postfix) with ESMTP id A2\nEnvelope-Sender: <x@example.net>\n\nx\n',
    views: {
      EnvelopeFrom: ['r@example.com'],
    },
  },
  {
    title: 'fetchmail guesses from X-Sender',
    message:
      'Return-Path: <r@example.com>\nX-Sender: s@example.net\nReceived: from pop [127.0.0.1] by localhost with IMAP (fetchmail-5.9.0) for x\n\nx\n',
    views: {
      EnvelopeFrom: [],
    },
  },
  {
    title: 'Return-Path without an address',
    message:
      'Return-Path: <>\nReceived: from a.example.com (unknown [192.0.2.7]) by mx.example.co.uk (Postfix) with ESMTP id A2\n\nx\n',
    views: {
      EnvelopeFrom: [],
      'Return-Path:addr': [],
    },
  },
]

test.for(cases)('$title', ({ message, views }) => {
  expect(viewsOf(message, Object.keys(views))).toEqual(views)
})

test('the header that the administrator names is the only source of the envelope sender', () => {
  const used = { ...options, relayOptions: { ...options.relayOptions, envelopeSenderHeader: 'X-From-Line' } }
  const sender = (message: string) => viewsOf(message, ['EnvelopeFrom'], used)['EnvelopeFrom']
  expect(sender('X-From-Line: <a@example.com>\nX-From-Line: <b@example.com>\n\n')).toEqual(['a@example.com'])
  expect(sender('X-From-Line: nobody\nReturn-Path: <r@example.com>\n\n')).toEqual([])
  expect(sender('Return-Path: <r@example.com>\n\n')).toEqual([])
})

test('what plugins found out reads like a header', () => {
  const { fields, pristineHeaders } = parseHeader('X-Own: in the mail\n\n')
  const headers = new HeaderList(fields)
  const source = { headers, pristineHeaders, relays: readRelays(headers, options.relayOptions) }
  const metadata = (name: string) => (name === 'X-Languages' ? 'en de' : 'hidden by the mail')
  expect(headerView(source, options, 'X-Languages', metadata)).toEqual(['en de'])
  expect(headerView(source, options, 'X-Own', metadata)).toEqual(['in the mail\n'])
})

test('hostile headers take little time', () => {
  for (const value of [
    '<>'.repeat(4000),
    '<'.repeat(8000),
    '<a@>'.repeat(2000),
    `"${'\\"'.repeat(4000)}`,
    'a.'.repeat(4000),
    '('.repeat(8000),
  ]) {
    const start = cpuMs()
    viewsOf(`From: ${value} x\n\n`, ['From:addr', 'From:name', 'From:host', 'From:ip'])
    expect(cpuMs() - start).toBeLessThan(1500)
  }
})
