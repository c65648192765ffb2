import type { FactorNode } from '../../regex/factor.ts'
import type { CompiledText } from '../ruleset.ts'
import { type FactorFinder, factorFinder } from './factor-finder.ts'

/**
 * The rules of one view and priority, with what tells quickly which of them can match a text: an expression whose
 * tree names factors, all of which every match contains, is tried only where all of them occur.
 */
export interface TextRules<R extends CompiledText = CompiledText> {
  readonly rules: readonly R[]
  /** Rules without such factors that can wait until somebody asks: they may match every text. */
  readonly alwaysLater: readonly R[]
  /** Calls `visit` with each rule that may match the text, but for `alwaysLater`; the others without factors first. */
  candidates(text: string, visit: (rule: R) => void): void
}

/** Puts the prefilter in front of the rules; it is built when the first text comes, so that loading is quick. */
export function textRules<R extends CompiledText>(rules: readonly R[]): TextRules<R> {
  let built: Omit<TextRules<R>, 'rules'> | undefined
  const filter = (): Omit<TextRules<R>, 'rules'> => (built ??= buildFilter(rules))
  return {
    rules,
    get alwaysLater() {
      return filter().alwaysLater
    },
    candidates: (text, visit) => filter().candidates(text, visit),
  }
}

function buildFilter<R extends CompiledText>(rules: readonly R[]): Omit<TextRules<R>, 'rules'> {
  const always: R[] = []
  const alwaysLater: R[] = []
  const filtered: R[] = []
  const nodes: FactorNode[] = []
  /** Factors that several rules have are looked for once. */
  const numbers = new Map<string, number>()
  const keyOf = factorKeys()
  /** Of each factor, the numbers of its rules in `filtered`, and its bit among the factors of that rule. */
  const owners: { rule: number; bit: number }[][] = []
  /** Of each rule in `filtered`, the bits of all its factors. */
  const wanted: number[] = []
  for (const rule of rules) {
    const { factors } = rule
    if (factors.length === 0) {
      ;(rule.canWait ? alwaysLater : always).push(rule)
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
      owners[number]?.push({ rule: filtered.length, bit: 1 << n })
    }
    wanted.push((1 << factors.length) - 1)
    filtered.push(rule)
  }
  const finder: FactorFinder | undefined = nodes.length > 0 ? factorFinder(nodes) : undefined
  // Scratch space of one call: a rule is visited once a text. Calls do not nest and never wait.
  const seenIn = new Uint32Array(filtered.length)
  const seen = new Uint8Array(filtered.length)
  const factorSeenIn = new Uint32Array(nodes.length)
  const queue = new Uint32Array(filtered.length)
  const call = { number: 0, queued: 0 }
  const note = (factor: number): void => {
    if (factorSeenIn[factor] === call.number) return
    factorSeenIn[factor] = call.number
    // `as` here and below: one list a factor, one entry a rule
    for (const { rule, bit } of owners[factor] as readonly { rule: number; bit: number }[]) {
      const now = (seenIn[rule] === call.number ? (seen[rule] as number) : 0) | bit
      seenIn[rule] = call.number
      seen[rule] = now
      if (now === wanted[rule]) queue[call.queued++] = rule
    }
  }
  return {
    alwaysLater,
    candidates: (text, visit) => {
      for (const rule of always) visit(rule)
      if (!finder) return
      call.number = (call.number + 1) >>> 0
      call.queued = 0
      finder.scan(text, note)
      const { queued } = call
      for (let i = 0; i < queued; i++) visit(filtered[queue[i] as number] as R)
    },
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
