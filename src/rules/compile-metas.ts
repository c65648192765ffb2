import type { Report } from '../base/diagnostic.ts'
import { compileMeta } from './meta/compile.ts'
import { dependenciesOf, expandRulesMatching, MetaError, type MetaNode, parseMeta } from './meta/expression.ts'
import { foregoneOf } from './meta/foregone.ts'
import { triggersOf } from './meta/triggers.ts'
import type { MetaRule } from './rule.ts'
import type { RuleBook } from './rule-book.ts'
import type { CompiledMeta } from './ruleset.ts'

export interface MetaContext {
  readonly names: readonly string[]
  readonly indexOf: ReadonlyMap<string, number>
  readonly scoreOf: (name: string) => number
  readonly localOnly: boolean
  readonly report: Report
}

interface ParsedMeta {
  readonly rule: MetaRule
  readonly index: number
  /** Undefined for `()` and for metas whose dependencies go round in a circle: they never hit by themselves. */
  readonly tree: MetaNode | undefined
  readonly dependencies: readonly string[]
  readonly unsolved: boolean
}

export interface CompiledMetas {
  isLive(name: string): boolean
  dependentsOf(index: number): readonly number[]
  /** Those of them that have to be looked at when the rule hits: the others wait for another one. */
  triggeredBy(index: number): readonly number[]
  /** True when a meta counts as a network rule because one of its dependencies is one. */
  needsNetwork(name: string, flags: (name: string) => ReadonlySet<string>): boolean
  /** Priorities that must fall so that dependencies run before the metas that need them. */
  raisedPriorities(flags: (name: string) => ReadonlySet<string>): ReadonlyMap<string, number>
  /** When each meta can be looked at, given when each other rule runs. */
  schedule(runsAt: Float64Array): {
    readonly byPriority: ReadonlyMap<number, readonly CompiledMeta[]>
    readonly last: readonly CompiledMeta[]
    /** As in Ruleset. */
    readonly always: Uint8Array
  }
}

/** Parses all metas, finds circles, orders the rest so that dependencies come first. */
export function compileMetas(book: RuleBook, context: MetaContext): CompiledMetas {
  const metas = parseAll(book, context)
  const ordered = inDependencyOrder(metas, context.report)
  const dependents = new ByRule(context.indexOf)
  for (const meta of ordered) for (const name of meta.dependencies) dependents.add(name, meta.index)
  const triggered = new ByRule(context.indexOf)
  const popularity = (name: string): number => dependents.of(context.indexOf.get(name) ?? -1).length
  for (const meta of ordered) {
    const triggers = meta.tree && triggersOf(meta.tree, popularity)
    for (const name of triggers ?? meta.dependencies) triggered.add(name, meta.index)
  }
  return {
    isLive: (name) => metas.get(name)?.tree !== undefined,
    dependentsOf: (index) => dependents.of(index),
    triggeredBy: (index) => triggered.of(index),
    needsNetwork: (name, flags) => metas.get(name)?.dependencies.some((needed) => flags(needed).has('net')) ?? false,
    raisedPriorities: (flags) => raisedPriorities(book, metas, flags),
    schedule: (runsAt) => schedule(ordered, metas, runsAt, context),
  }
}

/** Lists of metas by the index of a rule. */
class ByRule {
  readonly #indexOf: ReadonlyMap<string, number>
  readonly #lists = new Map<number, number[]>()

  constructor(indexOf: ReadonlyMap<string, number>) {
    this.#indexOf = indexOf
  }

  add(name: string, meta: number): void {
    const index = this.#indexOf.get(name)
    if (index === undefined) return
    const list = this.#lists.get(index)
    if (list) list.push(meta)
    else this.#lists.set(index, [meta])
  }

  of(index: number): readonly number[] {
    return this.#lists.get(index) ?? []
  }
}

function parseAll(book: RuleBook, context: MetaContext): Map<string, ParsedMeta> {
  const known = context.names
  const metas = new Map<string, ParsedMeta>()
  for (const rule of book.rules.values()) {
    if (rule.type !== 'meta') continue
    const expression = expandRulesMatching(rule.expression, (glob) => matchingRules(glob, rule.name, known))
    const tree = parseMeta(expression) // checked when the line was read
    const index = context.indexOf.get(rule.name) ?? -1
    const dependencies = tree ? [...dependenciesOf(tree)] : []
    metas.set(rule.name, { rule, index, tree, dependencies, unsolved: false })
  }
  return metas
}

/** The sum that `rules_matching(GLOB)` stands for. */
export function matchingRules(glob: string, self: string, names: readonly string[]): string {
  const expression = new RegExp(`^${glob.replaceAll('?', '.').replaceAll('*', '.*?')}$`)
  const found = names.filter((name) => name !== self && expression.test(name)).sort()
  return found.length > 0 ? found.join(' + ') : '0'
}

/** Dependencies before dependents. What goes round in a circle is reported and loses its expression. */
function inDependencyOrder(metas: Map<string, ParsedMeta>, report: Report): ParsedMeta[] {
  const waiting = new Map<string, number>()
  const dependents = new Map<string, string[]>()
  for (const [name, meta] of metas) {
    const needed = meta.dependencies.filter((dependency) => metas.has(dependency))
    waiting.set(name, needed.length)
    for (const dependency of needed) {
      const list = dependents.get(dependency)
      if (list) list.push(name)
      else dependents.set(dependency, [name])
    }
  }
  const ordered: ParsedMeta[] = []
  const ready = [...waiting].filter(([, count]) => count === 0).map(([name]) => name)
  for (let name = ready.shift(); name !== undefined; name = ready.shift()) {
    const meta = metas.get(name)
    if (meta) ordered.push(meta)
    waiting.delete(name)
    for (const dependent of dependents.get(name) ?? []) {
      const left = (waiting.get(dependent) ?? 0) - 1
      waiting.set(dependent, left)
      if (left === 0) ready.push(dependent)
    }
  }
  for (const name of waiting.keys()) {
    const meta = metas.get(name)
    if (!meta) continue
    const unsolved = meta.dependencies.filter((dependency) => waiting.has(dependency))
    report({
      severity: 'error',
      topic: 'unsolved meta',
      place: meta.rule.place,
      message: `rules: excluding meta test ${name}, unsolved meta dependencies: ${unsolved.join(', ')}`,
    })
    const without = { ...meta, tree: undefined, dependencies: [], unsolved: true }
    metas.set(name, without)
    ordered.push(without)
  }
  return ordered
}

/** A meta's dependencies run no later than the meta; network rules no earlier than look-ups start. */
function raisedPriorities(
  book: RuleBook,
  metas: ReadonlyMap<string, ParsedMeta>,
  flags: (name: string) => ReadonlySet<string>,
): Map<string, number> {
  const priorities = new Map(book.priorities)
  const raised = new Map<string, number>()
  for (const [name] of [...priorities].sort((a, b) => a[1] - b[1])) {
    const meta = metas.get(name)
    if (!meta) continue
    const own = priorities.get(name) ?? 0
    for (const dependency of meta.dependencies) {
      const theirs = priorities.get(dependency)
      if (theirs === undefined || theirs <= own) continue
      const priority = own < -100 && flags(dependency).has('net') ? -100 : own
      priorities.set(dependency, priority)
      raised.set(dependency, priority)
    }
  }
  return raised
}

function schedule(
  ordered: readonly ParsedMeta[],
  metas: ReadonlyMap<string, ParsedMeta>,
  runsAt: Float64Array,
  context: MetaContext,
): ReturnType<CompiledMetas['schedule']> {
  const byPriority = new Map<number, CompiledMeta[]>()
  const last: CompiledMeta[] = []
  const always = new Uint8Array(context.names.length)
  const zeros = new Float64Array(context.names.length)
  const never = Symbol('never')
  const readyAt = new Map<string, number | typeof never>()

  for (const meta of ordered) {
    const { name } = meta.rule
    const live = context.scoreOf(name) !== 0
    // A meta without points does not run, and what depends on it therefore never becomes ready (Check.pm, do_meta_tests).
    let at: number | typeof never = live ? Number.NEGATIVE_INFINITY : never
    for (const dependency of meta.dependencies) {
      if (at === never) break
      const index = context.indexOf.get(dependency)
      const when = metas.has(dependency)
        ? (readyAt.get(dependency) ?? never)
        : index === undefined || Number.isNaN(runsAt[index])
          ? Number.POSITIVE_INFINITY
          : (runsAt[index] as number) // `as`: index comes from indexOf
      at = when === never ? never : Math.max(at, when)
    }
    readyAt.set(name, meta.tree ? at : at === never ? never : meta.unsolved ? at : Number.POSITIVE_INFINITY)
    if (at === never || !meta.tree) continue
    const indexOf = (rule: string): number => context.indexOf.get(rule) ?? -1
    const run = compileMeta(meta.tree, indexOf, context.localOnly)
    const foregone = foregoneOf(meta.tree, indexOf)
    const compiled = { index: meta.index, run, foregone }
    if (isNotZero(run, zeros)) always[meta.index] = 1
    if (at === Number.POSITIVE_INFINITY) last.push(compiled)
    else {
      const first = at === Number.NEGATIVE_INFINITY ? firstPriority(runsAt) : at
      const list = byPriority.get(first)
      if (list) list.push(compiled)
      else byPriority.set(first, [compiled])
    }
  }
  return { byPriority, last, always }
}

function firstPriority(runsAt: Float64Array): number {
  let first = Number.POSITIVE_INFINITY
  for (const priority of runsAt) if (priority < first) first = priority
  return Number.isFinite(first) ? first : 0
}

function isNotZero(run: CompiledMeta['run'], zeros: Float64Array): boolean {
  try {
    return run({ counts: zeros, outcome: () => 0 }) !== 0
  } catch (error) {
    if (error instanceof MetaError) return true
    throw error
  }
}
