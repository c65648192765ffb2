import type { Place } from '../base/diagnostic.ts'
import type { PerlRegex } from '../regex/compile.ts'
import type { FactorNode } from '../regex/factor.ts'
import type { MetaFunction } from './meta/compile.ts'
import type { Foregone } from './meta/foregone.ts'
import type { TextRules } from './prefilter/text-rules.ts'
import type { PatternSource } from './rule.ts'
import type { EvalValue, Scan } from './scan.ts'

/** A rule with an expression, ready to run. */
export interface CompiledText {
  readonly index: number
  readonly regex: PerlRegex
  /** What must occur in every text that matches. */
  readonly factors: readonly FactorNode[]
  /** `tflags multiple`, and its cap (Infinity when there is none). */
  readonly multiple: boolean
  readonly maxHits: number
  readonly noSubject: boolean
  /** Named captures become tags. */
  readonly captures: boolean
  /** The expression still names tags (`%{TAG}`): it is made anew for each message. */
  readonly template: PatternSource | undefined
  /** As in RuleFacts; what names captures does not wait. */
  readonly canWait: boolean
}

export interface CompiledHeader extends CompiledText {
  readonly ifUnset: string | undefined
}

/** Rules over the same header, which is looked up once. */
export interface HeaderGroup {
  readonly header: string
  /** The field without which there is nothing to see, in lower case; undefined for what is put together from others. */
  readonly field: string | undefined
  /** The rules that have to be run where the header is not there: the others do not match what stands for it. */
  readonly unset: () => { readonly rules: readonly CompiledHeader[]; readonly negated: readonly CompiledHeader[] }
  readonly rules: TextRules<CompiledHeader>
  /** Rules that hit where their expression does not match. */
  readonly negated: readonly CompiledHeader[]
  readonly exists: readonly { readonly index: number; readonly negated: boolean }[]
}

export interface CompiledEval {
  readonly index: number
  readonly run: (scan: Scan) => EvalValue | Promise<EvalValue>
}

export interface CompiledMeta {
  readonly index: number
  readonly run: MetaFunction
  /** Tells without running any rule that it does not hit. */
  readonly foregone: Foregone | undefined
}

/** Metas in the order in which they are looked at. */
export interface MetaList {
  readonly metas: readonly CompiledMeta[]
  /** The rule index of each, side by side: most are passed over by it alone. */
  readonly indexes: Int32Array
}

/** All rules of one priority, in the order in which they run; metas whose dependencies have all run by then come last. */
export interface Stage {
  readonly priority: number
  readonly headers: readonly HeaderGroup[]
  readonly headerEvals: readonly CompiledEval[]
  readonly body: TextRules
  readonly uri: TextRules
  readonly bodyEvals: readonly CompiledEval[]
  readonly rawbody: TextRules
  readonly rawbodyEvals: readonly CompiledEval[]
  readonly full: TextRules
  readonly fullEvals: readonly CompiledEval[]
  readonly metas: MetaList
}

/** What is known of a rule by name. */
export interface RuleFacts {
  readonly name: string
  readonly score: number
  readonly tflags: ReadonlySet<string>
  readonly description: string | undefined
  readonly place: Place | undefined
  readonly scorePlace: Place | undefined
  readonly subRule: boolean
  readonly multiple: boolean
  /** A sub-rule of which nothing but metas wants to know: it may wait until one asks. */
  readonly canWait: boolean
  /** Metas that name this rule, by index. */
  readonly dependents: readonly number[]
  /** Those of them that have to be looked at when this rule hits: the others wait for another one. */
  readonly triggers: readonly number[]
}

/** Rules compiled for one score set; immutable, shared by all scans of a worker. */
export interface Ruleset {
  /** Facts by rule index. */
  readonly facts: readonly RuleFacts[]
  readonly indexOf: ReadonlyMap<string, number>
  readonly scoreSet: 0 | 1 | 2 | 3
  readonly localOnly: boolean
  readonly stages: readonly Stage[]
  /** Metas with a dependency that never runs by itself: looked at when all else is done. */
  readonly lastMetas: MetaList
  /** By rule index, 1 for metas that are not 0 where nothing hit: they must be looked at even when no dependency hit. */
  readonly always: Uint8Array
  /** The priority at which a rule has run, NaN when it does not run in this score set. */
  readonly runsAt: Float64Array
  /** Rules that can hit in this score set, sub-rules included. */
  readonly live: number
}
