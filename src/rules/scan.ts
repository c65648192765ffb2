import type { Conf } from '../conf/conf.ts'
import type { Envelope } from '../message/envelope.ts'
import type { Message, MessageAdditions } from '../message/message.ts'

/** What an eval function answers: not hit (false, 0), hit once (true), or how often. */
export type EvalValue = boolean | number

/** How a rule hit that a plugin reports itself differs from what the configuration says of the rule. */
export interface HitOptions {
  /** Prefix of the area in reports: `'BODY: '`, `'RAW: '`, `'URI: '`, `'FULL: '` or `''`. */
  readonly area?: string
  /** A score of this one hit, in place of the configured one. */
  readonly score?: number
  /** The same as text, where reports show it so (`-1.200`); given so, even `0.000` is a hit. */
  readonly scoreText?: string
  /** The score where the configuration has none. */
  readonly defscore?: number
  /** How much the hit counts in metas; 1 when absent. */
  readonly value?: number
  readonly description?: string
  /** What made it hit. */
  readonly evidence?: string
}

/** What a tag holds: text, or a function of the tag's argument (`_HEADER(From)_`) that makes it when asked. */
export type TagValue = string | ((argument: string) => string | undefined)

/**
 * One message under test, as plugins see it. The only thing that changes during a scan; dies with the answer.
 * Text is latin1, one char a byte.
 */
export interface Scan {
  readonly message: Message
  readonly envelope: Envelope
  readonly conf: Conf
  /** Seconds since 1970 when the scan began: the clock of every rule. */
  readonly now: number
  /** No network tests (`-L`). */
  readonly localOnly: boolean
  /** The rule being run; empty between rules. */
  readonly currentRule: string
  /** Aborted when the scan's time is over. */
  readonly signal: AbortSignal

  /**
   * A header view (`From:addr`, `ALL`, `EnvelopeFrom`, `X-Spam-Relays-Untrusted`, …), plugin metadata included, as
   * eval functions ask for it (PerMsgStatus::get in scalar context): the first entry, without its newline, for views
   * of one value (:addr :name :host :domain :ip :revip and EnvelopeFrom), else all entries joined. Undefined when absent.
   */
  header(spec: string): string | undefined
  /** The same in list context, one entry a field. */
  headers(spec: string): readonly string[]
  /** A pseudo-header that rules can test (`X-Languages`, `X-Relay-Countries`). */
  setMetadata(name: string, value: string): void
  /** All of these, by name in lower case. */
  readonly metadata: ReadonlyMap<string, string>

  /** How often the rule has hit so far; undefined when it has not run yet. */
  hitCount(rule: string): number | undefined
  /** Reports a hit of any rule by name, whether or not it is the current one. */
  hit(rule: string, options?: HitOptions): void
  /** What the current rule found, for the report; does not make it hit. Look-ups name the rule they answer for. */
  note(evidence: string, rule?: string): void
  /** A rule that came to no end: the verdict says so. */
  didNotRun(rule: string, reason: string): void
  /** The rule's outcome comes later: metas that depend on it wait for the end of the look-ups. */
  hold(rule: string): void
  /**
   * Why the rule (by default the current one) hits, for who asks `assay check`: the text is made only when somebody does,
   * and is no part of SpamAssassin's reports.
   */
  explain(fact: () => string, rule?: string): void
  /** The tflags of a rule. */
  tflags(rule: string): ReadonlySet<string>
  /** The score set in force: 1 is added for network tests, 2 for Bayes. */
  readonly scoreSet: 0 | 1 | 2 | 3
  /** The score so far. */
  readonly score: number
  /** Names of the rules that hit so far, sub-rules included, each as often as it hit. */
  readonly rulesHit: readonly string[]
  /** The rule's score in the score set in force, 0 when it is off or unknown. */
  scoreOf(rule: string): number

  /** The text that body rules see: `message.body`, until a plugin changes it, as SpamAssassin's FreeMail does. */
  readonly body: readonly string[]
  setBody(lines: readonly string[]): void
  /** Adds to what rules see of the message: text of attachments, URIs in them. For `postMessageParse`; later hooks may have looked already. */
  extendMessage(additions: MessageAdditions): void

  setTag(name: string, value: TagValue): void
  tag(name: string, argument?: string): string | undefined

  /** What became of auto-learning: the word in `autolearn=`, and what stands in `autolearn_force=`. */
  setAutolearn(outcome: string, force?: string): void
  /** The word so far: `disabled` once nothing is to be learned from this message. */
  readonly autolearn: string
  /** A fact for the result line of the log (`autolearn=no`, `shortcircuit=ham`). */
  logItem(item: string): void
}

/** The answer of an eval function that says why it hits. */
export function because(scan: Scan, hit: boolean, fact: () => string): boolean {
  if (hit) scan.explain(fact)
  return hit
}

/** Computes once a scan what several eval functions of one plugin share. */
export function perScan<T>(derive: (scan: Scan) => T): (scan: Scan) => T {
  const known = new WeakMap<Scan, { value: T }>()
  return (scan) => {
    let entry = known.get(scan)
    if (!entry) known.set(scan, (entry = { value: derive(scan) }))
    return entry.value
  }
}
