import { canFallBack } from './backtrack-limit.ts'
import { type CostClass, costOf } from './cost.ts'
import { type Exactness, judgeExactness } from './exactness.ts'
import type { FactorNode } from './factor.ts'
import { generateRegex } from './generate.ts'
import { adoptedGuard, type Guard, guardOf, knownGuard } from './guard.ts'
import { adoptedExpression, type KnownExpression, noteExact } from './known-expressions.ts'
import { createMatcher, type Matcher } from './matcher.ts'
import { parsePerlRegex } from './parse.ts'
import { RegexError } from './regex-error.ts'
import { requiredFactors } from './required-factors.ts'
import { currentWatch, expressionId, type Runnable } from './run-watch.ts'
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
  /**
   * Whether it matches at or after `from`. As the other two, throws RegexError (`budget`) where that takes too long to find
   * out, see matcher.ts and run-watch.ts.
   */
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

/**
 * V8 writes out the ways through an expression over and over to make it fast: a form with twenty kinds of fields takes
 * it a third of a second and the share of code that all others may have. It leaves that for expressions longer than
 * 20 KiB (`kRegExpTooLargeToOptimize`), and so what is large is made longer, by a group that is never there.
 */
const TOO_LARGE_TO_WRITE_OUT = 3000
const V8_TOO_LARGE = 20 * 1024
const NEVER_THERE = `(?:${'-'.repeat(V8_TOO_LARGE)}){0}`

function newRegExp(source: string, flags: string, pattern: string): RegExp {
  const large = source.length > TOO_LARGE_TO_WRITE_OUT && source.length <= V8_TOO_LARGE
  try {
    return new RegExp(large ? `(?:${source})${NEVER_THERE}` : source, flags)
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
 * what cannot be matched exactly is refused. `madeFrom` is what an expression of one message was made from, by which it is
 * known if it holds up its thread; the pattern itself, when absent.
 */
export function compilePerlRegex(pattern: string, modifiers: string, madeFrom = pattern): PerlRegex {
  return new CompiledRegex(pattern, modifiers, madeFrom)
}

const NO_NAMES: RegexTree['names'] = new Map()
const EXACT: Exactness = { extent: true, captures: true, referenced: new Set() }

/** Everything but the judgement of the tree is made when first needed: most expressions are never tried. */
class CompiledRegex implements PerlRegex, Runnable {
  readonly pattern: string
  readonly modifiers: string
  readonly captureNames: readonly string[]
  readonly #names: RegexTree['names']
  readonly #exactness: Exactness
  /** Let go once its factors have been asked for; read anew when needed, so that trees do not stay in memory. */
  #unread: Node | undefined
  #source: string | undefined
  #plain: RegExp | undefined
  #search: RegExp | undefined
  #fast: Exec | undefined
  #matcher: Matcher | undefined
  #cost: CostClass | undefined
  /** Undefined until asked for. */
  #guard: Guard | undefined
  /** Where it is noted what other threads may take over. */
  #noted: KnownExpression | undefined

  readonly #madeFrom: string
  #id: number | undefined
  #canHoldUp: boolean | undefined

  constructor(pattern: string, modifiers: string, madeFrom: string) {
    this.#madeFrom = madeFrom
    this.pattern = pattern
    this.modifiers = modifiers
    const adopted = adoptedExpression(pattern, modifiers)
    if (adopted) {
      this.#names = NO_NAMES
      this.captureNames = []
      this.#exactness = EXACT
      this.#source = adopted.source
      this.#noted = adopted
      this.#guard = adopted.guard && adoptedGuard(adopted.guard)
      return
    }
    const tree = parsePerlRegex(pattern, modifiers)
    this.#names = tree.names
    this.captureNames = [...tree.names.keys()]
    this.#exactness = judgeExactness(tree)
    this.#unread = tree.root
    const { captures, referenced } = this.#exactness
    if (captures && referenced.size === 0 && tree.names.size === 0) this.#noted = noteExact(pattern, modifiers)
    // both refuse: what our matcher cannot do, and what JavaScript cannot hold
    if (!this.#exactness.extent) this.#matcher = createMatcher(tree)
    else if (pattern.length > SURELY_SMALL_ENOUGH) this.#plain = this.#newRegExp('')
  }

  get regexp(): RegExp | undefined {
    return this.#exactness.extent ? (this.#plain ??= this.#newRegExp('')) : undefined
  }

  get id(): number {
    return (this.#id ??= expressionId(this.#madeFrom, this.modifiers))
  }

  /** Our own matcher counts its steps. */
  canHoldUp(): boolean {
    return (this.#canHoldUp ??= this.regexp !== undefined && !canFallBack(this.regexp))
  }

  test(subject: string, from = 0): boolean {
    return this.#run(subject, false, this.#exactness.extent, () => this.#test(subject, from))
  }

  exec(subject: string, from = 0, notEmptyAt = -1): PerlMatch | undefined {
    return this.#run(subject, undefined, this.#exactness.captures, () => this.#exec(subject, from, notEmptyAt))
  }

  find(subject: string, from = 0, notEmptyAt = -1): Pick<PerlMatch, 'index' | 'end'> | undefined {
    return this.#run(subject, undefined, this.#exactness.extent, () => this.#find(subject, from, notEmptyAt))
  }

  /** Does the work of a search, in sight of whoever watches, unless it is known quickly that nothing is found. */
  #run<T>(subject: string, notFound: T, viaV8: boolean, work: () => T): T {
    const guard = viaV8 ? this.#guarded() : undefined
    if (guard?.loose && !guard.loose.test(subject)) return notFound
    const watch = currentWatch()
    return watch ? watch.run(this, work, guard?.explosive) : work()
  }

  #test(subject: string, from: number): boolean {
    if (!this.#exactness.extent) return this.#viaMatcher(subject, from, -1) !== undefined
    const regexp = (this.#search ??= this.#newRegExp('g'))
    regexp.lastIndex = from
    return regexp.test(subject)
  }

  #exec(subject: string, from: number, notEmptyAt: number): PerlMatch | undefined {
    if (!this.#exactness.captures) return this.#viaMatcher(subject, from, notEmptyAt)
    this.#fast ??= viaV8(this.#reread(), this.pattern)
    const found = this.#fast(subject, from)
    // V8 cannot be told to look for a longer match there
    return found && found.index === notEmptyAt && found.end === notEmptyAt
      ? this.#viaMatcher(subject, from, notEmptyAt)
      : found
  }

  #find(subject: string, from: number, notEmptyAt: number): Pick<PerlMatch, 'index' | 'end'> | undefined {
    if (!this.#exactness.extent) return this.#viaMatcher(subject, from, notEmptyAt)
    const regexp = (this.#search ??= this.#newRegExp('g'))
    regexp.lastIndex = from
    const text = regexp.exec(subject)?.[0]
    if (text === undefined) return undefined
    const index = regexp.lastIndex - text.length
    // V8 cannot be told to look for a longer match there
    return text === '' && index === notEmptyAt
      ? this.#viaMatcher(subject, from, notEmptyAt)
      : { index, end: index + text.length }
  }

  /** Not kept: whoever asks makes something else of them, and they are large. */
  get factors(): readonly FactorNode[] {
    const root = this.#unread ?? this.#reread().root
    this.#unread = undefined
    return requiredFactors(root)
  }

  get cost(): CostClass {
    return (this.#cost ??= costOf(this.#reread().root))
  }

  #guarded(): Guard {
    if (!this.#guard) {
      this.#guard = guardOf(this.#javaScript(), () => this.#reread())
      if (this.#noted) this.#noted.guard = knownGuard(this.#guard)
    }
    return this.#guard
  }

  #reread(): RegexTree {
    return parsePerlRegex(this.pattern, this.modifiers)
  }

  /** The source of the expression for V8. */
  #javaScript(): string {
    if (this.#source === undefined) {
      const root = this.#unread ?? this.#reread().root
      this.#source = generateRegex(root, (group) => this.#exactness.referenced.has(group)).source
      if (this.#noted) this.#noted.source = this.#source
    }
    return this.#source
  }

  #newRegExp(flags: string): RegExp {
    return newRegExp(this.#javaScript(), flags, this.pattern)
  }

  #viaMatcher(subject: string, from: number, notEmptyAt: number): PerlMatch | undefined {
    this.#matcher ??= createMatcher(this.#reread())
    const captures = this.#matcher(subject, from, notEmptyAt)
    if (!captures) return undefined
    const texts = captures.map((span) => (span ? subject.slice(span[0], span[1]) : undefined))
    const [index, end] = captures[0] ?? [0, 0]
    return { index, end, captures: texts, named: namedCaptures(this.#names, texts) }
  }
}
