import type { ExpiryOptions, StoreFacts } from './token-store.ts'

// SpamAssassin's constants (bayes_expiry_pct, _period, _max_exponent are no settings of the manual).
const KEEP_SHARE = 0.75
const KEEP_AT_LEAST = 100_000
const WORTHWHILE = 1000
const PERIOD = 43_200
const MAX_EXPONENT = 9
const DAY = 86_400

/** What an expiry is to do, and what the store's facts say afterwards. */
export interface ExpiryPlan {
  /** Tokens last seen before this time go; undefined when nothing is to go. */
  readonly before: number | undefined
  readonly facts: Partial<Pick<StoreFacts, 'lastExpiry' | 'lastAtimeDelta' | 'lastReduction'>>
}

/** Counts how many tokens are at least so old, by powers of two of half a day before the newest. */
export function ageCounts(newest: number): { count(atime: number): void; readonly byDelta: Float64Array } {
  const byDelta = new Float64Array(MAX_EXPONENT + 1)
  return {
    byDelta,
    count: (atime) => {
      const age = newest - atime
      for (let i = 0; i <= MAX_EXPONENT && age >= PERIOD * 2 ** i; i++) byDelta[i] = (byDelta[i] ?? 0) + 1
    },
  }
}

/** Whether tokens are to go without being asked: too many of them, over a long enough time, and not done lately. */
export function expiryDue(facts: StoreFacts, { maxTokens, now }: Pick<ExpiryOptions, 'maxTokens' | 'now'>): boolean {
  return (
    now - facts.lastExpiry >= PERIOD &&
    facts.tokens > KEEP_AT_LEAST &&
    facts.tokens >= maxTokens &&
    facts.newestAtime - facts.oldestAtime >= PERIOD
  )
}

/** The age that brings a store nearest to three quarters of its limit without going below, as SpamAssassin finds it. */
export function expiryPlan(facts: StoreFacts, olderThan: Float64Array, options: ExpiryOptions): ExpiryPlan {
  const { now } = options
  if (!options.force && !expiryDue(facts, options)) return { before: undefined, facts: {} }
  const nothing: ExpiryPlan = { before: undefined, facts: { lastExpiry: now } }
  const goal = facts.tokens - Math.max(KEEP_AT_LEAST, Math.floor(options.maxTokens * KEEP_SHARE))
  if (goal < WORTHWHILE) return nothing
  const delta = estimate(facts, goal, now) ?? measure(olderThan, goal)
  if (delta === undefined) return nothing
  return { before: Math.min(facts.newestAtime, now) - delta, facts: { lastExpiry: now, lastAtimeDelta: delta } }
}

/** What did well last time, in proportion; undefined when last time tells too little. */
function estimate(facts: StoreFacts, goal: number, now: number): number | undefined {
  const { lastAtimeDelta, lastReduction, lastExpiry } = facts
  if (lastReduction < WORTHWHILE || lastAtimeDelta < PERIOD || now - lastExpiry > 30 * DAY) return undefined
  const delta = Math.floor((lastAtimeDelta * lastReduction) / goal)
  const ratio = lastReduction > goal ? lastReduction / goal : goal / lastReduction
  return delta < PERIOD || ratio > 1.5 ? undefined : delta
}

/** The shortest age, in powers of two of half a day, whose older tokens are no more than the goal. */
function measure(olderThan: Float64Array, goal: number): number | undefined {
  let exponent = 0
  for (let i = MAX_EXPONENT; i >= 0; i--) {
    if ((olderThan[i] ?? 0) > goal) {
      exponent = i + 1
      break
    }
  }
  return (olderThan[exponent] ?? 0) < WORTHWHILE ? undefined : PERIOD * 2 ** exponent
}

/** How many tokens may go at most, whatever their age. */
export function tokensToSpare(facts: StoreFacts): number {
  return Math.max(0, facts.tokens - KEEP_AT_LEAST)
}
