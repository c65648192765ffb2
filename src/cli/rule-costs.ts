import { finishesWithin } from '../base/time-limited.ts'
import { attacksOn } from '../regex/attack.ts'
import { canFallBack } from '../regex/backtrack-limit.ts'
import type { CostClass } from '../regex/cost.ts'
import { parsePerlRegex } from '../regex/parse.ts'
import { RegexError } from '../regex/regex-error.ts'
import type { CompiledText, Ruleset } from '../rules/ruleset.ts'

/** What one rule's expression can cost. */
export interface RuleCost {
  readonly rule: string
  readonly cost: CostClass
  /** What bounds it: V8's other engine, our own matcher's count of steps, or nothing but the scan's time limit. */
  readonly bound: 'engine' | 'steps' | 'none'
  /** False when nothing is known that a matching text must hold, so that the expression runs on every text. */
  readonly factors: boolean
  /** The longest time that a made text took, in milliseconds; at least that where it was cut off. */
  readonly worstMs: number
  readonly cutOff: boolean
  readonly worstText: string
}

/** Time given to all texts of one expression. */
const BUDGET_MS: Record<CostClass, number> = { linear: 0, bounded: 80, explosive: 400 }

/** Every expression of a ruleset, with the index of its rule. */
export function expressionsOf(ruleset: Ruleset): readonly CompiledText[] {
  return ruleset.stages.flatMap((stage) => [
    ...stage.headers.flatMap((group) => [...group.rules.rules, ...group.negated]),
    ...[stage.body, stage.uri, stage.rawbody, stage.full].flatMap((set) => set.rules),
  ])
}

/** Tries made texts on an expression and tells which took longest. */
export function costOfRule(rule: string, { regex }: CompiledText): RuleCost {
  const { cost, regexp, pattern, modifiers } = regex
  const bound = !regexp ? 'steps' : canFallBack(regexp) ? 'engine' : 'none'
  let worstMs = 0
  let worstText = ''
  let running = ''
  let begun = 0
  const note = (): void => {
    if (running === '') return
    const took = performance.now() - begun
    if (took > worstMs) {
      worstMs = took
      worstText = running
    }
  }
  const tryAll = (): void => {
    for (const text of attacksOn(parsePerlRegex(pattern, modifiers).root)) {
      running = text
      begun = performance.now()
      try {
        regex.test(text)
      } catch (error) {
        if (!(error instanceof RegexError)) throw error
      }
      note()
    }
  }
  // V8 makes machine code of an expression when it runs for the second time
  for (let run = 0; run < 2; run++) (regexp ?? regex).test('')
  const finished = cost === 'linear' || finishesWithin(BUDGET_MS[cost], tryAll)
  if (!finished) note()
  return { rule, cost, bound, factors: regex.factors.length > 0, worstMs, cutOff: !finished, worstText }
}

const SHOWN = 25
const SHOWN_TEXT = 60

function printable(text: string): string {
  const head = JSON.stringify(text.slice(0, SHOWN_TEXT)).replace(/[^ -~]/g, (c) => `\\x${c.charCodeAt(0).toString(16)}`)
  return text.length > SHOWN_TEXT ? `${head}… (${text.length} bytes)` : head
}

/** The report of `assay lint --cost`. */
export function costReport(ruleset: Ruleset): string[] {
  const costs = expressionsOf(ruleset).map((text) => costOfRule(ruleset.facts[text.index]?.name ?? '', text))
  const count = (test: (cost: RuleCost) => boolean): number => costs.filter(test).length
  const without = costs.filter(({ factors }) => !factors).map(({ rule }) => rule)
  const slowest = costs.toSorted((a, b) => b.worstMs - a.worstMs).slice(0, SHOWN)
  const kinds = (['linear', 'bounded', 'explosive'] as const).map(
    (kind) => `${count(({ cost }) => cost === kind)} ${kind}`,
  )
  return [
    `Expressions: ${costs.length} (${kinds.join(', ')}).`,
    `Beyond linear, ${count(({ cost, bound }) => cost !== 'linear' && bound === 'engine')} go on in linear time after many ` +
      `steps, ${count(({ cost, bound }) => cost !== 'linear' && bound === 'steps')} give up after many steps, ` +
      `${count(({ cost, bound }) => cost !== 'linear' && bound === 'none')} end with the scan's time limit only.`,
    'Slowest on texts made for them:',
    ...slowest.map(({ rule, cost, bound, worstMs, cutOff, worstText }) => {
      const time = `${cutOff ? 'over ' : ''}${worstMs.toFixed(1)} ms`
      return `  ${time.padStart(14)}  ${rule} (${cost}, bound: ${bound})  ${printable(worstText)}`
    }),
    `Without anything that a text must hold, run on every text: ${without.length === 0 ? 'none' : without.join(' ')}`,
  ]
}
