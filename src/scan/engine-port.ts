import type { Verdict } from '../rules/verdict.ts'
import type { ScanAnswer, ScanRequest } from './scanner.ts'
import type { SiteFacts } from './site-facts.ts'

/** What the pool knows of a rule, to make a verdict of a scan that was cut short. */
export interface RuleFacts {
  readonly name: string
  /** In the score set in force. */
  readonly score: number
  /** Prefix in reports, as `Hit.area`. */
  readonly area: string
  readonly description: string
}

/** What the pool asks a new engine once. */
export interface EngineFacts {
  /** By the index that `progress` names. */
  readonly rules: readonly RuleFacts[]
  readonly required: number
  /** The setting time_limit, in seconds; 0 for none. */
  readonly timeLimit: number
  /** What was loaded and what was wrong with it, for the first screen; absent for engines of tests. */
  readonly site?: SiteFacts
}

/**
 * Scans messages in a worker thread: computes for one at a time, and for others while one waits for the network.
 * `progress[0]` counts the hits so far and the entries behind it are the rules' indexes in `facts.rules`: all that is
 * left of a scan whose thread had to be stopped.
 */
export interface Engine {
  readonly facts: EngineFacts
  scan(request: ScanRequest, progress: Int32Array): ScanAnswer | Promise<ScanAnswer>
  /** The text that the request wants, for a verdict that the pool has made. */
  render?(request: ScanRequest, verdict: Verdict): ScanAnswer | Promise<ScanAnswer>
  /** What messages are likely to need, made ready in short steps. */
  prepare?(): Iterable<void>
}

/** The module that worker threads load exports this. */
export interface EngineModule {
  createEngine(config: unknown): Promise<Engine>
}

/** What `progress[0]` holds until a thread has taken the task. */
export const NOT_STARTED = -1
