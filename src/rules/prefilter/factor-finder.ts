import type { FactorNode } from '../../regex/factor.ts'
import { factorProgram } from './factor-program.ts'
import { LazyAutomaton } from './lazy-automaton.ts'

/** Finds which of many factors occur in a text. */
export interface FactorFinder {
  /** Calls `found` with the number of each factor that occurs, as often as it occurs. */
  scan(text: string, found: (factor: number) => void): void
}

// Small factors and large ones do better apart: a state of one automaton stands for what both have seen
const LARGE_FACTOR = 60
const LEAST_IN_A_PART = 16
/** An automaton that fills up so often has too many factors: they go on in two. */
const FULL_TOO_OFTEN = 3

interface Part {
  readonly numbers: readonly number[]
  readonly automaton: LazyAutomaton
}

/** Puts the factors into as many automata as are good for them. */
export function factorFinder(factors: readonly FactorNode[]): FactorFinder {
  const partOf = (numbers: readonly number[]): Part => {
    const nodes = numbers.map((number) => factors[number] as FactorNode) // `as`: numbers of these very factors
    return { numbers, automaton: new LazyAutomaton(factorProgram(nodes, numbers)) }
  }
  const all = [...factors.keys()]
  const large = all.filter((number) => (factors[number]?.positions ?? 0) >= LARGE_FACTOR)
  const small = all.filter((number) => (factors[number]?.positions ?? 0) < LARGE_FACTOR)
  const apart = large.length >= LEAST_IN_A_PART && small.length >= LEAST_IN_A_PART
  let parts = (apart ? [small, large] : [all]).map(partOf)
  const split = (part: Part): readonly Part[] => {
    if (part.numbers.length < 2 * LEAST_IN_A_PART) {
      part.automaton.timesFull = 0
      return [part]
    }
    const bySize = [...part.numbers].sort((a, b) => (factors[a]?.positions ?? 0) - (factors[b]?.positions ?? 0))
    const half = bySize.length >> 1
    return [partOf(bySize.slice(0, half)), partOf(bySize.slice(half))]
  }
  return {
    scan: (text, found) => {
      let full = false
      for (const { automaton } of parts) {
        automaton.scan(text, found)
        full ||= automaton.timesFull >= FULL_TOO_OFTEN
      }
      if (full) parts = parts.flatMap((part) => (part.automaton.timesFull >= FULL_TOO_OFTEN ? split(part) : [part]))
    },
  }
}
