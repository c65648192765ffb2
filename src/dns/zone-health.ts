import type { DnsAnswer } from './dns-answer.ts'

/** What a list is asked by: addresses, or names. */
export type ListKind = 'addresses' | 'names'

/** What was found out about a list. */
export type ZoneState = 'good' | 'sick'

/** How long the outcome of a probe holds. */
const GOOD_MS = 3_600_000
const SICK_MS = 600_000
/** Lists known at a time; configurations name some dozen. */
const MAX_ZONES = 1000

/** Which lists answer rightly at the points that are there to test them (RFC 5782 section 5). */
export class ZoneHealth {
  readonly #zones = new Map<string, { readonly state: ZoneState; readonly until: number }>()

  /** What is known of the list; undefined when it is to be probed (again). */
  of(zone: string): ZoneState | undefined {
    const known = this.#zones.get(zone)
    return known && known.until > Date.now() ? known.state : undefined
  }

  record(zone: string, state: ZoneState): void {
    if (this.#zones.size >= MAX_ZONES) this.#zones.clear()
    this.#zones.set(zone, { state, until: Date.now() + (state === 'good' ? GOOD_MS : SICK_MS) })
  }
}

/** One test point: the name below the list, and whether it has to be listed. */
export interface TestPoint {
  readonly label: string
  readonly listed: boolean
}

/** The points at which a list must answer rightly. Lists of good senders need not have one that is listed. */
export function testPoints(kind: ListKind, lenient: boolean): readonly TestPoint[] {
  if (kind === 'names') return [{ label: 'invalid', listed: false }]
  const unlisted = { label: '1.0.0.127', listed: false }
  return lenient ? [unlisted] : [unlisted, { label: '2.0.0.127', listed: true }]
}

/**
 * Whether the answer is what the point demands; undefined when the list did not answer. With `anyAddress` every address is
 * a listing, not only those in 127.0.0.0/8.
 */
export function isRight(point: TestPoint, answer: DnsAnswer | undefined, anyAddress: boolean): boolean | undefined {
  if (!answer || (answer.rcode !== 'NOERROR' && answer.rcode !== 'NXDOMAIN')) return undefined
  const listed = answer.answers.some((record) => record.type === 'A' && (anyAddress || record.text.startsWith('127.')))
  return listed === point.listed
}

/** An answer that tells whoever asks that it is not answered (Spamhaus and others): 127.255.255.0/24. */
export function isRefusal(address: string): boolean {
  return address.startsWith('127.255.255.')
}
