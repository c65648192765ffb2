import type { Examination } from '../scan/engine.ts'

const RELAY_VIEWS = [
  'X-Spam-Relays-Trusted',
  'X-Spam-Relays-Untrusted',
  'X-Spam-Relays-Internal',
  'X-Spam-Relays-External',
] as const

/** The header views that are compared with SpamAssassin's. */
export const HEADER_VIEWS: readonly string[] = [
  'Subject Subject:raw',
  'From From:raw From:addr From:name From:first From:last From:host From:domain From:addr:host From:addr:domain From:addr:raw From:name:raw From:first:addr From:last:addr:domain',
  'To To:raw To:addr To:name To:first To:last To:domain To:addr:first To:addr:last To:name:last',
  'Cc Cc:raw Cc:addr Cc:name Cc:domain',
  'Reply-To Reply-To:addr Reply-To:name Reply-To:host Reply-To:domain',
  'Sender:addr Return-Path Return-Path:addr Errors-To:domain Disposition-Notification-To:addr',
  'ToCc ToCc:raw ToCc:addr ToCc:name ToCc:domain',
  'EnvelopeFrom EnvelopeFrom:addr EnvelopeFrom:domain EnvelopeFrom:host',
  'MESSAGEID MESSAGEID:raw MESSAGEID:host MESSAGEID:domain Message-Id Message-Id:raw In-Reply-To References References:host References:last',
  'Received Received:raw Received:first Received:last Received:ip Received:revip Received:host Received:first:ip Received:last:revip',
  'ALL ALL:raw ALL-TRUSTED ALL-UNTRUSTED ALL-INTERNAL ALL-EXTERNAL ALL-TRUSTED:raw ALL-EXTERNAL:raw',
  'Date Date:raw Content-Type Content-Type:raw Content-Transfer-Encoding MIME-Version',
  'List-Id List-Id:host List-Unsubscribe List-Unsubscribe:domain List-Unsubscribe:host X-Mailer X-Mailer:raw User-Agent',
  'X-Originating-IP X-Originating-IP:ip X-Originating-IP:revip Authentication-Results Authentication-Results:raw',
  'Delivered-To:addr Organization Organization:raw Thread-Topic X-Loop subject FROM:ADDR x-no-such-field X-No-Such-Field:addr',
].flatMap((row) => row.split(' '))

const byName = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** A verdict as one JSON object for comparison with SpamAssassin's own; with `full`, the views that rules see. */
export function verdictRow(file: string, { verdict, message, scan }: Examination, full: boolean): string {
  const row: Record<string, unknown> = {
    file,
    score: verdict.score,
    required: verdict.required,
    hits: verdict.hits.map((hit) => hit.rule).sort(byName),
    subtests: verdict.subtests.toSorted(byName),
    ms: Number(verdict.milliseconds.toFixed(1)),
  }
  if (full) {
    const view = (spec: string): string | null => scan.header(spec) ?? null
    row['body'] = scan.body
    row['rawbody'] = message.rawbody
    row['uris'] = message.uris.toSorted(byName)
    row['relays'] = Object.fromEntries(RELAY_VIEWS.map((name) => [name, view(name)]))
    row['headers'] = Object.fromEntries(HEADER_VIEWS.map((name) => [name, view(name)]))
  }
  return JSON.stringify(row)
}
