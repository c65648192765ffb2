import type { PerlRegex } from '../regex/compile.ts'
import type { FactorNode } from '../regex/factor.ts'
import { CAPTURE_TEMPLATE, factorsOfPattern } from './compiled-patterns.ts'
import type { HeaderRule, PatternSource, TextRule } from './rule.ts'
import type { CompiledHeader } from './ruleset.ts'

/** One class for all, so that they all look alike to whoever runs them. */
export class RuleText implements CompiledHeader {
  readonly index: number
  readonly regex: PerlRegex
  readonly multiple: boolean
  readonly maxHits: number
  readonly noSubject: boolean
  readonly captures: boolean
  readonly canWait: boolean
  readonly ifUnset: string | undefined
  readonly template: PatternSource | undefined
  readonly #source: PatternSource

  constructor(
    rule: TextRule | HeaderRule,
    index: number,
    source: PatternSource,
    regex: PerlRegex,
    flags: ReadonlySet<string>,
    mayWait: boolean,
  ) {
    const max = [...flags].find((flag) => /^maxhits=\d+$/.test(flag))?.slice('maxhits='.length)
    this.index = index
    this.regex = regex
    this.multiple = flags.has('multiple')
    this.maxHits = maxHitsOf(rule, max)
    this.noSubject = flags.has('nosubject')
    this.captures = regex.captureNames.some((name) => /^[A-Z]/.test(name))
    this.canWait = !this.captures && mayWait
    this.ifUnset = rule.type === 'header' ? rule.ifUnset : undefined
    this.template = source.pattern.search(CAPTURE_TEMPLATE) >= 0 ? source : undefined
    this.#source = source
  }

  /** Found when the first text is filtered, not at the start. */
  get factors(): readonly FactorNode[] {
    return factorsOfPattern(this.#source)
  }
}

/** What `maxhits=` allows: 0 caps nothing, but headers and whole messages hit once then, as with 00 (Check.pm). */
function maxHitsOf(rule: TextRule | HeaderRule, written: string | undefined): number {
  if (written === undefined) return Number.POSITIVE_INFINITY
  const once = written !== '0' || rule.type === 'header' || rule.area === 'full'
  return Number(written) || (once ? 1 : Number.POSITIVE_INFINITY)
}
