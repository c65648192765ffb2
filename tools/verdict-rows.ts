import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'

/** One line of a verdict file, as SpamAssassin's oracle and `assay check --json` write it. */
export interface VerdictRow {
  readonly file: string
  readonly score: number
  readonly required: number
  readonly hits: readonly string[]
  readonly subtests: readonly string[]
}

/** How two verdict files agree. */
export interface Comparison {
  readonly messages: number
  readonly absent: number
  readonly sameScore: number
  readonly sameVerdict: number
  readonly sameHits: number
  readonly sameAll: number
  /** Rules that SpamAssassin says hit, over all messages, and how many decisions differ from its. */
  readonly decisions: number
  readonly wrong: number
  /** By rule: the files where we missed it, and where only we hit. */
  readonly missed: ReadonlyMap<string, readonly string[]>
  readonly extra: ReadonlyMap<string, readonly string[]>
}

const SAME_SCORE = 0.0015

/** Files are joined on the last two parts of their path. */
export function messageKey(file: string): string {
  return file.split('/').slice(-2).join('/')
}

/** Reads a JSON-lines file, gzipped or not, as latin1: one char a byte. */
export function readRows(path: string): Map<string, VerdictRow> {
  const raw = readFileSync(path)
  const text = (path.endsWith('.gz') ? gunzipSync(raw) : raw).toString('latin1')
  const rows = text.split('\n').filter(Boolean)
  return new Map(rows.map((line) => JSON.parse(line) as VerdictRow).map((row) => [messageKey(row.file), row])) // `as`: such are the lines
}

/** Compares our verdicts with SpamAssassin's, message by message. */
export function compareRows(
  golden: ReadonlyMap<string, VerdictRow>,
  ours: ReadonlyMap<string, VerdictRow>,
  counted: (rule: string) => boolean,
): Comparison {
  const missed = new Map<string, string[]>()
  const extra = new Map<string, string[]>()
  const note = (map: Map<string, string[]>, rule: string, file: string): void => {
    const files = map.get(rule)
    if (files) files.push(file)
    else map.set(rule, [file])
  }
  const totals = {
    messages: 0,
    absent: 0,
    sameScore: 0,
    sameVerdict: 0,
    sameHits: 0,
    sameAll: 0,
    decisions: 0,
    wrong: 0,
  }
  for (const [file, want] of golden) {
    const got = ours.get(file)
    if (!got) {
      totals.absent++
      continue
    }
    totals.messages++
    if (Math.abs(want.score - got.score) < SAME_SCORE) totals.sameScore++
    if (want.score >= want.required === got.score >= got.required) totals.sameVerdict++
    const wrong = { hits: 0, subtests: 0 }
    for (const part of ['hits', 'subtests'] as const) {
      const wanted = new Set(want[part].filter(counted))
      const given = new Set(got[part].filter(counted))
      totals.decisions += wanted.size
      for (const rule of wanted.difference(given)) {
        note(missed, rule, file)
        wrong[part]++
      }
      for (const rule of given.difference(wanted)) {
        note(extra, rule, file)
        wrong[part]++
      }
    }
    totals.wrong += wrong.hits + wrong.subtests
    if (wrong.hits === 0) totals.sameHits++
    if (wrong.hits + wrong.subtests === 0) totals.sameAll++
  }
  return { ...totals, missed, extra }
}

/** The rules that differ, worst first, a line each. */
export function differences(comparison: Comparison): string[] {
  const names = new Set([...comparison.missed.keys(), ...comparison.extra.keys()])
  return [...names]
    .map((name) => ({ name, missed: comparison.missed.get(name) ?? [], extra: comparison.extra.get(name) ?? [] }))
    .sort((a, b) => b.missed.length + b.extra.length - a.missed.length - a.extra.length)
    .map(
      ({ name, missed, extra }) =>
        `${name}\tmissed ${missed.length}\textra ${extra.length}\te.g. ${missed[0] ?? extra[0]}`,
    )
}

/** The whole comparison in one line. */
export function summary(comparison: Comparison): string {
  const c = comparison
  const share = (part: number, of: number): string => `${of === 0 ? '0.000' : ((100 * part) / of).toFixed(3)}%`
  const rules = new Set([...c.missed.keys(), ...c.extra.keys()]).size
  return (
    `messages ${c.messages} (absent ${c.absent})  same score ${share(c.sameScore, c.messages)}  ` +
    `same verdict ${share(c.sameVerdict, c.messages)}  same hits ${share(c.sameHits, c.messages)}  ` +
    `same hits and subtests ${share(c.sameAll, c.messages)}  ` +
    `wrong decisions ${c.wrong} per ${c.decisions} (${share(c.wrong, c.decisions)})  rules that differ ${rules}`
  )
}
