import { type DnsAnswer, type DnsClient, type DnsRecord, query } from '../dns/dns-answer.ts'

/** What came of a question in the course of checking who sent a message. */
export type Records =
  | { readonly type: 'records'; readonly records: readonly DnsRecord[] }
  /** The name does not exist, or has no such records. */
  | { readonly type: 'nothing'; readonly nameExists: boolean }
  /** No answer, or none that tells anything. */
  | { readonly type: 'failed'; readonly reason: string }

/** Asks for records of one type; names are ASCII. */
export type AskRecords = (name: string, type: string) => Promise<Records>

/** How long one question is waited for, within the deadline of the whole check (DnsResolver.pm). */
const QUESTION_MS = 3000
/** CNAME records lead on; more than this in a row lead nowhere. */
const MAX_ALIASES = 10

/** Asks until the deadline, in milliseconds of `performance.now`; restricted names count as unanswered. */
export function recordsFrom(client: DnsClient, deadline: number, isRestricted: (name: string) => boolean): AskRecords {
  return async (name, type) => {
    if (isRestricted(name)) return { type: 'failed', reason: 'query is restricted' }
    const answer = await query(client, name, type, Math.min(QUESTION_MS, Math.max(0, deadline - performance.now())))
    return recordsIn(answer, type)
  }
}

function recordsIn(answer: DnsAnswer | undefined, type: string): Records {
  if (!answer) return { type: 'failed', reason: 'query timed out' }
  if (answer.rcode === 'NXDOMAIN') return { type: 'nothing', nameExists: false }
  if (answer.rcode !== 'NOERROR') return { type: 'failed', reason: answer.rcode }
  let owner = answer.name
  for (let step = 0; step < MAX_ALIASES; step++) {
    const alias = answer.answers.find((record) => record.type === 'CNAME' && record.name.toLowerCase() === owner)
    if (!alias?.target) break
    owner = alias.target.toLowerCase()
  }
  const records = answer.answers.filter((record) => record.type === type && record.name.toLowerCase() === owner)
  return records.length > 0 ? { type: 'records', records } : { type: 'nothing', nameExists: true }
}
