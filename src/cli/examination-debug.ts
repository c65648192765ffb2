import { perlNumber } from '../base/perl-number.ts'
import type { Rule } from '../rules/rule.ts'
import { ruleSettings } from '../rules/rule-settings.ts'
import type { Examination } from '../scan/engine.ts'
import type { Site } from '../scan/site.ts'
import type { DebugLine } from './spamd/site-debug.ts'

// What SpamAssassin's debug output tells of a scan and scripts look for; told once the scan is over, in the order in
// which rules hit.

/** The debug lines of a scan: which rules hit and on what, and what came of it. */
export function* examinationDebugLines({ verdict, scan }: Examination, site: Site): Generator<DebugLine> {
  const { rules } = site.conf.of(ruleSettings).rules
  yield line('message', `main message type: ${mainType(scan.header('Content-Type'))}`)
  for (const place of ['Trusted', 'Untrusted', 'Internal', 'External']) {
    yield line('metadata', `X-Spam-Relays-${place}: ${scan.header(`X-Spam-Relays-${place}`) ?? ''}`)
  }
  for (const name of scan.rulesHit) {
    const matched = scan.reasons?.get(name)?.matched
    yield line('rules', ranText(name, rules.get(name), matched, scan.hitCount(name) ?? 1))
  }
  for (const { rule, reason } of verdict.notRun) {
    yield line('rules', `${rule} did not run: ${reason.split('\n', 1)[0]}`)
  }
  yield line(
    'learn',
    `auto-learn: message score: ${perlNumber(verdict.score)}, computed score for autolearn: ${perlNumber(verdict.autolearnScore ?? 0)}`,
  )
  yield line('learn', `auto-learn? ${verdict.autolearn} autolearn_force=${verdict.autolearnForce ?? 'no'}`)
  yield line('check', `is spam? score=${perlNumber(verdict.score)} required=${perlNumber(verdict.required)}`)
  yield line('check', `tests=${[...new Set(verdict.hits.map((hit) => hit.rule))].sort().join(',')}`)
  yield line('check', `subtests=${counted(verdict.subtests).join(',')}`)
}

function line(area: string, text: string): DebugLine {
  return { area, text }
}

function mainType(contentType: string | undefined): string {
  return /^\s*([^;\s]+)/.exec(contentType ?? '')?.[1]?.toLowerCase() ?? 'text/plain'
}

function ranText(name: string, rule: Rule | undefined, matched: string | undefined, count: number): string {
  if (rule?.type === 'meta') return `ran meta rule ${name} ======> got hit (${perlNumber(count)})`
  if (rule?.type === 'exists') return `ran header rule ${name} ======> got hit: "1"`
  if (matched === undefined && rule?.type !== 'header')
    return `ran eval rule ${name} ======> got hit (${perlNumber(count)})`
  return `ran ${rule ? kindOf(rule) : 'header'} rule ${name} ======> got hit: "${matched ?? 'negative match'}"`
}

function kindOf(rule: Rule): string {
  return rule.type === 'text' ? rule.area : 'header'
}

function counted(rules: readonly string[]): string[] {
  const counts = new Map<string, number>()
  for (const rule of rules) counts.set(rule, (counts.get(rule) ?? 0) + 1)
  return [...counts.keys()].sort().map((rule) => (counts.get(rule) === 1 ? rule : `${rule}(${counts.get(rule)})`))
}
