import type { CompiledText } from '../ruleset.ts'
import { type Automaton, buildAutomaton } from './automaton.ts'

/**
 * The rules of one view and priority, with what tells quickly which of them can match a text: an expression whose
 * tree names literals, one of which every match contains, is tried only where one of them occurs.
 */
export interface TextRules {
  readonly rules: readonly CompiledText[]
  /** Rules without such literals: they run on every text. */
  readonly always: readonly CompiledText[]
  /** Calls `visit` with each rule that may match the text, those that always run first. */
  candidates(text: string, visit: (rule: CompiledText) => void): void
}

/** Puts the prefilter in front of the rules; it is built when the first text comes, so that loading is quick. */
export function textRules(rules: readonly CompiledText[]): TextRules {
  let built: Omit<TextRules, 'rules'> | undefined
  const filter = (): Omit<TextRules, 'rules'> => (built ??= buildFilter(rules))
  return {
    rules,
    get always() {
      return filter().always
    },
    candidates: (text, visit) => filter().candidates(text, visit),
  }
}

function buildFilter(rules: readonly CompiledText[]): Omit<TextRules, 'rules'> {
  const always: CompiledText[] = []
  const filtered: CompiledText[] = []
  const literals: string[] = []
  /** Of each literal, the number of its rule in `filtered`. */
  const owners: number[] = []
  for (const rule of rules) {
    const required = rule.template ? undefined : rule.regex.required
    if (!required || required.literals.length === 0 || required.literals.includes('')) {
      always.push(rule)
      continue
    }
    for (const literal of required.literals) {
      literals.push(literal)
      owners.push(filtered.length)
    }
    filtered.push(rule)
  }
  const automaton: Automaton | undefined = literals.length > 0 ? buildAutomaton(literals) : undefined
  // Scratch space of one call: a rule is visited once a text. Calls do not nest and never wait.
  const seen = new Uint32Array(filtered.length)
  const queue = new Uint32Array(filtered.length)
  const call = { number: 0, queued: 0 }
  const note = (literal: number): void => {
    const owner = owners[literal] as number // `as`: one owner a literal
    if (seen[owner] === call.number) return
    seen[owner] = call.number
    queue[call.queued++] = owner
  }
  return {
    always,
    candidates: (text, visit) => {
      for (const rule of always) visit(rule)
      if (!automaton) return
      call.number = (call.number + 1) >>> 0
      call.queued = 0
      automaton.scan(text, note)
      const { queued } = call
      for (let i = 0; i < queued; i++) visit(filtered[queue[i] as number] as CompiledText) // `as`: queue holds such numbers
    },
  }
}
