import { asciiLower } from '../base/ascii.ts'
import type { Report } from '../base/diagnostic.ts'
import type { PerlRegex } from '../regex/compile.ts'
import { RegexError } from '../regex/regex-error.ts'
import { compileMetas } from './compile-metas.ts'
import { compiledPattern } from './compiled-patterns.ts'
import type { EvalFunction } from './plugin.ts'
import { TextRules } from './prefilter/text-rules.ts'
import type { EvalRule, HeaderRule, PatternSource, PluginRule, Rule, RuleArea, TextRule } from './rule.ts'
import { defaultScore, type RuleBook } from './rule-book.ts'

import { RuleText } from './rule-text.ts'
import type {
  CompiledEval,
  CompiledHeader,
  CompiledMeta,
  CompiledText,
  HeaderGroup,
  MetaList,
  RuleFacts,
  Ruleset,
  Stage,
} from './ruleset.ts'

export interface RulesetOptions {
  readonly scoreSet: 0 | 1 | 2 | 3
  /** `-L`: rules that need the network do not run. */
  readonly localOnly: boolean
  /** The eval functions of the plugins that are loaded, by name. */
  readonly evals: ReadonlyMap<string, EvalFunction>
  /** What ReplaceTags makes of an expression of a rule named in replace_rules; undefined for all others. */
  readonly replaceTags: (rule: string, source: PatternSource) => PatternSource | undefined
  /** Names of functions that wait for something, with what they wait for. */
  readonly pendingEvals: ReadonlyMap<string, string>
  /** Rules whose hits somebody wants to know of at once, sub-rules too; none when absent. */
  readonly urgent?: (rule: string) => boolean
  readonly report: Report
}

/** Rules with `tflags net` run when look-ups start, unless their priority is set. */
const NET_PRIORITY = -100

interface MutableHeaderGroup {
  rules: CompiledHeader[]
  negated: CompiledHeader[]
  exists: { index: number; negated: boolean }[]
}

interface MutableStage {
  priority: number
  headers: Map<string, MutableHeaderGroup>
  evals: Record<RuleArea, CompiledEval[]>
  texts: Record<Exclude<RuleArea, 'header'>, CompiledText[]>
}

/** Makes the rules of a book ready to run in one score set. What does not compile is reported and left out. */
export function compileRuleset(book: RuleBook, options: RulesetOptions): Ruleset {
  const names = [...new Set([...book.rules.keys(), ...book.scores.keys()])]
  const indexOf = new Map(names.map((name, index) => [name, index]))
  const flags = flagsOf(book)
  const scoreOf = (name: string): number => {
    const line = book.scores.get(name)
    if (line) return line.scores[options.scoreSet]
    if (!book.rules.has(name)) return 0
    return defaultScore(name, flags(name).has('nice'))
  }

  const metas = compileMetas(book, { indexOf, scoreOf, names, localOnly: options.localOnly, report: options.report })
  const priorities = new Map([...book.priorities, ...metas.raisedPriorities(flags)])
  const priorityOf = (name: string): number => priorities.get(name) || (flags(name).has('net') ? NET_PRIORITY : 0)

  const stages = new Map<number, MutableStage>()
  const stageOf = (priority: number): MutableStage => {
    let stage = stages.get(priority)
    if (!stage) stages.set(priority, (stage = emptyStage(priority)))
    return stage
  }

  const runsAt = new Float64Array(names.length).fill(Number.NaN)
  let live = 0
  for (const [index, name] of names.entries()) {
    const rule = book.rules.get(name)
    if (!rule || scoreOf(name) === 0) continue
    if (rule.type === 'meta') {
      if (metas.isLive(name)) live++
      continue
    }
    const priority = priorityOf(name)
    if (place(rule, index, stageOf(priority), flags(name), options)) {
      runsAt[index] = priority
      live++
    }
  }

  const scheduled = metas.schedule(runsAt)
  for (const priority of scheduled.byPriority.keys()) stageOf(priority)
  return {
    facts: names.map((name, index): RuleFacts => {
      const rule = book.rules.get(name)
      return {
        name,
        score: scoreOf(name),
        tflags: metas.needsNetwork(name, flags) ? new Set([...flags(name), 'net']) : flags(name),
        description: book.descriptions.get(name),
        place: rule?.place,
        scorePlace: book.scores.get(name)?.place,
        subRule: name.startsWith('__'),
        multiple: flags(name).has('multiple'),
        canWait: canWait(name, options),
        dependents: metas.dependentsOf(index),
        triggers: metas.triggeredBy(index),
      }
    }),
    indexOf,
    scoreSet: options.scoreSet,
    localOnly: options.localOnly,
    stages: [...stages.values()]
      .sort((a, b) => a.priority - b.priority)
      .map((stage) => finishStage(stage, scheduled.byPriority.get(stage.priority) ?? [])),
    lastMetas: metaList(scheduled.last),
    always: scheduled.always,
    runsAt,
    live,
  }
}

function canWait(name: string, { urgent }: RulesetOptions): boolean {
  return name.startsWith('__') && !urgent?.(name)
}

function flagsOf(book: RuleBook): (name: string) => ReadonlySet<string> {
  const known = new Map<string, ReadonlySet<string>>()
  const none: ReadonlySet<string> = new Set()
  for (const [name, text] of book.tflags) known.set(name, new Set(text.split(/[\s,]+/).filter(Boolean)))
  return (name) => known.get(name) ?? none
}

function emptyStage(priority: number): MutableStage {
  return {
    priority,
    headers: new Map(),
    evals: { header: [], body: [], uri: [], rawbody: [], full: [] },
    texts: { body: [], uri: [], rawbody: [], full: [] },
  }
}

function metaList(metas: readonly CompiledMeta[]): MetaList {
  return { metas, indexes: Int32Array.from(metas, ({ index }) => index) }
}

function finishStage(stage: MutableStage, metas: readonly CompiledMeta[]): Stage {
  return {
    priority: stage.priority,
    headers: [...stage.headers].map(([header, group]) => headerGroup(header, group)),
    headerEvals: stage.evals.header,
    body: new TextRules(stage.texts.body),
    uri: new TextRules(stage.texts.uri),
    bodyEvals: [...stage.evals.body, ...stage.evals.uri],
    rawbody: new TextRules(stage.texts.rawbody),
    rawbodyEvals: stage.evals.rawbody,
    full: new TextRules(stage.texts.full),
    fullEvals: stage.evals.full,
    metas: metaList(metas),
  }
}

/** Headers that are put together from other fields, or come from the relays. */
const MADE_UP = /^(?:ALL|MESSAGEID$|EnvelopeFrom$|ToCc$|X-Spam-Relays-|X-(?:Sender|Author)Domain$)/i

function headerGroup(header: string, { rules, negated, exists }: MutableHeaderGroup): HeaderGroup {
  const name = header.split(':', 1)[0] ?? ''
  const surely = (rule: CompiledHeader): boolean => !rule.template && !rule.captures
  const matches = (rule: CompiledHeader): boolean => rule.regex.test(rule.ifUnset ?? '')
  let unset: ReturnType<HeaderGroup['unset']> | undefined
  return {
    header,
    field: MADE_UP.test(name) ? undefined : asciiLower(name),
    rules: new TextRules(rules),
    negated,
    exists,
    unset: () =>
      (unset ??= {
        rules: rules.filter((rule) => !surely(rule) || matches(rule)),
        negated: negated.filter((rule) => !surely(rule) || !matches(rule)),
      }),
  }
}

/** Puts one rule into its stage; false when it cannot or need not run. */
function place(
  rule: Rule,
  index: number,
  stage: MutableStage,
  flags: ReadonlySet<string>,
  options: RulesetOptions,
): boolean {
  switch (rule.type) {
    case 'header':
    case 'exists': {
      let group = stage.headers.get(rule.header)
      if (!group) stage.headers.set(rule.header, (group = { rules: [], negated: [], exists: [] }))
      if (rule.type === 'exists') {
        group.exists.push({ index, negated: rule.negated })
        return true
      }
      const text = compileText(rule, index, flags, options)
      if (!text) return false
      const list = rule.negated ? group.negated : group.rules
      list.push(text)
      return true
    }
    case 'text': {
      const text = compileText(rule, index, flags, options)
      if (!text) return false
      stage.texts[rule.area].push(text)
      return true
    }
    case 'eval':
    case 'plugin': {
      if (flags.has('net') && (options.scoreSet & 1) === 0) return false
      if (flags.has('learn') && (options.scoreSet & 2) === 0) return false
      const run = rule.type === 'plugin' ? bindPluginRule(rule) : bindEval(rule, options)
      if (!run) return false
      stage.evals[rule.area].push({ index, run })
      return true
    }
    case 'meta':
    case 'empty':
      return false
  }
}

function bindPluginRule(rule: PluginRule): CompiledEval['run'] {
  return (scan) => rule.run(scan, rule.name)
}

/** Look-ups of block lists run only where there is a network. */
const LIST_LOOKUP = /^check_(?:rbl|dns)/

function bindEval(rule: EvalRule, options: RulesetOptions): CompiledEval['run'] | undefined {
  const fn = options.evals.get(rule.fn)
  const say = (message: string, topic: string, severity: 'warning' | 'error' = 'warning'): undefined => {
    options.report({ severity, topic, place: rule.place, message })
    return undefined
  }
  const needless = options.localOnly && LIST_LOOKUP.test(rule.fn)
  if (!fn) {
    if (needless) return undefined
    const pending = options.pendingEvals.get(rule.fn)
    return pending
      ? say(`rules: ${rule.name} waits: ${rule.fn} ${pending}`, 'eval function waits')
      : say(`rules: unknown eval '${rule.fn}' for ${rule.name}`, 'unknown eval function')
  }
  const allowed = fn.on.includes(rule.area) || (rule.area === 'rawbody' && fn.on.includes('body'))
  if (!allowed) {
    return say(`wrong rule type defined for ${rule.name}, expected '${fn.on[0] ?? ''}'`, 'wrong rule type', 'error')
  }
  if (needless) return undefined
  try {
    return fn.bind(rule.args)
  } catch (error) {
    return say(`rules: ${rule.name}: ${rule.fn}: ${(error as Error).message}`, 'bad argument') // bind throws only Error
  }
}

function compileText(
  rule: TextRule | HeaderRule,
  index: number,
  flags: ReadonlySet<string>,
  options: RulesetOptions,
): CompiledHeader | undefined {
  const source = options.replaceTags(rule.name, rule.pattern) ?? rule.pattern
  let regex: PerlRegex
  try {
    regex = compiledPattern(source)
  } catch (error) {
    if (!(error instanceof RegexError)) throw error
    options.report({
      severity: 'warning',
      topic: 'expression refused',
      place: rule.place,
      message: `config: invalid regexp for ${rule.name} '${rule.text}': ${error.message}`,
    })
    return undefined
  }
  return new RuleText(rule, index, source, regex, flags, canWait(rule.name, options))
}
