import type { FactorNode } from '../../regex/factor.ts'
import { AnchoredAutomaton } from './anchored-automaton.ts'
import { factorProgram } from './factor-program.ts'
import { gateOf } from './gate.ts'

/** Finds which of many factors occur in a text. */
export interface FactorFinder {
  /** Calls `found` with the number of each factor that occurs, as often as it occurs. */
  scan(text: string, found: (factor: number) => void): void
}

/** Makes the finder of these factors, which are numbered as they come. */
export function factorFinder(factors: readonly FactorNode[]): FactorFinder {
  const program = factorProgram(factors)
  const gate = gateOf(program)
  const automaton = new AnchoredAutomaton(program)
  return { scan: (text, found) => gate.places(text, (place) => automaton.run(text, place, found)) }
}
