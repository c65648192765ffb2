// A factor of an expression: a piece of text, told by a small pattern, that occurs in every text the expression matches.
// Where no factor's text occurs, the expression need not be tried. Factors may match more than the expression wants
// (counts become loops, look-arounds vanish) but never less.

import { massOf } from './byte-frequency.ts'
import type { ByteSet } from './byte-set.ts'

/** Symbols of a text as factors see it: its bytes, and a mark before the first and behind the last. */
export const TEXT_START = 256
export const TEXT_END = 257
export const SYMBOLS = 258

interface Measured {
  /** How telling it is: roughly minus the logarithm of the chance that it occurs at one place of a text. */
  readonly bits: number
  /** How many sets it has; its size. */
  readonly positions: number
  /** True when it matches the empty text. */
  readonly nullable: boolean
  /** The chance that it ends before its end: see `enough`. */
  readonly leak: number
}

/** One symbol of the set: 258 flags. */
export interface FactorSet extends Measured {
  readonly type: 'set'
  readonly symbols: Uint8Array
}

export type FactorNode =
  | FactorSet
  | (Measured & { readonly type: 'sequence'; readonly items: readonly FactorNode[] })
  | (Measured & { readonly type: 'alternation'; readonly branches: readonly FactorNode[] })
  /** The body or nothing. */
  | (Measured & { readonly type: 'optional'; readonly body: FactorNode })
  /** The body once or more. */
  | (Measured & { readonly type: 'loop'; readonly body: FactorNode })
  /** What comes next is not known: the factor counts as found. */
  | (Measured & { readonly type: 'enough' })

// The same set again and again (a line of dashes) is much less of a surprise than its bits say.
const BITS_OF_THE_SAME_AGAIN = 1
// What no byte can be
const BITS_OF_NEVER = 30

const total = (nodes: readonly FactorNode[]): number => nodes.reduce((sum, { positions }) => sum + positions, 0)

const sets = new WeakMap<ByteSet, FactorSet>()

/** The factor of one byte of the set. */
export function factorSet(set: ByteSet): FactorSet {
  let made = sets.get(set)
  if (!made) {
    const mass = massOf(set)
    sets.set(set, (made = markedSet(set, mass > 0 ? -Math.log2(mass) : BITS_OF_NEVER)))
  }
  return made
}

/** One byte of the set, or one of the marks of the text's ends. */
export function markedSet(set: ByteSet | undefined, bits: number, ...marks: readonly number[]): FactorSet {
  const symbols = new Uint8Array(SYMBOLS)
  if (set) symbols.set(set)
  for (const mark of marks) symbols[mark] = 1
  return { type: 'set', symbols, bits, positions: 1, nullable: false, leak: 0 }
}

/** All items one after the other. */
export function sequenceOf(items: readonly FactorNode[]): FactorNode {
  const only = items[0]
  if (only && items.length === 1) return only
  let bits = 0
  let leak = 0
  let last: FactorNode | undefined
  for (const item of items) {
    leak += item.leak * 2 ** -bits
    bits += bitsBehind(last, item)
    if (!item.nullable) last = item
  }
  const nullable = items.every((item) => item.nullable)
  return { type: 'sequence', items, bits: leakyBits(bits, leak), positions: total(items), nullable, leak }
}

/** Bits, where a factor may end before it has said them all. */
export function leakyBits(bits: number, leak: number): number {
  return leak > 0 ? Math.max(0, Math.min(bits, -Math.log2(leak))) : bits
}

/** What an item adds behind another one. */
export function bitsBehind(last: FactorNode | undefined, item: FactorNode): number {
  return item.type === 'set' && last === item ? Math.min(item.bits, BITS_OF_THE_SAME_AGAIN) : item.bits
}

/** One of the branches. */
export function alternationOf(branches: readonly FactorNode[]): FactorNode {
  let chance = 0
  let leak = 0
  for (const branch of branches) {
    chance += 2 ** -branch.bits
    leak += branch.leak
  }
  const nullable = branches.some((branch) => branch.nullable)
  const bits = nullable || chance === 0 ? 0 : Math.max(0, -Math.log2(chance))
  return { type: 'alternation', branches, bits, positions: total(branches), nullable, leak }
}

/** The body or nothing. */
export function optionalOf(body: FactorNode): FactorNode {
  return { type: 'optional', body, bits: 0, positions: body.positions, nullable: true, leak: body.leak }
}

/** The body once or more. */
export function loopOf(body: FactorNode): FactorNode {
  const { bits, positions, nullable, leak } = body
  return { type: 'loop', body, bits, positions, nullable, leak }
}

/** Ends a factor before its end. */
export const ENOUGH: FactorNode = { type: 'enough', bits: 0, positions: 0, nullable: true, leak: 1 }

/** How telling the first so many symbols of the items are, in bits: where they stand, a factor has to be looked for. */
export function bitsOfBeginning(items: readonly FactorNode[], symbols: number): number {
  return -Math.log2(Math.min(1, chanceOfBeginning(items, 0, symbols)))
}

function chanceOfBeginning(items: readonly FactorNode[], from: number, symbols: number): number {
  const item = items[from]
  if (!item || symbols === 0) return 1
  switch (item.type) {
    case 'set':
      return 2 ** -item.bits * chanceOfBeginning(items, from + 1, symbols - 1)
    case 'sequence':
      return item.items.length > 0
        ? chanceOfBeginning(item.items, 0, symbols)
        : chanceOfBeginning(items, from + 1, symbols)
    case 'alternation': {
      let chance = 0
      for (const branch of item.branches) chance += chanceOfBeginning([branch], 0, symbols)
      return chance
    }
    case 'optional':
      return chanceOfBeginning([item.body], 0, symbols) + chanceOfBeginning(items, from + 1, symbols)
    case 'loop':
      return chanceOfBeginning([item.body], 0, symbols)
    case 'enough':
      return 1
  }
}
