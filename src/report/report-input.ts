import type { Conf } from '../conf/conf.ts'
import type { Message } from '../message/message.ts'
import type { Verdict } from '../rules/verdict.ts'

/** What a report says of the program, the machine and the moment, beyond verdict, message and configuration. */
export interface ReportFacts {
  /** The version of SpamAssassin answered for: `4.0.1`. */
  readonly version: string
  /** The date behind it, as `_SUBVERSION_` prints it: `2024-03-26`. */
  readonly subVersion: string
  /** Versions of the rule sets in use (`# UPDATE version` lines), in the order of their file names. */
  readonly rulesVersions: readonly string[]
  /** The full name of this machine. */
  readonly hostname: string
  readonly now: Date
  /** A whole number from 0 to 2^32 - 1, different at each call, for MIME boundaries. */
  readonly random32: () => number
  /** The client that sent the message to the daemon; absent elsewhere. */
  readonly remoteHost?: { readonly name: string; readonly address: string } | undefined
  /** What `_TIMING_` says. */
  readonly timing?: string | undefined
}

/** All that a report is made of. */
export interface ReportInput {
  readonly verdict: Verdict
  readonly message: Message
  readonly conf: Conf
  readonly facts: ReportFacts
  /** The text body rules saw last, when a plugin changed it (`Scan.body`); the preview shows it. */
  readonly body?: readonly string[] | undefined
}
