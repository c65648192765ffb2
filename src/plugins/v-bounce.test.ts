import { expect, test } from 'vitest'
import { testPluginCases } from '../../test/support/plugin-cases.ts'
import { relayInSource } from './bounces/received-relays.ts'

const bounce = (body: string) => `From: <>\nSubject: returned\n\n${body}\n`
const attached = (header: string, eol = '\n') =>
  [
    'Subject: returned',
    'MIME-Version: 1.0',
    'Content-Type: multipart/report; boundary="b"',
    '',
    '--b',
    'Content-Type: message/rfc822',
    '',
    header,
    'Subject: mine',
    '',
    'hello',
    '--b--',
    '',
  ].join(eol)
const KNOWN = ['T_ANY', 'T_NEW']

testPluginCases('VBounce', {
  plugins: ['VBounce'],
  cf: `
welcomelist_bounce_relays mx.home.org relay*.isp.com
whitelist_bounce_relays old?.home.org dot.a(b.org
body T_ANY eval:have_any_bounce_relays()
body T_NEW eval:check_welcomelist_bounce_relays()
`,
  cases: {
    'no Received': { message: bounce('sorry, mx.home.org is down'), hits: ['T_ANY'] },
    'in the text': { message: bounce('Received: by mx.home.org (Postfix)'), hits: KNOWN },
    'in capitals': { message: bounce('RECEIVED: by MX.Home.ORG (Postfix)'), hits: KNOWN },
    quoted: { message: bounce('> > Received: by mx.home.org (Postfix)'), hits: KNOWN },
    'another host': { message: bounce('Received: by mx.away.org (Postfix)'), hits: ['T_ANY'] },
    'part of a name': { message: bounce('Received: by amx.home.org (Postfix)'), hits: ['T_ANY'] },
    'not between blanks': { message: bounce('Received: by (mx.home.org) x'), hits: ['T_ANY'] },
    'at the end of the line': { message: bounce('Received: by mx.home.org'), hits: KNOWN },
    'at the end of a folded line': { message: bounce('Received: by mx.home.org\n id x'), hits: KNOWN },
    'behind a word that shares the blank': { message: bounce('Received: a.b mx.home.org id'), hits: ['T_ANY'] },
    'behind a word without dot': { message: bounce('Received: from mx.home.org id'), hits: KNOWN },
    'any text': { message: bounce('Received: by relay-12.isp.com (x)'), hits: KNOWN },
    'one char': { message: bounce('Received: by old1.home.org (x)'), hits: KNOWN },
    'two chars': { message: bounce('Received: by old12.home.org (x)'), hits: ['T_ANY'] },
    'a parenthesis in the list': { message: bounce('Received: by dot.a(b.org (x)'), hits: KNOWN },
    'what it becomes': { message: bounce('Received: by dot.a_b.org (x)'), hits: KNOWN },
    'not at the start of a line': { message: bounce('the Received: by mx.home.org (x)'), hits: ['T_ANY'] },
    'in an attached message': { message: attached('Received: by mx.home.org (x)'), hits: KNOWN },
    'folded in an attached message': {
      message: attached('Received: from a.b\n\tby mx.home.org\n\tfor x'),
      hits: KNOWN,
    },
    'folded with CRLF': { message: attached('Received: from a.b\r\n\tby mx.home.org\r\n\tfor x', '\r\n'), hits: KNOWN },
    'alone between tabs': { message: attached('Received:\n\tmx.home.org\tx'), hits: KNOWN },
    'in the same paragraph of text': {
      message: attached('Received: by a.b c\nTo: x\n mx.home.org y'),
      hits: ['T_ANY'],
    },
    'in another field': {
      message: attached('Received: by a.b c\n\nTo: x\n mx.home.org y'),
      hits: ['T_ANY'],
    },
    'a quoted field that begins in the next line': {
      message: attached('Received: x\n>\n Received: by mx.home.org y'),
      hits: KNOWN,
    },
    'an empty line and a continuation': {
      message: attached('Received: x\n\n Received: by mx.home.org y'),
      hits: KNOWN,
    },
    'two words that share a line end': { message: attached('Received: a.b\n mx.home.org x'), hits: ['T_ANY'] },
  },
})

testPluginCases('VBounce by its older name', {
  plugins: ['VBounce'],
  cf: 'whitelist_bounce_relays mx.home.org\nheader T_OLD eval:check_whitelist_bounce_relays()\n',
  cases: {
    'one of ours': { message: bounce('Received: by mx.home.org (Postfix)'), hits: ['T_OLD'] },
    'another host': { message: bounce('Received: by mx.away.org (Postfix)'), hits: [] },
  },
})

testPluginCases('VBounce without relays', {
  plugins: ['VBounce'],
  cf: `
body T_ANY eval:have_any_bounce_relays()
body T_NEW eval:check_welcomelist_bounce_relays()
`,
  cases: { nothing: { message: bounce('Received: by mx.home.org (Postfix)'), hits: [] } },
})

test('time grows no faster than the body', () => {
  const folded = `Received: x\n${' a.b\n'.repeat(200_000)}`
  const oneWord = `Received: ${'a.'.repeat(500_000)}\n`
  const blanks = `Received: x\n>\n${' \n'.repeat(300_000)}`
  const started = performance.now()
  for (const body of [folded, oneWord, blanks]) expect(relayInSource(body, () => false)).toBe(false)
  expect(performance.now() - started).toBeLessThan(1500)
})
