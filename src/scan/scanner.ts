import type { Envelope } from '../message/envelope.ts'
import type { Caution } from '../regex/run-watch.ts'
import type { Verdict } from '../rules/verdict.ts'
import type { LearnAnswer, LearnRequest } from './learning.ts'

/** What a caller needs beside the verdict: nothing, the report, the rewritten message, or its header block only. */
export type ScanWants = 'verdict' | 'report' | 'message' | 'headers'

/** One message to scan, as every face hands it over. */
export interface ScanRequest {
  readonly bytes: Uint8Array
  readonly wants: ScanWants
  readonly envelope?: Envelope
  /** Whose name the scan is done in; absent for the site's. */
  readonly user?: string
  /** That user's preferences, read over the site's; what messages call their origin, and the lines (one char a byte). */
  readonly preferences?: readonly { readonly file: string; readonly text: string }[]
  /** The directory of that user's own state; absent for the site's. */
  readonly userDirectory?: string
  /** When the caller stops waiting, in milliseconds since 1970; the scan ends before, with what it has. */
  readonly deadline?: number
  /** No network tests for this message. */
  readonly offline?: boolean
  /** Nothing that was learned is asked for or changed. */
  readonly withoutStores?: boolean
  /** The setting time_limit does not count. */
  readonly withoutLimit?: boolean
  /** The verdict names all sub-rules that hit, not only those that decided something. */
  readonly subtests?: boolean
  /** What is known of expressions that held up scans. */
  readonly caution?: Caution
  /** Milliseconds that earlier attempts at this scan took: its time limit counts from the first. */
  readonly spentMs?: number
  /** Who asked, for the tags REMOTEHOSTNAME and REMOTEHOSTADDR of a rewritten message. */
  readonly client?: { readonly hostName: string; readonly address: string }
}

// Longer than an answer takes to be made and sent on.
const BEFORE_DEADLINE_MS = 1000

/** When a scan ends by itself for the sake of a deadline; both in milliseconds since 1970. */
export function endsBy(deadline: number): number {
  return deadline - BEFORE_DEADLINE_MS
}

/** What a scan gives back: plain data, can be handed from thread to thread. */
export interface ScanAnswer {
  readonly verdict: Verdict
  /** Report text, rewritten message, or its header block; empty for `'verdict'`. */
  readonly text: Uint8Array
  /** The cleaned Message-Id, as logs name the message. */
  readonly messageId: string | undefined
}

/** The one way into scoring: parses, evaluates and renders one message at a time. */
export interface Scanner {
  scan(request: ScanRequest): Promise<ScanAnswer>
  /** Learns or forgets a message; absent where there are no stores. */
  learn?(request: LearnRequest): Promise<LearnAnswer>
  /** Lets running scans end, then frees threads and stores. */
  close(): Promise<void>
}
