import { afterAll, expect, test } from 'vitest'
import { stopWordTest } from '../../src/plugins/bayes/stop-words.ts'
import type { PerlRegex } from '../../src/regex/compile.ts'
import { RegexError } from '../../src/regex/regex-error.ts'
import { type Runnable, RunWatch, watched } from '../../src/regex/run-watch.ts'
import { startZoneServer } from '../support/dns-server.ts'
import { mailWithParts } from '../support/mail-with-parts.ts'
import { pdfFile } from '../support/pdf-file.ts'
import { ruleRunner } from '../support/run-rules.ts'

// Expressions stand in many places of a configuration. Wherever they do, one that goes on and on has to be seen, and what it
// belongs to is then said not to have run.

const server = await startZoneServer((name, type) => {
  if (!name.endsWith('.example.com')) return { rcode: 'NXDOMAIN' }
  if (type === 'TXT') return { answers: [{ type: 'TXT', name, ttl: 60, data: ['64500', '192.0.2.0', '24'] }] }
  return type === 'A' ? { answers: [{ type: 'A', name, ttl: 60, data: '127.0.0.2' }] } : {}
})
afterAll(() => server.close())

/** Stands in the expression of each case, which is held to go on for ever. */
const MARK = 'zqx'

class Watch extends RunWatch {
  seen = false

  override run<T>(expression: Runnable, work: () => T): T {
    const { pattern } = expression as Runnable & PerlRegex // `as`: nothing else runs
    if (!pattern.includes(MARK)) return super.run(expression, work)
    this.seen = true
    throw new RegexError('on and on', 'budget')
  }
}

const FIELDS = [
  'Received: from x.example.net (x.example.net [8.8.4.4]) by mx.home.org with ESMTP; Tue, 1 Aug 2023 10:00:00 +0000',
  'From: someone@freemail.org',
  'To: other@home.org',
].join('\n')
const withFile = (name: string, type: string, data: string): string =>
  `${FIELDS}\n${mailWithParts('hello there', [{ name, type, data }])}`
const TEXT = `${FIELDS}\nSubject: x\n\nhello there, someone@example.org, http://www.example.org/path\n`
const HTML = `${FIELDS}\nSubject: x\nMIME-Version: 1.0\nContent-Type: text/html\n\n<title>a title</title><p>words\n`

type Case = readonly [plugin: string, cf: string, message: string, notRun: readonly string[]]
const PLUGIN = 'Mail::SpamAssassin::Plugin::'
const CASES: readonly Case[] = [
  ['Check', 'header T Subject =~ /zqx|x/', TEXT, ['T']],
  ['Check', 'header T Subject !~ /zqx/', TEXT, ['T']],
  ['Check', 'redirector_pattern m{^http://(zqx|www)}\nuri U /./', TEXT, []],
  ['HTMLEval', "body T eval:html_text_match('title', 'zqx|title')", HTML, ['T']],
  ['HTMLEval', "body T eval:html_text_not_match('title', 'zqx')", HTML, ['T']],
  ['MIMEHeader', 'mimeheader T Content-Type =~ /zqx|text/', HTML, ['T']],
  ['URIDetail', 'uri_detail T raw =~ /zqx|http/', TEXT, ['T']],
  ['FreeMail', "freemail_domains freemail.org\nheader T eval:check_freemail_from('zqx|.')", TEXT, ['T']],
  ['ImageInfo', "body T eval:image_name_regex('zqx|.')", withFile('a.gif', 'image/gif', 'GIF89aaaaaaaaaaa'), ['T']],
  ['PDFInfo', "body T eval:pdf_name_regex('/zqx|./')", withFile('a.pdf', 'application/pdf', pdfFile({})), ['T']],
  ['OLEVBMacro', 'olemacro_skip_ctypes zqx', withFile('a.doc', 'x/y', 'x'), [`${PLUGIN}OLEVBMacro`]],
  ['OLEVBMacro', 'olemacro_exts zqx', withFile('a.doc', 'x/y', 'x'), [`${PLUGIN}OLEVBMacro`]],
  [
    'OLEVBMacro',
    'olemacro_skip_exts zqx\nbody T eval:check_olemacro()',
    withFile('a.doc', 'x/y', 'x'),
    [`${PLUGIN}OLEVBMacro`, 'T'],
  ],
  [
    'ExtractText',
    'extracttext_external t /bin/cat -\nextracttext_use t zqx',
    withFile('a', 'x/y', 'x'),
    [`${PLUGIN}ExtractText`],
  ],
  ['HashBL', "body T eval:check_hashbl_bodyre('l.example.com', 'raw', '(zqx|hello)')", TEXT, ['T']],
  [
    'HashBL',
    "hashbl_email_regex (?:zqx)?\\S+@\\S+\nheader T eval:check_hashbl_emails('l.example.com', 'raw', 'From')",
    TEXT,
    ['T'],
  ],
  [
    'HashBL',
    "hashbl_email_welcomelist zqx\nheader T eval:check_hashbl_emails('l.example.com', 'raw', 'From')",
    TEXT,
    ['T'],
  ],
  ['HashBL', "header T eval:check_hashbl_emails('l.example.com', 'raw', 'From', 'zqx')", TEXT, ['T']],
  ['ASN', "asn_lookup l.example.com\nheader T eval:check_asn('/zqx|64/')", TEXT, [`${PLUGIN}ASN`]],
  ['AskDNS', 'askdns T _AUTHORDOMAIN_.l.example.com A /zqx|127/', TEXT, ['T']],
  [
    'DNSEval',
    "header T_SET eval:check_rbl('s', 'l.example.com.')\nheader T eval:check_rbl_sub('s', '127.0.0.zqx')\nscore T_SET 1\nscore T 1",
    TEXT,
    ['T_SET', 'T'],
  ],
]

test('a word on which the expression of bayes_stopword goes on and on is no stop word', () => {
  const watch = new Watch(new Int32Array(2))
  const isStopWord = stopWordTest(['^(?i)(?:zqx|a)+$', '^(?i)the$'])
  expect(watched(watch, () => [isStopWord('aaa'), isStopWord('the')])).toEqual([false, true])
  expect(watch.seen).toBe(true)
})

test.each(CASES)('%s: %s', async (plugin, cf, message, notRun) => {
  const network = `dns_available yes\ndns_server 127.0.0.1:${server.port}\nrbl_test_points no\n`
  const runner = ruleRunner([plugin], `${network}clear_internal_networks\ninternal_networks 198.51.100.1\n${cf}\n`, {
    network: true,
  })
  expect(runner.messages).toEqual([])
  const watch = new Watch(new Int32Array(2))
  const scan = await watched(watch, () => runner.run(message))
  expect(watch.seen).toBe(true)
  expect(scan.notRun).toEqual(notRun.map((rule) => ({ rule, reason: 'on and on' })))
  expect(scan.rulesHit).not.toContain('T')
})
