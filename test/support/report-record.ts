import { Conf } from '../../src/conf/conf.ts'
import type { Message } from '../../src/message/message.ts'
import type { Relay } from '../../src/message/relays/relay.ts'
import { addedHeaders } from '../../src/report/added-headers.ts'
import { removeMarkup } from '../../src/report/remove-markup.ts'
import type { ReportFacts, ReportInput } from '../../src/report/report-input.ts'
import { renderReport } from '../../src/report/report-template.ts'
import { rewriteMessage } from '../../src/report/rewrite-message.ts'
import type { Hit, Verdict } from '../../src/rules/verdict.ts'

type RelayFacts = Pick<Relay, 'ip' | 'rdns' | 'helo'>

interface Written {
  readonly report: string
  readonly headers: string
}

/** One line of `report-oracle.pl`: a message, what SpamAssassin knew of it, and what it wrote. */
export interface ReportRecord {
  readonly name: string
  readonly message: string
  readonly conf: Readonly<Record<string, unknown>> & { readonly rewrite_header: Readonly<Record<string, string>> }
  readonly verdict: Omit<Verdict, 'isSpam'>
  readonly facts: Pick<ReportFacts, 'version' | 'subVersion' | 'rulesVersions' | 'timing'>
  readonly parsed: {
    readonly pristineHeaders: string
    readonly pristineBody: string
    readonly mboxSeparator: string | null
    readonly lineEnding: '\n' | '\r\n'
    readonly body: readonly string[]
    /** Decoded values by lower-case name, of the headers that reports read. */
    readonly headers: Readonly<Record<string, readonly string[]>>
    readonly relays: {
      readonly trusted: readonly RelayFacts[]
      readonly external: readonly RelayFacts[]
      readonly trustedText: string
      readonly untrustedText: string
      readonly internalText: string
      readonly externalText: string
    }
  }
  readonly expected: Readonly<Record<'ham' | 'spam', Written>> &
    Readonly<Record<'ham0' | 'spam0' | 'spam1' | 'spam2' | 'unmarked', string>>
}

/** 2023-11-14 22:13:20 UTC: the clock of report-oracle.pl. */
const FIXED_NOW = new Date(1_700_000_000_000)

function confOf(record: ReportRecord, reportSafe: number): Conf {
  const values = { ...record.conf, report_safe: reportSafe }
  const slots = new Map<string, unknown>(Object.entries(values))
  slots.set('rewrite_header', new Map(Object.entries(record.conf.rewrite_header)))
  return new Conf(slots, new Map())
}

/** The message as far as reports look at it, with SpamAssassin's own parse. */
export function messageOf({ parsed }: ReportRecord): Message {
  const all = (name: string) => (parsed.headers[name.toLowerCase()] ?? []).map((value) => ({ value }))
  const message = {
    ...parsed,
    pristine: parsed.pristineHeaders + parsed.pristineBody,
    mboxSeparator: parsed.mboxSeparator ?? undefined,
    headers: { all, last: (name: string) => all(name).at(-1), value: (name: string) => all(name).at(-1)?.value ?? '' },
    headerView: () => [],
  }
  return message as unknown as Message // what is missing, reports do not read
}

function verdictOf(record: ReportRecord, isSpam: boolean): Verdict {
  const { verdict } = record
  const given = Object.fromEntries(Object.entries(verdict).filter(([, value]) => value !== null))
  const hits = verdict.hits.map((hit): Hit => ({ ...hit, value: 1, place: undefined, scorePlace: undefined }))
  return { ...(given as unknown as Verdict), hits, isSpam } // the oracle writes null for undefined
}

/** All that reports need, for one of the ways in which the oracle wrote. */
export function reportInput(record: ReportRecord, isSpam: boolean, reportSafe: number, message?: Message): ReportInput {
  let calls = 0
  return {
    verdict: verdictOf(record, isSpam),
    message: message ?? messageOf(record),
    conf: confOf(record, reportSafe),
    facts: {
      ...record.facts,
      hostname: 'mx.example.org',
      now: FIXED_NOW,
      random32: () => Math.floor(2 ** 32 * (0.1 * ++calls)),
    },
  }
}

/** Each thing that SpamAssassin wrote, and what we write in its place. */
export function compareWriting(
  record: ReportRecord,
  message?: Message,
): { readonly what: string; readonly expected: string; readonly actual: string }[] {
  const { expected } = record
  const ham = reportInput(record, false, 1, message)
  const spam = (reportSafe: number): ReportInput => reportInput(record, true, reportSafe, message)
  return [
    { what: 'report on ham', expected: expected.ham.report, actual: renderReport(ham) },
    { what: 'report on spam', expected: expected.spam.report, actual: renderReport(spam(1)) },
    { what: 'headers of ham', expected: expected.ham.headers, actual: addedHeaders(ham) },
    { what: 'headers of spam', expected: expected.spam.headers, actual: addedHeaders(spam(1)) },
    { what: 'ham', expected: expected.ham0, actual: rewriteMessage(ham) },
    { what: 'spam, report_safe 0', expected: expected.spam0, actual: rewriteMessage(spam(0)) },
    { what: 'spam, report_safe 1', expected: expected.spam1, actual: rewriteMessage(spam(1)) },
    { what: 'spam, report_safe 2', expected: expected.spam2, actual: rewriteMessage(spam(2)) },
    { what: 'markup removed', expected: expected.unmarked, actual: removeMarkup(ham.message, ham.conf) },
  ]
}
