// Mail for a thread to practise on: as unlike each other as mail is, so that what it makes V8 compile is what the first
// real messages need. Tables of parts, which are joined in turn.

const ROUTES: readonly string[] = [
  `Received: from mx1.example.org (mx1.example.org [192.0.2.10]) by mail.example.com (Postfix) with ESMTPS id 4F1A22C0
\tfor <ann@example.com>; Tue, 3 Nov 2026 10:00:02 +0100 (CET)
Received: from [10.0.0.7] (unknown [198.51.100.23]) (Authenticated sender: bob) by mx1.example.org (Postfix)
\twith ESMTPSA id 77D1; Tue, 3 Nov 2026 10:00:00 +0100
Message-ID: <4F1A22C0.5080907@example.org>
User-Agent: Mozilla/5.0 (X11; Linux x86_64; rv:91.0) Gecko/20100101 Thunderbird/91.0`,
  `Received: from dsl-203-0-113-77.pool.example.net ([203.0.113.77]) by mail.example.com (8.15.2/8.15.2) with SMTP id
\tu3ABCD012345; Tue, 3 Nov 2026 04:12:45 -0500
Message-Id: <20261103.1234@dsl-203-0-113-77>
X-Mailer: Microsoft Outlook Express 6.00.2900.2180
X-Priority: 1 (Highest)
X-MSMail-Priority: High`,
  `Return-Path: <bounces+1234@news.example.net>
Received: from o12.news.example.net (o12.news.example.net [192.0.2.99]) by mail.example.com with esmtps
\t(TLS1.3:ECDHE_RSA_AES_256_GCM_SHA384:256) (Exim 4.94.2) (envelope-from <bounces+1234@news.example.net>)
\tid 1ka2Bc-0001Xy-7Z for ann@example.com; Tue, 03 Nov 2026 09:30:00 +0000
DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=news.example.net; s=s1; h=from:to:subject:date;
\tbh=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=; b=AbCd
List-Unsubscribe: <mailto:leave@news.example.net>, <https://news.example.net/u/77>
Precedence: bulk
Message-ID: <0102017f-77aa@eu-west-1.news.example.net>`,
  `Received: from lists.example.edu (localhost [127.0.0.1]) by lists.example.edu (Postfix) with ESMTP id A1;
\tTue, 3 Nov 2026 11:00:00 +0000 (UTC)
Received: from mail-wm1-f52.google.com (mail-wm1-f52.google.com [209.85.128.52]) by lists.example.edu with ESMTPS
\tfor <dev@lists.example.edu>; Tue, 3 Nov 2026 10:59:58 +0000
Received: by mail-wm1-f52.google.com with SMTP id a3so1234 for <dev@lists.example.edu>; Tue, 03 Nov 2026 02:59:57 -0800
List-Id: Developers <dev.lists.example.edu>
List-Post: <mailto:dev@lists.example.edu>
Sender: dev-bounces@lists.example.edu
References: <abc@example.edu> <def@mail.gmail.com>
In-Reply-To: <def@mail.gmail.com>
Message-ID: <CAF=x1+abcdefghij@mail.gmail.com>`,
  `Received: from EXCH1.corp.example (10.1.2.3) by EXCH2.corp.example (10.1.2.4) with Microsoft SMTP Server
\t(version=TLS1_2, cipher=TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384) id 15.1.2106.2; Tue, 3 Nov 2026 08:15:00 +0000
Received: (qmail 12345 invoked from network); 3 Nov 2026 08:14:50 -0000
Received: from unknown (HELO friend) (198.51.100.200) by 0 with SMTP; 3 Nov 2026 08:14:49 -0000
Reply-To: "Claims office" <claims.office@freemail.example>
Message-ID: <000001d1$7a2b$c0a80101@corp>
Authentication-Results: mail.example.com; spf=fail smtp.mailfrom=example.org; dkim=none`,
]

const SENDERS: readonly string[] = [
  'Bob Miller <bob@example.org>',
  '"MRS. JANE DOE" <jane_doe77@freemail.example>',
  '=?utf-8?Q?Gr=C3=BC=C3=9Fe_aus_K=C3=B6ln?= <info@shop.example.de>',
  'news@example.net',
  '"support@bank.example" <x9@host.example.ru>',
  '=?koi8-r?B?8NLJ18XU?= <ivan@example.ru>',
]

const SUBJECTS: readonly string[] = [
  'Re: [dev] minutes of the meeting on Tuesday',
  'URGENT: your account will be SUSPENDED!!!',
  '=?utf-8?B?w4RuZGVydW5nZW4gaW0gVmVydHJhZw==?= Nr. 12345',
  'Save up to 80% on all watches today - free shipping',
  'Invoice 2026-1177 is overdue',
  'Fwd: photos',
  'Congratulations, you have won $5,000,000.00 USD',
]

const TEXTS: readonly string[] = [
  `Hi Ann,\n\nthanks for the notes. I'll call you at 10:30 tomorrow; my number is +1 (555) 010-9977.\n
> On Mon, Nov 2, 2026 at 9:12 PM Ann wrote:\n> see http://wiki.example.com/page?id=7#top and www.example.org
> for the details.\n\n-- \nBob Miller\nExample Ltd, 12 Long Road, Springfield`,
  `Dear Sir/Madam,\n\nI am the director of the bank's foreign department. A client died and left the sum of Twelve
Million United States Dollars (US$12,000,000.00) with no next of kin. This transaction is confidential and free of
risk; I need your full name, address, telephone number and your bank account. Please reply as soon as possible to
claims.office@freemail.example\n\nYours faithfully,\nBarrister John`,
  `Dear customer,\n\nWe noticed unusual activity. Click here to verify your password and your credit card now:
http://203.0.113.9/secure/login.php?user=ann@example.com\nFailure to update within 24 hours will deactivate your mailbox.
\nTo unsubscribe, click below or send an e-mail with REMOVE in the subject line.`,
  `Lose weight, order online, no prescription needed! Best prices: V1agra, C-i-a-l-i-s, replica watches.
Limited time offer, 100% satisfaction or your money back!!! Act now: call 1-800-555-0100\nhttp://pills.example.info/?r=77
\nThis is not spam. You are receiving this because you subscribed to our partners.`,
  `diff --git a/main.c b/main.c\n--- a/main.c\n+++ b/main.c\n@@ -10,6 +10,7 @@ int main(int argc, char *argv[])\n {
+\tprintf("%d\\n", argc);\n \treturn 0;\n }\n\n_______________________________________________\ndev mailing list
dev@lists.example.edu\nhttps://lists.example.edu/mailman/listinfo/dev`,
  `Sehr geehrte Frau M\u00fcller,\n\nanbei die Rechnung f\u00fcr Oktober \u00fcber 1.234,56 \u20ac. Vielen Dank f\u00fcr Ihr Vertrauen.\n
Bonjour, veuillez trouver ci-joint la facture. \u041f\u0440\u0438\u0432\u0435\u0442, \u043a\u0430\u043a \u0434\u0435\u043b\u0430? \u60a8\u597d\uff0c\u8bf7\u67e5\u6536\u3002`,
]

const PAGES: readonly string[] = [
  '<html><body><p>{text}</p><a href="http://www.example.com/">www.example.com</a></body></html>',
  `<!DOCTYPE html><html><head><title>News</title><style>.x{color:#fff;font-size:1px}</style></head>
<body bgcolor="#FFFFFF"><table width="600"><tr><td style="font-family:Arial;color:#333333"><h1>This week</h1>
<img src="https://img.example.net/a.gif" width=1 height=1><p>{text}</p><span class=x style="display:none">hidden</span>
<a href="https://news.example.net/c/1?u=%61nn&amp;x=2">Read more</a> <font color="#fefefe" size="1">pale</font>
<a href="https://news.example.net/u/77">Unsubscribe</a></td></tr></table></body></html>`,
  `<HTML><BODY><CENTER><FONT face=arial size=+3 color=red><B>{text}</B></FONT><BR><A HREF="http://pills.example.info/">
<IMG SRC="cid:image001.png@01D1" BORDER=0></A><!-- 7a8f --><FORM action="http://203.0.113.9/in.cgi" method=post>
<INPUT type=password name=p></FORM></CENTER>&nbsp;&#1088;&copy;&eacute;</BODY>`,
]

type Shape = (text: string, page: string) => string

const base64 = (text: string): string =>
  (
    Buffer.from(text)
      .toString('base64')
      .match(/.{1,76}/g) ?? []
  ).join('\n')

const quotedPrintable = (text: string): string =>
  Buffer.from(text.replaceAll('=', '=3D'))
    .toString('latin1')
    .replace(/[\x80-\xff]/g, (char) => `=${char.charCodeAt(0).toString(16).toUpperCase()}`)
    .replace(/.{70}(?=...)/g, (line) => (/=.?$/.test(line) ? line : `${line}=\n`))

const multipart = (type: string, ...parts: readonly string[]): string =>
  `Content-Type: multipart/${type}; boundary="=_b1"\n\n${parts.map((part) => `--=_b1\n${part}\n`).join('')}--=_b1--`

const plain = (text: string): string => `Content-Type: text/plain; charset=utf-8\n\n${text}`
const html = (page: string): string =>
  `Content-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n${quotedPrintable(page)}`

const SHAPES: readonly Shape[] = [
  plain,
  (_, page) => html(page),
  (text, page) => multipart('alternative', plain(text), html(page)),
  (text) => `Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\n${base64(text)}`,
  (_, page) => `Content-Type: text/html; charset="utf-8"\nContent-Transfer-Encoding: base64\n\n${base64(page)}`,
  (text, page) =>
    multipart(
      'mixed',
      multipart('related', html(page)).replaceAll('=_b1', '=_b2'),
      plain(text),
      `Content-Type: application/pdf; name="invoice.pdf"\nContent-Disposition: attachment; filename="invoice.pdf"\nContent-Transfer-Encoding: base64\n\n${base64('%PDF-1.4 '.repeat(40))}`,
    ),
]

const COUNT = 30

/** The messages, each of them the bytes of one mail. */
export function practiceMail(): readonly Buffer[] {
  const turn = <T>(list: readonly T[], i: number): T => list[i % list.length] as T // `as`: none of the lists is empty
  return Array.from({ length: COUNT }, (_, i) => {
    const text = `${turn(TEXTS, i)}\n\n${turn(TEXTS, i + 2 + (i >> 2))}`
    const page = turn(PAGES, i >> 1).replace('{text}', text.replaceAll('\n\n', '</p><p>'))
    const head = `${turn(ROUTES, i)}
Date: Tue, ${(i % 28) + 1} Nov 2026 10:00:00 +0100
From: ${turn(SENDERS, i + (i >> 3))}
To: ${i % 3 === 0 ? 'undisclosed-recipients:;' : 'Ann <ann@example.com>'}
Subject: ${turn(SUBJECTS, i)}
MIME-Version: 1.0
`
    return Buffer.from(`${head}${turn(SHAPES, i + (i >> 4))(text, page)}\n`)
  })
}
