import type { Dice } from './dice.ts'

const HEX = '0123456789abcdef'
const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
const DATE = 'Tue, 03 Nov 2026 09:15:42 +0000'

/** The fields that one of today's big senders and receivers put on top of a message, as lines that end in newlines. */
export type Route = (dice: Dice, sender: string) => string

function seal(dice: Dice, instance: number, domain: string): string {
  const signature = dice.word(BASE64, 300, 344)
  return (
    `ARC-Seal: i=${instance}; a=rsa-sha256; s=arcselector10001; d=${domain}; cv=${instance === 1 ? 'none' : 'pass'};\n b=${folded(signature)}\n` +
    `ARC-Message-Signature: i=${instance}; a=rsa-sha256; c=relaxed/relaxed; d=${domain};\n s=arcselector10001;\n` +
    ` h=From:Date:Subject:Message-ID:Content-Type:MIME-Version;\n bh=${dice.word(BASE64, 43, 43)}=;\n b=${folded(dice.word(BASE64, 300, 344))}\n` +
    `ARC-Authentication-Results: i=${instance}; mx.${domain}; spf=pass\n smtp.mailfrom=example.com; dmarc=pass action=none header.from=example.com;\n dkim=pass header.d=example.com; arc=none\n`
  )
}

function folded(text: string): string {
  return (text.match(/.{1,72}/g) ?? []).join('\n ')
}

function signature(dice: Dice, domain: string, selector: string): string {
  return (
    `DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=${domain}; s=${selector};\n` +
    `\th=from:subject:mime-version:reply-to:to:content-type:list-unsubscribe:\n\tx-feedback-id:cc:content-type:from:subject:to;\n` +
    `\tbh=${dice.word(BASE64, 43, 43)}=;\n\tb=${folded(dice.word(BASE64, 340, 344))}\n`
  )
}

const id = (dice: Dice, size = 16): string => dice.word(HEX, size, size)
const v6 = (dice: Dice): string =>
  dice.pick([
    '2603:10b6:a03:3f4::12',
    '2a01:111:f403:2418::71b',
    '2607:f8b0:4864:20::a2d',
    '2001:db8:0:0:1::25',
    'fe80::1',
  ])

/** By name. */
export const ROUTES: Readonly<Record<string, Route>> = {
  exchange: (dice, sender) =>
    `Received: from BY5PR13MB3281.namprd13.prod.outlook.com (${v6(dice)})\n by SA1PR13MB4975.namprd13.prod.outlook.com with HTTPS; ${DATE}\n` +
    `${seal(dice, 2, 'microsoft.com')}${seal(dice, 1, 'microsoft.com')}` +
    `Received: from DM6PR04CA0029.namprd04.prod.outlook.com (2603:10b6:5:334::34) by\n BY5PR13MB3281.namprd13.prod.outlook.com (${v6(dice)}) with Microsoft\n SMTP Server (version=TLS1_2, cipher=TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384) id\n 15.20.8114.27; ${DATE}\n` +
    `Authentication-Results: spf=pass (sender IP is 198.51.100.7)\n smtp.mailfrom=example.com; dkim=pass (signature was verified)\n header.d=example.com;dmarc=pass action=none\n header.from=example.com;compauth=pass reason=100\n` +
    `Received-SPF: Pass (protection.outlook.com: domain of example.com designates\n 198.51.100.7 as permitted sender) receiver=protection.outlook.com;\n client-ip=198.51.100.7; helo=mail-sor-f41.example.com; pr=C\n` +
    `Received: from mail-sor-f41.example.com (198.51.100.7) by\n DM6NAM11FT067.mail.protection.outlook.com (10.13.172.76) with Microsoft SMTP\n Server (version=TLS1_3, cipher=TLS_AES_256_GCM_SHA384) id 15.20.8114.16 via\n Frontend Transport; ${DATE}\n` +
    `X-IncomingTopHeaderMarker:\n OriginalChecksum:${id(dice, 64).toUpperCase()};UpperCasedChecksum:${id(dice, 64).toUpperCase()};SizeAsReceived:7121;Count:36\n` +
    `Message-ID:\n <${id(dice, 32).toUpperCase()}@SA1PR13MB4975.namprd13.prod.outlook.com>\nAccept-Language: en-US, de-DE\nContent-Language: en-US\nX-MS-Has-Attach:\nX-MS-TNEF-Correlator:\n` +
    `x-ms-exchange-messagesentrepresentingtype: 1\nX-MS-Exchange-Organization-SCL: ${dice.pick(['-1', '1', '5', '9'])}\nX-Microsoft-Antispam: BCL:0;\nX-Forefront-Antispam-Report:\n CIP:198.51.100.7;CTRY:US;LANG:en;SCL:1;SRV:;IPV:NLI;SFV:NSPM;H:mail-sor-f41.example.com;PTR:mail-sor-f41.example.com;CAT:NONE;SFS:(13230040);DIR:INB;\n` +
    `X-OriginatorOrg: example.com\nX-MS-Exchange-CrossTenant-OriginalArrivalTime: 03 Nov 2026 09:15:42.2871\n (UTC)\nThread-Topic: =?utf-8?B?UXVhcnRlcmx5IHJlcG9ydCDigJMgZmlyc3QgZHJhZnQ=?=\nThread-Index: ${dice.word(BASE64, 28, 28)}\nX-Sender: ${sender}\n`,
  google: (dice, sender) =>
    `Delivered-To: joe@example.org\nReceived: by ${v6(dice)} with SMTP id ${id(dice)}csp1234567lfq;\n        ${DATE} (UTC)\n` +
    `X-Google-Smtp-Source: AGHT+I${dice.word(BASE64, 70, 70)}\nX-Received: by ${v6(dice)} with SMTP id ${id(dice)}mr12345.34.1762161342123;\n        ${DATE}\n` +
    `${seal(dice, 1, 'google.com')}Return-Path: <${sender}>\n` +
    `Received: from mail-sor-f41.google.com (mail-sor-f41.google.com. [209.85.220.41])\n        by mx.google.com with SMTPS id ${id(dice)}sor1234567edj.0.2026.11.03.01.15.42\n        for <joe@example.org>\n        (Google Transport Security);\n        ${DATE}\n` +
    `Received-SPF: pass (google.com: domain of ${sender} designates 209.85.220.41 as permitted sender) client-ip=209.85.220.41;\n` +
    `Authentication-Results: mx.google.com;\n       dkim=pass header.i=@gmail.com header.s=20230601 header.b=${dice.word(BASE64, 8, 8)};\n       spf=pass (google.com: domain of ${sender} designates 209.85.220.41 as permitted sender) smtp.mailfrom=${sender};\n       dmarc=pass (p=NONE sp=QUARANTINE dis=NONE) header.from=gmail.com\n` +
    `${signature(dice, 'gmail.com', '20230601')}X-Gm-Message-State: AOJu0Y${dice.word(BASE64, 60, 60)}\nX-Gm-Gg: ASbGnc${dice.word(BASE64, 60, 60)}\nMIME-Version: 1.0\nMessage-ID: <CA+${dice.word(BASE64, 40, 40)}@mail.gmail.com>\n`,
  ses: (dice) =>
    `Return-Path: <${id(dice)}-${id(dice, 8)}-${id(dice, 12)}-000000@eu-west-1.amazonses.com>\n` +
    `Received: from a4-15.smtp-out.eu-west-1.amazonses.com (a4-15.smtp-out.eu-west-1.amazonses.com [54.240.4.15])\n\t(using TLSv1.2 with cipher ECDHE-RSA-AES128-GCM-SHA256 (128/128 bits))\n\t(No client certificate requested)\n\tby mx.example.org (Postfix) with ESMTPS id 4XiY${id(dice, 6)}z9\n\tfor <joe@example.org>; ${DATE}\n` +
    `${signature(dice, 'example.com', id(dice, 32))}${signature(dice, 'amazonses.com', id(dice, 32))}` +
    `Message-ID: <${id(dice)}-${id(dice, 8)}-${id(dice, 12)}-000000@eu-west-1.amazonses.com>\nFeedback-ID: ::1.eu-west-1.${dice.word(BASE64, 43, 43)}=:AmazonSES\nX-SES-Outgoing: 2026.11.03-54.240.4.15\n`,
  sendgrid: (dice) =>
    `Received: from o1.ptr2345.example.com (o1.ptr2345.example.com [IPv6:${v6(dice)}])\n\tby mx.example.org (Postfix) with ESMTPS id ${id(dice, 12).toUpperCase()}\n\tfor <joe@example.org>; ${DATE}\n` +
    `${signature(dice, 'em1234.example.com', 's1')}Received: by recvd-${id(dice, 10)}-${id(dice, 5)} with SMTP id recvd-${id(dice, 10)}-${id(dice, 5)}-1-6728${id(dice, 4).toUpperCase()}-2E\n\t2026-11-03 09:15:42.123456789 +0000 UTC m=+1234567.890123456\n` +
    `Received: from MTIzNDU2Nzg (unknown)\n\tby geopod-ismtpd-12 (SG) with HTTP\n\tid ${dice.word(BASE64, 22, 22)}\n\t${DATE} (UTC)\n` +
    `X-SG-EID:\n =?us-ascii?Q?u001=2E${dice.word(BASE64.replace('/', ''), 40, 44)}?=\n =?us-ascii?Q?${dice.word(BASE64.replace('/', ''), 40, 44)}=3D=3D?=\nX-SG-ID: u001.${folded(dice.word(BASE64, 120, 120))}\nX-Entity-ID: u001.${dice.word(BASE64, 22, 22)}==\nMessage-ID: <${dice.word(BASE64, 22, 22)}@geopod-ismtpd-12>\n`,
  mailgun: (dice, sender) =>
    `Received: from m204-220.eu.mailgun.net (m204-220.eu.mailgun.net. [161.38.204.220])\n        by mx.example.org with UTF8SMTPS id ${id(dice)};\n        ${DATE}\n${signature(dice, 'mg.example.com', 'pic')}X-Mailgun-Sid: WyI${dice.word(BASE64, 60, 60)}\nX-Mailgun-Sending-Ip: 161.38.204.220\n` +
    `Received: from [10.0.0.4] (ec2-3-120-1-2.eu-central-1.compute.amazonaws.com\n [3.120.1.2]) by smtp-out-n02.prod.eu-central-1.postgun.com with SMTP id\n ${id(dice, 24)} (version=TLS1.3, cipher=TLS_AES_128_GCM_SHA256);\n Tue, 03 Nov 2026 09:15:40 GMT\nX-Mailgun-Variables: {"campaign": "${id(dice, 6)}", "name": "J\\u00f6rg"}\nSender: ${sender}\nMessage-Id: <20261103091540.${id(dice)}@mg.example.com>\n`,
  postmark: (dice) =>
    `Received: by mta-ab-12.mtasv.net id h${id(dice, 10)} for <joe@example.org>; Tue, 3 Nov 2026 04:15:42 -0500 (envelope-from <pm_bounces@pm-bounces.example.com>)\nX-PM-IP: 50.31.156.122\nX-IADB-IP: 50.31.156.122\nX-IADB-IP-REVERSE: 122.156.31.50\n${signature(dice, 'pm.mtasv.net', 'pm')}Feedback-ID: s1234567-_:s1234567:a12345:postmark\nX-Complaints-To: abuse@postmarkapp.com\nX-Job: 12345_1234567\nX-PM-Message-Id: ${id(dice, 8)}-${id(dice, 4)}-${id(dice, 12)}\nX-PM-RCPT: |bTB8MTIzNDV8MTIzNDU2N3xqb2VAZXhhbXBsZS5vcmc=|\nX-PM-Message-Options: v1;1.${dice.word(BASE64, 43, 43)}\nMessage-Id: <${id(dice, 8)}-${id(dice, 12)}@mtasv.net>\n`,
  list: (dice, sender) =>
    `Received: from lists.example.org (localhost [IPv6:::1])\n\tby lists.example.org (Postfix) with ESMTP id ${id(dice, 10).toUpperCase()}; ${DATE}\nX-Original-To: devel@lists.example.org\nReceived: from mout.example.net (mout.example.net [IPv6:2001:db8:0:1::50])\n by lists.example.org (Postfix) with ESMTPS id ${id(dice, 10).toUpperCase()}\n for <devel@lists.example.org>; ${DATE}\nX-MailFrom: ${sender}\nX-Mailman-Rule-Hits: nonmember-moderation\nX-Mailman-Version: 3.3.9\nPrecedence: list\nList-Id: Development =?utf-8?q?=C3=BCber_alles?= <devel.lists.example.org>\nArchived-At:\n <https://lists.example.org/archives/list/devel@lists.example.org/message/${id(dice, 32).toUpperCase()}/>\nList-Help: <mailto:devel-request@lists.example.org?subject=help>\nList-Unsubscribe: <mailto:devel-leave@lists.example.org>\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\nMessage-ID: <${id(dice)}@example.net>\n`,
  apple: (dice) =>
    `Received: from st43p00im-ztfb10063301.me.com (17.58.63.179) by mx.example.org\n (8.17.1.19/8.17.1.19) with ESMTPS id 4A39Fg${id(dice, 8)}\n (version=TLSv1.2 cipher=ECDHE-RSA-AES256-GCM-SHA384 bits=256 verify=OK);\n ${DATE}\nReceived: from smtpclient.apple (st43p00im-dlb-asmtp-mailmevip.me.com [17.42.251.41])\n\tby st43p00im-ztfb10063301.me.com (Postfix) with ESMTPSA id ${id(dice, 10).toUpperCase()};\n\t${DATE}\nMime-Version: 1.0 (Mac OS X Mail 16.0 \\(3826.200.121\\))\nX-Mailer: Apple Mail (2.3826.200.121)\nX-Proofpoint-ORIG-GUID: ${dice.word(BASE64, 32, 32)}\nX-Proofpoint-Virus-Version: vendor=baseguard\n engine=ICAP:2.0.293,Aquarius:18.0.1051\nMessage-Id: <${id(dice, 8).toUpperCase()}-${id(dice, 4).toUpperCase()}-${id(dice, 12).toUpperCase()}@icloud.com>\n`,
}
