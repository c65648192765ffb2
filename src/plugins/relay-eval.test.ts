import { testPluginCases } from '../../test/support/plugin-cases.ts'

testPluginCases('RelayEval', {
  plugins: ['RelayEval'],
  cf: `
header T_NUMERIC eval:check_for_numeric_helo()
header T_ILLEGAL eval:check_for_illegal_ip()
header T_ALL_TRUSTED eval:check_all_trusted()
header T_NO_RELAYS eval:check_no_relays()
header T_UNPARSEABLE eval:check_relays_unparseable()
header T_SENDER eval:check_for_sender_no_reverse()
header T_DOMAIN_TRUE eval:check_for_from_domain_in_received_headers('hotmail.com','true')
header T_DOMAIN_FALSE eval:check_for_from_domain_in_received_headers('hotmail.com','false')
header T_TRAIL eval:check_for_forged_received_trail()
header T_IP_HELO eval:check_for_forged_received_ip_helo()
header T_HELO_MISMATCH eval:helo_ip_mismatch()
header T_DOTCOM eval:check_for_no_rdns_dotcom_helo()
`,
  cases: {
    'no relays': {
      message: 'From: a@example.com\n\nx\n',
      hits: ['T_NO_RELAYS'],
    },
    'all trusted': {
      message:
        'Received: from a.example.com (a.example.com [10.0.0.1]) by b.example.com (Postfix) with ESMTP id A1\n\nx\n',
      hits: ['T_ALL_TRUSTED'],
    },
    'not all trusted': {
      message:
        'Received: from a.example.com (a.example.com [192.0.2.1]) by b.example.com (Postfix) with ESMTP id A1\n\nx\n',
      hits: ['T_SENDER'],
    },
    unparseable: {
      message: 'Received: from something quite unlike it\n\nx\n',
      hits: ['T_UNPARSEABLE'],
    },
    'trusted and unparseable': {
      message:
        'Received: from a.example.com (a.example.com [10.0.0.1]) by b.example.com (Postfix) with ESMTP id A1\nReceived: from something quite unlike it\n\nx\n',
      hits: ['T_UNPARSEABLE'],
    },
    'numeric HELO': {
      message:
        'Received: from 192.0.2.1 (a.example.com [192.0.2.1]) by b.example.com (Postfix) with ESMTP id A1\n\nx\n',
      hits: ['T_NUMERIC', 'T_SENDER'],
    },
    'private numeric HELO': {
      message: 'Received: from 10.1.1.1 (a.example.com [192.0.2.1]) by b.example.com (Postfix) with ESMTP id A1\n\nx\n',
      hits: ['T_NUMERIC', 'T_SENDER'],
    },
    'only the first numeric HELO counts': {
      message:
        'Received: from 10.1.1.1 (a.example.com [192.0.2.1]) by b.example.com (Postfix) with ESMTP id A1\nReceived: from 192.0.2.3 (c.example.com [192.0.2.3]) by a.example.com (Postfix) with ESMTP id A1\n\nx\n',
      hits: ['T_NUMERIC', 'T_SENDER'],
    },
    'HELO of another host': {
      message:
        'Received: from 198.51.100.1 (a.example.com [192.0.2.1]) by b.example.com (Postfix) with ESMTP id A1\n\nx\n',
      hits: ['T_HELO_MISMATCH', 'T_IP_HELO', 'T_NUMERIC', 'T_SENDER'],
    },
    'HELO of a neighbour': {
      message:
        'Received: from 192.0.2.99 (a.example.com [192.0.2.1]) by b.example.com (Postfix) with ESMTP id A1\n\nx\n',
      hits: ['T_NUMERIC', 'T_SENDER'],
    },
    'HELO of the same second octet': {
      message:
        'Received: from 192.0.3.99 (a.example.com [192.0.2.1]) by b.example.com (Postfix) with ESMTP id A1\n\nx\n',
      hits: ['T_HELO_MISMATCH', 'T_NUMERIC', 'T_SENDER'],
    },
    'HELO like an address': {
      message:
        'Received: from 192.0.2.1x (a.example.com [192.0.2.1]) by b.example.com (Postfix) with ESMTP id A1\n\nx\n',
      hits: ['T_SENDER'],
    },
    'sender without name': {
      message: 'Received: from a.example.com (unknown [192.0.2.1]) by b.example.com (Postfix) with ESMTP id A1\n\nx\n',
      hits: [],
    },
    'sender in a private network': {
      message:
        'Received: from a.example.com (a.example.com [192.0.2.1]) by b.example.com (Postfix) with ESMTP id A1\nReceived: from pc (pc.example.com [10.0.0.5]) by a.example.com (Postfix) with ESMTP id A1\n\nx\n',
      hits: [],
    },
    'trail of one break': {
      message:
        'Received: from x (one.example.com [192.0.2.1]) by b.example.com (Postfix) with ESMTP id A1\nReceived: from y (two.example.net [192.0.2.2]) by c.example.org (Postfix) with ESMTP id A1\n\nx\n',
      hits: ['T_SENDER'],
    },
    'trail of two breaks': {
      message:
        'Received: from x (one.example.com [192.0.2.1]) by b.example.com (Postfix) with ESMTP id A1\nReceived: from y (two.example.net [192.0.2.2]) by c.example.org (Postfix) with ESMTP id A1\nReceived: from z (three.example.info [192.0.2.3]) by d.example.de (Postfix) with ESMTP id A1\n\nx\n',
      hits: ['T_SENDER', 'T_TRAIL'],
    },
    'trail without breaks': {
      message:
        'Received: from x (mx.example.com [192.0.2.1]) by b.example.net (Postfix) with ESMTP id A1\nReceived: from y (mx.example.co.uk [192.0.2.2]) by smtp.example.com (Postfix) with ESMTP id A1\nReceived: from z (pc [192.0.2.3]) by in.example.co.uk (Postfix) with ESMTP id A1\n\nx\n',
      hits: [],
    },
    'trail by way of localhost': {
      message:
        'Received: from x (one.example.com [192.0.2.1]) by b.example.com (Postfix) with ESMTP id A1\nReceived: from y (localhost.localdomain [127.0.0.1]) by c.example.org (Postfix) with ESMTP id A1\nReceived: from z (three.example.info [192.0.2.3]) by d.example.de (Postfix) with ESMTP id A1\n\nx\n',
      hits: ['T_SENDER'],
    },
    'trail from hotmail to msn': {
      message:
        'Received: from x (one.hotmail.com [192.0.2.1]) by b.example.com (Postfix) with ESMTP id A1\nReceived: from y (two.hotmail.com [192.0.2.2]) by c.msn.com (Postfix) with ESMTP id A1\nReceived: from z (three.example.info [192.0.2.3]) by d.msn.com (Postfix) with ESMTP id A1\n\nx\n',
      hits: ['T_SENDER'],
    },
    'dotcom HELO without rDNS': {
      message: 'Received: from mx.hotmail.com (unknown [192.0.2.1]) by b.example.com (Postfix) with ESMTP id A1\n\nx\n',
      hits: ['T_DOTCOM'],
    },
    'dotcom HELO with rDNS': {
      message:
        'Received: from mx.hotmail.com (a.example.net [192.0.2.1]) by b.example.com (Postfix) with ESMTP id A1\n\nx\n',
      hits: ['T_SENDER'],
    },
    'dotcom HELO above an honest one': {
      message:
        'Received: from mx.hotmail.com (unknown [192.0.2.1]) by b.example.com (Postfix) with ESMTP id A1\nReceived: from y (two.example.net [192.0.2.2]) by c.example.org (Postfix) with ESMTP id A1\n\nx\n',
      hits: ['T_SENDER'],
    },
    'dotcom HELO above a private one': {
      message:
        'Received: from AOL.COM (unknown [192.0.2.1]) by b.example.com (Postfix) with ESMTP id A1\nReceived: from y (two.example.net [10.0.0.2]) by c.example.org (Postfix) with ESMTP id A1\n\nx\n',
      hits: ['T_DOTCOM'],
    },
    'no dotcom HELO': {
      message: 'Received: from nothotmail.com (unknown [192.0.2.1]) by b.example.com (Postfix) with ESMTP id A1\n\nx\n',
      hits: [],
    },
    'From of the domain, and a handover within it': {
      message:
        'Received: from x (law1.hotmail.com [192.0.2.1]) by mc2.hotmail.com (Postfix) with ESMTP id A1\nFrom: a@hotmail.com\n\nx\n',
      hits: ['T_DOMAIN_TRUE', 'T_SENDER'],
    },
    'From of the domain, and none': {
      message:
        'Received: from x (law1.hotmail.com [192.0.2.1]) by mc2.example.com (Postfix) with ESMTP id A1\nFrom: a@hotmail.com\n\nx\n',
      hits: ['T_DOMAIN_FALSE', 'T_SENDER'],
    },
    'From of another domain': {
      message:
        'Received: from x (law1.hotmail.com [192.0.2.1]) by mc2.hotmail.com (Postfix) with ESMTP id A1\nFrom: a@example.com\n\nx\n',
      hits: ['T_SENDER'],
    },
  },
})
