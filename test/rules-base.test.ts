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

test('every line is good, and at least 60 rules score', () => {
  expect(engine.diagnostics.filter(({ message }) => !message.includes('no-such-site'))).toEqual([])
  const scored = engine.ruleset.facts.filter(
    ({ place, subRule, score }) => place?.file.startsWith(base) && !subRule && score !== 0,
  )
  expect(scored.length).toBeGreaterThanOrEqual(60)
  expect(scored.filter(({ description }) => !description).map(({ name }) => name)).toEqual([])
})

const HEADER =
  'Received: from mx.sender.example (mx.sender.example [81.2.69.160]) by mail.home.example (Postfix) with ESMTPS id 4AB; Mon, 2 Nov 2026 10:00:05 +0000\n' +
  'From: Bob Builder <bob@sender.example.com>\nTo: Ann <ann@home.example.com>\nDate: Mon, 2 Nov 2026 10:00:00 +0000\nMessage-ID: <1.2@mx.sender.example>\n'
const mail = (subject: string, body: string): string => `${HEADER}Subject: ${subject}\n\n${body}\n`
const html = (body: string): string =>
  `${HEADER}Subject: Notes\nMIME-Version: 1.0\nContent-Type: text/html\n\n${body}\n`

async function hits(message: string): Promise<string[]> {
  return (await engine.examine(Buffer.from(message, 'latin1'))).verdict.hits.map((hit) => hit.rule)
}

test.each([
  ['GTUBE', mail('x', 'XJS*C4JDBQADN1.NSBN3*2IDNEN*GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X')],
  ['ASSAY_SUBJECT_CAPITALS', mail('URGENT BUSINESS PROPOSAL FOR YOU', 'x')],
  ['ASSAY_NO_DATE', mail('x', 'x').replace(/^Date: .*\n/m, '')],
  ['ASSAY_NEXT_OF_KIN', mail('x', 'You are the next of kin of the late Mr. Smith.')],
  ['ASSAY_ADVANCE_FEE', mail('x', 'Dear friend, as next of kin you get 18 million dollars in strict confidence.')],
  ['ASSAY_EXTORTION', mail('x', 'I recorded you with your webcam. Send $900 in bitcoin now.')],
  ['ASSAY_CREDENTIALS', mail('x', 'Please verify your account within 24 hours.')],
  ['ASSAY_PHISHING', mail('x', 'Please verify your account: http://81.2.69.99/login')],
  ['ASSAY_URI_NUMERIC', mail('x', 'See http://81.2.69.99/offer')],
  ['ASSAY_URI_CHEAP_TLD', mail('x', 'See http://great.offers.xyz/now')],
  ['ASSAY_HTML_ONLY', html('<html><body><p>Hello there</p></body></html>')],
  ['ASSAY_PASSWORD_FIELD', html('<form action="x"><input name="p" type="password"></form>')],
  ['ASSAY_FALSE_REPLY', mail('Re: our talk', 'x')],
  ['ASSAY_DRUGS', mail('x', 'Cheap V1agra and c1alis here')],
  ['ASSAY_DATE_FUTURE', mail('x', 'x').replace('Mon, 2 Nov 2026 10:00:00', 'Wed, 2 Dec 2026 10:00:00')],
])('%s hits', async (rule, message) => {
  expect(await hits(message)).toContain(rule)
})

test('ordinary mail hits nothing that costs points', async () => {
  const { verdict } = await engine.examine(
    Buffer.from(
      mail('Notes from the meeting', 'Hello Ann,\n\nthe minutes are on the wiki. See you on Tuesday.\n\nBob'),
    ),
  )
  expect(verdict.hits.filter((hit) => hit.score > 0)).toEqual([])
})
