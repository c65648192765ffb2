import { expect, test } from 'vitest'
import { testPluginCases } from '../../test/support/plugin-cases.ts'
import { ruleRunner } from '../../test/support/run-rules.ts'

const mail = (headers: string, body = 'hello') => `${headers}\nTo: c@d.org\nSubject: x\n\n${body}\n`
const RULES = `
freemail_domains freemail.com web.mail.* ?o.com
freemail_welcomelist good@freemail.com
header T_FROM eval:check_freemail_from()
header T_FROM_DIGIT eval:check_freemail_from('\\d@')
header T_REPLYTO eval:check_freemail_replyto('replyto')
header T_REPLY eval:check_freemail_replyto('reply')
header T_HEADER eval:check_freemail_header('Reply-To')
header T_ANY_HEADER eval:check_freemail_header('ALL')
header T_HEADER_DIGIT eval:check_freemail_header('Reply-To', '\\d@')
header T_BODY eval:check_freemail_body()
body T_QUOTED /quoted.example/
body T_LINKED /linked.example/
`

testPluginCases('FreeMail', {
  plugins: ['FreeMail'],
  cf: RULES,
  cases: {
    none: { message: mail('From: a@b.org'), hits: [] },
    from: { message: mail('From: a@freemail.com'), hits: ['T_FROM'] },
    'from, with a digit': { message: mail('From: a7@freemail.com'), hits: ['T_FROM', 'T_FROM_DIGIT'] },
    wildcard: { message: mail('From: a@web.mail.de'), hits: ['T_ANY_HEADER', 'T_FROM'] },
    'wildcard with more labels': { message: mail('From: a@web.mail.co.uk'), hits: [] },
    'one char': { message: mail('From: a@yo.com'), hits: ['T_ANY_HEADER', 'T_FROM'] },
    welcome: { message: mail('From: good@freemail.com'), hits: [] },
    impersonal: { message: mail('From: support@freemail.com'), hits: [] },
    'impersonal, forwarded': { message: mail('From: a=b=c@freemail.com'), hits: [] },
    'envelope sender': { message: mail('Return-Path: <a@freemail.com>\nFrom: x@b.org'), hits: ['T_FROM'] },
    'different Reply-To': {
      message: mail('From: a@freemail.com\nReply-To: b@yo.com'),
      hits: ['T_ANY_HEADER', 'T_FROM', 'T_HEADER', 'T_REPLY', 'T_REPLYTO'],
    },
    'same Reply-To': { message: mail('From: a@freemail.com\nReply-To: a@freemail.com'), hits: ['T_FROM', 'T_HEADER'] },
    'bulk sender': {
      message: mail('Return-Path: <list-bounces@b.org>\nFrom: a@freemail.com\nReply-To: b@yo.com'),
      hits: ['T_ANY_HEADER', 'T_FROM', 'T_HEADER'],
    },
    'sender with equal sign': {
      message: mail('Return-Path: <x=y@b.org>\nFrom: a@freemail.com\nReply-To: b@yo.com'),
      hits: ['T_ANY_HEADER', 'T_FROM', 'T_HEADER'],
    },
    'Reply-To with a digit': {
      message: mail('From: x@b.org\nReply-To: b7@yo.com'),
      hits: ['T_ANY_HEADER', 'T_HEADER', 'T_HEADER_DIGIT'],
    },
    'Reply-To and body': {
      message: mail('From: x@b.org\nReply-To: b@yo.com', 'write to z@freemail.com'),
      hits: ['T_ANY_HEADER', 'T_BODY', 'T_HEADER', 'T_REPLYTO'],
    },
    'Reply-To and the same in the body': {
      message: mail('From: x@b.org\nReply-To: b@yo.com', 'write to B@yo.com'),
      hits: ['T_ANY_HEADER', 'T_BODY', 'T_HEADER'],
    },
    'from and body': {
      message: mail('From: a@yo.com', 'write to z@freemail.com'),
      hits: ['T_ANY_HEADER', 'T_BODY', 'T_FROM', 'T_REPLY'],
    },
    'in angle brackets': { message: mail('From: a@b.org', 'write to <z@freemail.com>'), hits: [] },
    'before a quotation': { message: mail('From: a@b.org', 'z@freemail.com wrote: hello'), hits: [] },
    'before a telephone number': { message: mail('From: a@b.org', 'z@freemail.com tel: 123'), hits: ['T_BODY'] },
    'in a URL': { message: mail('From: a@b.org', 'http://x.com/?q=z@freemail.com'), hits: [] },
    'in a mailto link': {
      message: mail(
        'From: a@b.org\nMIME-Version: 1.0\nContent-Type: text/html',
        '<a href="mailto:Z@freemail.com?subject=x">write</a>',
      ),
      hits: ['T_BODY'],
    },
    'too many addresses': {
      message: mail('From: a@b.org', 'z@freemail.com a@b.org c@d.org e@f.org g@h.org'),
      hits: [],
    },
    'too many free ones': { message: mail('From: a@b.org', 'z@freemail.com y@freemail.com x@freemail.com'), hits: [] },
    'two free ones': { message: mail('From: a@b.org', 'z@freemail.com, y@freemail.com'), hits: ['T_BODY'] },
    'what body rules see afterwards': {
      message: mail('From: a@b.org', 'z@freemail.com <x@quoted.example.com> http://linked.example.com/?a=x@y.com ok'),
      hits: ['T_BODY'],
    },
    'no address after an address': { message: mail('From: a@b.org', 'x@freemail.com@yo.com'), hits: ['T_BODY'] },
    'odd dots': { message: mail('From: a@b.org', '..a.b@freemail.com. a..b@yo.com, x@-yo.com'), hits: ['T_BODY'] },
    'unknown top-level domain': { message: mail('From: a@b.org', 'x@freemail.nosuch'), hits: [] },
  },
})

test('the addresses are named in the report', async () => {
  const { run } = ruleRunner(['FreeMail'], RULES)
  const scan = await run(mail('From: a@freemail.com\nReply-To: b@yo.com'))
  const evidence = scan.hits().find(({ rule }) => rule === 'T_REPLYTO')?.evidence
  expect(evidence?.join(' ')).toContain('a(at)freemail.com -> b(at)yo.com')
})
