import { testPluginCases } from '../../test/support/plugin-cases.ts'

const RECEIVED = (rdns: string, ip: string) =>
  `Received: from mail.example.com (${rdns} [${ip}])\n\tby mx.local.org (Postfix) with ESMTP id ABC\n\tfor <me@local.org>; Mon, 1 Jan 2024 10:00:00 +0000\n`

testPluginCases('WLBLEval', {
  plugins: ['WLBLEval'],
  cf: `
trusted_networks 10.0.0.0/8
welcomelist_from friend@good.com *@club.org b?b@x.com
unwelcomelist_from b?b@x.com
blocklist_from *@*bad.com
blacklist_from old@name.com
welcomelist_to me@wanted.org
more_spam_to more@wanted.org
all_spam_to all@wanted.org
blocklist_to *@trap.org
welcomelist_from_rcvd *@bank.com bank.com
welcomelist_from_rcvd *@net.com [192.0.2.0/24]
welcomelist_from_rcvd *@classful.com [198.51.100]
welcomelist_from_rcvd *@exact.com [203.0.113.7]
welcomelist_from_rcvd *@relaxed.com relaxed.com
welcomelist_allows_relays *@relaxed.com
def_welcomelist_from_rcvd *@shop.com shop.com
enlist_addrlist (MINE) *@mine.com
enlist_uri_host (LIST) listed.com !not.listed.com 192.0.2.9
blocklist_uri_host evil.com
welcomelist_uri_host fine.com
header T_FROM_BLOCK eval:check_from_in_blocklist()
header T_FROM_BLACK eval:check_from_in_blacklist()
header T_TO_BLOCK eval:check_to_in_blocklist()
header T_TO_BLACK eval:check_to_in_blacklist()
header T_TO_WELCOME eval:check_to_in_welcomelist()
header T_TO_WHITE eval:check_to_in_whitelist()
header T_TO_MORE eval:check_to_in_more_spam()
header T_TO_ALL eval:check_to_in_all_spam()
header T_FROM_LIST eval:check_from_in_list('MINE')
header T_FROM_LIST_SETTING eval:check_from_in_list('blocklist_from')
header T_FROM_LIST_NONE eval:check_from_in_list('NOSUCH')
header T_REPLYTO_LIST eval:check_replyto_in_list('MINE')
header T_TO_LIST eval:check_to_in_list('MINE')
header T_FROM_WELCOME eval:check_from_in_welcomelist()
header T_FROM_WHITE eval:check_from_in_whitelist()
header T_FORGED eval:check_forged_in_welcomelist()
header T_FORGED_OLD eval:check_forged_in_whitelist()
header T_DEF eval:check_from_in_default_welcomelist()
header T_DEF_OLD eval:check_from_in_default_whitelist()
header T_DEF_FORGED eval:check_forged_in_default_welcomelist()
header T_DEF_FORGED_OLD eval:check_forged_in_default_whitelist()
header T_MAILFROM eval:check_mailfrom_matches_rcvd()
header T_URI_LISTED eval:check_uri_host_listed('LIST')
body T_URI_BLOCK eval:check_uri_host_in_blocklist()
body T_URI_BLACK eval:check_uri_host_in_blacklist()
uri T_URI_NO_KIND /nothing-like-this/
body T_URI_WELCOME eval:check_uri_host_in_welcomelist()
body T_URI_WHITE eval:check_uri_host_in_whitelist()
`,
  cases: {
    nobody: { message: 'From: a@b.com\nTo: c@d.org\n\nhi\n', hits: [] },
    friend: {
      message: 'From: Friend <FRIEND@good.com>\nTo: c@d.org\n\nhi\n',
      hits: ['T_FROM_WELCOME', 'T_FROM_WHITE'],
    },
    'club member': { message: 'From: x@club.org\n\nhi\n', hits: ['T_FROM_WELCOME', 'T_FROM_WHITE'] },
    'taken back': { message: 'From: bob@x.com\n\nhi\n', hits: [] },
    'bad sender': {
      message: 'From: x@verybad.com\n\nhi\n',
      hits: ['T_FROM_BLACK', 'T_FROM_BLOCK', 'T_FROM_LIST_SETTING'],
    },
    'bad envelope sender': {
      message: 'Return-Path: <x@bad.com>\nFrom: y@fine.org\n\nhi\n',
      hits: ['T_FROM_BLACK', 'T_FROM_BLOCK', 'T_FROM_LIST_SETTING'],
    },
    'resent by a friend': {
      message: 'Resent-From: friend@good.com\nFrom: x@bad.com\n\nhi\n',
      hits: ['T_FROM_WELCOME', 'T_FROM_WHITE'],
    },
    'old name': {
      message: 'From: old@name.com\n\nhi\n',
      hits: ['T_FROM_BLACK', 'T_FROM_BLOCK', 'T_FROM_LIST_SETTING'],
    },
    'wanted recipients': {
      message: 'To: me@wanted.org, more@wanted.org\nCc: all@wanted.org\n\nhi\n',
      hits: ['T_TO_ALL', 'T_TO_MORE', 'T_TO_WELCOME', 'T_TO_WHITE'],
    },
    'trap recipient': { message: 'X-Original-To: q@trap.org\n\nhi\n', hits: ['T_TO_BLACK', 'T_TO_BLOCK'] },
    'recipient in Received': {
      message: `${RECEIVED('a.com', '192.0.2.1').replace('me@local.org', 'x@trap.org')}To: a@b.com\n\nhi\n`,
      hits: ['T_TO_BLACK', 'T_TO_BLOCK'],
    },
    'named lists': {
      message: 'From: a@mine.com\nReply-To: b@mine.com\nTo: c@mine.com\n\nhi\n',
      hits: ['T_FROM_LIST', 'T_REPLYTO_LIST', 'T_TO_LIST'],
    },
    'bank through its relay': {
      message: `${RECEIVED('out.bank.com', '192.0.2.1')}From: a@bank.com\n\nhi\n`,
      hits: ['T_FROM_WELCOME', 'T_FROM_WHITE'],
    },
    'bank through another relay': {
      message: `${RECEIVED('out.notbank.com', '192.0.2.1')}From: a@bank.com\n\nhi\n`,
      hits: ['T_FORGED', 'T_FORGED_OLD'],
    },
    'bank without relay': { message: 'From: a@bank.com\n\nhi\n', hits: [] },
    'net by its address': {
      message: `${RECEIVED('a.com', '192.0.2.77')}From: a@net.com\n\nhi\n`,
      hits: ['T_FROM_WELCOME', 'T_FROM_WHITE'],
    },
    'net by another address': {
      message: `${RECEIVED('a.com', '192.0.3.77')}From: a@net.com\n\nhi\n`,
      hits: ['T_FORGED', 'T_FORGED_OLD'],
    },
    'classful net': {
      message: `${RECEIVED('a.com', '198.51.100.3')}From: a@classful.com\n\nhi\n`,
      hits: ['T_FROM_WELCOME', 'T_FROM_WHITE'],
    },
    'exact address': {
      message: `${RECEIVED('a.com', '203.0.113.7')}From: a@exact.com\n\nhi\n`,
      hits: ['T_FROM_WELCOME', 'T_FROM_WHITE'],
    },
    'other relays allowed': { message: `${RECEIVED('a.com', '203.0.113.7')}From: a@relaxed.com\n\nhi\n`, hits: [] },
    'shop by default': {
      message: `${RECEIVED('mx.shop.com', '203.0.113.7')}From: a@shop.com\n\nhi\n`,
      hits: ['T_DEF', 'T_DEF_OLD'],
    },
    'shop forged': {
      message: `${RECEIVED('mx.other.com', '203.0.113.7')}From: a@shop.com\n\nhi\n`,
      hits: ['T_DEF_FORGED', 'T_DEF_FORGED_OLD'],
    },
    'sender in the domain of its relay': {
      message: `Return-Path: <x@news.shop.co.uk>\n${RECEIVED('mx.shop.co.uk', '203.0.113.7')}From: a@b.com\n\nhi\n`,
      hits: ['T_MAILFROM'],
    },
    'a listed host': { message: 'From: a@b.com\n\nsee http://www.listed.com/x\n', hits: ['T_URI_LISTED'] },
    'an excepted host': { message: 'From: a@b.com\n\nsee http://not.listed.com/x\n', hits: [] },
    'a listed address': { message: 'From: a@b.com\n\nsee http://192.0.2.9/x\n', hits: ['T_URI_LISTED'] },
    'hosts of both kinds': {
      message: 'From: a@b.com\n\nhttp://www.evil.com/ http://fine.com/\n',
      hits: ['T_URI_BLACK', 'T_URI_BLOCK', 'T_URI_WELCOME', 'T_URI_WHITE'],
    },
  },
})
