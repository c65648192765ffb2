import type { CompiledText } from '../ruleset.ts'
import { factorExpression } from './factor-expression.ts'
import { FactorFinder } from './factor-finder.ts'
import { type FilterTables, filterTables } from './filter-tables.ts'

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

  /** How telling the factors of each rule are together, in bits; 0 where it has none. */
  bits(): Float32Array {
    this.filter ??= new Filter(this.rules)
    return this.filter.tables.bits
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

/** A text of that length is looked through for few rules' factors one by one: V8 leaps over text where they can't begin. */
const LONG = 65_536
const FEW_RULES = 8

/** What is told apart of the rules: which wait, and which factors the others have. */
class Filter<R extends CompiledText> {
  readonly alwaysLater: R[] = []
  readonly tables: FilterTables
  private readonly always: number
  private readonly filtered: R[] = []
  private readonly finder: FactorFinder | undefined
  private readonly ownersFrom: Uint32Array
  private readonly owners: Uint32Array
  private readonly ownerBits: Uint8Array
  private readonly wanted: Uint8Array
  /** Of each rule that has factors, what finds them in a long text. */
  private needed: readonly (readonly RegExp[])[] | undefined
  // Scratch space of one call: a rule is named once a text. Calls do not nest and never wait.
  private call = 0
  private readonly seenIn: Uint32Array
  private readonly seen: Uint8Array
  private readonly factorSeenIn: Uint32Array
  private readonly found: { rules: R[]; length: number }

  constructor(rules: readonly R[]) {
    const tables = filterTables(rules)
    const always: R[] = []
    for (const [place, rule] of rules.entries()) {
      if ((tables.bits[place] as number) > 0)
        this.filtered.push(rule) // `as`: one number a rule
      else (rule.canWait ? this.alwaysLater : always).push(rule)
    }
    this.tables = tables
    this.finder = tables.finder && new FactorFinder(tables.finder.program, tables.finder.gate)
    this.ownersFrom = tables.ownersFrom
    this.owners = tables.owners
    this.ownerBits = tables.ownerBits
    this.wanted = tables.wanted
    this.seenIn = new Uint32Array(this.filtered.length)
    this.seen = new Uint8Array(this.filtered.length)
    this.factorSeenIn = new Uint32Array(tables.ownersFrom.length)
    this.always = always.length
    this.found = { rules: always, length: always.length }
  }

  candidates(text: string): Candidates<R> {
    const { found } = this
    found.length = this.always
    if (text.length >= LONG && this.filtered.length <= FEW_RULES) {
      this.needed ??= this.filtered.map(({ factors }) => factors.map((factor) => factorExpression([factor])))
      for (const [place, needed] of this.needed.entries()) {
        if (needed.every((expression) => expression.test(text))) found.rules[found.length++] = this.filtered[place] as R // `as`: as many
      }
      return found
    }
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
