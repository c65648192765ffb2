import type { Place } from '../base/diagnostic.ts'
import type { Message } from '../message/message.ts'
import type { Part } from '../message/part.ts'
import type { EvalFunction } from '../rules/plugin.ts'
import type { EvalRule, HeaderExistsRule, HeaderRule, Rule, TextRule } from '../rules/rule.ts'
import type { Ruleset } from '../rules/ruleset.ts'
import type { ScanState } from '../rules/scan-state.ts'

/** Why a rule hit: what was found and where, and for metas the rules of theirs that hit. Texts are latin1. */
export interface Origin {
  readonly rule: string
  readonly found: readonly string[]
  readonly place: Place | undefined
  readonly dependencies: readonly Origin[]
}

/** What origins are read from. `scan` must have been told to explain. */
export interface OriginSources {
  readonly scan: ScanState
  readonly ruleset: Ruleset
  readonly rules: ReadonlyMap<string, Rule>
  readonly evals: ReadonlyMap<string, EvalFunction>
}

/** Metas upon metas are followed so far. */
const MAX_DEPTH = 6

/** Why a rule hit. A rule that is named twice within one meta is explained the first time. */
export function originOf(sources: OriginSources, rule: string): Origin {
  return trace(sources, rule, new Set(), 0)
}

function trace(sources: OriginSources, name: string, told: Set<string>, depth: number): Origin {
  const { scan, ruleset, rules } = sources
  const rule = rules.get(name)
  const again = told.has(name)
  told.add(name)
  const follow = !again && rule?.type === 'meta' && depth < MAX_DEPTH
  return {
    rule: name,
    found: again ? [] : [...foundBy(sources, name, rule), ...scan.evidenceOf(name)],
    place: ruleset.facts[ruleset.indexOf.get(name) ?? -1]?.place,
    dependencies: follow ? hitsNeededBy(sources, name).map((needed) => trace(sources, needed, told, depth + 1)) : [],
  }
}

/** The rules that hit and that a meta names. */
function hitsNeededBy({ scan, ruleset }: OriginSources, meta: string): string[] {
  const index = ruleset.indexOf.get(meta) ?? -1
  const needed = new Set<string>()
  for (const name of scan.rulesHit) {
    const facts = ruleset.facts[ruleset.indexOf.get(name) ?? -1]
    if (facts?.dependents.includes(index)) needed.add(name)
  }
  return [...needed]
}

function foundBy(sources: OriginSources, name: string, rule: Rule | undefined): readonly string[] {
  const { scan } = sources
  const reason = scan.reasons?.get(name)
  switch (rule?.type) {
    case 'header':
      return [inHeader(scan, rule, reason?.matched)]
    case 'exists':
      return [ofHeader(rule)]
    case 'text':
      return [inText(scan.message, rule, reason?.matched)]
    case 'eval':
      return [byFunction(sources, rule, reason?.facts ?? [])]
    case 'meta':
      return [rule.expression.trim()]
    case 'plugin':
      return [rule.text, ...(reason?.facts ?? [])]
    default:
      return reason?.facts ?? []
  }
}

function inHeader(scan: ScanState, rule: HeaderRule, matched: string | undefined): string {
  if (!rule.negated) return `${rule.header}: ${quoted(matched)}`
  const value = scan.header(rule.header)
  return value === undefined ? `there is no ${rule.header}` : `${rule.header} is ${quoted(value)}`
}

function ofHeader(rule: HeaderExistsRule): string {
  return rule.negated ? `there is no ${rule.header}` : `there is a ${rule.header}`
}

function byFunction({ evals }: OriginSources, rule: EvalRule, facts: readonly string[]): string {
  const call = `${rule.fn}(${rule.args.join(', ')})`
  return `${call}: ${facts.length > 0 ? facts.join('; ') : (evals.get(rule.fn)?.doc ?? '')}`
}

function inText(message: Message, rule: TextRule, matched: string | undefined): string {
  if (matched === undefined) return rule.area
  switch (rule.area) {
    case 'uri':
      return ofUri(message, matched)
    case 'full':
      return `${lineOf(message, matched)}: ${quoted(matched)}`
    case 'body':
      return `${partWith(message, matched, (part) => part.rendered().text) ?? subjectOr(message, matched)}: ${quoted(matched)}`
    case 'rawbody':
      return `${partWith(message, matched, (part) => part.decoded()) ?? 'body'}: ${quoted(matched)}`
  }
}

/** The whole URI, and how it stands in the message. */
function ofUri(message: Message, matched: string): string {
  const uri = message.uris.find((one) => one.includes(matched))
  if (uri === undefined) return `URI ${quoted(matched)}`
  for (const [, { cleaned, types }] of message.uriDetails) {
    if (cleaned?.includes(uri)) return `URI (${[...types].join(', ')}): ${quoted(uri)}`
  }
  return `URI: ${quoted(uri)}`
}

function lineOf(message: Message, matched: string): string {
  const at = message.pristine.indexOf(matched)
  if (at < 0) return 'message'
  let line = 1
  for (let newline = message.pristine.indexOf('\n'); newline >= 0 && newline < at; line++) {
    newline = message.pristine.indexOf('\n', newline + 1)
  }
  return `${at < message.pristineHeaders.length ? 'header' : 'body'}, line ${line}`
}

/** Body rules see the Subject first. */
function subjectOr(message: Message, matched: string): string {
  return message.body[0]?.includes(matched) ? 'Subject' : 'body'
}

/** The first part whose text holds the match, as people count parts: `part 2.1 (text/html)`. */
function partWith(message: Message, matched: string, textOf: (part: Part) => string | undefined): string | undefined {
  const wanted = squeezed(matched)
  const part = message.parts.find((one) => one.isLeaf && squeezed(textOf(one) ?? '').includes(wanted))
  return part && `${numberOf(part)} (${part.type})`
}

function numberOf(part: Part): string {
  const numbers: number[] = []
  for (let at = part; at.parent; at = at.parent) numbers.unshift(at.parent.children.indexOf(at) + 1)
  return numbers.length === 0 ? 'body' : `part ${numbers.join('.')}`
}

function squeezed(text: string): string {
  return text.replace(/[ \t\n\r\f\v]+/g, ' ')
}

function quoted(text: string | undefined): string {
  return text === undefined ? 'matches' : `"${text}"`
}
