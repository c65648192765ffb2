import { canFallBack, limitBacktracking } from '../../src/regex/backtrack-limit.ts'
import { compilePerlRegex } from '../../src/regex/compile.ts'
import { judgeExactness } from '../../src/regex/exactness.ts'
import type { FactorNode } from '../../src/regex/factor.ts'
import { generateRegex } from '../../src/regex/generate.ts'
import { loosened } from '../../src/regex/loosen.ts'
import { createMatcher, type Matcher } from '../../src/regex/matcher.ts'
import { parsePerlRegex } from '../../src/regex/parse.ts'
import { RegexError } from '../../src/regex/regex-error.ts'
import { someNode } from '../../src/regex/tree.ts'
import { FactorFinder } from '../../src/rules/prefilter/factor-finder.ts'
import { askPerl, type PerlQuestion, type Spans } from './perl-regex.ts'

/** A subject on which we answer other than Perl, or an expression that only one of us refuses. */
export interface Disagreement {
  readonly pattern: string
  readonly modifiers: string
  readonly subject: string
  readonly perl: string
  readonly ours: string
}

export interface Comparison {
  readonly disagreements: readonly Disagreement[]
  readonly compared: number
  readonly refused: number
  /** Of these: both gave the same reason in the same words. */
  readonly sameWords: number
  /** Expressions that Perl takes and we refuse by name: the reason, and how many. */
  readonly unsupported: ReadonlyMap<string, number>
  /** Subjects on which Perl took too long or gave up, or our own matcher did. */
  readonly givenUp: number
}

/** Our own matcher for any expression; null for what it refuses. */
function matcherOf(pattern: string, modifiers: string): Matcher | null {
  try {
    return createMatcher(parsePerlRegex(pattern, modifiers))
  } catch (error) {
    if (error instanceof RegexError) return null
    throw error
  }
}

/**
 * What is tried first where an expression could take long (src/regex/loosen.ts), made of any that has none of Perl's verbs;
 * on V8's engine of linear time, as in the real thing.
 */
function looseOnes(pattern: string, modifiers: string): readonly RegExp[] {
  const { root } = parsePerlRegex(pattern, modifiers)
  if (someNode(root, (node) => node.type === 'verb' && node.verb !== 'FAIL')) return []
  limitBacktracking()
  return [1, 8]
    .map((mostCounted) => new RegExp(generateRegex(loosened(root, mostCounted), () => false).source))
    .filter(canFallBack)
}

/** Which of an expression's factors occur in a text, as the prefilter of rules sees it. */
function factorTests(factors: readonly FactorNode[]): (subject: string) => boolean {
  if (factors.length === 0) return () => true
  const finder = FactorFinder.of(factors)
  return (subject) => {
    const found = new Set<number>()
    finder.scan(subject, (factor) => found.add(factor))
    return found.size === factors.length
  }
}

/** An expression refused by us: its reason without the place. */
const reasonOf = (error: RegexError): string => error.message.replace(/ in (?:a )?regex.*/s, '')

const extent = (spans: Spans): string => JSON.stringify(spans[0])

/** Tries expressions here and in Perl; captures are compared as texts. */
export function compareWithPerl(
  questions: readonly PerlQuestion[],
  subjects: readonly string[],
  options: { readonly captures: boolean; readonly ownMatcher?: boolean; readonly skipExplosive?: boolean },
): Comparison {
  const answers = askPerl(subjects, questions)
  const disagreements: Disagreement[] = []
  let compared = 0
  let refused = 0
  let sameWords = 0
  let givenUp = 0
  const unsupported = new Map<string, number>()
  questions.forEach((question, q) => {
    const { pattern, modifiers } = question
    const answer = answers[q]
    if (!answer) throw new Error('an answer is missing')
    const differ = (subject: string, perl: string, ours: string): void => {
      disagreements.push({ pattern, modifiers, subject, perl, ours })
    }
    let regex: ReturnType<typeof compilePerlRegex>
    try {
      regex = compilePerlRegex(pattern, modifiers)
    } catch (error) {
      if (!(error instanceof RegexError)) throw error
      if (answer.type === 'refused') {
        refused++
        if (answer.message === error.message) sameWords++
      } else if (error.code === 'unsupported') {
        unsupported.set(reasonOf(error), (unsupported.get(reasonOf(error)) ?? 0) + 1)
      } else differ('', 'accepted', `refused: ${error.message}`)
      return
    }
    if (answer.type === 'refused') {
      differ('', `refused: ${answer.message}`, 'accepted')
      return
    }
    const own = options.ownMatcher ? matcherOf(pattern, modifiers) : null
    if (options.skipExplosive && regex.cost === 'explosive') return
    // what ways given up in a loop leave in its groups is Perl's secret: known gap, see test/regex/perl.test.ts
    const exact = judgeExactness(parsePerlRegex(pattern, modifiers)).captures
    const mayMatch = factorTests(regex.factors)
    const loose = options.ownMatcher ? looseOnes(pattern, modifiers) : []
    const list = question.subjects === 'all' ? subjects.map((_, i) => i) : question.subjects
    list.forEach((number, i) => {
      const perl = answer.results[i]
      if (perl === undefined || perl === 'given up') {
        givenUp++
        return
      }
      const subject = subjects[number] ?? ''
      compared++
      try {
        const quick = regex.regexp ? regex.regexp.exec(subject) : undefined
        if (regex.regexp && (quick !== null) !== (perl !== 'no match')) {
          differ(subject, perl === 'no match' ? perl : extent(perl), `regexp ${JSON.stringify(quick)}`)
          return
        }
        if (regex.test(subject) !== (perl !== 'no match')) {
          differ(subject, perl === 'no match' ? perl : extent(perl), 'test() says otherwise')
          return
        }
        if (options.ownMatcher) {
          const spans = own ? own(subject, 0, -1) : null
          const seen = spans?.[0] ? JSON.stringify(spans[0]) : 'no match'
          if (spans !== null && seen !== (perl === 'no match' ? perl : extent(perl))) {
            differ(subject, perl === 'no match' ? perl : extent(perl), `own matcher ${seen}`)
            return
          }
        }
        if (perl !== 'no match' && !mayMatch(subject)) {
          differ(subject, 'matches', 'lacks a factor')
        }
        if (perl !== 'no match' && loose.some((one) => !one.test(subject))) {
          differ(subject, 'matches', 'is not let through to the expression')
        }
        if (perl === 'no match') return
        if (quick && (quick.index !== perl[0]?.[0] || quick.index + quick[0].length !== perl[0][1])) {
          differ(subject, extent(perl), `regexp [${quick.index},${quick.index + quick[0].length}]`)
          return
        }
        const ours = regex.exec(subject)
        if (!ours || ours.index !== perl[0]?.[0] || ours.end !== perl[0][1]) {
          differ(subject, extent(perl), ours ? `[${ours.index},${ours.end}]` : 'no match')
        } else if (options.captures && exact) {
          // Perl leaves out trailing groups that have not matched
          const texts = ours.captures.map((_, g) => (perl[g] ? subject.slice(perl[g][0], perl[g][1]) : undefined))
          if (JSON.stringify(texts) !== JSON.stringify(ours.captures)) {
            differ(
              subject,
              JSON.stringify(texts.map((t) => t ?? null)),
              JSON.stringify(ours.captures.map((t) => t ?? null)),
            )
          }
        }
      } catch (error) {
        if (!(error instanceof RegexError)) throw error
        if (error.code !== 'budget') differ(subject, JSON.stringify(perl), error.message)
        else givenUp++
      }
    })
  })
  return { disagreements, compared, refused, sameWords, unsupported, givenUp }
}
