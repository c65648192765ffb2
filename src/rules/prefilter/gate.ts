// The gate in front of the automaton: at most places of a text not even the first two or three symbols of any factor
// stand, which one look into a small table of bits tells.

import { SYMBOLS, TEXT_END, TEXT_START } from '../../regex/factor.ts'
import type { AnchoredAutomaton, FactorFound } from './anchored-automaton.ts'
import { type FactorProgram, FORK, FOUND } from './factor-program.ts'

/** Symbols are told apart only roughly here: 64 kinds. */
const KIND_BITS = 6
const KINDS = 1 << KIND_BITS
const PUNCTUATION = ' \t\n.-/:@<>="\'&%$!,;()#_'
const FIRST_PUNCTUATION = 34

/** Small letters each, capitals by sixes, marks each: what rules tell apart most. */
function kindOf(symbol: number): number {
  if (symbol === TEXT_START) return 62
  if (symbol === TEXT_END) return 63
  if (symbol >= 0x61 && symbol <= 0x7a) return symbol - 0x61
  if (symbol >= 0x41 && symbol <= 0x5a) return 26 + Math.floor((symbol - 0x41) / 5)
  if (symbol >= 0x30 && symbol <= 0x39) return symbol === 0x30 ? 32 : 33
  const mark = PUNCTUATION.indexOf(String.fromCharCode(symbol))
  if (mark >= 0) return FIRST_PUNCTUATION + mark
  if (symbol < 0x20) return 56
  return symbol < 0x80 ? 57 : 58 + ((symbol - 0x80) >> 5)
}

const KIND_OF = Uint8Array.from({ length: SYMBOLS }, (_, symbol) => kindOf(symbol))
const LAST_KIND = KIND_OF[TEXT_END] as number // `as`: a kind a symbol
const FIRST_KIND = KIND_OF[TEXT_START] as number

/** From so many factors on three symbols are looked at, below only two: its table is smaller. */
const FACTORS_FOR_THREE = 24

/** Kinds of symbols as 64 flags in two words. */
interface Kinds {
  low: number
  high: number
}

const has = ({ low, high }: Kinds, kind: number): boolean => (((kind < 32 ? low : high) >>> (kind & 31)) & 1) === 1

const orderOf = ({ starts }: FactorProgram): number => (starts.length < FACTORS_FOR_THREE ? 2 : 3)

/** The table of a gate: a bit for each run of two or three kinds of symbols, set where a factor may begin with it. */
export function gateBits(program: FactorProgram): Int32Array {
  const order = orderOf(program)
  const bits = new Int32Array(KINDS ** order / 32)
  const walk = new KindWalk(program)
  fill(walk, walk.closure(program.starts), 0, order, bits)
  return bits
}

export class Gate {
  private readonly order: number
  private readonly bits: Int32Array
  private readonly mask: number

  /** The bits are those that `gateBits` makes of the program. */
  constructor(program: FactorProgram, bits: Int32Array) {
    this.order = orderOf(program)
    this.bits = bits
    this.mask = KINDS ** this.order - 1
  }

  /**
   * Runs the automaton from each place (-1 is the mark before the text) at which a factor may begin. The text is the
   * first `length` of the bytes.
   */
  scan(bytes: Uint8Array, length: number, automaton: AnchoredAutomaton, found: FactorFound): void {
    const { bits, mask, order } = this
    let window = FIRST_KIND
    // with the symbol at `last` the window is complete for the place `last - order + 1`
    for (let last = 0; last < length + order - 1; last++) {
      // `as` here and below: a kind a symbol, as many bits as there are windows
      const kind = last < length ? (KIND_OF[bytes[last] as number] as number) : LAST_KIND
      window = ((window << KIND_BITS) | kind) & mask
      const word = bits[window >>> 5] as number
      if (((word >>> (window & 31)) & 1) === 1 && last >= order - 2) {
        automaton.run(bytes, length, last - order + 1, found)
      }
    }
  }
}

/** Sets the bits of all windows that begin with these kinds and go on from these nodes. */
function fill(walk: KindWalk, nodes: Reached, window: number, left: number, bits: Int32Array): void {
  for (let kind = 0; kind < KINDS; kind++) {
    const next = (window << KIND_BITS) | kind
    if (left === 1) {
      if (nodes.ended || has(nodes.kinds, kind)) bits[next >>> 5] = (bits[next >>> 5] as number) | (1 << (next & 31))
      continue
    }
    if (nodes.ended) {
      // a factor that has ended is found whatever follows
      fill(walk, nodes, next, left - 1, bits)
    } else if (has(nodes.kinds, kind)) {
      fill(walk, walk.step(nodes, kind), next, left - 1, bits)
    }
  }
}

/** Nodes that wait, the kinds of symbols they wait for, and whether a factor has ended. */
interface Reached {
  readonly waiting: readonly number[]
  readonly kinds: Kinds
  readonly ended: boolean
}

class KindWalk {
  private readonly program: FactorProgram
  private readonly kindsOfSets: readonly Kinds[]
  private readonly stamps: Int32Array
  private stamp = 0

  constructor(program: FactorProgram) {
    this.program = program
    this.stamps = new Int32Array(program.kinds.length)
    this.kindsOfSets = program.sets.map((symbols) => {
      const kinds: Kinds = { low: 0, high: 0 }
      for (let symbol = 0; symbol < SYMBOLS; symbol++) {
        if (symbols[symbol] !== 1) continue
        const kind = KIND_OF[symbol] as number // `as`: a kind a symbol
        if (kind < 32) kinds.low |= 1 << kind
        else kinds.high |= 1 << (kind & 31)
      }
      return kinds
    })
  }

  closure(starts: Iterable<number>): Reached {
    const { kinds, next, other } = this.program
    const stamp = ++this.stamp
    const waiting: number[] = []
    const all: Kinds = { low: 0, high: 0 }
    let ended = false
    const stack = [...starts]
    for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
      if (this.stamps[node] === stamp) continue
      this.stamps[node] = stamp
      const kind = kinds[node]
      if (kind === FORK)
        stack.push(next[node] as number, other[node] as number) // `as` here and below: node is one of the program's
      else if (kind === FOUND) ended = true
      else {
        waiting.push(node)
        const set = this.kindsOfSets[other[node] as number] as Kinds
        all.low |= set.low
        all.high |= set.high
      }
    }
    return { waiting, kinds: all, ended }
  }

  step(from: Reached, kind: number): Reached {
    const { next, other } = this.program
    const reached: number[] = []
    for (const node of from.waiting) {
      if (has(this.kindsOfSets[other[node] as number] as Kinds, kind)) reached.push(next[node] as number)
    }
    return this.closure(reached)
  }
}
