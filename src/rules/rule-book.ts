import type { Place } from '../base/diagnostic.ts'
import { SettingError, type SettingLine, type SettingType } from '../conf/setting.ts'
import type { Rule } from './rule.ts'

export type ScoreSets = readonly [number, number, number, number]

export interface ScoreLine {
  readonly scores: ScoreSets
  readonly place: Place
}

/** One `test RULE ok|fail text` line. */
export interface RegressionTest {
  readonly rule: string
  readonly expect: 'ok' | 'fail'
  readonly text: string
  readonly place: Place
}

/** Scores of rules that no line gives one: SpamAssassin's default, less for rules on probation. */
const DEFAULT_SCORE = 1
const PROBATION_SCORE = 0.01

/** The score of a rule that no line gives one. */
export function defaultScore(name: string, nice: boolean): number {
  const score = name.startsWith('T_') ? PROBATION_SCORE : DEFAULT_SCORE
  return nice ? -score : score
}

/** A rule may be named so; longer names are refused by MAX_RULE_NAME. */
const RULE_NAME = /^[_a-zA-Z][_a-zA-Z0-9]{0,127}$/
/** SpamAssassin's hard limit on the length of a rule's name, and the length from which its --lint warns. */
const MAX_RULE_NAME = 100
const LONG_RULE_NAME = 40

/** True for what SpamAssassin takes as the name of a rule. */
export function isRuleName(name: string): boolean {
  return RULE_NAME.test(name)
}

/**
 * All that rule lines say, as read so far: definitions, and what other lines say of rules by name, whatever their
 * order. `compileRuleset` makes a Ruleset of it. Held in the slot `rules`.
 */
export class RuleBook {
  readonly rules = new Map<string, Rule>()
  readonly scores = new Map<string, ScoreLine>()
  readonly tflags = new Map<string, string>()
  readonly priorities = new Map<string, number>()
  readonly descriptions = new Map<string, string>()
  readonly tests: RegressionTest[] = []
  /** The site's book, where this is a user's over it. */
  readonly #site: RuleBook | undefined

  constructor(site?: RuleBook) {
    this.#site = site
  }

  /** What relative scores are relative to; rules of the site have scores then, whether a line gave them any or not. */
  scoresSoFar(name: string): ScoreSets | undefined {
    const line = this.scores.get(name)
    if (line || !this.#site?.rules.has(name)) return line?.scores
    const score = defaultScore(name, /\bnice\b/.test(this.#site.tflags.get(name) ?? ''))
    return [score, score, score, score]
  }

  clone(): RuleBook {
    const copy = new RuleBook(this)
    for (const [name, rule] of this.rules) copy.rules.set(name, rule)
    for (const [name, line] of this.scores) copy.scores.set(name, line)
    for (const [name, flags] of this.tflags) copy.tflags.set(name, flags)
    for (const [name, priority] of this.priorities) copy.priorities.set(name, priority)
    for (const [name, text] of this.descriptions) copy.descriptions.set(name, text)
    copy.tests.push(...this.tests)
    return copy
  }

  /** Takes a definition; the last one of a name counts, whatever its kind. Bad names are warned about and left out. */
  add(rule: Rule, line: SettingLine): void {
    if (this.accepts(rule.name, line)) this.put(rule)
  }

  /** Whether a rule may be named so; warned about when not. What else is wrong with its line then does not matter. */
  accepts(name: string, line: SettingLine): boolean {
    if (!isRuleName(name)) {
      line.warn(
        `config: error: rule '${name}' has invalid characters (not Alphanumeric + Underscore + starting with a non-digit)`,
        'error',
      )
      return false
    }
    if (name.length > MAX_RULE_NAME) {
      line.warn(`config: error: rule '${name}' is too long (recommended maximum length is 22 characters)`, 'error')
      return false
    }
    if (line.lint && name.length > LONG_RULE_NAME && !/^(?:__|T_)/.test(name)) {
      line.warn(
        `config: warning: rule name '${name}' is over 40 chars (recommended maximum length is 22 characters)`,
        'error',
      )
    }
    return true
  }

  /** Takes a definition whose name is known to be good. */
  put(rule: Rule): void {
    const { name } = rule
    this.rules.set(name, rule)
    if (!this.priorities.has(name)) this.priorities.set(name, 0)
  }
}

/** The slot that all rule lines write to. */
export const RULES_SLOT = 'rules'

/** A setting type whose lines change the rule book; `read` throws SettingError to refuse the line. */
export function ruleLines(
  name: string,
  read: (book: RuleBook, value: string, line: SettingLine) => void,
): SettingType<RuleBook> {
  return {
    name,
    apply: (book, value, line) => {
      read(book, value, line)
      return book
    },
    clone: (book) => book.clone(),
  }
}

/** Takes `NAME rest` apart, as every rule line begins. */
export function splitRuleLine(value: string): { readonly name: string; readonly rest: string } {
  const found = /^(\S+)\s+/.exec(value)
  if (!found) throw new SettingError('invalid')
  const rest = value.slice(found[0].length)
  if (rest === '') throw new SettingError('missing')
  return { name: found[1] ?? '', rest }
}

/**
 * A rule kind that a plugin brings: `parse` reads what follows the name and answers how the rule runs; it throws
 * SettingError to refuse the line. Use it as the type of a settings row with `slot: RULES_SLOT`.
 */
export function pluginRule(
  kind: string,
  area: 'header' | 'body' | 'rawbody' | 'full' | 'uri',
  parse: (rest: string, rule: string, line: SettingLine) => import('./rule.ts').PluginRule['run'],
): SettingType<RuleBook> {
  return ruleLines(`${kind} rule`, (book, value, line) => {
    const { name, rest } = splitRuleLine(value)
    const run = parse(rest, name, line)
    book.add({ type: 'plugin', name, area, run, place: line.place, order: line.order, text: `${kind} ${rest}` }, line)
  })
}
