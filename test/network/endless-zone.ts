import { createHash } from 'node:crypto'
import type { Answer } from 'dns-packet'
import { soa, type ZoneAnswer } from '../support/dns-server.ts'

/** Lists that the stock rules ask, and the answers that their rules tell apart. */
export const LISTS: ReadonlyMap<string, readonly string[]> = new Map([
  ['zen.spamhaus.org', ['127.0.0.2', '127.0.0.3', '127.0.0.4', '127.0.0.10', '127.0.0.11']],
  ['bl.spamcop.net', ['127.0.0.2']],
  ['iadb.isipp.com', ['127.0.0.1', '127.0.1.255', '127.2.255.1', '127.2.255.4', '127.3.100.7', '127.101.201.10']],
  ['sa-trusted.bondedsender.org', ['127.0.0.10']],
  ['sa-accredit.habeas.com', ['127.0.0.10']],
  ['bl.score.senderscore.com', ['127.0.0.2']],
  ['bl.mailspike.net', ['127.0.0.2', '127.0.0.10', '127.0.0.11', '127.0.0.12', '127.0.0.13']],
  ['wl.mailspike.net', ['127.0.0.17', '127.0.0.18', '127.0.0.19', '127.0.0.20']],
  ['list.dnswl.org', ['127.0.5.0', '127.0.5.1', '127.0.5.2', '127.0.5.3']],
  ['psbl.surriel.com', ['127.0.0.2']],
  ['dbl.spamhaus.org', ['127.0.1.2', '127.0.1.4', '127.0.1.5', '127.0.1.102', '127.0.1.103']],
  ['multi.surbl.org', ['127.0.0.8', '127.0.0.16', '127.0.0.64', '127.0.0.128', '127.0.0.216']],
  ['multi.uribl.com', ['127.0.0.2', '127.0.0.4', '127.0.0.8', '127.0.0.14']],
  ['dob.sibl.support-intelligence.net', ['127.0.0.2']],
  ['fresh.fmb.la', ['127.2.0.2', '127.2.0.14', '127.2.0.28']],
  ['lookup.dkimwl.org', ['127.0.2.5', '127.0.3.4', '127.0.1.3', '127.0.1.0']],
  ['bl.btcblack.it', ['127.0.0.2']],
])

/** One name in so many is listed. */
const LISTED_OF = 3

const POLICIES = ['v=spf1 -all', 'v=spf1 ~all', 'v=spf1 ?all', 'v=spf1 +all', 'v=spf1 a mx -all', 'v=spf1 include:']

/** A number of a name that is always the same, as if drawn by lot. */
export function lot(text: string): number {
  return createHash('md5').update(text).digest().readUInt32BE(0)
}

function addressOf(name: string): string {
  const n = lot(`address of ${name}`)
  return `${[80, 91, 193, 207][n & 3]}.${(n >>> 8) & 255}.${(n >>> 16) & 255}.${(n >>> 24) & 255}`
}

/**
 * Knows something of every name there may be, and always the same: what a list says of an address, the servers of a
 * domain, its policies. Two programs that ask for the same names get the same answers, whatever they ask for.
 */
export function endlessZone(name: string, type: string): ZoneAnswer {
  for (const [zone, codes] of LISTS) {
    if (name === zone || !name.endsWith(`.${zone}`)) continue
    return listAnswer(name, type, zone, codes, name.slice(0, -zone.length - 1))
  }
  return hostAnswer(name, type)
}

function listAnswer(name: string, type: string, zone: string, codes: readonly string[], label: string): ZoneAnswer {
  const missing: ZoneAnswer = { rcode: 'NXDOMAIN', authorities: [soa(zone)] }
  if (label === '1.0.0.127' || label === 'invalid') return missing
  const isTestPoint = label === '2.0.0.127' || label === 'test'
  const draw = lot(name)
  if (!isTestPoint && draw % LISTED_OF !== 0) return missing
  const code = isTestPoint ? '127.0.0.2' : (codes[(draw >>> 4) % codes.length] ?? '127.0.0.2')
  if (type === 'A') return { answers: [{ type: 'A', name, ttl: 300, data: code }] }
  if (type === 'TXT') {
    const data = `Blocked - see https://www.spamcop.net/bl.shtml?${label}`
    return { answers: [{ type: 'TXT', name, ttl: 300, data }] }
  }
  return { authorities: [soa(zone)] }
}

function hostAnswer(name: string, type: string): ZoneAnswer {
  const draw = lot(`${name}/${type}`)
  const none: ZoneAnswer = { authorities: [soa(name)] }
  if (draw % 8 === 0) return { rcode: 'NXDOMAIN', authorities: [soa(name)] }
  const records = (answers: Answer[]): ZoneAnswer => ({ answers })
  switch (type) {
    case 'A':
      return records([{ type: 'A', name, ttl: 300, data: addressOf(name) }])
    case 'NS':
      return records(
        ['ns1', 'ns2'].map((host) => ({ type: 'NS', name, ttl: 300, data: `${host}.dns${draw % 97}.example` })),
      )
    case 'MX':
      return records([{ type: 'MX', name, ttl: 300, data: { preference: 10, exchange: `mx.${name}` } }])
    case 'TXT': {
      if (name.startsWith('_dmarc.')) {
        if (draw % 3 === 0) return none
        const policy = ['none', 'quarantine', 'reject'][draw % 3]
        return records([{ type: 'TXT', name, ttl: 300, data: `v=DMARC1; p=${policy}` }])
      }
      if (name.includes('_domainkey.') || name.startsWith('_adsp.')) return none
      const policy = POLICIES[draw % (POLICIES.length + 2)]
      if (policy === undefined) return none
      const data = policy.endsWith(':') ? `${policy}include${draw % 13}.example ~all` : policy
      return records([{ type: 'TXT', name, ttl: 300, data }])
    }
    default:
      return none
  }
}
