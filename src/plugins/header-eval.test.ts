import { testPluginCases } from '../../test/support/plugin-cases.ts'

testPluginCases('HeaderEval', {
  plugins: ['HeaderEval'],
  cf: `
ok_locales en
header T_AOL eval:check_for_fake_aol_relay_in_rcvd()
header T_FARAWAY eval:check_for_faraway_charset_in_headers()
header T_UNIQUE eval:check_for_unique_subject_id()
header T_ILLEGAL_SUBJ eval:check_illegal_chars('Subject','0.00','2')
header T_ILLEGAL_FROM eval:check_illegal_chars('From','0.20','2')
header T_ILLEGAL_ALL eval:check_illegal_chars('ALL','0.02','2')
header T_HOTMAIL eval:check_for_forged_hotmail_received_headers()
header T_NO_HOTMAIL eval:check_for_no_hotmail_received_headers()
header T_MSN eval:check_for_msn_groups_headers()
header T_EUDORA eval:check_for_forged_eudoramail_received_headers()
header T_YAHOO eval:check_for_forged_yahoo_received_headers()
header T_JUNO eval:check_for_forged_juno_received_headers()
header T_GMAIL eval:check_for_forged_gmail_received_headers()
header T_SAME_SENDER eval:check_for_matching_env_and_hdr_from()
header T_SORTED eval:sorted_recipients()
header T_SIMILAR eval:similar_recipients('0.3','undef')
header T_SIMILAR_SOME eval:similar_recipients('0.1','0.3')
header T_NO_TO eval:check_for_missing_to_header()
header T_GW05 eval:check_for_forged_gw05_received_headers()
header T_PAST_3_6 eval:check_for_shifted_date('-6','-3')
header T_PAST_96 eval:check_for_shifted_date('undef','-96')
header T_FUTURE_3_6 eval:check_for_shifted_date('3','6')
header T_CAPS eval:subject_is_all_caps()
header T_TO_USER eval:check_for_to_in_subject('user')
header T_TO_ADDRESS eval:check_for_to_in_subject('address')
header T_OUTLOOK eval:check_outlook_message_id()
header T_NO_MSGID eval:check_messageid_not_usable()
header T_TWO_SUBJECTS eval:check_header_count_range('Subject','2','999')
header T_TEMPLATE eval:check_unresolved_template()
header T_NAME_ID eval:check_ratware_name_id()
header T_ENVELOPE eval:check_ratware_envelope_from()
header T_REMOVED eval:gated_through_received_hdr_remover()
header T_OLD eval:received_within_months('6','undef')
header T_RECENT eval:received_within_months('undef','6')
header T_DOMAINS eval:check_equal_from_domains()
`,
  cases: {
    'nothing odd': {
      message:
        'Received: from mx.example.net (mx.example.net [192.0.2.1]) by in.example.org (Postfix) with ESMTP id A1; Mon, 3 Mar 2014 10:00:00 +0000\nDate: Mon, 3 Mar 2014 10:00:00 +0000\nFrom: a@example.com\nTo: b@example.net\nSubject: hello there\n\nx\n',
      hits: ['T_OLD'],
    },
    'no headers': {
      message: '\nx\n',
      hits: ['T_NO_MSGID', 'T_NO_TO', 'T_OLD', 'T_REMOVED', 'T_SAME_SENDER'],
    },
    'an AOL relay that is none': {
      message:
        'Received: from rly-ab12.mx.aol.com (x [192.0.2.1]) by in.example.org with SMTP; Mon, 3 Mar 2014 10:00:00 +0000\nTo: a@b.com\n\nx\n',
      hits: ['T_AOL', 'T_OLD', 'T_SAME_SENDER'],
    },
    'an AOL relay': {
      message:
        'Received: from rly-ab12.mx.aol.com (x [192.0.2.1]) by in.example.org (8.8.8/8.8.8/AOL-5.0.0) with ESMTP; Mon, 3 Mar 2014 10:00:00 +0000\nTo: a@b.com\n\nx\n',
      hits: ['T_OLD', 'T_SAME_SENDER'],
    },
    'faraway charset in From': {
      message:
        'Received: from mx.example.net (mx.example.net [192.0.2.1]) by in.example.org (Postfix) with ESMTP id A1; Mon, 3 Mar 2014 10:00:00 +0000\nFrom: =?koi8-r?B?8NLJ18XU?= <a@example.com>\nTo: b@c.com\n\nx\n',
      hits: ['T_FARAWAY', 'T_OLD'],
    },
    'faraway charset in a later word of Subject': {
      message:
        'Received: from mx.example.net (mx.example.net [192.0.2.1]) by in.example.org (Postfix) with ESMTP id A1; Mon, 3 Mar 2014 10:00:00 +0000\nSubject: =?us-ascii?Q?a?= =?gb2312?B?xOO6ww==?=\nTo: b@c.com\n\nx\n',
      hits: ['T_FARAWAY', 'T_OLD', 'T_SAME_SENDER'],
    },
    'known charset': {
      message:
        'Received: from mx.example.net (mx.example.net [192.0.2.1]) by in.example.org (Postfix) with ESMTP id A1; Mon, 3 Mar 2014 10:00:00 +0000\nSubject: =?iso-8859-1?Q?caf=E9?=\nTo: b@c.com\n\nx\n',
      hits: ['T_OLD', 'T_SAME_SENDER'],
    },
    'raw bytes in Subject': {
      message:
        'Received: from mx.example.net (mx.example.net [192.0.2.1]) by in.example.org (Postfix) with ESMTP id A1; Mon, 3 Mar 2014 10:00:00 +0000\nSubject: caf\xe9 cr\xe8me\nTo: b@c.com\n\nx\n',
      hits: ['T_ILLEGAL_SUBJ', 'T_OLD', 'T_SAME_SENDER'],
    },
    'one pound sign in Subject': {
      message:
        'Received: from mx.example.net (mx.example.net [192.0.2.1]) by in.example.org (Postfix) with ESMTP id A1; Mon, 3 Mar 2014 10:00:00 +0000\nSubject: \xa3100 caf\xe9\nTo: b@c.com\n\nx\n',
      hits: ['T_OLD', 'T_SAME_SENDER'],
    },
    'UTF-8 in Subject': {
      message:
        'Received: from mx.example.net (mx.example.net [192.0.2.1]) by in.example.org (Postfix) with ESMTP id A1; Mon, 3 Mar 2014 10:00:00 +0000\nSubject: caf\xc3\xa9 cr\xc3\xa8me\nTo: b@c.com\n\nx\n',
      hits: ['T_OLD', 'T_SAME_SENDER'],
    },
    'UTF-8 and a control char in Subject': {
      message:
        'Received: from mx.example.net (mx.example.net [192.0.2.1]) by in.example.org (Postfix) with ESMTP id A1; Mon, 3 Mar 2014 10:00:00 +0000\nSubject: caf\xc3\xa9\x01 cr\xc3\xa8me\nTo: b@c.com\n\nx\n',
      hits: ['T_ILLEGAL_ALL', 'T_ILLEGAL_SUBJ', 'T_OLD', 'T_SAME_SENDER'],
    },
    'raw bytes in From': {
      message:
        'Received: from mx.example.net (mx.example.net [192.0.2.1]) by in.example.org (Postfix) with ESMTP id A1; Mon, 3 Mar 2014 10:00:00 +0000\nFrom: \xc4\xc5\xc6\xc7 <a@b.com>\nTo: b@c.com\n\nx\n',
      hits: ['T_ILLEGAL_ALL', 'T_ILLEGAL_FROM', 'T_OLD'],
    },
    'forged Hotmail': {
      message:
        'Received: from mx.hotmail.com (a.example.net [192.0.2.1]) by in.example.org (Postfix) with ESMTP id A1; Mon, 3 Mar 2014 10:00:00 +0000\nFrom: a@hotmail.com\nTo: b@c.com\n\nx\n',
      hits: ['T_HOTMAIL', 'T_OLD'],
    },
    'From Hotmail without Hotmail': {
      message:
        'Received: from mx.example.net (mx.example.net [192.0.2.1]) by in.example.org (Postfix) with ESMTP id A1; Mon, 3 Mar 2014 10:00:00 +0000\nFrom: a@hotmail.com\nTo: b@c.com\n\nx\n',
      hits: ['T_NO_HOTMAIL', 'T_OLD'],
    },
    Hotmail: {
      message:
        'Received: from hotmail.com (f135.law8.hotmail.com [192.0.2.1]) by in.example.org (8.11) with ESMTP id A1; Mon, 3 Mar 2014 10:00:00 +0000\nX-Originating-IP: [192.0.2.9]\nFrom: a@hotmail.com\nTo: b@c.com\n\nx\n',
      hits: ['T_OLD'],
    },
    'Hotmail by Outlook': {
      message:
        'Received: from EUR01.outbound.protection.outlook.com (mail-oln.outbound.protection.outlook.com [192.0.2.1]) by in.example.org (Postfix) with ESMTP id A1; Mon, 3 Mar 2014 10:00:00 +0000\nX-OriginatorOrg: hotmail.com\nFrom: a@hotmail.com\nTo: b@c.com\n\nx\n',
      hits: ['T_OLD'],
    },
    'Hotmail by pickup': {
      message:
        'Received: from mail pickup service by hotmail.com with Microsoft SMTPSVC; Mon, 3 Mar 2014 10:00:00 +0000\nFrom: a@hotmail.com\nTo: b@c.com\n\nx\n',
      hits: ['T_OLD'],
    },
    'MSN group': {
      message:
        'Return-Path: <List-bounce@groups.msn.com>\nReceived: from mail pickup service by p04.groups.msn.com with Microsoft SMTPSVC; Mon, 3 Mar 2014 10:00:00 +0000\nMessage-Id: <List-101@groups.msn.com>\nFrom: a@hotmail.com\nTo: "L" <List@groups.msn.com>\n\nx\n',
      hits: ['T_DOMAINS', 'T_MSN', 'T_OLD'],
    },
    'MSN notification': {
      message:
        'Received: from mail pickup service by p04.groups.msn.com with Microsoft SMTPSVC; Mon, 3 Mar 2014 10:00:00 +0000\nMessage-Id: <TK2@p04.groups.msn.com>\nFrom: a@hotmail.com\nTo: "L" <notifications@groups.msn.com>\n\nx\n',
      hits: ['T_MSN', 'T_OLD'],
    },
    'forged Eudoramail': {
      message:
        'Received: from mx.example.net (mx.example.net [192.0.2.1]) by in.example.org (Postfix) with ESMTP id A1; Mon, 3 Mar 2014 10:00:00 +0000\nFrom: a@eudoramail.com\nTo: b@c.com\n\nx\n',
      hits: ['T_EUDORA', 'T_OLD'],
    },
    Eudoramail: {
      message:
        'Received: from Unknown/Local ([?.?.?.?]) by shared1-mail.whowhere.com; Thu Nov 29 13:44:25 2001\nX-Sender-Ip: 192.0.2.21\nFrom: a@eudoramail.com\nTo: b@c.com\n\nx\n',
      hits: ['T_OLD'],
    },
    'forged Yahoo': {
      message:
        'Received: from mx.example.net (mx.example.net [192.0.2.1]) by in.example.org (Postfix) with ESMTP id A1; Mon, 3 Mar 2014 10:00:00 +0000\nFrom: a@yahoo.com\nTo: b@c.com\n\nx\n',
      hits: ['T_OLD', 'T_YAHOO'],
    },
    'Yahoo webmail': {
      message:
        'Received: from [192.0.2.1] by web40310.mail.yahoo.com via HTTP; Mon, 3 Mar 2014 10:00:00 +0000\nFrom: a@yahoo.com\nTo: b@c.com\n\nx\n',
      hits: ['T_OLD'],
    },
    'Yahoo by rDNS': {
      message:
        'Received: from x (mta1.mail.yahoo.com [192.0.2.1]) by in.example.org (Postfix) with ESMTP id A1; Mon, 3 Mar 2014 10:00:00 +0000\nFrom: a@yahoo.com\nTo: b@c.com\n\nx\n',
      hits: ['T_OLD'],
    },
    'Yahoo resent': {
      message:
        'Received: from mx.example.net (mx.example.net [192.0.2.1]) by in.example.org (Postfix) with ESMTP id A1; Mon, 3 Mar 2014 10:00:00 +0000\nX-Received: from [192.0.2.1] by web1.mail.yahoo.com via HTTP\nResent-From: a@b.com\nResent-To: c@d.com\nFrom: a@yahoo.com\nTo: b@c.com\n\nx\n',
      hits: ['T_OLD'],
    },
    'forged Juno': {
      message:
        'Received: from mx.example.net (mx.example.net [192.0.2.1]) by in.example.org (Postfix) with ESMTP id A1; Mon, 3 Mar 2014 10:00:00 +0000\nFrom: a@juno.com\nTo: b@c.com\n\nx\n',
      hits: ['T_JUNO', 'T_OLD'],
    },
    'forged Juno with address': {
      message:
        'Received: from mx.example.net (mx.example.net [192.0.2.1]) by in.example.org (Postfix) with ESMTP id A1; Mon, 3 Mar 2014 10:00:00 +0000\nX-Originating-IP: 192.0.2.9\nX-Mailer: Juno 5.0\nFrom: a@juno.com\nTo: b@c.com\n\nx\n',
      hits: ['T_JUNO', 'T_OLD'],
    },
    Juno: {
      message:
        'Received: from m1.juno.com (m1.juno.com [192.0.2.1]) by in.example.org (8.11) with SMTP; Mon, 3 Mar 2014 10:00:00 +0000\nX-Originating-IP: 192.0.2.9\nX-Mailer: Juno 5.0\nFrom: a@juno.com\nTo: b@c.com\n\nx\n',
      hits: ['T_OLD'],
    },
    'Juno by another program': {
      message:
        'Received: from m1.juno.com (m1.juno.com [192.0.2.1]) by in.example.org (8.11) with SMTP; Mon, 3 Mar 2014 10:00:00 +0000\nX-Originating-IP: 192.0.2.9\nX-Mailer: Other 5.0\nFrom: a@juno.com\nTo: b@c.com\n\nx\n',
      hits: ['T_JUNO', 'T_OLD'],
    },
    'forged Gmail': {
      message:
        'Received: from mx.example.net (mx.example.net [192.0.2.1]) by in.example.org (Postfix) with ESMTP id A1; Mon, 3 Mar 2014 10:00:00 +0000\nFrom: a@gmail.com\nTo: b@c.com\n\nx\n',
      hits: ['T_GMAIL', 'T_OLD'],
    },
    Gmail: {
      message:
        'Received: from mx.example.net (mx.example.net [192.0.2.1]) by in.example.org (Postfix) with ESMTP id A1; Mon, 3 Mar 2014 10:00:00 +0000\nX-Received: by 10.1.2.3 with SMTP id abc; Mon, 3 Mar 2014 10:00:00 +0000\nFrom: a@gmail.com\nTo: b@c.com\n\nx\n',
      hits: ['T_OLD'],
    },
    'Gmail by IPv6': {
      message:
        'Received: from mx.example.net (mx.example.net [192.0.2.1]) by in.example.org (Postfix) with ESMTP id A1; Mon, 3 Mar 2014 10:00:00 +0000\nX-Received: by 2002:a17:906:1::1 with SMTP id abc; Mon, 3 Mar 2014 10:00:00 +0000\nFrom: a@gmail.com\nTo: b@c.com\n\nx\n',
      hits: ['T_OLD'],
    },
    'Gmail by its own headers': {
      message:
        'Received: from mx.example.net (mx.example.net [192.0.2.1]) by in.example.org (Postfix) with ESMTP id A1; Mon, 3 Mar 2014 10:00:00 +0000\nX-Gm-Message-State: AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\nX-Google-Smtp-Source: BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB\nFrom: a@gmail.com\nTo: b@c.com\n\nx\n',
      hits: ['T_OLD'],
    },
    'Gmail by headers too short': {
      message:
        'Received: from mx.example.net (mx.example.net [192.0.2.1]) by in.example.org (Postfix) with ESMTP id A1; Mon, 3 Mar 2014 10:00:00 +0000\nX-Gm-Message-State: AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\nX-Google-Smtp-Source: BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB\nFrom: a@gmail.com\nTo: b@c.com\n\nx\n',
      hits: ['T_GMAIL', 'T_OLD'],
    },
    'same sender': {
      message:
        'Return-Path: <A@example.com>\nReceived: from mx.example.net (mx.example.net [192.0.2.1]) by in.example.org (Postfix) with ESMTP id A1; Mon, 3 Mar 2014 10:00:00 +0000\nFrom: a@Example.com\nTo: b@c.com\n\nx\n',
      hits: ['T_OLD', 'T_SAME_SENDER'],
    },
    'other sender of the domain': {
      message:
        'Return-Path: <b@mail.example.com>\nReceived: from mx.example.net (mx.example.net [192.0.2.1]) by in.example.org (Postfix) with ESMTP id A1; Mon, 3 Mar 2014 10:00:00 +0000\nFrom: a@www.example.com\nTo: b@c.com\n\nx\n',
      hits: ['T_OLD'],
    },
    'other domain': {
      message:
        'Return-Path: <b@example.net>\nReceived: from mx.example.net (mx.example.net [192.0.2.1]) by in.example.org (Postfix) with ESMTP id A1; Mon, 3 Mar 2014 10:00:00 +0000\nFrom: a@example.com\nTo: b@c.com\n\nx\n',
      hits: ['T_DOMAINS', 'T_OLD'],
    },
    'sorted recipients': {
      message:
        'Received: from mx.example.net (mx.example.net [192.0.2.1]) by in.example.org (Postfix) with ESMTP id A1; Mon, 3 Mar 2014 10:00:00 +0000\nTo: aa@a.com, bb@b.com, cc@c.com, dd@d.com, ee@e.com, ff@f.com, gg@g.com\n\nx\n',
      hits: ['T_OLD', 'T_SAME_SENDER', 'T_SORTED'],
    },
    'six sorted recipients': {
      message:
        'Received: from mx.example.net (mx.example.net [192.0.2.1]) by in.example.org (Postfix) with ESMTP id A1; Mon, 3 Mar 2014 10:00:00 +0000\nTo: aa@a.com, bb@b.com, cc@c.com, dd@d.com, ee@e.com, ff@f.com\n\nx\n',
      hits: ['T_OLD', 'T_SAME_SENDER'],
    },
    'unsorted recipients': {
      message:
        'Received: from mx.example.net (mx.example.net [192.0.2.1]) by in.example.org (Postfix) with ESMTP id A1; Mon, 3 Mar 2014 10:00:00 +0000\nTo: aa@a.com, bb@b.com, cc@c.com, dd@d.com, ff@f.com, ee@e.com, gg@g.com\n\nx\n',
      hits: ['T_OLD', 'T_SAME_SENDER'],
    },
    'similar recipients': {
      message:
        'Received: from mx.example.net (mx.example.net [192.0.2.1]) by in.example.org (Postfix) with ESMTP id A1; Mon, 3 Mar 2014 10:00:00 +0000\nTo: joa@ex.com, job@ey.com, joc@ez.com, jod@exa.com, joe@exb.com\n\nx\n',
      hits: ['T_OLD', 'T_SAME_SENDER', 'T_SIMILAR'],
    },
    'somewhat similar recipients': {
      message:
        'Received: from mx.example.net (mx.example.net [192.0.2.1]) by in.example.org (Postfix) with ESMTP id A1; Mon, 3 Mar 2014 10:00:00 +0000\nTo: joa@x.com, job@y.com\nCc: kl@z.com, mn@za.com\nBcc: op@exb.com\n\nx\n',
      hits: ['T_OLD', 'T_SAME_SENDER', 'T_SIMILAR_SOME'],
    },
    'recipients of one host': {
      message:
        'Received: from mx.example.net (mx.example.net [192.0.2.1]) by in.example.org (Postfix) with ESMTP id A1; Mon, 3 Mar 2014 10:00:00 +0000\nTo: aa@x.com, bb@x.com, cc@x.com, dd@x.com, ee@x.com\n\nx\n',
      hits: ['T_OLD', 'T_SAME_SENDER'],
    },
    'no recipients': {
      message:
        'Received: from mx.example.net (mx.example.net [192.0.2.1]) by in.example.org (Postfix) with ESMTP id A1; Mon, 3 Mar 2014 10:00:00 +0000\nFrom: a@example.com\n\nx\n',
      hits: ['T_NO_TO', 'T_OLD'],
    },
    'Apparently-To': {
      message:
        'Received: from mx.example.net (mx.example.net [192.0.2.1]) by in.example.org (Postfix) with ESMTP id A1; Mon, 3 Mar 2014 10:00:00 +0000\nApparently-To: a@example.com\n\nx\n',
      hits: ['T_OLD', 'T_SAME_SENDER'],
    },
    gw05: {
      message:
        'Received: from mx.example.net (mx.example.net [192.0.2.1]) by in.example.org (Postfix) with ESMTP id A1; Mon, 3 Mar 2014 10:00:00 +0000\nReceived: \nReceived: from mail3.example.com by gw05 with ESMTP; Thu, 21 Jun 2001 02:28:32 -0400\nTo: a@b.com\n\nx\n',
      hits: ['T_GW05', 'T_OLD', 'T_SAME_SENDER'],
    },
    'Date four hours behind': {
      message:
        'Received: from mx.example.net (mx.example.net [192.0.2.1]) by in.example.org (Postfix) with ESMTP id A1; Mon, 3 Mar 2014 10:00:00 +0000\nDate: Mon, 3 Mar 2014 06:00:00 +0000\nTo: b@c.com\n\nx\n',
      hits: ['T_OLD', 'T_PAST_3_6', 'T_SAME_SENDER'],
    },
    'Date four hours ahead': {
      message:
        'Received: from mx.example.net (mx.example.net [192.0.2.1]) by in.example.org (Postfix) with ESMTP id A1; Mon, 3 Mar 2014 10:00:00 +0000\nDate: Mon, 3 Mar 2014 14:00:00 +0000\nTo: b@c.com\n\nx\n',
      hits: ['T_FUTURE_3_6', 'T_OLD', 'T_SAME_SENDER'],
    },
    'Date years behind': {
      message:
        'Received: from mx.example.net (mx.example.net [192.0.2.1]) by in.example.org (Postfix) with ESMTP id A1; Mon, 3 Mar 2014 10:00:00 +0000\nDate: Mon, 3 Mar 2003 14:00:00 +0000\nTo: b@c.com\n\nx\n',
      hits: ['T_OLD', 'T_PAST_96', 'T_SAME_SENDER'],
    },
    'Resent-Date counts first': {
      message:
        'Received: from mx.example.net (mx.example.net [192.0.2.1]) by in.example.org (Postfix) with ESMTP id A1; Mon, 3 Mar 2014 10:00:00 +0000\nResent-Date: Mon, 3 Mar 2014 14:00:00 +0000\nDate: Mon, 3 Mar 2014 10:00:00 +0000\nTo: b@c.com\n\nx\n',
      hits: ['T_FUTURE_3_6', 'T_OLD', 'T_SAME_SENDER'],
    },
    'nearest Received counts': {
      message:
        'Received: from mx.example.net (mx.example.net [192.0.2.1]) by in.example.org (Postfix) with ESMTP id A1; Mon, 3 Mar 2014 10:00:00 +0000\nReceived: from a (b [192.0.2.2]) by c (Postfix) with ESMTP id A2; Mon, 3 Mar 2014 06:00:00 +0000\nDate: Mon, 3 Mar 2014 06:30:00 +0000\nTo: b@c.com\n\nx\n',
      hits: ['T_OLD', 'T_SAME_SENDER'],
    },
    'the oldest Received repeats Date': {
      message:
        'Received: from mx.example.net (mx.example.net [192.0.2.1]) by in.example.org (Postfix) with ESMTP id A1; Mon, 3 Mar 2014 10:00:00 +0000\nReceived: from a (b [192.0.2.2]) by c (Postfix) with ESMTP id A2; Mon, 3 Mar 2014 06:00:00 +0000\nDate: Mon, 3 Mar 2014 06:00:00 +0000\nTo: b@c.com\n\nx\n',
      hits: ['T_OLD', 'T_PAST_3_6', 'T_SAME_SENDER'],
    },
    'fetched later': {
      message:
        'Received: from localhost (localhost [127.0.0.1]) by pc (Postfix) with ESMTP id A0; Mon, 3 Mar 2014 16:00:00 +0000\nReceived: from pop [127.0.0.1] by localhost with IMAP (fetchmail-5.9.0); Mon, 3 Mar 2014 16:00:00 +0000\nReceived: from mx.example.net (mx.example.net [192.0.2.1]) by in.example.org (Postfix) with ESMTP id A1; Mon, 3 Mar 2014 10:00:00 +0000\nDate: Mon, 3 Mar 2014 14:30:00 +0000\nTo: b@c.com\n\nx\n',
      hits: ['T_FUTURE_3_6', 'T_OLD', 'T_SAME_SENDER'],
    },
    'Subject in capitals': {
      message:
        'Received: from mx.example.net (mx.example.net [192.0.2.1]) by in.example.org (Postfix) with ESMTP id A1; Mon, 3 Mar 2014 10:00:00 +0000\nSubject: Re: BUY THIS NOW\nTo: b@c.com\n\nx\n',
      hits: ['T_CAPS', 'T_OLD', 'T_SAME_SENDER'],
    },
    'short Subject in capitals': {
      message:
        'Received: from mx.example.net (mx.example.net [192.0.2.1]) by in.example.org (Postfix) with ESMTP id A1; Mon, 3 Mar 2014 10:00:00 +0000\nSubject: BUY THIS\nTo: b@c.com\n\nx\n',
      hits: ['T_OLD', 'T_SAME_SENDER'],
    },
    'one word in capitals': {
      message:
        'Received: from mx.example.net (mx.example.net [192.0.2.1]) by in.example.org (Postfix) with ESMTP id A1; Mon, 3 Mar 2014 10:00:00 +0000\nSubject: BUYTHISRIGHTNOW\nTo: b@c.com\n\nx\n',
      hits: ['T_OLD', 'T_SAME_SENDER'],
    },
    'capitals of a charset': {
      message:
        'Received: from mx.example.net (mx.example.net [192.0.2.1]) by in.example.org (Postfix) with ESMTP id A1; Mon, 3 Mar 2014 10:00:00 +0000\nSubject: =?koi8-r?Q?BUY_THIS_NOW_AND?=\nTo: b@c.com\n\nx\n',
      hits: ['T_FARAWAY', 'T_OLD', 'T_SAME_SENDER'],
    },
    'user in Subject': {
      message:
        'Received: from mx.example.net (mx.example.net [192.0.2.1]) by in.example.org (Postfix) with ESMTP id A1; Mon, 3 Mar 2014 10:00:00 +0000\nSubject: joe, your money\nTo: joe@c.com\n\nx\n',
      hits: ['T_OLD', 'T_SAME_SENDER', 'T_TO_USER'],
    },
    'user in Subject, of other case': {
      message:
        'Received: from mx.example.net (mx.example.net [192.0.2.1]) by in.example.org (Postfix) with ESMTP id A1; Mon, 3 Mar 2014 10:00:00 +0000\nSubject: JOE, your money\nTo: joe@c.com\n\nx\n',
      hits: ['T_OLD', 'T_SAME_SENDER'],
    },
    'user alone in Subject': {
      message:
        'Received: from mx.example.net (mx.example.net [192.0.2.1]) by in.example.org (Postfix) with ESMTP id A1; Mon, 3 Mar 2014 10:00:00 +0000\nSubject: JOE\nTo: joe@c.com\n\nx\n',
      hits: ['T_OLD', 'T_SAME_SENDER', 'T_TO_USER'],
    },
    'user behind Re': {
      message:
        'Received: from mx.example.net (mx.example.net [192.0.2.1]) by in.example.org (Postfix) with ESMTP id A1; Mon, 3 Mar 2014 10:00:00 +0000\nSubject: re: hello joe\nTo: joe@c.com\n\nx\n',
      hits: ['T_OLD', 'T_SAME_SENDER', 'T_TO_USER'],
    },
    'address in Subject': {
      message:
        'Received: from mx.example.net (mx.example.net [192.0.2.1]) by in.example.org (Postfix) with ESMTP id A1; Mon, 3 Mar 2014 10:00:00 +0000\nSubject: money for Joe@C.com now\nTo: joe@c.com\n\nx\n',
      hits: ['T_OLD', 'T_SAME_SENDER', 'T_TO_ADDRESS'],
    },
    'part of an address in Subject': {
      message:
        'Received: from mx.example.net (mx.example.net [192.0.2.1]) by in.example.org (Postfix) with ESMTP id A1; Mon, 3 Mar 2014 10:00:00 +0000\nSubject: money for bjoe@c.com now\nTo: joe@c.com\n\nx\n',
      hits: ['T_OLD', 'T_SAME_SENDER'],
    },
    'Outlook message ID of another time': {
      message:
        'Received: from mx.example.net (mx.example.net [192.0.2.1]) by in.example.org (Postfix) with ESMTP id A1; Mon, 3 Mar 2014 10:00:00 +0000\nDate: Mon, 3 Mar 2014 10:00:00 +0000\nMessage-Id: <000001c2a1b2$12345678$9abcdef0@pc>\nTo: b@c.com\n\nx\n',
      hits: ['T_OLD', 'T_OUTLOOK', 'T_SAME_SENDER'],
    },
    'Outlook message ID': {
      message:
        'Received: from mx.example.net (mx.example.net [192.0.2.1]) by in.example.org (Postfix) with ESMTP id A1; Mon, 3 Mar 2014 10:00:00 +0000\nDate: Mon, 3 Mar 2014 10:00:00 +0000\nMessage-Id: <000001cf36c7$12345678$9abcdef0@pc>\nTo: b@c.com\n\nx\n',
      hits: ['T_OLD', 'T_SAME_SENDER'],
    },
    'Outlook message ID of the time of Received': {
      message:
        'Received: from mx.example.net (mx.example.net [192.0.2.1]) by in.example.org (Postfix) with ESMTP id A1; Mon, 3 Mar 2014 10:00:00 +0000\nDate: Mon, 3 Mar 2008 10:00:00 +0000\nMessage-Id: <000001cf36c7$12345678$9abcdef0@pc>\nTo: b@c.com\n\nx\n',
      hits: ['T_OLD', 'T_PAST_96', 'T_SAME_SENDER'],
    },
    'list that changes message IDs': {
      message:
        'Received: from mx.example.net (mx.example.net [192.0.2.1]) by in.example.org (Postfix) with ESMTP id A1; Mon, 3 Mar 2014 10:00:00 +0000\nList-Unsubscribe: <mailto:leave-x-1@example.com>\nTo: b@c.com\n\nx\n',
      hits: ['T_NO_MSGID', 'T_OLD', 'T_SAME_SENDER'],
    },
    'server that changes message IDs': {
      message:
        'Received: from a (b [192.0.2.1]) by c (iPlanet Messaging Server 5.2) with ESMTP; Mon, 3 Mar 2014 10:00:00 +0000\nTo: b@c.com\n\nx\n',
      hits: ['T_NO_MSGID', 'T_OLD', 'T_SAME_SENDER'],
    },
    'two subjects': {
      message:
        'Received: from mx.example.net (mx.example.net [192.0.2.1]) by in.example.org (Postfix) with ESMTP id A1; Mon, 3 Mar 2014 10:00:00 +0000\nSubject: a\nSubject: b\nTo: b@c.com\n\nx\n',
      hits: ['T_OLD', 'T_SAME_SENDER', 'T_TWO_SUBJECTS'],
    },
    'one subject twice': {
      message:
        'Received: from mx.example.net (mx.example.net [192.0.2.1]) by in.example.org (Postfix) with ESMTP id A1; Mon, 3 Mar 2014 10:00:00 +0000\nSubject: a\nSubject: a\nTo: b@c.com\n\nx\n',
      hits: ['T_OLD', 'T_SAME_SENDER'],
    },
    template: {
      message:
        'Received: from mx.example.net (mx.example.net [192.0.2.1]) by in.example.org (Postfix) with ESMTP id A1; Mon, 3 Mar 2014 10:00:00 +0000\nX-Mailer: %RND_TXT\nTo: b@c.com\n\nx\n',
      hits: ['T_OLD', 'T_SAME_SENDER', 'T_TEMPLATE'],
    },
    'template where it may stand': {
      message:
        'Received: from mx.example.net (mx.example.net [192.0.2.1]) by in.example.org (Postfix) with ESMTP id A1; Mon, 3 Mar 2014 10:00:00 +0000\nSubject: 100%OFF %RND_TXT\nTo: b@c.com\n\nx\n',
      hits: ['T_CAPS', 'T_OLD', 'T_SAME_SENDER'],
    },
    'ratware message ID': {
      message:
        'Received: from mx.example.net (mx.example.net [192.0.2.1]) by in.example.org (Postfix) with ESMTP id A1; Mon, 3 Mar 2014 10:00:00 +0000\nMessage-Id: <ABCDEFGHIJKLMNOPQRSTUVWXYZAB.a@example.com>\nFrom: "Joe" <a@example.com>\nTo: b@c.com\n\nx\n',
      hits: ['T_NAME_ID', 'T_OLD'],
    },
    'ratware envelope sender': {
      message:
        'Return-Path: <x-example.com.joe@spam.net>\nReceived: from mx.example.net (mx.example.net [192.0.2.1]) by in.example.org (Postfix) with ESMTP id A1; Mon, 3 Mar 2014 10:00:00 +0000\nTo: joe@mail.example.com\n\nx\n',
      hits: ['T_ENVELOPE', 'T_OLD'],
    },
    'SRS envelope sender': {
      message:
        'Return-Path: <SRS0=x-example.com.joe@spam.net>\nReceived: from mx.example.net (mx.example.net [192.0.2.1]) by in.example.org (Postfix) with ESMTP id A1; Mon, 3 Mar 2014 10:00:00 +0000\nTo: joe@mail.example.com\n\nx\n',
      hits: ['T_OLD'],
    },
    ezmlm: {
      message:
        'Mailing-List: contact l@example.com; run by ezmlm\nDelivered-To: mailing list l@example.com\nReceived: (qmail 123 invoked from network); 3 Mar 2014 10:00:00 -0000\nFrom: a@yahoo.com\nTo: b@c.com\n\nx\n',
      hits: ['T_NO_MSGID', 'T_OLD', 'T_REMOVED'],
    },
    'MSN takes headers away': {
      message:
        'Received: from groups.msn.com (tk2.msn.com [192.0.2.1]) by in.example.org (8.11) with ESMTP; Mon, 3 Mar 2014 10:00:00 +0000\nFrom: a@hotmail.com\nTo: b@c.com\n\nx\n',
      hits: ['T_NO_MSGID', 'T_OLD', 'T_REMOVED'],
    },
    'received in the far future': {
      message:
        'Received: from a (b [192.0.2.1]) by c (Postfix) with ESMTP id A1; Fri, 3 Mar 2034 10:00:00 +0000\nDate: Fri, 3 Mar 2034 10:00:00 +0000\nTo: b@c.com\n\nx\n',
      hits: ['T_RECENT', 'T_SAME_SENDER'],
    },
  },
})
