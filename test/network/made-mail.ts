import { generateKeyPairSync } from 'node:crypto'
import { sealMessage } from 'mailauth'
import { dkimSign } from 'mailauth/lib/dkim/sign.js'
import type { ZoneAnswer } from '../support/dns-server.ts'
import { madeZone, NUMBERS } from './made-zone.ts'

/** Messages made so that every rule of the network hits one of them, and the zone that they are made for. */
export interface MadeMail {
  readonly messages: ReadonlyMap<string, string>
  readonly zone: (name: string, type: string) => ZoneAnswer
}

/** What the messages need beside the stock rules. */
export const MADE_SETTINGS = `
loadplugin Mail::SpamAssassin::Plugin::AuthRes
authres_networks all
dns_block_time -1
welcomelist_from_spf *@spf-pass.com
welcomelist_from_dkim *@signed.com
adsp_override custom-low.com custom_low
adsp_override custom-medium.com custom_med
adsp_override custom-high.com custom_high
${scored('RCVD_IN_MAPS_', 'RBL DUL RSS OPS NML')}
${scored('DKIM_', 'VERIFIED POLICY_TESTING POLICY_SIGNSOME POLICY_SIGNALL')}
${scored('RCVD_IN_IADB_', 'DOPTIN_GT50 EDDB EPIA GOODMAIL LOOSE MI_CPEAR MI_CPR_30 NOCONTROL OOO OPTIN_LT50')}
${scored('RCVD_IN_IADB_', 'OPTOUTONLY UNVERIFIED_1 UNVERIFIED_2 UT_CPEAR UT_CPR_30')}
`

/** The stock scores keep some rules from running. */
function scored(prefix: string, rules: string): string {
  return rules
    .split(' ')
    .map((rule) => `score ${prefix}${rule} 0.01`)
    .join('\n')
}

interface Mail {
  readonly envelope?: string
  readonly from?: string
  readonly to?: string
  readonly helo?: string
  /** The name of its address; the HELO name when absent. */
  readonly rdns?: string | undefined
  /** The last part of the relay's address. */
  readonly relay?: number
  readonly headers?: readonly string[]
  readonly body?: string
  readonly signer?: string
  readonly selector?: string
  /** What became of it after it was signed. */
  readonly change?: (text: string) => string
  /** The domain that seals it (ARC), with what it says of the results. */
  readonly seal?: readonly [domain: string, results: string]
}

const BITCOIN = 'Send coins to 1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa now.'
const SELECTOR = 'made'
/** The selector of a key that is being tried out. */
const TRYING = 'trying'
const broken = (text: string): string => text.replace('Hello', 'Goodbye')
const from = (address: string): Pick<Mail, 'envelope' | 'from'> => ({ envelope: address, from: address })

/** By a host that proves nothing of the sender. */
const HANDED_ON = { envelope: 'list@spf-fail.com', helo: 'spf-softfail.com' }

const SPF = ['pass', 'fail', 'softfail', 'neutral', 'none', 'permerror', 'temperror']

const MAIL: Readonly<Record<string, Mail>> = {
  ...Object.fromEntries(
    Array.from({ length: NUMBERS }, (_, n): [string, Mail] => {
      const domain = `listed${n}.com`
      const numbered = { ...from(`someone@${domain}`), relay: n, helo: `mail.${domain}`, signer: domain }
      return [`listed-${n}`, { ...numbered, body: `Hello, see http://www.${domain}/page and http://203.0.113.${n}/` }]
    }),
  ),
  ...Object.fromEntries(
    SPF.map((result, n) => [
      `spf-${result}`,
      { ...from(`a@spf-${result}.com`), helo: `spf-${SPF[(n + 1) % SPF.length]}.com` },
    ]),
  ),
  'spf passes for all': { ...from('a@spf-pass.com'), helo: 'spf-pass.com' },
  'no domain': from('a@unknown.com'),
  'no domain, by a resolver that lies': from('a@rewritten.com'),
  'adsp all': from('a@adsp-all.com'),
  'adsp discardable': from('a@adsp-discard.com'),
  'adsp unknown': from('a@adsp-unknown.com'),
  'adsp low': from('a@custom-low.com'),
  'adsp medium': from('a@custom-medium.com'),
  'adsp high': from('a@custom-high.com'),
  'adsp all, signed by another': { ...from('a@adsp-all.com'), signer: 'signed.com' },
  'adsp all, signed': { ...from('a@adsp-all.com'), signer: 'adsp-all.com' },
  'dmarc missing': from('a@adsp-unknown.com'),
  'dmarc none': from('a@dmarc-none.com'),
  'dmarc quarantine': from('a@dmarc-quarantine.com'),
  'dmarc reject': from('a@dmarc-reject.com'),
  'dmarc passed by dkim': { ...from('a@dmarc-reject.com'), signer: 'dmarc-reject.com' },
  'dmarc passed by dkim below': { ...from('a@dmarc-reject.com'), signer: 'below.dmarc-reject.com' },
  'dmarc passed by spf': { envelope: 'a@below.dmarc-reject.com', from: 'a@dmarc-reject.com' },
  'dmarc strict, dkim below': { from: 'a@dmarc-strict.com', signer: 'below.dmarc-strict.com' },
  'dmarc strict, spf below': { envelope: 'a@below.dmarc-strict.com', from: 'a@dmarc-strict.com' },
  'dmarc strict, passed': from('a@dmarc-strict.com'),
  'dmarc of a sub-domain': from('a@sub.dmarc-below.com'),
  'dmarc, broken signature': { ...from('a@dmarc-reject.com'), signer: 'dmarc-reject.com', change: broken },
  'signed by the author': { ...from('a@signed.com'), signer: 'signed.com' },
  'signed by another': { ...from('a@other.com'), signer: 'signed.com' },
  'signed by a key on trial': { ...from('a@signed.com'), signer: 'signed.com', selector: TRYING },
  'signed, broken': { ...from('a@signed.com'), signer: 'signed.com', change: broken },
  'signed for the envelope': { envelope: 'a@signed.com', from: 'a@other.com', signer: 'signed.com' },
  'resigned by a network': { ...from('a@other.com'), signer: 'linkedin.com' },
  'resigned by a list': { ...from('a@other.com'), signer: 'googlegroups.com' },
  'welcome by default': { ...from('a@apache.org'), signer: 'apache.org' },
  sealed: { ...from('a@other.com'), seal: ['relay.com', 'relay.com; spf=pass smtp.mailfrom=a@other.com'] },
  'sealed, broken': {
    ...{ ...from('a@other.com'), seal: ['relay.com', 'relay.com; spf=pass smtp.mailfrom=a@other.com'] },
    change: broken,
  },
  'sealed, broken everywhere': {
    ...{ ...from('a@other.com'), seal: ['relay.com', 'relay.com; spf=pass smtp.mailfrom=a@other.com'] },
    change: (text) => broken(text).replace('relay.com; spf', 'relay.org; spf'),
  },
  'dmarc by a seal for the author': {
    ...{
      ...from('a@dmarc-reject.com'),
      envelope: 'a@dmarc-reject.com',
      seal: ['relay.com', 'relay.com; dkim=pass header.d=dmarc-reject.com'],
    },
  },
  'dmarc by the sender that a seal tells of': {
    ...{
      ...HANDED_ON,
      from: 'a@dmarc-reject.com',
      seal: ['relay.com', 'relay.com; spf=pass smtp.mailfrom=a@dmarc-reject.com'],
    },
  },
  'dmarc by the name that a seal tells of': {
    ...{
      ...HANDED_ON,
      from: 'a@dmarc-quarantine.com',
      seal: ['relay.com', 'relay.com; spf=pass smtp.helo=mx.dmarc-quarantine.com'],
    },
  },
  'dmarc, a sender of another that a seal tells of': {
    ...{
      ...HANDED_ON,
      from: 'a@dmarc-reject.com',
      seal: ['relay.com', 'relay.com; spf=pass smtp.mailfrom=a@other.com'],
    },
  },
  'dmarc, a failed sender that a seal tells of': {
    ...{
      ...HANDED_ON,
      from: 'a@dmarc-reject.com',
      seal: ['relay.com', 'relay.com; spf=fail smtp.mailfrom=a@dmarc-reject.com'],
    },
  },
  'dmarc, a sender that a seal and another field tell of': {
    ...{
      ...HANDED_ON,
      from: 'a@dmarc-reject.com',
      seal: ['relay.com', 'relay.com; spf=pass smtp.mailfrom=a@dmarc-reject.com'],
    },
    headers: ['Authentication-Results: mx.relay.com; spf=pass smtp.mailfrom=a@dmarc-reject.com'],
  },
  'dmarc, two fields without seals': {
    ...{ ...HANDED_ON, from: 'a@dmarc-none.com' },
    headers: [
      'ARC-Authentication-Results: i=1; relay.com; spf=fail smtp.mailfrom=a@dmarc-none.com',
      'ARC-Authentication-Results: i=2; relay.com; spf=pass smtp.mailfrom=a@dmarc-none.com',
    ],
  },
  'dmarc, two fields without seals, the later first': {
    ...{ ...HANDED_ON, from: 'a@dmarc-none.com' },
    headers: [
      'ARC-Authentication-Results: i=2; relay.com; spf=fail smtp.mailfrom=a@dmarc-none.com',
      'ARC-Authentication-Results: i=1; relay.com; spf=pass smtp.mailfrom=a@dmarc-none.com',
    ],
  },
  'dmarc, another field before that without a seal': {
    ...{ ...HANDED_ON, from: 'a@dmarc-none.com' },
    headers: [
      'Authentication-Results: mx.relay.com; spf=pass smtp.mailfrom=a@dmarc-none.com',
      'ARC-Authentication-Results: i=1; relay.com; spf=pass smtp.mailfrom=a@dmarc-none.com',
    ],
  },
  'dmarc by a field without a seal': {
    ...{ ...HANDED_ON, from: 'a@dmarc-none.com' },
    headers: ['ARC-Authentication-Results: i=1; relay.com; spf=pass smtp.mailfrom=a@dmarc-none.com'],
  },
  'dmarc, a result that SPF does not have': {
    ...{ ...HANDED_ON, from: 'a@dmarc-none.com' },
    headers: ['ARC-Authentication-Results: i=1; relay.com; spf=policy smtp.mailfrom=a@dmarc-none.com'],
  },
  'from a bank': from('a@citibank.com'),
  'from a state, signed': { ...from('a@office.gov'), signer: 'office.gov' },
  'from a state, answers elsewhere': { ...from('a@office.gov'), headers: ['Reply-To: office@gmail.com'] },
  'from paypal': { from: 'a@paypal.com', envelope: 'a@spf-fail.com' },
  'name and address in one': { ...from('a@spf-fail.com'), headers: ['From: Someone<a@spf-fail.com>'] },
  'a new domain and coins': { ...from('a@listed0.com'), body: BITCOIN },
  'a numbered new domain': from('a@24680.com'),
  'a domain for all and coins': { ...from('a@spf-pass.com'), body: BITCOIN },
  'a well-known name that fails': { helo: 'mail.paypal.com' },
  'a well-known name that is nowhere': { helo: 'unknown.hotmail.com' },
  'free mail, forged': { from: 'someone@yahoo.com', envelope: 'a@spf-fail.com' },
  'free mail, forged, coins': { from: 'someone@yahoo.com', envelope: 'a@spf-fail.com', body: BITCOIN },
  'free mail, forged, answers elsewhere': {
    ...{ from: 'someone@yahoo.com', envelope: 'a@spf-fail.com' },
    headers: ['Reply-To: someone.else@gmail.com'],
  },
  'free mail, forged, answers in China': {
    ...{ from: 'someone@yahoo.com', envelope: 'a@spf-fail.com' },
    headers: ['Reply-To: someone.else@sina.com'],
  },
  'free mail, forged, answers in Russia': {
    ...{ from: 'someone@yahoo.com', envelope: 'a@spf-fail.com' },
    headers: ['Reply-To: someone.else@mail.ru'],
  },
  'to oneself': { ...from('a@spf-fail.com'), to: 'a@spf-fail.com' },
  'to the same domain': { ...from('a@spf-fail.com'), to: 'b@spf-fail.com' },
  'of a priority': { ...from('a@spf-fail.com'), headers: ['X-Priority: 1'], rdns: 'outgoing.relay.com' },
  'free mail, forged, of a host without a name': { from: 'someone@yahoo.com', envelope: 'a@spf-fail.com', rdns: '' },
  'free mail, forged, with an id of another': { from: 'someone@gmail.com', envelope: 'a@spf-fail.com' },
  'another name than its own': { ...from('a@spf-fail.com'), rdns: 'outgoing.relay.com' },
  'another name than its own, that passes': {
    ...from('a@spf-fail.com'),
    helo: 'spf-pass.com',
    rdns: 'outgoing.relay.com',
  },
  'of a list, with coins': { headers: ['Organization: us', 'Mailing-List: list us@here.org'], body: BITCOIN },
  'to a bare address, with a link': {
    ...from('a@spf-pass.com'),
    headers: ['To: you@here.org', 'Content-Type: text/plain', 'Message-ID: <123456789@spf-pass.com>'],
    body: 'Hello, see http://www.other.com/page',
  },
  'mail to come': { ...from('a@spf-fail.com'), body: 'Click here to stop receiving our mailings.' },
  'broken words': { ...from('a@spf-fail.com'), headers: ['Subject: buy thiNgs noWrds wor2ds now'] },
  'unseen letters': {
    ...from('a@spf-fail.com'),
    headers: ['Content-Type: text/html'],
    body: '<p style="font-size: 0px;">a</p>\n'.repeat(12),
  },
}

/** Makes the messages, signed by a key of their own. */
export async function makeMail(): Promise<MadeMail> {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const key = publicKey.export({ type: 'spki', format: 'der' }).toString('base64')
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  const messages = new Map<string, string>()
  for (const [name, mail] of Object.entries(MAIL)) {
    messages.set(name, (await finished(mail, pem)).replaceAll('\r\n', '\n'))
  }
  return { messages, zone: madeZone({ [SELECTOR]: `v=DKIM1; k=rsa; p=${key}`, [TRYING]: `v=DKIM1; t=y; p=${key}` }) }
}

/** Given to the signers: left to themselves they read the clock for the hash and again for the header. */
const signTime = new Date()

async function finished(mail: Mail, privateKey: string): Promise<string> {
  const {
    envelope = 'a@spf-neutral.com',
    helo = 'mail.relay.com',
    relay = 200,
    rdns = helo,
    signer,
    selector = SELECTOR,
    seal,
    change = (text) => text,
  } = mail
  let text = written(mail)
  if (signer !== undefined) {
    const { signatures } = await dkimSign(text, {
      signTime,
      signatureData: [{ signingDomain: signer, selector, privateKey }],
    } as never) // `as`: the types of mailauth leave out what its code takes
    text = signatures + text
  }
  if (seal) {
    const [signingDomain, authResults] = seal
    const sealing = { signingDomain, selector: SELECTOR, privateKey, authResults, cv: 'none', i: 1, signTime }
    text = (await sealMessage(text, sealing as never)).toString('latin1') + text // as above
  }
  const received = `Received: from ${helo} (${`${rdns} [203.0.113.${relay}]`.trim()}) by mx.here.org with ESMTP; Tue, 3 Nov 2026 10:00:00 +0000`
  return change(`Return-Path: <${envelope}>\r\n${received}\r\n${text}`)
}

function written({
  from: author = 'a@spf-neutral.com',
  to = 'you@here.org',
  headers = [],
  body = 'Hello.',
}: Mail): string {
  const usual = [
    ...[`From: Someone <${author}>`, `To: <${to}>`, 'Subject: about lists', 'Date: Tue, 3 Nov 2026 10:00:00 +0000'],
    `Message-ID: <1@${author}>`,
  ]
  const nameOf = (field: string) => field.slice(0, field.indexOf(':'))
  const given = new Set(headers.map(nameOf))
  return [...usual.filter((field) => !given.has(nameOf(field))), ...headers, '', body, ''].join('\r\n')
}
