import { encodeReply, type Reply, soa, startDnsServer, type TestDnsServer, type ZoneAnswer } from './dns-server.ts'

/** Ways in which a name server fails whoever asks it. */
export const FAULTS = [
  'silent',
  'servfail',
  'refused',
  'wrong-id',
  'wrong-name',
  'garbage',
  'cut-short',
  'endless-truncation',
  'nxdomain-rewriting',
  'everything-listed',
  'no-test-point',
  'slow',
] as const
export type Fault = (typeof FAULTS)[number]

/** What an advertising provider answers for names that do not exist. */
const ADVERTISING = '203.0.113.99'
const TRUNCATED = 0x0200

/** A server that answers as its fault has it; `slowMs` is how slow the slow one is. */
export function startFaultyServer(
  fault: Fault,
  zone: (name: string, type: string) => ZoneAnswer,
  slowMs = 20_000,
): Promise<TestDnsServer> {
  return startDnsServer(({ name, type, transport }, packet): Reply => {
    const honest = (): Buffer => encodeReply(packet, zone(name, type))
    const now = (bytes: Uint8Array): Reply => [{ bytes, afterMs: 0 }]
    switch (fault) {
      case 'silent':
        return []
      case 'servfail':
        return now(encodeReply(packet, { rcode: 'SERVFAIL' }))
      case 'refused':
        return now(encodeReply(packet, { rcode: 'REFUSED' }))
      case 'wrong-id':
        return now(encodeReply({ ...packet, id: ((packet.id ?? 0) + 1) & 0xffff }, zone(name, type)))
      case 'wrong-name': {
        const questions = packet.questions?.map((question) => ({ ...question, name: `other.${question.name}` }))
        return now(encodeReply({ ...packet, questions: questions ?? [] }, listed(name, type)))
      }
      case 'garbage':
        return now(Buffer.from(Array.from(honest(), (byte, n) => (n < 4 ? byte : (byte * 7 + n) & 255))))
      case 'cut-short':
        return now(honest().subarray(0, 20))
      case 'endless-truncation':
        return transport === 'udp' ? now(encodeReply(packet, {}, TRUNCATED)) : []
      case 'nxdomain-rewriting': {
        const answer = zone(name, type)
        const rewritten = answer.rcode === 'NXDOMAIN' && type === 'A'
        return now(encodeReply(packet, rewritten ? address(name, ADVERTISING) : answer))
      }
      case 'everything-listed':
        return now(encodeReply(packet, listed(name, type)))
      case 'no-test-point': {
        const hidden = name.startsWith('2.0.0.127.')
        return now(
          encodeReply(packet, hidden ? { rcode: 'NXDOMAIN', authorities: [soa('example')] } : listed(name, type)),
        )
      }
      case 'slow':
        return [{ bytes: honest(), afterMs: slowMs }]
    }
  })
}

function address(name: string, data: string): ZoneAnswer {
  return { answers: [{ type: 'A', name, ttl: 60, data }] }
}

function listed(name: string, type: string): ZoneAnswer {
  return type === 'A' ? address(name, '127.0.0.2') : { authorities: [soa('example')] }
}
