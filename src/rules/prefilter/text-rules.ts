import type { FactorNode } from '../../regex/factor.ts'
import type { CompiledText } from '../ruleset.ts'
import { FactorFinder } from './factor-finder.ts'

/**
 * The rules of one view and priority, with what tells quickly which of them can match a text: an expression whose
 * tree names factors, all of which every match contains, is tried only where all of them occur. The filter is built
 * when the first text comes, so that loading is quick.
 */
export class TextRules<R extends CompiledText = CompiledText> {
  readonly rules: readonly R[]
  private filter: Filter<R> | undefined

  constructor(rules: readonly R[]) {
    this.rules = rules
  }

  /** Rules without such factors that can wait until somebody asks: they may match every text. */
  alwaysLater(): readonly R[] {
    this.filter ??= new Filter(this.rules)
    return this.filter.alwaysLater
  }

  /** The rules that may match the text, but for `alwaysLater`; those without factors first. Good until the next call. */
  candidates(text: string): Candidates<R> {
    this.filter ??= new Filter(this.rules)
    return this.filter.candidates(text)
  }
}

/** A list that is used again for each text: only the first `length` of it count. */
export interface Candidates<R> {
  readonly rules: readonly R[]
  readonly length: number
}

/** What is told apart of the rules: which wait, and which factors the others have. */
class Filter<R extends CompiledText> {
  readonly alwaysLater: R[] = []
  private readonly always: number
  private readonly filtered: R[] = []
  private readonly finder: FactorFinder | undefined
  /** Of each factor, where its rules begin in the two lists below; one number more than there are factors. */
  private readonly ownersFrom: Uint32Array
  /** The rules of all factors, by their place in `filtered`, and the bit of the factor among those of that rule. */
  private readonly owners: Uint32Array
  private readonly ownerBits: Uint8Array
  /** Of each rule in `filtered`, the bits of all its factors. */
  private readonly wanted: Uint8Array
  // Scratch space of one call: a rule is named once a text. Calls do not nest and never wait.
  private call = 0
  private readonly seenIn: Uint32Array
  private readonly seen: Uint8Array
  private readonly factorSeenIn: Uint32Array
  private readonly found: { rules: R[]; length: number }

  constructor(rules: readonly R[]) {
    const always: R[] = []
    const nodes: FactorNode[] = []
    /** Factors that several rules have are looked for once. */
    const numbers = new Map<string, number>()
    const keyOf = factorKeys()
    const owners: { rule: number; bit: number }[][] = []
    const wanted: number[] = []
    for (const rule of rules) {
      const { factors } = rule
      if (factors.length === 0) {
        ;(rule.canWait ? this.alwaysLater : always).push(rule)
        continue
      }
      for (const [n, node] of factors.entries()) {
        const key = keyOf(node)
        let number = numbers.get(key)
        if (number === undefined) {
          number = nodes.length
          numbers.set(key, number)
          nodes.push(node)
          owners.push([])
        }
        owners[number]?.push({ rule: this.filtered.length, bit: 1 << n })
      }
      wanted.push((1 << factors.length) - 1)
      this.filtered.push(rule)
    }
    this.finder = nodes.length > 0 ? new FactorFinder(nodes) : undefined
    const all = owners.flat()
    this.owners = Uint32Array.from(all, ({ rule }) => rule)
    this.ownerBits = Uint8Array.from(all, ({ bit }) => bit)
    this.ownersFrom = new Uint32Array(nodes.length + 1)
    for (const [factor, list] of owners.entries()) {
      this.ownersFrom[factor + 1] = (this.ownersFrom[factor] as number) + list.length // `as`: one more than the factors
    }
    this.wanted = Uint8Array.from(wanted)
    this.seenIn = new Uint32Array(this.filtered.length)
    this.seen = new Uint8Array(this.filtered.length)
    this.factorSeenIn = new Uint32Array(nodes.length)
    this.always = always.length
    this.found = { rules: always, length: always.length }
  }

  candidates(text: string): Candidates<R> {
    const { found } = this
    found.length = this.always
    this.call = (this.call + 1) >>> 0
    this.finder?.scan(text, this.note)
    return found
  }

  /** Notes that a factor occurs, and with the last one of a rule, the rule. */
  private readonly note = (factor: number): void => {
    const { call, seenIn, seen, wanted, owners, ownerBits } = this
    if (this.factorSeenIn[factor] === call) return
    this.factorSeenIn[factor] = call
    const end = this.ownersFrom[factor + 1] as number // `as` here and below: one entry a factor, an owner, a rule
    for (let i = this.ownersFrom[factor] as number; i < end; i++) {
      const rule = owners[i] as number
      const now = (seenIn[rule] === call ? (seen[rule] as number) : 0) | (ownerBits[i] as number)
      seenIn[rule] = call
      seen[rule] = now
      if (now === wanted[rule]) this.found.rules[this.found.length++] = this.filtered[rule] as R
    }
  }
}

/** Tells factors apart by what they are made of. */
function factorKeys(): (node: FactorNode) => string {
  const sets = new Map<Uint8Array, number>()
  const keyOf = (node: FactorNode): string => {
    switch (node.type) {
      case 'set': {
        let number = sets.get(node.symbols)
        if (number === undefined) sets.set(node.symbols, (number = sets.size))
        return `${number}.`
      }
      case 'sequence':
        return `(${node.items.map(keyOf).join('')})`
      case 'alternation':
        return `[${node.branches.map(keyOf).join('|')}]`
      case 'optional':
        return `${keyOf(node.body)}?`
      case 'loop':
        return `${keyOf(node.body)}+`
      case 'enough':
        return '!'
    }
  }
  return keyOf
}
