// The program of all factors as a deterministic automaton whose states are made when a text first leads to them, as in
// Russ Cox's "Regular Expression Matching: the Virtual Machine Approach" and RE2: each byte of a text costs one
// look-up, however many factors there are, and nothing is made that no text needs.

import { TEXT_END, TEXT_START } from '../../regex/factor.ts'
import { type FactorProgram, FORK, FOUND } from './factor-program.ts'

/** Beyond this many states all are forgotten: a text of noise must not fill the memory. */
const MOST_STATES = 16_000
const FIRST_STATES = 8
/** Marks a state in which factors end. */
const ENDS = 0x8000

/** What all factors come to when their first symbol has been read. Classes that begin the same share it. */
interface Begun {
  readonly number: number
  readonly waiting: Int32Array
  readonly found: Int32Array
  /** By the class read next: where `waiting` leads to. */
  readonly next: (Reached | undefined)[]
}

/** Nodes that wait for a symbol, and factors that end. */
interface Reached {
  readonly waiting: Int32Array
  readonly found: Int32Array
}

/** Where a text has led to: what the last symbol began, and the nodes further on. */
interface State extends Reached {
  readonly begun: Begun
}

const NONE = new Int32Array(0)

/** One automaton over one program. */
export class LazyAutomaton {
  private readonly program: FactorProgram
  private readonly width: number
  /** Next states by state and class: its number, marked where factors end; 0 when not made yet. */
  private table: Uint16Array
  private readonly list: State[] = []
  private readonly numbers = new Map<number, number[]>()
  private readonly begunBy: (Begun | undefined)[]
  private readonly begins: Begun[] = []
  private readonly firstWaiting: Int32Array
  // Scratch space for making a state
  private readonly stamps: Int32Array
  private stamp = 0
  private readonly stack: Int32Array
  private waiting: number[] = []
  private found: number[] = []
  /** How often all states have been forgotten. */
  timesFull = 0

  constructor(program: FactorProgram) {
    this.program = program
    this.width = program.classes
    this.table = new Uint16Array(FIRST_STATES * this.width)
    const nodes = program.kinds.length
    this.stamps = new Int32Array(nodes)
    this.stack = new Int32Array(nodes + 1)
    this.begunBy = new Array<Begun | undefined>(this.width).fill(undefined)
    this.start()
    for (const start of program.starts) this.reach(start)
    this.firstWaiting = this.taken().waiting
    this.clear()
  }

  /** States made so far. */
  get states(): number {
    return this.list.length
  }

  /** Calls `found` with the number of each factor that occurs in the text, as often as it occurs. */
  scan(text: string, found: (factor: number) => void): void {
    const { width } = this
    const { classOf } = this.program
    const { length } = text
    let { table } = this
    let state = this.step(0, classOf[TEXT_START] as number, found) // `as` here and below: each symbol has a class
    for (let i = 0; i < length; i++) {
      const cls = classOf[text.charCodeAt(i) & 0xff] as number
      const next = table[state * width + cls] as number
      if (next !== 0 && next < ENDS) {
        state = next
        continue
      }
      state = this.step(state, cls, found)
      table = this.table
    }
    this.step(state, classOf[TEXT_END] as number, found)
  }

  /** One symbol further; says which factors end there. */
  private step(state: number, cls: number, found: (factor: number) => void): number {
    const next = this.table[state * this.width + cls] || this.make(state, cls)
    if (next < ENDS) return next
    const number = next - ENDS
    const ends = (this.list[number] as State).found // `as`: each number has its state
    for (let n = 0; n < ends.length; n++) found(ends[n] as number)
    return number
  }

  private start(): void {
    this.stamp++
    this.waiting = []
    this.found = []
  }

  private taken(): Reached {
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
    let depth = 0
    stack[depth++] = start
    while (depth > 0) {
      const node = stack[--depth] as number
      if (stamps[node] === stamp) continue
      stamps[node] = stamp
      const kind = kinds[node]
      if (kind === FORK) {
        stack[depth++] = other[node] as number
        stack[depth++] = next[node] as number
      } else if (kind === FOUND) this.found.push(next[node] as number)
      else this.waiting.push(node)
    }
  }

  /** Adds what these nodes lead to by a symbol of the class. */
  private follow(nodes: Int32Array, cls: number): void {
    const { next, other, holds } = this.program
    for (let i = 0; i < nodes.length; i++) {
      const node = nodes[i] as number
      if (holds[(other[node] as number) * this.width + cls] === 1) this.reach(next[node] as number)
    }
  }

  private begunOf(cls: number): Begun {
    const known = this.begunBy[cls]
    if (known) return known
    this.start()
    this.follow(this.firstWaiting, cls)
    const reached = this.taken()
    let begun = this.begins.find((other) => sameReached(other, reached))
    if (!begun) {
      const next = new Array<Reached | undefined>(this.width).fill(undefined)
      begun = { number: this.begins.length, ...reached, next }
      this.begins.push(begun)
    }
    this.begunBy[cls] = begun
    return begun
  }

  private thenOf(begun: Begun, cls: number): Reached {
    let reached = begun.next[cls]
    if (!reached) {
      this.start()
      this.follow(begun.waiting, cls)
      begun.next[cls] = reached = this.taken()
    }
    return reached
  }

  /** The state behind a state and a class, as the table has it. */
  private make(from: number, cls: number): number {
    const state = this.list[from] as State
    const begun = this.begunOf(cls)
    const second = this.thenOf(state.begun, cls)
    let reached = second
    if (state.waiting.length > 0 || begun.found.length > 0) {
      this.start()
      for (const node of second.waiting) {
        this.stamps[node] = this.stamp
        this.waiting.push(node)
      }
      this.follow(state.waiting, cls)
      const all = new Set([...begun.found, ...second.found, ...this.found])
      this.found = [...all]
      reached = this.taken()
    }
    if (this.list.length >= MOST_STATES) {
      this.timesFull++
      this.clear()
      return this.add(begun, reached)
    }
    const next = this.add(begun, reached)
    this.table[from * this.width + cls] = next
    return next
  }

  private add(begun: Begun, { waiting, found }: Reached): number {
    let hash = begun.number
    for (let i = 0; i < waiting.length; i++) hash = (Math.imul(hash, 31) + (waiting[i] as number)) | 0
    let alike = this.numbers.get(hash)
    if (!alike) this.numbers.set(hash, (alike = []))
    const mark = found.length > 0 ? ENDS : 0
    for (const number of alike) {
      const other = this.list[number] as State
      if (other.begun === begun && sameReached(other, { waiting, found })) return number | mark
    }
    const number = this.list.length
    this.list.push({ begun, waiting, found })
    alike.push(number)
    if (this.table.length < this.list.length * this.width) {
      const larger = new Uint16Array(this.table.length * 2)
      larger.set(this.table)
      this.table = larger
    }
    return number | mark
  }

  /** Back to the state before the first symbol, which is number 0 and is never come back to. */
  private clear(): void {
    this.list.length = 0
    this.numbers.clear()
    this.table = new Uint16Array(FIRST_STATES * this.width)
    const before: Begun = { number: -1, waiting: NONE, found: NONE, next: [] }
    // what waits before the first symbol is what begins with it
    this.list.push({ begun: before, waiting: NONE, found: NONE })
  }
}

function sameReached(a: Reached, b: Reached): boolean {
  return same(a.waiting, b.waiting) && same(a.found, b.found)
}

function same(a: Int32Array, b: Int32Array): boolean {
  if (a === b) return true
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return true
}
