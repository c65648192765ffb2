import { soa, type ZoneAnswer } from '../support/dns-server.ts'
import { endlessZone } from './endless-zone.ts'

// A zone in which every answer that a stock rule looks for can be asked for by number: the relay 203.0.113.N and the
// domain listedN.com have the answer N of each list, and other domains are named for what their records say.

/** All answers that stock rules tell apart, by list; refusals too. */
const ANSWERS: Readonly<Record<string, readonly string[]>> = {
  'zen.spamhaus.org': codes('127.0.0.', '2 3 4 5 6 7 10 11', '127.255.255.', '254 255'),
  'bl.spamcop.net': ['127.0.0.2'],
  'iadb.isipp.com': [
    ...codes('127.0.', '0.1 0.2 1.255 2.1 2.2', '127.2.255.', '1 2 3 4 103'),
    ...codes('127.3.100.', '0 1 2 3 4 5 6 7 8 9 10 100 200', '127.3.200.', '120 130'),
    ...codes('127.101.', '1.10 2.10 101.10 102.10 201.10 202.10'),
  ],
  'sa-trusted.bondedsender.org': ['127.0.0.10'],
  'sa-accredit.habeas.com': ['127.0.0.10'],
  'bl.score.senderscore.com': ['127.0.0.2'],
  'bl.mailspike.net': codes('127.0.0.', '2 10 11 12 13'),
  'wl.mailspike.net': codes('127.0.0.', '17 18 19 20'),
  'list.dnswl.org': codes('127.0.5.', '0 1 2 3 255'),
  'psbl.surriel.com': ['127.0.0.2'],
  'dbl.spamhaus.org': codes('127.0.1.', '2 4 5 6 102 103 104 105 106 255', '127.255.255.', '254 255'),
  'multi.surbl.org': codes('127.0.0.', '1 8 16 64 128 216'),
  'multi.uribl.com': codes('127.0.0.', '1 2 4 8 14'),
  'dob.sibl.support-intelligence.net': ['127.0.0.2'],
  'fresh.fmb.la': codes('127.', '2.0.2 2.0.14 2.0.28 255.255.255'),
  'activationcode.r.mail-abuse.com': codes('127.0.0.', '1 2 4 8'),
  'nonconfirm.mail-abuse.com': ['127.0.0.2'],
  'lookup.dkimwl.org': codes('127.', '0.2.5 0.3.4 0.1.5 0.1.4 0.1.3 0.1.0 255.255.255'),
}

/** So many relays and domains reach each answer of each list; higher numbers stand on none. */
export const NUMBERS = Math.max(...Object.values(ANSWERS).map((answers) => answers.length))

/** Text records of domains that are named for them, and of domains that stock rules name. */
const TEXTS: Readonly<Record<string, string>> = {
  'spf-pass.com': 'v=spf1 +all',
  'spf-fail.com': 'v=spf1 -all',
  'spf-softfail.com': 'v=spf1 ~all',
  'spf-neutral.com': 'v=spf1 ?all',
  'spf-permerror.com': 'v=spf1 include:',
  'mail.paypal.com': 'v=spf1 -all',
  'apache.org': 'v=spf1 +all',
  '_adsp._domainkey.adsp-all.com': 'dkim=all',
  '_adsp._domainkey.adsp-discard.com': 'dkim=discardable',
  '_adsp._domainkey.adsp-unknown.com': 'dkim=unknown',
  '_dmarc.dmarc-none.com': 'v=DMARC1; p=none',
  '_dmarc.dmarc-quarantine.com': 'v=DMARC1; p=quarantine',
  '_dmarc.dmarc-reject.com': 'v=DMARC1; p=reject',
  '_dmarc.dmarc-strict.com': 'v=DMARC1; p=reject; adkim=s; aspf=s',
  '_dmarc.dmarc-below.com': 'v=DMARC1; p=reject; sp=quarantine',
  'dmarc-strict.com': 'v=spf1 +all',
  'below.dmarc-strict.com': 'v=spf1 +all',
  'below.dmarc-reject.com': 'v=spf1 +all',
}

/** Names that are listed by name. */
const LISTED: Readonly<Record<string, string>> = {
  '24680.com.fresh.fmb.la': '127.2.0.2',
  '1a1zp1ep5qgefi2dmptftl5slmv7divfna.bl.btcblack.it': '127.0.0.2',
}

/** A resolver that lies gives these for names that do not exist. */
const LYING = /(?:^|\.)rewritten\.com$/
/** Domains of which nothing is known, whatever is asked. */
const UNKNOWN = /(?:^|\.)(?:unknown\.com|unknown\.hotmail\.com|spf-none\.com)$/
const FAILING = /(?:^|\.)spf-temperror\.com$/
/** Domains that have what the tables say, and addresses. */
const PLAIN = /(?:^|[.-])(?:spf|adsp|dmarc|listed)[^.]*\.com$/

function codes(...prefixesAndEnds: readonly string[]): string[] {
  return prefixesAndEnds.flatMap((prefix, i) =>
    i % 2 === 0 ? (prefixesAndEnds[i + 1] ?? '').split(' ').map((end) => prefix + end) : [],
  )
}

/** The number that a question about a relay or a domain asks for. */
const NUMBERED = /^(?:(\d+)\.(?:113\.0\.203|100\.51\.198)|(?:[a-z]+\.)*listed(\d+)\.com)$/

/** The zone, in which `SELECTOR._domainkey` of any domain is the record that stands under SELECTOR. */
export function madeZone(keys: Readonly<Record<string, string>>): (name: string, type: string) => ZoneAnswer {
  return (name, type) => {
    const key = keys[/^(.*?)\._domainkey\./.exec(name)?.[1] ?? '']
    if (key !== undefined) return texts(name, type, key)
    const text = TEXTS[name]
    if (text !== undefined && type === 'TXT') return texts(name, type, text)
    if (LISTED[name] !== undefined) return addresses(name, type, LISTED[name])
    if (FAILING.test(name) && type === 'TXT') return { rcode: 'SERVFAIL' }
    if (LYING.test(name)) return lie(name, type)
    if (UNKNOWN.test(name)) return { rcode: 'NXDOMAIN', authorities: [soa('com')] }
    for (const [zone, answers] of Object.entries(ANSWERS)) {
      if (!name.endsWith(`.${zone}`)) continue
      const label = name.slice(0, -zone.length - 1)
      // Its test points (RFC 5782).
      if (label === '2.0.0.127') return addresses(name, type, '127.0.0.2')
      if (label === '1.0.0.127' || label === 'invalid') return { rcode: 'NXDOMAIN', authorities: [soa(zone)] }
      const match = NUMBERED.exec(label)
      const number = match && Number(match[1] ?? match[2])
      if (number === null) continue
      if (number >= NUMBERS) return { rcode: 'NXDOMAIN', authorities: [soa(zone)] }
      return listed(name, type, answers[number % answers.length] ?? '', zone)
    }
    return PLAIN.test(name) ? plain(name, type) : endlessZone(name, type)
  }
}

function listed(name: string, type: string, code: string, zone: string): ZoneAnswer {
  if (type === 'TXT') return texts(name, type, `Listed, see https://www.${zone}/`)
  return addresses(name, type, code)
}

function plain(name: string, type: string): ZoneAnswer {
  const number = /listed(\d+)\.com$/.exec(name)?.[1] ?? '200'
  if (name.startsWith('_')) return { rcode: 'NXDOMAIN', authorities: [soa('com')] }
  if (type === 'NS') return { answers: [{ type: 'NS', name, ttl: 300, data: `ns.${name}` }] }
  if (type === 'MX')
    return { answers: [{ type: 'MX', name, ttl: 300, data: { preference: 10, exchange: `mx.${name}` } }] }
  return addresses(name, type, `${name.startsWith('ns.') ? '198.51.100' : '203.0.113'}.${number}`)
}

/** Three records in all: at exactly two, SpamAssassin leaves SPF out if it has not begun. */
function lie(name: string, type: string): ZoneAnswer {
  const { answers = [] } = plain(name, type)
  return { rcode: 'NXDOMAIN', answers: [...answers, ...(addresses(name, type, '203.0.113.201').answers ?? [])] }
}

function addresses(name: string, type: string, data: string): ZoneAnswer {
  return type === 'A' ? { answers: [{ type: 'A', name, ttl: 300, data }] } : { authorities: [soa(name)] }
}

function texts(name: string, type: string, text: string): ZoneAnswer {
  if (type !== 'TXT') return { authorities: [soa(name)] }
  return { answers: [{ type: 'TXT', name, ttl: 300, data: text.match(/.{1,255}/gs) ?? [] }] }
}
