import { type CostClass, costOf } from './cost.ts'
import { judgeExactness } from './exactness.ts'
import type { FactorNode } from './factor.ts'
import { generateRegex } from './generate.ts'
import { createMatcher, type Matcher } from './matcher.ts'
import { parsePerlRegex } from './parse.ts'
import { RegexError } from './regex-error.ts'
import { requiredFactors } from './required-factors.ts'
import type { Node, RegexTree } from './tree.ts'

/** Where an expression matched and what its groups hold. */
export interface PerlMatch {
  readonly index: number
  readonly end: number
  /** [0] is the whole match; undefined for a group that has not matched. */
  readonly captures: readonly (string | undefined)[]
  /** Named groups that have matched; undefined when the expression has none. */
  readonly named: ReadonlyMap<string, string> | undefined
}

/** A compiled Perl expression. Subjects are latin1 strings that stand for Perl byte strings. */
export interface PerlRegex {
  readonly pattern: string
  readonly modifiers: string
  /**
   * A V8 expression (no g, no y) that matches at the same places as Perl's, when there is one; undefined when our own
   * matcher must run. Groups that nothing refers to do not capture in it: for captures use `exec`.
   */
  readonly regexp: RegExp | undefined
  /** Whether it matches at or after `from`. */
  test(subject: string, from?: number): boolean
  /**
   * The first match at or after `from`. `notEmptyAt`: a place where an empty match does not count, as for Perl's m//g
   * behind an empty match.
   */
  exec(subject: string, from?: number, notEmptyAt?: number): PerlMatch | undefined
  /** As `exec`, without the captures: quicker, where nobody asks for them. */
  find(subject: string, from?: number, notEmptyAt?: number): Pick<PerlMatch, 'index' | 'end'> | undefined
  /** Patterns that all occur in every matching subject, the most telling first. */
  readonly factors: readonly FactorNode[]
  readonly cost: CostClass
  /** Names of the named groups, in order of their first use. */
  readonly captureNames: readonly string[]
}

/** Reads the named groups out of the numbered ones; of several with one name the leftmost that matched counts. */
function namedCaptures(
  names: RegexTree['names'],
  captures: readonly (string | undefined)[],
): ReadonlyMap<string, string> | undefined {
  if (names.size === 0) return undefined
  const named = new Map<string, string>()
  for (const [name, groups] of names) {
    const group = groups.find((g) => captures[g] !== undefined)
    const value = group === undefined ? undefined : captures[group]
    if (value !== undefined) named.set(name, value)
  }
  return named
}

/** Expressions no longer than this never are too large for JavaScript. */
const SURELY_SMALL_ENOUGH = 20_000

/** The matcher built when first needed: most expressions never do. */
function lazily<T>(make: () => T): () => T {
  let made: T | undefined
  return () => (made ??= make())
}

function newRegExp(source: string, flags: string, pattern: string): RegExp {
  try {
    return new RegExp(source, flags)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new RegexError(`Too large or too deep for JavaScript in regex m/${pattern}/: ${reason}`, 'unsupported')
  }
}

type Exec = (subject: string, from: number) => PerlMatch | undefined

function viaV8(tree: RegexTree, pattern: string): Exec {
  const { names, groupCount } = tree
  const { source, groups } = generateRegex(tree.root, () => true)
  const search = newRegExp(source, 'g', pattern)
  return (subject, from) => {
    search.lastIndex = from
    const found = search.exec(subject)
    if (!found) return undefined
    const captures: (string | undefined)[] = [found[0]]
    for (let group = 1; group <= groupCount; group++) {
      captures.push(
        groups
          .get(group)
          ?.map((js) => found[js])
          .find((text) => text !== undefined),
      )
    }
    return { index: found.index, end: found.index + found[0].length, captures, named: namedCaptures(names, captures) }
  }
}

/**
 * Compiles a Perl expression as SpamAssassin has Perl compile it (under /aa, warnings are errors). Throws RegexError:
 * what cannot be matched exactly is refused.
 */
export function compilePerlRegex(pattern: string, modifiers: string): PerlRegex {
  const tree = parsePerlRegex(pattern, modifiers)
  const exactness = judgeExactness(tree)
  const { names } = tree
  // read anew when needed: thousands of expressions need neither, and their trees shall not stay in memory
  const reread = (): RegexTree => parsePerlRegex(pattern, modifiers)
  const matcher: () => Matcher = lazily(() => createMatcher(reread()))
  if (!exactness.extent) matcher() // refuses what it cannot do
  const viaMatcher = (subject: string, from: number, notEmptyAt: number): PerlMatch | undefined => {
    const captures = matcher()(subject, from, notEmptyAt)
    if (!captures) return undefined
    const texts = captures.map((span) => (span ? subject.slice(span[0], span[1]) : undefined))
    const [index, end] = captures[0] ?? [0, 0]
    return { index, end, captures: texts, named: namedCaptures(names, texts) }
  }
  let unread: Node | undefined = tree.root // let go once its factors have been asked for
  const source = lazily(() => generateRegex(unread ?? reread().root, (group) => exactness.referenced.has(group)).source)
  const plain = lazily(() => newRegExp(source(), '', pattern))
  const search = lazily(() => newRegExp(source(), 'g', pattern))
  if (exactness.extent && pattern.length > SURELY_SMALL_ENOUGH) plain() // refuses what JavaScript cannot hold
  const fast = lazily(() => viaV8(reread(), pattern))
  const cost = lazily(() => costOf(reread().root))

  return {
    pattern,
    modifiers,
    get regexp() {
      return exactness.extent ? plain() : undefined
    },
    test: (subject, from = 0) => {
      if (!exactness.extent) return viaMatcher(subject, from, -1) !== undefined
      const regexp = search()
      regexp.lastIndex = from
      return regexp.test(subject)
    },
    exec: (subject, from = 0, notEmptyAt = -1) => {
      if (!exactness.captures) return viaMatcher(subject, from, notEmptyAt)
      const found = fast()(subject, from)
      // V8 cannot be told to look for a longer match there
      return found && found.index === notEmptyAt && found.end === notEmptyAt
        ? viaMatcher(subject, from, notEmptyAt)
        : found
    },
    find: (subject, from = 0, notEmptyAt = -1) => {
      if (!exactness.extent) return viaMatcher(subject, from, notEmptyAt)
      const regexp = search()
      regexp.lastIndex = from
      const text = regexp.exec(subject)?.[0]
      if (text === undefined) return undefined
      const index = regexp.lastIndex - text.length
      // V8 cannot be told to look for a longer match there
      return text === '' && index === notEmptyAt
        ? viaMatcher(subject, from, notEmptyAt)
        : { index, end: index + text.length }
    },
    // not kept: whoever asks makes something else of them, and they are large
    get factors() {
      const root = unread ?? reread().root
      unread = undefined
      return requiredFactors(root)
    },
    get cost() {
      return cost()
    },
    captureNames: [...names.keys()],
  }
}
