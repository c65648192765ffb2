import { LRUCache } from 'lru-cache'
import type { DnsAnswer } from './dns-answer.ts'

/** So many answers are kept a thread: some 20 MB at most. */
const MAX_ANSWERS = 20_000
/** Answers hold no longer than this, whatever they say: block lists change. */
const MAX_TTL_SECONDS = 3600

/** Answers that still hold, found by question. Answers that name no time are not kept. */
export class AnswerCache {
  readonly #answers = new LRUCache<string, DnsAnswer>({ max: MAX_ANSWERS })

  get(key: string): DnsAnswer | undefined {
    return this.#answers.get(key)
  }

  put(key: string, answer: DnsAnswer): void {
    const seconds = holdsFor(answer)
    if (seconds > 0) this.#answers.set(key, answer, { ttl: seconds * 1000 })
  }
}

/** For how many seconds an answer may be repeated (RFC 1035 section 3.2.1, RFC 2308 section 5 for names without records). */
export function holdsFor(answer: DnsAnswer): number {
  if (answer.rcode !== 'NOERROR' && answer.rcode !== 'NXDOMAIN') return 0
  let seconds = MAX_TTL_SECONDS
  for (const record of answer.answers) seconds = Math.min(seconds, record.ttl)
  if (answer.answers.length > 0 && answer.rcode === 'NOERROR') return seconds
  const soa = answer.authorities.find((record) => record.type === 'SOA')
  return soa ? Math.min(seconds, soa.ttl, soa.priority ?? 0) : 0
}
