// The program of all factors as a deterministic automaton that starts at one place of a text. Its states are made when
// a text first leads to them, as in Russ Cox's "Regular Expression Matching: the Virtual Machine Approach" and RE2.

import { TEXT_END, TEXT_START } from '../../regex/factor.ts'
import { type FactorProgram, FORK, FOUND } from './factor-program.ts'

/** Beyond this many states all are forgotten: texts of noise must not fill the memory. */
const MOST_STATES = 24_000
const FIRST_STATES = 8
const CLASSES_A_LINE = 32
/** Marks a state in which factors end. */
const ENDS = 0x8000
/** Where nothing waits. */
const DEAD = 1
const START = 2
/** A factor that goes on for longer is taken as found: its loops must not be followed from each place of a text again. */
const LONGEST_RUN = 48

/** Takes the number of a factor that occurs. */
export type FactorFound = (factor: number) => void

interface State {
  /** Nodes that wait for a symbol. */
  readonly waiting: Int32Array
  /** Factors that end here. */
  readonly found: Int32Array
}

const NONE = new Int32Array(0)
const DEAD_STATE: State = { waiting: NONE, found: NONE }

export class AnchoredAutomaton {
  private readonly program: FactorProgram
  /** Classes a row of the table has room for: rows begin where lines of the processor's cache do. */
  private readonly width: number
  /** Next states by state and class: its number, marked where factors end; 0 when not made yet. */
  private table: Uint16Array
  private readonly list: State[] = []
  private readonly numbers = new Map<number, number[]>()
  private readonly first: State
  // Scratch space for making a state
  private readonly stamps: Int32Array
  private stamp = 0
  private readonly stack: number[] = []
  private waiting: number[] = []
  private found: number[] = []

  constructor(program: FactorProgram) {
    this.program = program
    this.width = Math.ceil(program.classes / CLASSES_A_LINE) * CLASSES_A_LINE
    this.table = new Uint16Array(FIRST_STATES * this.width)
    this.stamps = new Int32Array(program.kinds.length)
    this.start()
    for (const start of program.starts) this.reach(start)
    this.first = this.taken()
    this.clear()
  }

  /**
   * Calls `found` with the number of each factor that begins at the place (-1 is the mark before the text). The text
   * is the first `length` of the bytes.
   */
  run(bytes: Uint8Array, length: number, place: number, found: FactorFound): void {
    const { classOf } = this.program
    const { width } = this
    const last = Math.min(length, place + LONGEST_RUN)
    let state = START
    for (let i = place; i <= last; i++) {
      const symbol = i < 0 ? TEXT_START : i < length ? (bytes[i] as number) : TEXT_END
      const cls = classOf[symbol] as number // `as` here and below: each symbol has a class, each number its state
      state = (this.table[state * width + cls] as number) || this.make(state, cls)
      if (state === DEAD) return
      if (state >= ENDS) {
        state -= ENDS
        const { found: ends, waiting } = this.list[state] as State
        for (let n = 0; n < ends.length; n++) found(ends[n] as number)
        if (waiting.length === 0) return
      }
    }
    if (last < length) {
      for (const node of (this.list[state] as State).waiting) found(this.program.factorOf[node] as number)
    }
  }

  private start(): void {
    this.stamp++
    this.waiting = []
    this.found = []
  }

  private taken(): State {
    const { waiting, found } = this
    return {
      waiting: waiting.length === 0 ? NONE : Int32Array.from(waiting).sort(),
      found: found.length === 0 ? NONE : Int32Array.from(found).sort(),
    }
  }

  /** Adds what can be reached from a node without a symbol. */
  private reach(start: number): void {
    const { kinds, next, other } = this.program
    const { stack, stamps, stamp } = this
    stack.push(start)
    for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
      if (stamps[node] === stamp) continue
      stamps[node] = stamp
      const kind = kinds[node]
      if (kind === FORK) stack.push(other[node] as number, next[node] as number)
      else if (kind === FOUND) this.found.push(next[node] as number)
      else this.waiting.push(node)
    }
  }

  /** The state behind a state and a class, as the table has it. */
  private make(from: number, cls: number): number {
    const { next, other, holds, classes } = this.program
    const { waiting } = this.list[from] as State
    this.start()
    for (let i = 0; i < waiting.length; i++) {
      const node = waiting[i] as number
      if (holds[(other[node] as number) * classes + cls] === 1) this.reach(next[node] as number)
    }
    const reached = this.taken()
    if (this.list.length >= MOST_STATES) {
      this.clear()
      return this.add(reached)
    }
    const number = this.add(reached)
    this.table[from * this.width + cls] = number
    return number
  }

  private add(state: State): number {
    const { waiting, found } = state
    if (waiting.length === 0 && found.length === 0) return DEAD
    let hash = found.length
    for (let i = 0; i < waiting.length; i++) hash = (Math.imul(hash, 31) + (waiting[i] as number)) | 0
    for (let i = 0; i < found.length; i++) hash = (Math.imul(hash, 31) + (found[i] as number)) | 0
    let alike = this.numbers.get(hash)
    if (!alike) this.numbers.set(hash, (alike = []))
    const mark = found.length > 0 ? ENDS : 0
    for (const number of alike) if (sameState(this.list[number] as State, state)) return number | mark
    const number = this.list.length
    this.list.push(state)
    alike.push(number)
    if (this.table.length < this.list.length * this.width) {
      const larger = new Uint16Array(this.table.length * 2)
      larger.set(this.table)
      this.table = larger
    }
    return number | mark
  }

  private clear(): void {
    this.list.length = 0
    this.numbers.clear()
    this.table = new Uint16Array(FIRST_STATES * this.width)
    // number 0 stands for "not made yet"
    this.list.push(DEAD_STATE, DEAD_STATE, this.first)
  }
}

function sameState(a: State, b: State): boolean {
  return same(a.waiting, b.waiting) && same(a.found, b.found)
}

function same(a: Int32Array, b: Int32Array): boolean {
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return true
}
