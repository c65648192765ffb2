// Messages and configurations of our own from which tools/report-golden.ts makes test/report/golden/reports.jsonl.
// Text is latin1, one char a byte.

const RULES = `
loadplugin Mail::SpamAssassin::Plugin::Check
loadplugin Mail::SpamAssassin::Plugin::FreeMail
util_rb_tld com net org example
freemail_domains freemail.example
header   __HAS_SUBJECT exists:Subject
header   __HAS_FROM exists:From
body     __WORD_A /a/
tflags   __WORD_A multiple maxhits=3
header   ANY_FROM From =~ /./
score    ANY_FROM 0.25
describe ANY_FROM There is a sender
body     SOME_WORD /offer|hello|Hello/
score    SOME_WORD 2.50
describe SOME_WORD A word that is often read in mail that people do not want, described at a length that no line holds
body     MANY_WORDS /o/
tflags   MANY_WORDS multiple maxhits=3
score    MANY_WORDS 0.125
describe MANY_WORDS Several hits of one rule
rawbody  RAW_TAG /<b>/
score    RAW_TAG -1.001
uri      A_LINK /example/
score    A_LINK 12.345
describe A_LINK Link
full     WHOLE_THING_WITH_A_NAME_LONGER_THAN_THE_COLUMN /\\S/
score    WHOLE_THING_WITH_A_NAME_LONGER_THAN_THE_COLUMN 0.001
describe WHOLE_THING_WITH_A_NAME_LONGER_THAN_THE_COLUMN Anything at all
header   FREEMAIL_SENDER eval:check_freemail_from()
score    FREEMAIL_SENDER 0.75
describe FREEMAIL_SENDER Sender of a free provider
header   FREEMAIL_SECRET eval:check_freemail_header('From')
tflags   FREEMAIL_SECRET nolog
score    FREEMAIL_SECRET 0.05
`

const REPORT = `
report_contact postmaster@example.org
report Scan by _HOSTNAME_, _VERSION_, contact _CONTACTADDRESS_
report
report Preview:  _PREVIEW_
report (_SCORE_ of _REQD_)
report _SUMMARY_
unsafe_report Take care of what is attached to _HEADER(Subject)_.
`

const ALL_TAGS = [
  '_YESNO_ _YESNO(spammy)_ _YESNO(spammy,hammy)_ _YESNO(,hammy)_ _YESNO()_ _YESNOCAPS_ _YESNOCAPS(yes \xe9,no \xe9)_',
  '_SCORE_ _SCORE(0)_ _SCORE(00)_ _SCORE(  )_ _SCORE(x)_ _HITS_ _REQD_ _STARS_ _STARS(*)_ _STARS(+-)_ _STARS(0)_',
  '_VERSION_ _SUBVERSION_ [_RULESVERSION_] _HOSTNAME_ _REMOTEHOSTNAME_ _REMOTEHOSTADDR_ _DATE_ _TIMING_ _CONTACTADDRESS_',
  '_BAYES_ _AUTOLEARN_ _AUTOLEARNSCORE_ [_TOKENSUMMARY_] [_BAYESTC_] [_HAMMYTOKENS(2,short)_] [_SPAMMYTOKENS_]',
  '_TESTS_ _TESTS( )_ _TESTS(0)_ _TESTS()_ _TESTSSCORES_ _TESTSSCORES(; )_ _SUBTESTS_ _SUBTESTS(+)_ _SUBTESTSCOLLAPSED(+)_',
  '_RELAYSTRUSTED_ _RELAYSUNTRUSTED_ _RELAYSINTERNAL_ _RELAYSEXTERNAL_ _LASTEXTERNALIP_ _LASTEXTERNALREVIP_',
  '_LASTEXTERNALRDNS_ _LASTEXTERNALHELO_ _FIRSTTRUSTEDIP_ _FIRSTTRUSTEDREVIP_ [_SENDERDOMAIN_] [_AUTHORDOMAIN_] [_LANGUAGES_]',
  '_HEADER(Subject)_ _HEADER(From:addr)_ _HEADER(From:name)_ _HEADER(X-Nowhere)_ _HEADER()_ _HEADER(0)_ _HEADER(EnvelopeFrom)_',
  '[_AWL_] [_ASN_] [_DCCB_] [_RBL_] [_PYZOR_] [_DKIMDOMAIN_] [_SUBJPREFIX_] _SC_ _NOSUCHTAG_ _NOSUCHTAG(x)_ _lower_ __TESTS__',
  '_ADDEDHEADER_ _ADDEDHEADERHAM_ _ADDEDHEADERSPAM_ a_b_C_D_ _TESTS(,_ _YESNO(_)_',
]

const words = 'alpha bravo charlie delta echo foxtrot golf hotel india juliet kilo lima mike november oscar papa'.split(
  ' ',
)
const MANY_RULES = words.map(
  (word) => `header RULE_NAMED_${word.toUpperCase()} exists:From\nscore RULE_NAMED_${word.toUpperCase()} 0.1\n`,
)

/** Configurations by name. */
export const confs: Readonly<Record<string, string>> = {
  stock: `${RULES}${REPORT}
add_header spam Flag _YESNOCAPS_
add_header all Level _STARS(*)_
add_header all Status "_YESNO_, score=_SCORE_ required=_REQD_ tests=_TESTS_ autolearn=_AUTOLEARN_ version=_VERSION_"
required_score 5
`,
  marked: `${RULES}${REPORT}
rewrite_header Subject *****SPAM _SCORE(00)_*****
rewrite_header From (spam) _TESTS_
rewrite_header To marked _HEADER(Subject)_
report_safe 0
report_safe_copy_headers Received List-Id X-Mailer X-Absent received From
subjprefix SOME_WORD [word]
subjprefix A_LINK [link _SCORE_]
required_score 2.9
`,
  tags: `${RULES}
${ALL_TAGS.map((line, at) => `add_header all Tags-${at} "${line}"`).join('\n')}
${ALL_TAGS.map((line) => `report "${line}"`).join('\n')}
report _REPORT_ _SUMMARY_ _PREVIEW_
required_score 3
`,
  narrow: `${RULES}${REPORT}
report_wrap_width 48
report_hostname filter.example.net
add_header all Report _REPORT_
add_header all Summary _SUMMARY_
add_header all Preview _PREVIEW_
add_header all Lines one\\n two \\n\\n\\tthree\\\\n four
add_header all Empty _HEADER(X-Nowhere)_
add_header all Blank "   "
add_header all Gap word,,, ,    ,_HEADER(X-Nowhere)_    end,of,a,rather,long,list,that,needs,more,than,one,line,or,even,two,of,them
`,
  unfolded: `${RULES}
fold_headers 0
report_safe 2
add_header all Report _REPORT_
add_header all Lines one\\n two
add_header all Status _TESTSSCORES_
rewrite_header Subject [_YESNO_]\xc3\xa9
report_charset iso-8859-1
report Gr\xc3\xbc\xc3\x9fe, \xe9
unsafe_report Vorsicht: \xc3\xa4
`,
  bare: `${RULES}
clear_headers
remove_header all Checker-Version
rewrite_header Subject SPAM
`,
  unicode: `${RULES}${REPORT}
add_header all Text gr\xc3\xbc\xc3\x9fe aus _HEADER(Subject)_ und _HEADER(From:name)_ , ende
add_header all Bytes \x80\x81\x82\x83\x84\x85\x86\x87\x88\x89 x
add_header all Mixed plain words then \xc3\xa9 and plain = ? _ again
add_header all Two "\xc3\xa9\\n\xc3\xa8 b\\nplain"
subjprefix ANY_FROM [\xc3\xbc]
rewrite_header Subject \xc3\xa4
rewrite_header From \xc3\xb6
`,
  list: `${RULES}${MANY_RULES.join('')}${REPORT}
add_header all Status "_YESNO_, score=_SCORE_ required=_REQD_ tests=_TESTS_ autolearn=_AUTOLEARN_ version=_VERSION_"
add_header all Scores _TESTSSCORES_
add_header all Spaced _TESTS( )_
add_header all Long _TESTS(-)_
required_score 10
`,
}

const PLAIN = `From: Ann Example <ann@freemail.example>
To: bob@example.org
Subject: a plain offer
Date: Mon, 1 Jan 2024 10:00:00 +0000
Message-ID: <1@freemail.example>

Hello Bob,

here is an offer at http://www.example.com/offer and it is good.
`

const LONG_PARAGRAPH = 'word-without-end '.repeat(30)

/** Messages by name. */
export const messages: Readonly<Record<string, string>> = {
  plain: PLAIN,
  crlf: PLAIN.replaceAll('\n', '\r\n'),
  'crlf body, mixed header': PLAIN.replaceAll('\n', '\r\n').replace('offer\r\nDate', 'offer\nDate'),
  'crlf in the last line only': PLAIN.replace(/good\.\n$/, 'good.\r\n'),
  'multipart with html': `Return-Path: <list@freemail.example>
 (folded)
Received: from mail.freemail.example (mail.freemail.example [192.0.2.7])
\tby mx.example.org (Postfix) with ESMTP id ABC123
\tfor <bob@example.org>; Mon, 1 Jan 2024 10:00:00 +0000 (UTC)
Received: from [2001:db8::17] (helo=client) by mail.freemail.example with esmtp (Exim 4.96) id 1; Mon, 1 Jan 2024 09:59:00 +0000
From: "Ann, Example" <ann@freemail.example>
To: bob@example.org, carol@example.org
Cc: dave@example.org
List-Id: <offers.freemail.example>
X-Mailer: Hand
Subject: many
 folded words
Date: Mon, 1 Jan 2024 10:00:00 +0000
Message-Id: <2@freemail.example>
MIME-Version: 1.0
Content-Type: multipart/alternative; boundary="b"

--b
Content-Type: text/plain

offer
--b
Content-Type: text/html

<p><b>Hello</b> <a href="http://www.example.com/">there</a></p>
--b--
`,
  empty: '',
  'blank lines': '\n\n\n',
  'no header': '\nonly a body with an offer\n',
  'no body': 'From: ann@example.net\nSubject: no body at all\n\n',
  'no separator': 'From: ann@example.net\nSubject: no separator\nTo: bob@example.org\n',
  'cut off in the subject': 'From: ann@example.net\nTo: bob@example.org\nSubject: cut =?utf-8?q?off=C3=A9?=',
  'no subject': 'From: ann@example.net\nTo: bob@example.org\n\nhello\n',
  'no from, no to': 'Subject: lonely\n\nhello\n',
  'empty fields': 'From:\nTo: \nSubject:\n\nhello\n',
  'several of each': `Subject: one
From: a@example.net
FROM: b@example.net
to:bob@example.org
To:\tcarol@example.org
\tand more
SUBJECT : two
subject: three
  folded

hello offer
`,
  'mbox line': `From ann@example.net  Mon Jan  1 10:00:00 2024\n${PLAIN}`,
  'eight-bit header': `From: J\xf6rg <joerg@example.de>\nTo: bob@example.org\nSubject: Gr\xfc\xdfe aus K\xf6ln\n\nGr\xfc\xdfe, hello\n`,
  'utf-8 header': `From: =?utf-8?B?SsO2cmc=?= <joerg@example.de>\nSubject: Gr\xc3\xbc\xc3\x9fe =?iso-8859-1?Q?aus_K=F6ln?=\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\nGr\xc3\xbc\xc3\x9fe \xe2\x82\xac hello\n`,
  'japanese subject': 'From: a@example.jp\nSubject: =?ISO-2022-JP?B?GyRCJDMkcyRLJEEkTxsoQg==?=\n\nhello\n',
  'already marked': `Return-Path: <ann@example.net>
X-Spam-Checker-Version: SpamAssassin 3.4.2 (2018-09-13) on other.example.org
X-Spam-Status: Yes, score=9.9 required=5.0 tests=A,B,
\tC autolearn=no
X-SPAM-Level: *****
X-Spam-Prev-Subject: the real one
X-Spam-Report: line
  * 1.0 A
X-Spammer: no
From: ann@example.net
Subject: *****SPAM 05.2***** the real one
To: bob@example.org (marked x)
X-Spam-Flag: YES

hello
`,
  'subject made before': `From: ann@example.net
Subject: SPAM
To: bob@example.org
X-Spam-Prev-Subject: (nonexistent)

hello
`,
  'kept without rewritten': `X-Spam-Prev-From: first@example.net
\t(folded)
X-Spam-Prev-To: bob@example.org
From: marked@example.net
X-Other: x

hello
`,
  'tag stands already':
    'From: ann@example.net\t([spam])\nTo: bob@example.org\nSubject: *****spam 03.5***** [word] hello\n\nhello offer\n',
  'report inside': `From: ann@example.net
Subject: *****SPAM***** wrapped
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="----------=_4E4E4E4E.12345678"

This is a multi-part message in MIME format.

------------=_4E4E4E4E.12345678
Content-Type: text/plain; charset=UTF-8
Content-Disposition: inline

Spam detection software

------------=_4E4E4E4E.12345678
Content-Type: message/rfc822; x-spam-type=original
Content-Description: original message before SpamAssassin
Content-Disposition: inline

From: inner@example.net
Subject: inner
X-Spam-Level: **

hello inside

------------=_4E4E4E4E.12345678--

`,
  'old report inside': `From: ann@example.net
Content-Type: multipart/mixed; boundary=xx; x=y

--xx
Content-Type: text/plain

report
--xx
Content-Description:  original message before SpamAssassin
Content-Type: message/rfc822

Subject: inner

text
--xx--
`,
  'report from version 2': `From: ann@example.net\nSubject: x\n\nSPAM: ---- Start ----\nSPAM: details\nSPAM: ---- End ----\n\nhello\n`,
  'boundary taken':
    'Subject: x\n\n------------=_6553F100.19999999\n------------=_6553F100.19999999/33333333--\nhello\n',
  'preview tidied': `Subject: x

___________________________________________
a first paragraph -----Original Message----- gone
kept ----- and *** but not **********

This is a multi-part message in MIME format.

${LONG_PARAGRAPH}

never shown
`,
  'one long word': `Subject: ${'s'.repeat(200)}\nFrom: a@example.net\n\n${'x'.repeat(500)} hello\n`,
  'attachment only': 'Subject: x\nContent-Type: application/octet-stream\nContent-Transfer-Encoding: base64\n\nAAAA\n',
  'TEXT/PLAIN upper case': 'Content-Type: TEXT/PLAIN; charset="us-ascii"\nSubject: \thello\n\nhello\n',
  'bad header lines': 'From: a@example.net\nthis is no header\nSubject: hello\n: nor this\n\nhello\n',
}
