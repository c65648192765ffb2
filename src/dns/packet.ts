import dnsPacket from 'dns-packet'
import type { DnsAnswer, DnsRecord } from './dns-answer.ts'

/** Types that can be asked for, with their numbers (IANA, DNS parameters). */
const TYPE_NUMBERS: ReadonlyMap<string, number> = new Map([
  ...Object.entries({
    A: 1,
    NS: 2,
    CNAME: 5,
    SOA: 6,
    PTR: 12,
    HINFO: 13,
    MINFO: 14,
    MX: 15,
    TXT: 16,
    RP: 17,
    GPOS: 27,
  }),
  ...Object.entries({ AAAA: 28, LOC: 29, SRV: 33, NAPTR: 35, KX: 36, CERT: 37, DNAME: 39, SSHFP: 44, IPSECKEY: 45 }),
  ...Object.entries({ DHCID: 49, TLSA: 52, HIP: 55, OPENPGPKEY: 61, CSYNC: 62, SPF: 99, ANY: 255, URI: 256, CAA: 257 }),
])

const HEADER_BYTES = 12
const RECURSION_DESIRED = 0x0100
const TRUNCATED = 0x0200
const IS_ANSWER = 0x8000
const CLASS_IN = 1
const TYPE_OPT = 41

/** True for types that `encodeQuery` knows. */
export function isRecordType(type: string): boolean {
  return TYPE_NUMBERS.has(type)
}

/** A question as bytes; undefined for a name that no server can be asked for. `edns` is the size to offer, 0 for none. */
export function encodeQuery(id: number, name: string, type: string, edns: number): Buffer | undefined {
  const number = TYPE_NUMBERS.get(type)
  const labels = name.split('.')
  if (number === undefined || name.length > 253 || labels.some((label) => label === '' || label.length > 63)) {
    return undefined
  }
  const withEdns = edns > 512
  const packet = Buffer.alloc(HEADER_BYTES + name.length + 2 + 4 + (withEdns ? 11 : 0))
  packet.writeUInt16BE(id, 0)
  packet.writeUInt16BE(RECURSION_DESIRED, 2)
  packet.writeUInt16BE(1, 4)
  packet.writeUInt16BE(withEdns ? 1 : 0, 10)
  let at = HEADER_BYTES
  for (const label of labels) {
    packet[at] = label.length
    packet.write(label, at + 1, 'latin1')
    at += label.length + 1
  }
  at += 1
  at = packet.writeUInt16BE(number, at)
  at = packet.writeUInt16BE(CLASS_IN, at)
  if (withEdns) {
    at += 1 // the root name
    at = packet.writeUInt16BE(TYPE_OPT, at)
    packet.writeUInt16BE(edns, at)
  }
  return packet
}

/** What can be told of an answer before it is read whole. */
export interface AnswerHead {
  readonly id: number
  readonly truncated: boolean
}

/** The head of an answer; undefined when the bytes are none. */
export function answerHead(bytes: Uint8Array): AnswerHead | undefined {
  if (bytes.length < HEADER_BYTES) return undefined
  const flags = ((bytes[2] ?? 0) << 8) | (bytes[3] ?? 0)
  if ((flags & IS_ANSWER) === 0) return undefined
  return { id: ((bytes[0] ?? 0) << 8) | (bytes[1] ?? 0), truncated: (flags & TRUNCATED) !== 0 }
}

/** An answer with the name as the server repeated it. */
export interface ReadAnswer extends DnsAnswer {
  readonly questionName: string
}

/** The answer in these bytes; undefined when they are malformed or hold no question. */
export function decodeAnswer(bytes: Buffer): ReadAnswer | undefined {
  try {
    const packet = dnsPacket.decode(bytes)
    const question = packet.questions?.[0]
    if (!question) return undefined
    return {
      questionName: question.name,
      name: question.name.toLowerCase(),
      type: String(question.type),
      rcode: (packet as { rcode?: string }).rcode ?? 'NOERROR', // the types of dns-packet do not tell of it
      answers: (packet.answers ?? []).map(recordOf),
      authorities: (packet.authorities ?? []).map(recordOf),
    }
  } catch {
    return undefined
  }
}

function recordOf(raw: dnsPacket.Answer): DnsRecord {
  const record = raw as { name: string; type: string; ttl?: number; data?: unknown } // OPT has no ttl and no data
  const data = record.data
  const facts = { name: record.name, type: record.type, ttl: record.ttl ?? 0 }
  const nothing = { target: undefined, priority: undefined, strings: undefined }
  if (typeof data === 'string') {
    const isName = NAMED.has(record.type)
    return {
      ...facts,
      ...nothing,
      text: isName ? `${data === '.' ? '' : data}.` : data,
      target: isName ? data : undefined,
    }
  }
  if (record.type === 'TXT' || record.type === 'SPF') {
    const chunks = (Array.isArray(data) ? data : [data]) as unknown[]
    const strings = chunks.map((chunk) => (Buffer.isBuffer(chunk) ? chunk.toString('latin1') : String(chunk ?? '')))
    return { ...facts, ...nothing, text: strings.join(''), strings }
  }
  if (typeof data !== 'object' || data === null || Buffer.isBuffer(data)) {
    const text = Buffer.isBuffer(data) ? `\\# ${data.length} ${data.toString('hex')}` : ''
    return { ...facts, ...nothing, text }
  }
  return { ...facts, ...nothing, ...structured(record.type, data as Record<string, unknown>) }
}

const NAMED: ReadonlySet<string> = new Set(['NS', 'CNAME', 'PTR', 'DNAME'])

function structured(type: string, data: Record<string, unknown>): Partial<DnsRecord> & { readonly text: string } {
  const word = (key: string): string => String(data[key] ?? '')
  const name = (key: string): string => `${word(key)}.`
  switch (type) {
    case 'MX':
      return {
        text: `${word('preference')} ${name('exchange')}`,
        target: word('exchange'),
        priority: Number(data['preference'] ?? 0),
      }
    case 'SRV':
      return {
        text: `${word('priority')} ${word('weight')} ${word('port')} ${name('target')}`,
        target: word('target'),
        priority: Number(data['priority'] ?? 0),
      }
    case 'SOA': {
      const numbers = ['serial', 'refresh', 'retry', 'expire', 'minimum'].map(word)
      // `priority` is the minimum, which says how long an answer without records holds.
      return {
        text: [name('mname'), name('rname'), ...numbers].join(' '),
        target: word('mname'),
        priority: Number(data['minimum'] ?? 0),
      }
    }
    case 'CAA':
      return { text: `${word('flags')} ${word('tag')} ${word('value')}` }
    case 'HINFO':
      return { text: `${word('cpu')} ${word('os')}` }
    case 'RP':
      return { text: `${name('mbox')} ${name('txt')}` }
    default:
      return { text: Object.values(data).map(String).join(' ') }
  }
}
