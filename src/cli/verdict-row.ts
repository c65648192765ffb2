import type { Examination } from '../scan/engine.ts'

const RELAY_VIEWS = [
  'X-Spam-Relays-Trusted',
  'X-Spam-Relays-Untrusted',
  'X-Spam-Relays-Internal',
  'X-Spam-Relays-External',
] as const

/** The header views that are compared with SpamAssassin's. */
export const HEADER_VIEWS = [
  'Subject',
  'From:addr',
  'From:name',
  'To:addr',
  'ToCc',
  'EnvelopeFrom',
  'MESSAGEID',
  'ALL',
  'Reply-To:addr',
] as const

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
