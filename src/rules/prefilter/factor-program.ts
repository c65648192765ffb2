// Thompson's construction ("Regular Expression Search Algorithm", CACM 11(6), 1968): factors become one program of
// nodes, each of which waits for a symbol, forks, or says that a factor has been found.

import { commonness } from '../../regex/byte-frequency.ts'
import { type FactorNode, SYMBOLS, sequenceOf } from '../../regex/factor.ts'

export const WAIT = 0
export const FORK = 1
export const FOUND = 2

/** All factors as one program. Node 0 does not exist. */
export interface FactorProgram {
  readonly kinds: Uint8Array
  /** Where to go on: behind the symbol, or one way of a fork; of FOUND the number of the factor. */
  readonly next: Int32Array
  /** The other way of a fork; of WAIT the number of its set. */
  readonly other: Int32Array
  /** Which factor a node belongs to. */
  readonly factorOf: Int32Array
  /** The first node of each factor. */
  readonly starts: readonly number[]
  readonly sets: readonly Uint8Array[]
  /** Symbols that no set tells apart share a class. */
  readonly classOf: Uint8Array | Uint16Array
  readonly classes: number
  /** Whether a set holds the symbols of a class: `sets * classes` flags. */
  readonly holds: Uint8Array
}

class Builder {
  readonly kinds: number[] = [FOUND]
  readonly next: number[] = [-1]
  readonly other: number[] = [0]
  readonly factorOf: number[] = [-1]
  readonly sets: Uint8Array[] = []
  private current = -1
  private end = 0
  private readonly known = new Map<string, number>()
  private readonly numbers = new WeakMap<Uint8Array, number>()

  private add(kind: number, next: number, other: number): number {
    this.factorOf.push(this.current)
    this.kinds.push(kind)
    this.next.push(next)
    this.other.push(other)
    return this.kinds.length - 1
  }

  /** The first node of a factor. */
  factor(node: FactorNode, number: number): number {
    this.current = number
    this.end = this.add(FOUND, number, 0)
    return this.before(node, this.end)
  }

  private setNumber(symbols: Uint8Array): number {
    let number = this.numbers.get(symbols)
    if (number !== undefined) return number
    const key = Buffer.from(symbols.buffer, symbols.byteOffset, symbols.length).toString('latin1')
    number = this.known.get(key)
    if (number === undefined) {
      number = this.sets.length
      this.sets.push(symbols)
      this.known.set(key, number)
    }
    this.numbers.set(symbols, number)
    return number
  }

  /** Puts the node in front of what comes behind it; the first node of both. */
  private before(node: FactorNode, behind: number): number {
    switch (node.type) {
      case 'set':
        return this.add(WAIT, behind, this.setNumber(node.symbols))
      case 'sequence':
        return node.items.reduceRight((after, item) => this.before(item, after), behind)
      case 'alternation':
        return node.branches
          .map((branch) => this.before(branch, behind))
          .reduceRight((rest, branch) => this.add(FORK, branch, rest))
      case 'optional':
        return this.add(FORK, this.before(node.body, behind), behind)
      case 'loop': {
        const again = this.add(FORK, 0, behind)
        const body = this.before(node.body, again)
        this.next[again] = body
        return body
      }
      case 'enough':
        return this.end
    }
  }
}

/**
 * Symbols in the same sets get the same class. Classes are numbered by how common they are, so that what a text needs of
 * the automaton's table lies close together.
 */
function classesOf(sets: readonly Uint8Array[]): { classOf: Uint16Array; classes: number } {
  let classOf = new Uint16Array(SYMBOLS)
  let classes = 1
  for (const set of sets) {
    // splits each class into those in the set and those not
    const split = new Map<number, number>()
    const finer = new Uint16Array(SYMBOLS)
    let count = 0
    for (let symbol = 0; symbol < SYMBOLS; symbol++) {
      const key = (classOf[symbol] as number) * 2 + (set[symbol] as number) // `as`: both have a place a symbol
      let cls = split.get(key)
      if (cls === undefined) split.set(key, (cls = count++))
      finer[symbol] = cls
    }
    classOf = finer
    classes = count
    if (classes === SYMBOLS) break
  }
  const common = new Float64Array(classes)
  for (const [symbol, cls] of classOf.entries()) common[cls] = (common[cls] as number) + commonness(symbol) // `as`: a class a symbol
  const rank = new Uint16Array(classes)
  const order = [...common.keys()].sort((a, b) => (common[b] as number) - (common[a] as number))
  for (const [place, cls] of order.entries()) rank[cls] = place
  return { classOf: classOf.map((cls) => rank[cls] as number), classes }
}

/** Makes the program of the factors, which are numbered as they come. */
export function factorProgram(factors: readonly FactorNode[]): FactorProgram {
  const builder = new Builder()
  const starts = factors.map((node, factor) => builder.factor(trimmed(node), factor))
  const { sets } = builder
  const { classOf, classes } = classesOf(sets)
  const holds = new Uint8Array(sets.length * classes)
  for (const [number, set] of sets.entries()) {
    for (let symbol = 0; symbol < SYMBOLS; symbol++) {
      if (set[symbol] === 1) holds[number * classes + (classOf[symbol] as number)] = 1 // `as`: a class a symbol
    }
  }
  return {
    kinds: Uint8Array.from(builder.kinds),
    next: Int32Array.from(builder.next),
    other: Int32Array.from(builder.other),
    factorOf: Int32Array.from(builder.factorOf),
    starts,
    sets,
    classOf,
    classes,
    holds,
  }
}

/** Where a factor begins or ends with a loop, once is enough: the rest is found from the next place on. */
function trimmed(node: FactorNode): FactorNode {
  if (node.type === 'loop') return trimmed(node.body)
  if (node.type !== 'sequence') return node
  const items = [...node.items]
  for (const end of [0, items.length - 1]) {
    const item = items[end]
    if (item?.type === 'loop') items[end] = item.body
  }
  return sequenceOf(items)
}
