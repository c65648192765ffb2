import { formatFixed, perlNumber } from '../base/perl-number.ts'

/** What answers and logs say of a verdict's score. */
export interface ScoredVerdict {
  readonly score: number
  readonly required: number
  readonly isSpam: boolean
}

/** The required score as spamd prints it. */
export function requiredText(verdict: ScoredVerdict): string {
  return formatFixed(verdict.required, 1)
}

/** The score as spamd prints it: one below the required score never rounds up to look like it (get_tag_value_for_score). */
export function scoreText(verdict: ScoredVerdict): string {
  const score = formatFixed(verdict.score, 1)
  const required = Number(requiredText(verdict))
  if (verdict.isSpam || Number(score) < required) return score
  // Perl prints a difference with 15 digits and without trailing zeros: 5.1 - 0.1 is "5".
  return perlNumber(required - 0.1)
}

/** The `Spam:` header of an answer; REPORT_IFSPAM says Yes and No where the others say True and False. */
export function spamHeader(verdict: ScoredVerdict, words: readonly [string, string] = ['True', 'False']): string {
  return `Spam: ${verdict.isSpam ? words[0] : words[1]} ; ${scoreText(verdict)} / ${requiredText(verdict)}`
}
