import { formatFixed } from '../base/perl-number.ts'
import type { Hit } from '../rules/verdict.ts'
import { wrap } from './wrap.ts'

const REDACTED = '*REDACTED*'
/** A piece of evidence as long as fits in a line, ended by white space. */
const EVIDENCE_LINE = /([^\n]{30,48})[ \t\n\r\f\v]/y
/** Evidence longer than this is set flush right, without indentation. */
const MAX_INDENTED_EVIDENCE = 47
const LEADING_SPACE = /^[ \t\n\r\f\v]+/
const TERSE_INDENT = '*      '
const TABLE_INDENT = ' '.repeat(28)

/** The two lists of hits: a terse one for headers (`_REPORT_`), a table for the body of a report (`_SUMMARY_`). */
export interface HitSummary {
  readonly terse: string
  readonly table: string
}

/** The score as the configuration held it when the report was made; see `Hit.scoreText`. */
export function reportedScore(hit: Hit): number {
  return hit.scoreText === undefined ? hit.score : Number(hit.scoreText)
}

/** Lists the hits in the order of hitting, each with score, name, description and evidence (PerMsgStatus::check_cleanup). */
export function summarizeHits(hits: readonly Hit[], wrapWidth: number): HitSummary {
  // A rule that hit several times is listed as often, each time with what is known of it in the end.
  const latest = new Map(hits.map((hit) => [hit.rule, hit]))
  let terse = ''
  let table = ''
  for (const { rule } of hits) {
    const hit = latest.get(rule)
    if (!hit) continue
    const { area } = hit
    const score = formatScore(reportedScore(hit))
    const used = rule.length + score.length + area.length
    const evidence = hit.redacted && hit.evidence.length > 0 ? [REDACTED] : hit.evidence
    const lines = evidence.flatMap(splitEvidence)
    terse += `* ${score} ${rule} ${area}${wrapDescription(hit.description, 4 + used, TERSE_INDENT, wrapWidth)}\n`
    if (lines.length > 0) terse += TERSE_INDENT + lines.map((line) => `[${line}]\n`).join('')
    table += `${score} ${rule.padEnd(22)} ${area}${wrapDescription(hit.description, 3 + used, TABLE_INDENT, wrapWidth)}\n`
    table += lines.map(tableEvidence).join('')
  }
  return { terse, table }
}

function formatScore(score: number): string {
  return formatFixed(score, score >= 10 || score <= -10 ? 0 : 1).padStart(4)
}

function wrapDescription(text: string, columnsUsed: number, prefix: string, width: number): string {
  return wrap(text, { prefix, first: ' '.repeat(columnsUsed), width }).replace(LEADING_SPACE, '')
}

function splitEvidence(text: string): string[] {
  const lines: string[] = []
  let at = 0
  for (;;) {
    EVIDENCE_LINE.lastIndex = at
    const match = EVIDENCE_LINE.exec(text)
    if (!match) break
    lines.push(match[1] ?? '')
    at = EVIDENCE_LINE.lastIndex
  }
  lines.push(text.slice(at))
  return lines
}

function tableEvidence(line: string): string {
  const shown = `[${line}]`
  return line.length > MAX_INDENTED_EVIDENCE ? `${shown.padStart(78)}\n` : `${TABLE_INDENT}${shown}\n`
}
