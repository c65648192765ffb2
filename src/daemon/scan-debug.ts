import { perlNumber } from '../base/perl-number.ts'
import type { Hit, Verdict } from '../rules/verdict.ts'

// What `-D` tells of a scan, in the words that scripts look for in SpamAssassin's own debug output. Told from the
// verdict, once the scan is over: which rules were asked in which order is no business of a log.

const KINDS: ReadonlyMap<string, string> = new Map([
  ['', 'header'],
  ['BODY: ', 'body'],
  ['URI: ', 'uri'],
  ['RAW: ', 'rawbody'],
  ['FULL: ', 'full'],
])

/** The debug lines about a verdict, each with its area: `rules: ran body rule NAME ======> got hit: "text"`. */
export function* verdictDebugLines(verdict: Verdict): Generator<string> {
  for (const hit of verdict.hits) yield ranLine(hit)
  for (const { rule, reason } of verdict.notRun) yield `rules: ${rule} did not run: ${reason.split('\n', 1)[0]}`
  yield `check: is spam? score=${perlNumber(verdict.score)} required=${perlNumber(verdict.required)}`
  yield `check: tests=${names(verdict.hits.map((hit) => hit.rule)).join(',')}`
  yield `check: subtests=${counted(verdict.subtests).join(',')}`
}

function ranLine({ rule, area, matched, value }: Hit): string {
  const kind = KINDS.get(area) ?? 'header'
  if (matched !== undefined) return `rules: ran ${kind} rule ${rule} ======> got hit: "${matched}"`
  return `rules: ran eval rule ${rule} ======> got hit (${perlNumber(value)})`
}

function names(rules: readonly string[]): string[] {
  return [...new Set(rules)].sort()
}

/** Each name once, with how often it hit where that was more than once. */
function counted(rules: readonly string[]): string[] {
  const counts = new Map<string, number>()
  for (const rule of rules) counts.set(rule, (counts.get(rule) ?? 0) + 1)
  return [...counts.keys()].sort().map((rule) => (counts.get(rule) === 1 ? rule : `${rule}(${counts.get(rule)})`))
}
