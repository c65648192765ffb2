import { formatFixed } from '../base/perl-number.ts'
import type { Conf } from '../conf/conf.ts'
import { bayesProbability } from '../plugins/bayes.ts'
import { reportSettings } from '../report/settings.ts'
import { autolearnPoints } from '../rules/autolearn-points.ts'
import type { Stop } from '../rules/evaluate.ts'
import type { ScanState } from '../rules/scan-state.ts'
import { scoringSettings } from '../rules/settings/scoring.ts'
import type { Verdict } from '../rules/verdict.ts'

/** SpamAssassin keeps three decimals of a score (PerMsgStatus, check_timed). */
function round(score: number): number {
  return Number(formatFixed(score, 3))
}

/** Freezes what a scan found into plain data. `tags` are those that templates name, already made. */
export function verdictOf(
  scan: ScanState,
  stop: Stop,
  tags: Readonly<Record<string, string>>,
  milliseconds: number,
): Verdict {
  const score = round(scan.score)
  const required = scan.conf.of(scoringSettings).required_score
  const hits = scan.hits()
  return {
    score,
    required,
    isSpam: score >= required,
    hits,
    subtests: scan.subtests,
    tags,
    subjectPrefix: subjectPrefix(scan.conf, scan.rulesHit),
    autolearn: scan.autolearn,
    autolearnForce: scan.autolearnForce,
    autolearnScore: autolearnPoints(scan).score,
    bayesScore: bayesProbability(scan),
    logItems: scan.logItems,
    notRun: scan.notRun,
    timeLimitExceeded: stop === 'deadline',
    milliseconds,
  }
}

/** The `subjprefix` texts of the rules that hit, each once, where the Subject is to be rewritten at all; those of sub-rules too. */
function subjectPrefix(conf: Conf, rules: readonly string[]): string | undefined {
  if (conf.of(reportSettings).rewrite_header.get('Subject') === undefined) return undefined
  const prefixes = conf.of(scoringSettings).subjprefix
  let joined: string | undefined
  for (const rule of rules) {
    const prefix = prefixes.get(rule)
    if (prefix === undefined || joined?.includes(prefix)) continue
    joined = `${joined ?? ''}${prefix} `
  }
  return joined
}
