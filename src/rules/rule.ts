import type { Place } from '../base/diagnostic.ts'
import type { EvalValue, Scan } from './scan.ts'

/** The text a rule looks at, in the order in which SpamAssassin runs them within one priority. */
export const RULE_AREAS = ['header', 'body', 'uri', 'rawbody', 'full'] as const
export type RuleArea = (typeof RULE_AREAS)[number]

/** A Perl regular expression as a rule file spells it, taken apart but not yet compiled. */
export interface PatternSource {
  readonly pattern: string
  readonly modifiers: string
}

interface RuleBase {
  readonly name: string
  readonly place: Place
  /** Position among all lines read. */
  readonly order: number
  /** The definition as written, for listings. */
  readonly text: string
}

/** `header NAME From:addr =~ /…/ [if-unset: x]` and its negation. */
export interface HeaderRule extends RuleBase {
  readonly type: 'header'
  readonly header: string
  readonly negated: boolean
  readonly pattern: PatternSource
  readonly ifUnset: string | undefined
}

/** `header NAME exists:Field` */
export interface HeaderExistsRule extends RuleBase {
  readonly type: 'exists'
  readonly header: string
  readonly negated: boolean
}

/** `body`, `rawbody`, `full`, `uri`: an expression over one view. */
export interface TextRule extends RuleBase {
  readonly type: 'text'
  readonly area: Exclude<RuleArea, 'header'>
  readonly pattern: PatternSource
}

/** `header|body|rawbody|full|uri NAME eval:function(args)` */
export interface EvalRule extends RuleBase {
  readonly type: 'eval'
  readonly area: RuleArea
  readonly fn: string
  readonly args: readonly string[]
}

export interface MetaRule extends RuleBase {
  readonly type: 'meta'
  readonly expression: string
}

/** A rule kind that a plugin brings (`mimeheader`, `uri_detail`, …): the plugin reads the line, this runs it. */
export interface PluginRule extends RuleBase {
  readonly type: 'plugin'
  readonly area: RuleArea
  readonly run: (scan: Scan, rule: string) => EvalValue | Promise<EvalValue>
}

/** A rule that exists by name only, because a line gave it a score or tflags, or a plugin fires it. */
export interface EmptyRule extends RuleBase {
  readonly type: 'empty'
}

export type Rule = HeaderRule | HeaderExistsRule | TextRule | EvalRule | MetaRule | PluginRule | EmptyRule
