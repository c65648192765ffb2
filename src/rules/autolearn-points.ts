import { formatFixed } from '../base/perl-number.ts'
import { matchingRules } from './compile-metas.ts'
import { expandRulesMatching } from './meta/expression.ts'
import type { Rule } from './rule.ts'
import { isRuleName, type RuleBook } from './rule-book.ts'
import { ruleSettings } from './rule-settings.ts'
import { perScan, type Scan } from './scan.ts'

/** The score of a message as auto-learning counts it (PerMsgStatus, _get_autolearn_points). */
export interface AutolearnPoints {
  /** All rules but those that learn, and those that do not count by their tflags. */
  readonly score: number
  /** Points of rules that look at headers, and at the body. */
  readonly head: number
  readonly body: number
  /** Points of rules that have learned: Bayes. */
  readonly learned: number
  /** Rules with `tflags autolearn_force`, as they hit. */
  readonly forcedBy: readonly string[]
}

const IGNORED = /\b(?:noautolearn|userconf)\b/
const LEARNED = /\blearn\b/
const FORCED = /\bautolearn_force\b/
const COUNTED_AS = /\bautolearn_(body|header)\b/
/** Look-ups of lists are no rules of the header, though their lines say so. */
const LIST_LOOKUP = /^check_(?:rbl|dns)/
/** Numbers, and names of rules: what an expression is made of but for operators. */
const META_WORDS = /[-+\d.]+|[A-Za-z0-9_][A-Za-z0-9_:]*/g

/** Counted when first asked, by when no more rules may hit. */
export const autolearnPoints: (scan: Scan) => AutolearnPoints = perScan((scan) => {
  const book = scan.conf.of(ruleSettings).rules
  let [score, head, body, learned] = [0, 0, 0, 0]
  const forcedBy: string[] = []
  for (const name of scan.rulesHit) {
    if (name.startsWith('__')) continue
    const flags = book.tflags.get(name) ?? ''
    if (IGNORED.test(flags)) continue
    if (LEARNED.test(flags)) {
      learned += scan.scoreOf(name)
      continue
    }
    if (FORCED.test(flags)) forcedBy.push(name)
    const points = pointsOf(scan, name, book)
    if (points === 0) continue
    const split = splitPoints(points, book.rules.get(name), book, COUNTED_AS.exec(flags)?.[1])
    head += split.head
    body += split.body
    score += points
  }
  return { score: Number(formatFixed(score, 3)), head, body, learned, forcedBy }
})

/** The score without Bayes: what was learned must not decide what is learned. */
function pointsOf(scan: Scan, name: string, book: RuleBook): number {
  const withoutBayes = scan.scoreSet & 2 ? book.scores.get(name)?.scores[scan.scoreSet & 1 ? 1 : 0] : undefined
  return withoutBayes ?? scan.scoreOf(name)
}

type Kind = 'head' | 'body' | 'meta' | 'other'

/** How much of a rule's points counts as the header's, and how much as the body's; metas by the rules they name. */
function splitPoints(
  points: number,
  rule: Rule | undefined,
  book: RuleBook,
  countedAs: string | undefined,
): { readonly head: number; readonly body: number } {
  const kind = countedAs === 'header' ? 'head' : countedAs === 'body' ? 'body' : kindOf(rule)
  if (kind === 'head') return { head: points, body: 0 }
  if (kind === 'body') return { head: 0, body: points }
  if (rule?.type !== 'meta') return { head: 0, body: 0 }
  const kinds = namesIn(rule.name, rule.expression, book).map((dependency) => kindOf(book.rules.get(dependency)))
  const heads = kinds.filter((dependency) => dependency === 'head').length
  const bodies = kinds.filter((dependency) => dependency === 'body').length
  const both = heads + bodies
  if (both === 0) return { head: 0, body: 0 }
  return { head: shareOf(points, heads / both), body: shareOf(points, bodies / both) }
}

function shareOf(points: number, share: number): number {
  return Number(formatFixed(points * share, 3))
}

function kindOf(rule: Rule | undefined): Kind {
  switch (rule?.type) {
    case 'header':
    case 'exists':
      return 'head'
    case 'meta':
      return 'meta'
    case 'eval':
      if (rule.area === 'header') return LIST_LOOKUP.test(rule.fn) ? 'other' : 'head'
      return rule.area === 'full' ? 'other' : 'body'
    case 'text':
      return rule.area === 'full' ? 'other' : 'body'
    case 'plugin':
      if (rule.area === 'header') return 'head'
      return rule.area === 'full' ? 'other' : 'body'
    default:
      return 'other'
  }
}

/** The rules that an expression names, each as often as it does. */
function namesIn(self: string, expression: string, book: RuleBook): string[] {
  const whole = expandRulesMatching(expression, (glob) =>
    matchingRules(glob, self, [...new Set([...book.rules.keys(), ...book.scores.keys()])]),
  )
  return (whole.match(META_WORDS) ?? []).filter(isRuleName)
}
