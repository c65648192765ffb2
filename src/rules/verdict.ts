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
  /** The matched text or the facts that made it hit, as far as known. */
  readonly evidence: readonly string[]
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
  /** Further items of the log's result line. */
  readonly logItems: readonly string[]
  /** Rules that did not run or failed, with the reason. */
  readonly notRun: readonly { readonly rule: string; readonly reason: string }[]
  readonly timeLimitExceeded: boolean
  readonly milliseconds: number
}
