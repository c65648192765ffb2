import type { Place } from '../base/diagnostic.ts'

/** One rule that hit a message. */
export interface Hit {
  readonly rule: string
  readonly score: number
  /** How much it counts in metas (`tflags multiple`). */
  readonly value: number
  /** Prefix of the area in reports: `'BODY: '`, `'RAW: '`, `'URI: '`, `'FULL: '` or `''`. */
  readonly area: string
  readonly description: string
  /** What eval functions noted for the report (SpamAssassin's test_log): all notes of the rule, however often it hit. */
  readonly evidence: readonly string[]
  /** The text that matched the rule's expression; undefined where there is none. Not part of SpamAssassin's reports. */
  readonly matched: string | undefined
  /** `tflags nolog`: reports show that there is evidence, but not what. */
  readonly redacted?: boolean
  /**
   * The score as text, where `score` does not tell how reports print it: a plugin gave it as text (`1.200`), or the hit
   * has only a default score that the configuration does not know (empty).
   */
  readonly scoreText?: string
  /** Where the rule is defined and where its score was set. */
  readonly place: Place | undefined
  readonly scorePlace: Place | undefined
}

/** What a scan found. Immutable; can be handed from thread to thread (plain data only). */
export interface Verdict {
  readonly score: number
  readonly required: number
  readonly isSpam: boolean
  /** In the order of hitting; sub-rules (`__NAME`) are not among them. */
  readonly hits: readonly Hit[]
  /** Sub-rules that hit, as often as they hit. */
  readonly subtests: readonly string[]
  /** Tags that plugins set, by name, for report templates; functions have been called with the arguments the templates name. */
  readonly tags: Readonly<Record<string, string>>
  /** The texts of `subjprefix` of the rules that hit, joined. */
  readonly subjectPrefix: string | undefined
  /** `no`, `ham`, `spam`, `disabled`, `unavailable`, `failed`. */
  readonly autolearn: string
  /** `yes (RULE,…)` or `no`: whether rules with `tflags autolearn_force` hit; undefined when auto-learning was not considered. */
  readonly autolearnForce?: string | undefined
  /** The score as auto-learning counts it. */
  readonly autolearnScore?: number | undefined
  /** The Bayes probability; undefined when Bayes said nothing. */
  readonly bayesScore?: number | undefined
  /** Further items of the log's result line. */
  readonly logItems: readonly string[]
  /** Rules that did not run or failed, with the reason. */
  readonly notRun: readonly { readonly rule: string; readonly reason: string }[]
  readonly timeLimitExceeded: boolean
  readonly milliseconds: number
}
