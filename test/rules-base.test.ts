import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { createEngine, type SiteEngine } from '../src/scan/engine.ts'

// Our own rules, as a machine without SpamAssassin's has them.
const base = path.resolve(import.meta.dirname, '..', 'rules.d', 'base')
let engine: SiteEngine

beforeAll(async () => {
  engine = await createEngine({
    configPath: base,
    siteConfigPath: path.join(import.meta.dirname, 'no-such-site'),
    userPreferences: false,
    cf: [],
    pre: [],
    localOnly: true,
  })
}, 60_000)

const scored = () =>
  engine.ruleset.facts.filter(({ place, subRule, score }) => place?.file.startsWith(base) && !subRule && score !== 0)

test('every line is good, and at least 60 rules score', () => {
  expect(engine.diagnostics.filter(({ message }) => !message.includes('no-such-site'))).toEqual([])
  expect(scored().length).toBeGreaterThanOrEqual(60)
  expect(engine.ruleset.facts.find(({ name }) => name === 'GTUBE')?.score).toBe(1000)
})

test('every rule has a meaning of its own, a name of ours, and points that were chosen', () => {
  const described = scored().map(({ description }) => description)
  expect(described).not.toContain(undefined)
  expect(new Set(described).size).toBe(described.length)
  expect(scored().filter(({ name }) => !/^(?:ASSAY_\w+|GTUBE)$/.test(name))).toEqual([])
  const text = ownFiles('.cf').map(({ text }) => text)
  const chosen = new Set(text.flatMap((lines) => [...lines.matchAll(/^score\s+(\w+)/gm)].map(([, name]) => name)))
  expect(scored().filter(({ name }) => !chosen.has(name))).toEqual([])
})

test('every file says what it is', () => {
  for (const { name, text } of [...ownFiles('.cf'), ...ownFiles('.pre')]) expect(text, name).toMatch(/^# .{20}/)
})

function ownFiles(ending: string) {
  const names = readdirSync(base).filter((name) => name.endsWith(ending))
  return names.map((name) => ({ name, text: readFileSync(path.join(base, name), 'utf8') }))
}

const RECEIVED =
  'Received: from mx.sender.example (mx.sender.example [81.2.69.160]) by mail.home.example (Postfix) with ESMTPS id 4AB; Mon, 2 Nov 2026 10:00:05 +0000\n'
const FIELDS = {
  From: 'Bob Builder <bob@sender.example.com>',
  To: 'Ann <ann@home.example.com>',
  Date: 'Mon, 2 Nov 2026 10:00:00 +0000',
  'Message-ID': '<1.2@mx.sender.example>',
  Subject: 'Notes',
}
type Fields = Readonly<Record<string, string | undefined>>

/** A message with the usual fields, but those that are given; `undefined` leaves one out. */
function mail(body: string, fields: Fields = {}): string {
  const head = Object.entries({ ...FIELDS, ...fields }).filter(([, value]) => value !== undefined)
  return `${RECEIVED}${head.map(([name, value]) => `${name}: ${value}\n`).join('')}\n${body}\n`
}
const html = (body: string, fields: Fields = {}): string =>
  mail(body, { 'MIME-Version': '1.0', 'Content-Type': 'text/html; charset=utf-8', ...fields })
const file = (name: string, body = 'Hello', type = 'application/octet-stream', content = 'AAAA'): string =>
  mail(
    `--b1\nContent-Type: text/plain\n\n${body}\n--b1\nContent-Type: ${type}; name="${name}"\n` +
      `Content-Disposition: attachment; filename="${name}"\nContent-Transfer-Encoding: base64\n\n${content}\n--b1--`,
    { 'MIME-Version': '1.0', 'Content-Type': 'multipart/mixed; boundary="b1"' },
  )
const gif = Buffer.from('GIF89a\x40\x01\xf0\x00\x00\x00\x00;', 'latin1').toString('base64')
const pictureOnly = mail(
  '--b1\nContent-Type: text/html\n\n<html><body><img src="cid:a"></body></html>\n' +
    `--b1\nContent-Type: image/gif; name="a.gif"\nContent-ID: <a>\nContent-Transfer-Encoding: base64\n\n${gif}\n--b1--`,
  { 'MIME-Version': '1.0', 'Content-Type': 'multipart/related; boundary="b1"' },
)
const handedInBy = (client: string): string => mail('x').replace('mx.sender.example (mx.sender.example', client)
const yahoo = { From: 'Ann Other <annother@yahoo.com>' }

async function examine(message: string) {
  const { verdict } = await engine.examine(Buffer.from(message, 'latin1'))
  return { score: verdict.score, hits: verdict.hits.map((hit) => hit.rule) }
}

const PHISHING =
  'Your mailbox has been suspended. To avoid losing your messages, verify your account within 24 hours at ' +
  'https://login-portal.weebly.com/ now.'
const EXTORTION =
  'I have installed a small malware on your device and recorded a video of you on an adult website. Send $900 in ' +
  'bitcoin to 1BoatSLRHtKNngkdXEeobR76b53LETtpyT within 48 hours, or all your contacts see it.'
const FORTUNE =
  'Dear friend,\n\nI am Barrister John Okoro. My late client died without a next of kin and left US$ 18 million. I ' +
  'seek your assistance to transfer the funds. Your share is 30% of the total sum. This transaction is strictly ' +
  'confidential.'

test.each([
  ['GTUBE', mail('XJS*C4JDBQADN1.NSBN3*2IDNEN*GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X')],
  // Headers
  ['ASSAY_NO_FROM', mail('x', { From: undefined })],
  ['ASSAY_NO_DATE', mail('x', { Date: undefined })],
  ['ASSAY_NO_MSGID', mail('x', { 'Message-ID': undefined })],
  ['ASSAY_TO_EMPTY', mail('x', { To: '<>' })],
  ['ASSAY_TO_HIDDEN', mail('x', { To: 'Undisclosed recipients:;' })],
  ['ASSAY_SUBJ_CAPITALS', mail('x', { Subject: 'URGENT BUSINESS PROPOSAL FOR YOU' })],
  ['ASSAY_SUBJ_LABEL_ADV', mail('x', { Subject: 'ADV: cheap ink' })],
  ['ASSAY_SUBJ_SUM', mail('x', { Subject: 'Only $99 left' })],
  ['ASSAY_SUBJ_BIG_SUM', mail('x', { Subject: 'About USD 12,500,000' })],
  ['ASSAY_SUBJ_TAIL', mail('x', { Subject: 'Lose it now             kqzw7' })],
  ['ASSAY_SUBJ_GAPPY', mail('x', { Subject: 'F R E E  M O N E Y' })],
  ['ASSAY_SUBJ_STRIPED', mail('x', { Subject: 'Cheap v*i*a*g*r*a' })],
  ['ASSAY_SUBJ_LENDING', mail('x', { Subject: 'Refinance today' })],
  ['ASSAY_SUBJ_HEALTH', mail('x', { Subject: 'Lose weight while asleep' })],
  ['ASSAY_SUBJ_EARN', mail('x', { Subject: 'Work from home' })],
  ['ASSAY_SUBJ_PRIZE', mail('x', { Subject: 'Congratulations' })],
  ['ASSAY_SUBJ_ACCOUNT', mail('x', { Subject: 'Your account has been suspended' })],
  ['ASSAY_SUBJ_NEEDLESS_B64', mail('x', { Subject: '=?utf-8?B?UGxhaW4gd29yZHM=?=' })],
  ['ASSAY_SUBJ_ODD_LETTERS', mail('x', { Subject: '=?utf-8?Q?Your_P=D0=B0yment?=' })],
  ['ASSAY_SUBJ_RAW_BYTES', mail('x', { Subject: '\xc4\xe3\xba\xc3\xca\xc0\xbd\xe7' })],
  ['ASSAY_FAKE_REPLY', mail('x', { Subject: 'Re: our talk' })],
  ['ASSAY_SUBJ_RE_SELLS', mail('Refinance your mortgage.', { Subject: 'Re: our talk' })],
  ['ASSAY_FROM_ODD_LETTERS', mail('x', { From: '=?utf-8?Q?P=D0=B0ypal?= <a@b.example.com>' })],
  ['ASSAY_FROM_DOUBLE', mail('x', { From: 'Bob <bob@a.example.com> <eve@b.example.com>' })],
  ['ASSAY_FROM_NAME_ADDRESS', mail('x', { From: '"boss@home.example.com" <eve@evil.example.net>' })],
  ['ASSAY_FROM_EMPTY', mail('x', { From: '<>' })],
  ['ASSAY_FROM_NO_ADDRESS', mail('x', { From: 'Bob' })],
  ['ASSAY_FROM_NO_DOMAIN', mail('x', { From: 'Bob <bob@home>' })],
  ['ASSAY_FROM_MIXED', mail('x', { From: 'a12b34c@sender.example.com' })],
  ['ASSAY_BRAND_FORGED', mail('x', { From: 'PayPal <service@shop.example.com>' })],
  ['ASSAY_PHISH_BRAND', mail(PHISHING, { From: 'Microsoft Office365 <a@shop.example.com>' })],
  ['ASSAY_HELPDESK_FREEMAIL', mail('x', { From: 'Mail Administrator <upgrade77@gmail.com>' })],
  ['ASSAY_FREEMAIL_ELSEWHERE', mail('x', { ...yahoo, 'Reply-To': 'mrs.other@gmail.com' })],
  ['ASSAY_REPLY_TO_FREEMAIL', mail('x', { 'Reply-To': 'mrs.other@gmail.com' })],
  ['ASSAY_FREEMAIL_NUMBERED', mail('x', { From: 'Ann <ann4711@yahoo.com>' })],
  ['ASSAY_DATE_AHEAD', mail('x', { Date: 'Wed, 2 Dec 2026 10:00:00 +0000' })],
  ['ASSAY_DATE_BEHIND', mail('x', { Date: 'Fri, 2 Oct 2026 10:00:00 +0000' })],
  ['ASSAY_DATE_FORM', mail('x', { Date: '2026-11-02 10:00' })],
  ['ASSAY_DATE_ZONE', mail('x', { Date: 'Mon, 2 Nov 2026 10:00:00 -1900' })],
  ['ASSAY_MSGID_FORM', mail('x', { 'Message-ID': 'abc' })],
  ['ASSAY_MSGID_SPACE', mail('x', { 'Message-ID': '<a b@mx.sender.example>' })],
  ['ASSAY_MAILER_BULK', mail('x', { 'X-Mailer': 'Atomic Mail Sender 9' })],
  ['ASSAY_OE_NO_MIMEOLE', mail('x', { 'X-Mailer': 'Microsoft Outlook Express 6.00.2900.2869' })],
  ['ASSAY_TEMPLATE_LEFT', mail('x', { 'X-Mailer': '%RND_MAILER' })],
  ['ASSAY_SCRIPT_HEADER', mail('x', { 'X-PHP-Originating-Script': '33:mailer7.php' })],
  ['ASSAY_CONVERSATION', mail('> well\n\nyes', { Subject: 'Re: well', 'In-Reply-To': '<9@home.example.com>' })],
  // Text
  ['ASSAY_REMOVE_SUBJECT', mail('Reply with remove in the subject line.')],
  ['ASSAY_BACKED_BY_LAW', mail('This is sent in compliance with the new e-mail bill: section 301, paragraph (a).')],
  ['ASSAY_PITCH', mail('Act now! Money back guarantee. No obligation. Free quote. Only $ 19.')],
  ['ASSAY_LENDING', mail('Our mortgage rates are low.')],
  ['ASSAY_SELLS_AND_REMOVES', mail('Our mortgage rates are low. To be removed, write to us.')],
  ['ASSAY_STOCK_TIP', mail('This undervalued penny stock is a strong buy.')],
  ['ASSAY_CHAIN_LETTER', mail('Send $5 to each name; this is not a chain letter.')],
  ['ASSAY_DIPLOMA', mail('University diplomas, no required tests, classes or books.')],
  ['ASSAY_COLLECT', mail('Judgments are money: collecting money owed can be your income, we train you')],
  ['ASSAY_LOTTERY', mail('The lottery draw is over, and your email address has been selected.')],
  ['ASSAY_ADVANCE_FEE_5', mail(FORTUNE)],
  ['ASSAY_FRAUD_FREEMAIL', mail(FORTUNE, yahoo)],
  ['ASSAY_EXTORTION', mail(EXTORTION)],
  ['ASSAY_EXTORTION_WALLET', mail(EXTORTION)],
  ['ASSAY_BOMB_THREAT', mail('There is a bomb in your building. Send us $20000 in bitcoin and it stays quiet.')],
  ['ASSAY_CREDENTIALS', mail(PHISHING)],
  ['ASSAY_PHISH_HOST', mail(PHISHING)],
  ['ASSAY_SEND_PASSWORD', mail('Please reply with your user name and password.')],
  ['ASSAY_GIFT_CARDS', mail('I am in a meeting. Buy five Google Play gift cards and send me pictures of the codes.')],
  ['ASSAY_CEO_ERRAND', mail('Are you available? I need a favour.', { 'Reply-To': 'boss.private@gmail.com' })],
  ['ASSAY_TECH_SUPPORT', mail('Your Norton subscription has been renewed for $399. To cancel call +1 888 555 0100.')],
  ['ASSAY_CRYPTO_PROFIT', mail('Bitcoin trading with our expert brings a guaranteed profit of 200% a week.')],
  ['ASSAY_SEED_PHRASE', mail('Please validate your wallet with the recovery phrase.')],
  ['ASSAY_SEO_PITCH', mail('I came across your website and have ideas for it.')],
  ['ASSAY_DEBT_OF_YOURS', mail('The IRS has found that you can claim your refund of $930.')],
  ['ASSAY_DISGUISED_PILL', mail('Cheap v1agra and c1alis here')],
  ['ASSAY_DISGUISED_BRAND', mail('Your PayPaI account')],
  [
    'ASSAY_INVISIBLE_CHARS',
    mail('pass\xe2\x80\x8bword and ac\xe2\x80\x8bcount', { 'Content-Type': 'text/plain; charset=utf-8' }),
  ],
  [
    'ASSAY_MATH_LETTERS',
    mail('\xf0\x9d\x90\x80\xf0\x9d\x90\x81\xf0\x9d\x90\x82\xf0\x9d\x90\x83', {
      'Content-Type': 'text/plain; charset=utf-8',
    }),
  ],
  ['ASSAY_CYRILLIC_MIXED', mail('Your p\xd0\xb0ssword', { 'Content-Type': 'text/plain; charset=utf-8' })],
  [
    'ASSAY_HIDES_AND_LINKS',
    mail('Verify your account p\xd0\xb0ssword at https://a.example.com/', {
      'Content-Type': 'text/plain; charset=utf-8',
    }),
  ],
  // Form and attachments
  ['ASSAY_HTML_ONLY', html('<html><body><p>Hello there</p></body></html>')],
  ['ASSAY_HTML_NO_PROGRAM', html('<html><body><p>Hello there</p></body></html>')],
  ['ASSAY_HTML_BASE64', html('PHA+SGVsbG88L3A+', { 'Content-Transfer-Encoding': 'base64' })],
  [
    'ASSAY_TEXT_BASE64',
    mail('SGVsbG8gdGhlcmUsIGhvdyBhcmUgeW91Pwo=', {
      'MIME-Version': '1.0',
      'Content-Type': 'text/plain; charset=us-ascii',
      'Content-Transfer-Encoding': 'base64',
    }),
  ],
  [
    'ASSAY_IMAGE_ONLY_TINY',
    html('<html><body><img src="http://a.example.com/a.gif" width="300" height="300"></body></html>'),
  ],
  ['ASSAY_ONE_PICTURE', pictureOnly],
  [
    'ASSAY_LOW_CONTRAST',
    html('<html><body bgcolor="#ffffff"><font color="#fefefe">hidden words here</font> seen</body></html>'),
  ],
  ['ASSAY_HIDDEN_TEXT', html('<p>Hi</p><span style="font-size:0px">nothing to see in this text</span>')],
  ['ASSAY_ENTITY_WORDS', html('<p>&#112;&#97;&#115;&#115;&#119;&#111;&#114;&#100;</p>')],
  ['ASSAY_SCRIPT_DECODES', html('<script>document.write(unescape("%3Ca%3E"))</script>')],
  ['ASSAY_FORM_PASSWORD', html('<form action="x"><input name="p" type="password"></form>')],
  ['ASSAY_FORM_MAILTO', html('<form action="mailto:a@b.example.com"><input name="p"></form>')],
  ['ASSAY_EXE_ATTACHED', file('setup.exe', 'Hello', 'application/octet-stream', 'TVqQAAMAAAAEAAAA//8AALgAAAA=')],
  ['ASSAY_RUNS_BY_NAME', file('photo.scr')],
  ['ASSAY_RUNS_BY_FILE', file('photo.js')],
  ['ASSAY_TWO_ENDINGS', file('invoice.pdf.exe')],
  ['ASSAY_DISK_IMAGE', file('order.iso')],
  ['ASSAY_MACRO_FILE', file('order.docm')],
  ['ASSAY_HTML_FILE', file('voice.html', 'Hello', 'text/html', 'PHA+SGVsbG88L3A+')],
  ['ASSAY_ARCHIVE_KEY', file('order.zip', 'The password: 4711')],
  ['ASSAY_INVOICE_RISKY', file('order.iso', 'Please find attached the invoice.')],
  // Links
  ['ASSAY_URI_IP', mail('See http://81.2.69.99/offer')],
  ['ASSAY_URI_NUMBER', html('<a href="http://1359103331/offer">see</a>')],
  ['ASSAY_URI_USERINFO', mail('See http://www.bank.example.com@a.example.net/')],
  ['ASSAY_URI_PORT', mail('See http://a.example.com:4711/')],
  ['ASSAY_URI_FREE_FRONT', mail('See https://portal.weebly.com/')],
  ['ASSAY_URI_IPFS', mail('See https://gateway.example.com/ipfs/QmYwAPJzv5CZsnA625s3Xf2nemtYgPpHdWEz79ojWKPbdG')],
  ['ASSAY_URI_PUNYCODE', mail('See https://xn--pypal-4ve.com/')],
  ['ASSAY_URI_ADDRESS_TAIL', mail('See https://a.example.com/x#ann@home.example.com')],
  [
    'ASSAY_URI_ADDRESS_B64',
    mail(`See https://a.example.com/x#${Buffer.from('ann.smith@home-office.com').toString('base64')}`),
  ],
  ['ASSAY_URI_BRAND_BELOW', mail('See https://paypal.com-secure.example.com/')],
  ['ASSAY_URI_BRAND_PATH', mail('See https://a.example.com/office365/login.php')],
  ['ASSAY_URI_WP_HACKED', mail('See https://a.example.com/wp-content/plugins/x/login/')],
  ['ASSAY_URI_EXECUTABLE', mail('See https://a.example.com/files/update.msi')],
  ['ASSAY_URI_LONG_TOKEN', mail(`See https://a.example.com/${'aB3'.repeat(30)}`)],
  ['ASSAY_URI_DATA', html('<a href="data:text/html;base64,PHA+SGVsbG88L3A+">see</a>')],
  ['ASSAY_LINK_TO_IP', html('<a href="http://81.2.69.99/x">https://www.bank.com/</a>')],
  ['ASSAY_LINK_LIES', html('<a href="http://evil.com/x">https://www.bank.com/login</a>')],
  ['ASSAY_LINK_SHOWS_BRAND', html('<a href="http://evil.com/x">www.paypal.com</a>')],
  ['ASSAY_LINK_VERIFY', html('<a href="http://evil.com/x">Verify your account</a>')],
  // Relays
  ['ASSAY_HELO_IP', handedInBy('81.2.69.160 (unknown')],
  ['ASSAY_HELO_LOCAL', handedInBy('localhost (mx.sender.example')],
  ['ASSAY_HELO_RANDOM', handedInBy('kqzwtrx (mx.sender.example')],
  ['ASSAY_RDNS_DYNAMIC', handedInBy('home (dsl-81-2-69-160.pool.sender.example')],
  ['ASSAY_FROM_BIG_VIA_ELSE', mail('x', yahoo)],
  ['ASSAY_FAKE_GMAIL', mail('x', { From: 'Ann <ann@gmail.com>' })],
])('%s hits', async (rule, message) => {
  expect((await examine(message)).hits).toContain(rule)
})

test.each([
  [
    'credential phishing',
    html(`<p>${PHISHING}</p><a href="https://login-portal.weebly.com/x">Verify your account</a>`),
  ],
  ['extortion', mail(EXTORTION)],
  ['a fortune from a stranger', mail(FORTUNE, { ...yahoo, 'Reply-To': 'barrister.okoro@gmail.com' })],
  ['an invoice that runs', file('invoice.pdf.exe', 'Please find attached the invoice.')],
])('%s is spam', async (_what, message) => {
  expect((await examine(message)).score).toBeGreaterThanOrEqual(5)
})

test.each([
  [
    'a note',
    mail('Hello Ann,\n\nthe minutes are on the wiki. See you on Tuesday.\n\nBob', {
      Subject: 'Notes from the meeting',
    }),
  ],
  [
    'an answer',
    mail('On Sunday Ann wrote:\n> Shall we meet?\n\nYes, at ten. The room is https://wiki.example.com/rooms/4\n', {
      Subject: 'Re: Meeting',
      'In-Reply-To': '<9@home.example.com>',
      References: '<8@home.example.com> <9@home.example.com>',
      'User-Agent': 'Mozilla Thunderbird',
    }),
  ],
  ['a document', file('minutes.pdf', 'Hello Ann,\n\nthe minutes are attached.\n\nBob', 'application/pdf')],
  [
    'a list',
    mail('The release is out: https://project.example.org/release/2.1', {
      Subject: '[project] Release 2.1',
      'List-Id': '<announce.project.example.org>',
      'List-Unsubscribe': '<https://project.example.org/leave>',
      Precedence: 'list',
    }),
  ],
])('%s that is plain ham hits nothing that costs points', async (_what, message) => {
  const { verdict } = await engine.examine(Buffer.from(message, 'latin1'))
  expect(verdict.hits.filter((hit) => hit.score > 0).map((hit) => hit.rule)).toEqual([])
})
