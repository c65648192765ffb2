import type { CompiledMeta, CompiledText } from './ruleset.ts'
import { runMeta } from './run-meta.ts'
import { runMiss, runText } from './run-text.ts'
import type { ScanState } from './scan-state.ts'

/** An expression that has not been tried yet on texts in which it may match. */
interface OpenText {
  readonly type: 'text'
  readonly rule: CompiledText
  readonly area: string
  readonly texts: readonly string[]
  /** Which of the texts; undefined for all. */
  readonly places: number[] | undefined
  /** Hits where the expression does not match. */
  readonly negated: boolean
}

type Open = OpenText | { readonly type: 'meta'; readonly meta: CompiledMeta }

/**
 * The sub-rules of one scan whose turn came but that have not been run, because nobody asked for their outcome: most
 * metas are decided by a few of the rules they name. The count of an open rule is NaN.
 */
export class OpenRules {
  readonly #scan: ScanState
  /** Where in the list the entry of a rule is, by rule index. */
  readonly #numbers: Int32Array
  readonly #list: Open[] = []

  constructor(scan: ScanState) {
    this.#scan = scan
    this.#numbers = new Int32Array(scan.counts.length)
  }

  /** The expression may match the text at the place; texts come in their order. */
  maybe(rule: CompiledText, texts: readonly string[], place: number, area: string): void {
    if (Number.isNaN(this.#scan.counts[rule.index])) {
      const open = this.#list[this.#numbers[rule.index] as number] // `as`: one number a rule
      if (open?.type === 'text') open.places?.push(place)
      return
    }
    this.#add(rule.index, { type: 'text', rule, area, texts, places: [place], negated: false })
  }

  /** The expression may match any of the texts. */
  maybeAnywhere(rule: CompiledText, texts: readonly string[], area: string): void {
    this.#add(rule.index, { type: 'text', rule, area, texts, places: undefined, negated: false })
  }

  /** The rule may hit because its expression does not match the text. */
  maybeNot(rule: CompiledText, text: string): void {
    this.#add(rule.index, { type: 'text', rule, area: '', texts: [text], places: undefined, negated: true })
  }

  maybeMeta(meta: CompiledMeta): void {
    this.#add(meta.index, { type: 'meta', meta })
  }

  /** Runs an open rule. */
  close(index: number): void {
    const open = this.#list[this.#numbers[index] as number] // `as`: one number a rule
    this.#scan.counts[index] = 0
    if (open?.type === 'meta') runMeta(this.#scan, open.meta)
    else if (open) closeText(this.#scan, open)
  }

  #add(index: number, open: Open): void {
    this.#numbers[index] = this.#list.length
    this.#list.push(open)
    this.#scan.counts[index] = Number.NaN
    this.#scan.touchTriggered(index)
  }
}

/** Looks at the clock this often. */
const TEXTS_BETWEEN_CLOCKS = 64

function closeText(scan: ScanState, { rule, area, texts, places, negated }: OpenText): void {
  const first = texts[0]
  if (negated) {
    if (first !== undefined) runMiss(scan, rule, first)
    return
  }
  const count = places?.length ?? texts.length
  for (let i = 0; i < count; i++) {
    const hits = scan.counts[rule.index] as number // `as`: as long as the rules
    if (hits > 0 && (!rule.multiple || hits >= rule.maxHits)) return
    if (i % TEXTS_BETWEEN_CLOCKS === TEXTS_BETWEEN_CLOCKS - 1 && scan.expired()) return
    const place = places ? (places[i] as number) : i // `as`: i is below the count
    if (place === 0 && rule.noSubject) continue
    runText(scan, rule, texts[place] as string, area)
  }
}
