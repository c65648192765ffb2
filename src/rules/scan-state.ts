import { asciiLower } from '../base/ascii.ts'
import type { Conf } from '../conf/conf.ts'
import type { Envelope } from '../message/envelope.ts'
import type { Message, MessageAdditions } from '../message/message.ts'
import { OpenRules } from './open-rules.ts'
import type { Plugin } from './plugin.ts'
import { noteHit } from './progress.ts'
import type { Ruleset } from './ruleset.ts'
import type { HitOptions, Scan, TagValue } from './scan.ts'
import type { Hit } from './verdict.ts'

export interface ScanInput {
  readonly message: Message
  readonly envelope: Envelope
  readonly conf: Conf
  readonly ruleset: Ruleset
  readonly plugins: readonly Plugin[]
  /** Seconds since 1970. */
  readonly now: number
  readonly signal: AbortSignal
  /** True once the scan's time is over; asked between rules. */
  readonly expired: () => boolean
  /** No network tests for this message, whatever the ruleset says. */
  readonly offline?: boolean | undefined
  /** Rule indexes as they hit, for whoever must answer when this scan does not end: count first, then indexes. */
  readonly progress?: Int32Array | undefined
  /** Keep why each rule hit. */
  readonly explain?: boolean | undefined
  /** Sub-rules that decide nothing need not be run, and are not told of. */
  readonly decisiveOnly?: boolean | undefined
}

/** Views of which only the first entry counts when one value is asked for. */
const SINGLE_VALUED = /:(?:addr|name|host|domain|ip|revip)\b/
/** Longer matches say no more to a reader. */
const MAX_MATCHED_LENGTH = 200

interface MutableHit {
  rule: string
  index: number
  score: number
  area: string
  description: string
  matched: string | undefined
  scoreText: string | undefined
}

/** Why a rule hit: the first text that matched, and what plugins said. */
export interface Reason {
  matched: string | undefined
  readonly facts: string[]
}

function reasonOf(reasons: Map<string, Reason>, rule: string): Reason {
  let reason = reasons.get(rule)
  if (!reason) reasons.set(rule, (reason = { matched: undefined, facts: [] }))
  return reason
}

/** The state of one scan: what rules found so far. The only mutable object of a scan. */
export class ScanState implements Scan {
  message: Message
  readonly envelope: Envelope
  readonly conf: Conf
  readonly ruleset: Ruleset
  readonly now: number
  readonly signal: AbortSignal
  readonly expired: () => boolean
  readonly localOnly: boolean
  currentRule = ''
  /** Hits by rule index; NaN for those of `open`. */
  readonly counts: Float64Array
  /** Sub-rules that have not been run; undefined where all are run in their turn. */
  readonly open: OpenRules | undefined
  /** Metas that have to be looked at, by rule index: one of their dependencies hit. */
  readonly touched: Uint8Array
  /** Metas that wait for answers from the network, by rule index. */
  readonly held: Uint8Array
  /** The priority whose rules have all run. */
  donePriority = Number.NEGATIVE_INFINITY
  finished = false
  score = 0
  autolearn = 'unavailable'
  autolearnForce: string | undefined
  readonly subtests: string[] = []
  /** All rules in the order of their hits, sub-rules included. */
  readonly rulesHit: string[] = []
  readonly tags = new Map<string, TagValue>()
  readonly logItems: string[] = []
  readonly notRun: { rule: string; reason: string }[] = []
  /** Why rules hit, sub-rules too: what plugins said, and the first text that matched; undefined where nobody asked. */
  readonly reasons: Map<string, Reason> | undefined
  readonly #plugins: readonly Plugin[]
  readonly #hits: MutableHit[] = []
  readonly #notes = new Map<string, string[]>()
  readonly #metadata = new Map<string, string>()
  readonly #views = new Map<string, readonly string[]>()
  /** Hits of names that no rule and no score line knows. */
  readonly #strangers = new Map<string, number>()
  /** Scores given by plugins, in place of the configured ones. */
  readonly #scores = new Map<string, number>()
  /** See progress.ts. */
  readonly progress: Int32Array | undefined
  #body: readonly string[] | undefined

  constructor(input: ScanInput) {
    this.message = input.message
    this.envelope = input.envelope
    this.conf = input.conf
    this.ruleset = input.ruleset
    this.now = input.now
    this.signal = input.signal
    this.expired = input.expired
    this.#plugins = input.plugins.filter((plugin) => plugin.hitRule)
    this.progress = input.progress
    this.reasons = input.explain ? new Map() : undefined
    this.counts = new Float64Array(input.ruleset.facts.length)
    this.touched = input.ruleset.always.slice()
    this.held = new Uint8Array(input.ruleset.facts.length)
    this.open = input.decisiveOnly && !input.explain ? new OpenRules(this) : undefined
    this.localOnly = input.ruleset.localOnly || (input.offline ?? false)
  }

  /** What body rules see; a plugin may change it before they run. */
  get body(): readonly string[] {
    return this.#body ?? this.message.body
  }

  setBody(body: readonly string[]): void {
    this.#body = body
  }

  extendMessage(additions: MessageAdditions): void {
    this.message = this.message.with(additions)
    this.#views.clear()
  }

  get scoreSet(): 0 | 1 | 2 | 3 {
    return this.ruleset.scoreSet
  }

  headers(spec: string): readonly string[] {
    let view = this.#views.get(spec)
    if (!view) {
      view = this.message.headerView(spec)
      if (view.length === 0) {
        const value = this.#metadata.get(asciiLower(spec))
        if (value !== undefined) view = [value]
      }
      this.#views.set(spec, view)
    }
    return view
  }

  /** True when the message has a field of that name (in lower case), or a plugin has set one. */
  hasField(key: string): boolean {
    return this.message.headers.hasKey(key) || this.#metadata.has(key)
  }

  header(spec: string): string | undefined {
    const view = this.headers(spec)
    const first = view[0]
    if (first === undefined) return undefined
    if (spec !== 'EnvelopeFrom' && !SINGLE_VALUED.test(spec)) return view.length === 1 ? first : view.join('')
    return first.endsWith('\n') ? first.slice(0, -1) : first
  }

  get metadata(): ReadonlyMap<string, string> {
    return this.#metadata
  }

  setMetadata(name: string, value: string): void {
    const key = asciiLower(name)
    this.#metadata.set(key, value)
    for (const spec of this.#views.keys())
      if (spec.length === key.length && asciiLower(spec) === key) this.#views.delete(spec)
  }

  hitCount(rule: string): number | undefined {
    const index = this.ruleset.indexOf.get(rule)
    if (index === undefined) return this.#strangers.get(rule)
    const count = this.outcome(index)
    if (count > 0 || this.finished) return count
    return (this.ruleset.runsAt[index] ?? Number.NaN) <= this.donePriority ? 0 : undefined
  }

  /** How often a rule of the ruleset has hit, by its index. */
  outcome(index: number): number {
    const count = this.counts[index] ?? 0
    if (!Number.isNaN(count)) return count
    this.open?.close(index)
    return this.counts[index] ?? 0
  }

  /** Metas that wait for the rule have to be looked at. */
  touchTriggered(index: number): void {
    const metas = this.ruleset.facts[index]?.triggers ?? []
    for (let i = 0; i < metas.length; i++) this.touched[metas[i] as number] = 1 // `as`: i is below the length
  }

  /** Counts matches of a rule of the ruleset, as `hit` does for each of them. */
  hitBy(index: number, area: string, times = 1): void {
    const facts = this.ruleset.facts[index]
    if (!facts) return
    const { name, score } = facts
    if (score === 0 || !facts.canWait || this.#scores.size > 0) {
      for (let i = 0; i < times; i++) this.hit(name, { area })
      return
    }
    const before = this.outcome(index)
    if (before > 0 && !facts.multiple) return
    const counted = facts.multiple ? times : 1
    this.counts[index] = before + counted
    if (before === 0) this.touchTriggered(index)
    for (let i = 0; i < counted; i++) {
      if (this.progress) noteHit(this.progress, index)
      this.rulesHit.push(name)
      this.subtests.push(name)
    }
  }

  hit(rule: string, options: HitOptions = {}): void {
    const index = this.ruleset.indexOf.get(rule)
    const facts = index === undefined ? undefined : this.ruleset.facts[index]
    const score = options.score ?? this.#scores.get(rule) ?? (facts ? facts.score : options.defscore) ?? 0
    if (score === 0 && options.scoreText === undefined) return
    const before = index === undefined ? (this.#strangers.get(rule) ?? 0) : this.outcome(index)
    if (before > 0 && !facts?.multiple) return
    const value = options.value !== undefined && options.value > 0 ? options.value : 1
    if (index === undefined) this.#strangers.set(rule, before + value)
    else {
      this.counts[index] = before + value
      this.touchTriggered(index)
      if (this.progress) noteHit(this.progress, index)
    }
    if (options.score !== undefined) this.#scores.set(rule, options.score)
    if (options.evidence !== undefined) this.#note(rule, options.evidence)
    for (const plugin of this.#plugins) plugin.hitRule?.(this, rule, score)
    this.rulesHit.push(rule)
    if (rule.startsWith('__')) {
      this.subtests.push(rule)
      return
    }
    this.score += score
    this.#hits.push({
      rule,
      index: index ?? -1,
      score,
      area: options.area ?? '',
      description: options.description ?? facts?.description ?? 'No description available.',
      matched: undefined,
      scoreText: options.scoreText,
    })
  }

  /** Adds the text that matched to the last hit of the rule. */
  matched(rule: string, text: string): void {
    const hit = this.#hits.at(-1)
    if (hit?.rule === rule && hit.matched === undefined) hit.matched = text.slice(0, MAX_MATCHED_LENGTH)
    if (this.reasons) reasonOf(this.reasons, rule).matched ??= text.slice(0, MAX_MATCHED_LENGTH)
  }

  /** A rule, or what prepares for rules, that came to no end; said once. */
  didNotRun(rule: string, reason: string): void {
    if (!this.notRun.some((known) => known.rule === rule && known.reason === reason)) this.notRun.push({ rule, reason })
  }

  explain(fact: () => string, rule = this.currentRule): void {
    if (this.reasons) reasonOf(this.reasons, rule).facts.push(fact())
  }

  note(evidence: string, rule = this.currentRule): void {
    this.#note(rule, evidence)
  }

  /** What was noted of a rule; of sub-rules too, which reports leave out. */
  evidenceOf(rule: string): readonly string[] {
    return this.#notes.get(rule) ?? []
  }

  hold(rule: string): void {
    const index = this.ruleset.indexOf.get(rule)
    if (index !== undefined) this.#holdDependents(index)
  }

  #holdDependents(index: number): void {
    for (const dependent of this.ruleset.facts[index]?.dependents ?? []) {
      if (this.held[dependent] === 1) continue
      this.held[dependent] = 1
      this.#holdDependents(dependent)
    }
  }

  #note(rule: string, evidence: string): void {
    const notes = this.#notes.get(rule)
    if (notes) notes.push(evidence)
    else this.#notes.set(rule, [evidence])
  }

  tflags(rule: string): ReadonlySet<string> {
    const index = this.ruleset.indexOf.get(rule)
    return (index === undefined ? undefined : this.ruleset.facts[index]?.tflags) ?? new Set()
  }

  scoreOf(rule: string): number {
    const index = this.ruleset.indexOf.get(rule)
    return this.#scores.get(rule) ?? (index === undefined ? 0 : (this.ruleset.facts[index]?.score ?? 0))
  }

  setTag(name: string, value: TagValue): void {
    this.tags.set(name, value)
  }

  tag(name: string, argument = ''): string | undefined {
    const value = this.tags.get(name)
    return typeof value === 'function' ? value(argument) : value
  }

  setAutolearn(outcome: string, force?: string): void {
    this.autolearn = outcome
    this.autolearnForce = force
  }

  logItem(item: string): void {
    this.logItems.push(item)
  }

  /** The hits so far as plain data. A rule with `tflags multiple` stands once a hit, as SpamAssassin counts it. */
  hits(): Hit[] {
    return this.#hits.map((hit) => {
      const facts = this.ruleset.facts[hit.index]
      return {
        rule: hit.rule,
        score: this.#scores.get(hit.rule) ?? hit.score,
        value: hit.index < 0 ? 1 : (this.counts[hit.index] ?? 1),
        area: hit.area,
        description: hit.description,
        evidence: this.evidenceOf(hit.rule),
        redacted: facts?.tflags.has('nolog') ?? false,
        matched: hit.matched,
        ...(hit.scoreText === undefined ? {} : { scoreText: hit.scoreText }),
        place: facts?.place,
        scorePlace: facts?.scorePlace,
      }
    })
  }
}
