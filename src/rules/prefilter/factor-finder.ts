import type { FactorNode } from '../../regex/factor.ts'
import { AnchoredAutomaton, type FactorFound } from './anchored-automaton.ts'
import { type FactorProgram, factorProgram } from './factor-program.ts'
import { Gate, gateBits } from './gate.ts'

/** The bytes of the text that is being looked through: reading them is far quicker than asking a string. */
let bytes = Buffer.allocUnsafeSlow(64 * 1024)
/** Up to this length a text is copied faster one by one. */
const SHORT = 48

/** Finds which of many factors occur in a text. */
export class FactorFinder {
  private readonly gate: Gate
  private readonly automaton: AnchoredAutomaton

  /** All factors as one program, and the bits of its gate. */
  constructor(program: FactorProgram, bits: Int32Array) {
    this.gate = new Gate(program, bits)
    this.automaton = new AnchoredAutomaton(program)
  }

  /** Of factors that are numbered as they come. */
  static of(factors: readonly FactorNode[]): FactorFinder {
    const program = factorProgram(factors)
    return new FactorFinder(program, gateBits(program))
  }

  /** Calls `found` with the number of each factor that occurs, as often as it occurs. It must not scan another text. */
  scan(text: string, found: FactorFound): void {
    const { length } = text
    if (length <= SHORT) for (let i = 0; i < length; i++) bytes[i] = text.charCodeAt(i)
    else {
      if (length > bytes.length) bytes = Buffer.allocUnsafeSlow(length * 2)
      bytes.write(text, 'latin1')
    }
    this.gate.scan(bytes, length, this.automaton, found)
  }
}
