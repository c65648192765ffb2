// From the bottom of the tree upwards each node tells which texts it can match, if they are few (`exact`); else which
// texts its match can start and end with; and the best set found inside of texts one of which every match contains.
// In a sequence, what one item ends with and the next begins with are joined, so that `foo\s*bar+` gives `foo` and `bar`.

import { type ByteSet, members } from './byte-set.ts'
import { type Node, someNode } from './tree.ts'

/** At least one of the literals occurs in every matching subject; when caseless, in the subject with its ASCII letters lower-cased. */
export interface RequiredLiterals {
  readonly literals: readonly string[]
  readonly caseless: boolean
}

// Beyond this many alternatives a prefilter finds one of them nearly everywhere
const MAX_ALTERNATIVES = 100
// The same within one sequence of sets, where a shorter literal with fewer alternatives is as good
const MAX_PRODUCT = 32
// A set this large says little about a text; larger ones end it
const MAX_SET = 6
const MAX_LENGTH = 24
const MIN_LENGTH = 3

type Texts = readonly string[]

interface Facts {
  /** All texts the node can match. */
  readonly exact: Texts | undefined
  /** Each match starts with one of these; never empty as a list. */
  readonly prefix: Texts
  readonly suffix: Texts
  readonly best: Texts | undefined
}

const NOTHING: Facts = { exact: [''], prefix: [''], suffix: [''], best: undefined }
const ANYTHING: Facts = { exact: undefined, prefix: [''], suffix: [''], best: undefined }

// How telling a character is, in bits or so: what mail is full of is worth little
const WEIGHTS: readonly number[] = Array.from({ length: 256 }, (_, byte) => {
  const char = String.fromCharCode(byte).toLowerCase()
  if (char === ' ' || char === '\n') return 1.5
  if ('etaoinsrhl'.includes(char)) return 3
  return 'dcumpgfwyb.,-=:/0123456789'.includes(char) ? 4.1 : 6
})

function weigh(text: string): number {
  let sum = 0
  for (let i = 0; i < text.length; i++) sum += WEIGHTS[text.charCodeAt(i)] ?? 0
  return sum
}

function worth(texts: Texts): number {
  return Math.min(...texts.map(weigh)) - 1.5 * Math.log2(texts.length)
}

/** Longer members that contain a shorter one add nothing. */
function reduced(texts: Texts): Texts {
  if (texts.length < 2) return texts
  const unique = [...new Set(texts)].sort((a, b) => a.length - b.length)
  if (unique.length > 2 * MAX_ALTERNATIVES) return unique
  const kept: string[] = []
  for (const text of unique) if (!kept.some((shorter) => text.includes(shorter))) kept.push(text)
  return kept
}

function better(a: Texts | undefined, b: Texts | undefined): Texts | undefined {
  if (!a || !b) return a ?? b
  return worth(b) > worth(a) ? b : a
}

/** The texts as a candidate, if they are good enough. */
function candidate(texts: Texts): Texts | undefined {
  const few = reduced(texts)
  if (few.length === 0 || few.length > MAX_ALTERNATIVES || few.some((text) => text.length < MIN_LENGTH))
    return undefined
  return few
}

/** Every text of the one followed by every text of the other; undefined when they are too many. */
function product(a: Texts, b: Texts): Texts | undefined {
  if (a.length > 1 && b.length > 1 && a.length * b.length > MAX_PRODUCT) return undefined
  if (a.length * b.length > MAX_ALTERNATIVES) return undefined
  const joined = new Set<string>()
  for (const first of a) for (const second of b) joined.add(first + second)
  return [...joined]
}

const tooLong = (texts: Texts): boolean => texts.some((text) => text.length > MAX_LENGTH)
const heads = (texts: Texts): Texts => [...new Set(texts.map((text) => text.slice(0, MAX_LENGTH)))]
const tails = (texts: Texts): Texts => [...new Set(texts.map((text) => text.slice(-MAX_LENGTH)))]

class Collector {
  private readonly caseless: boolean
  private readonly known = new Map<ByteSet, Facts>()

  constructor(caseless: boolean) {
    this.caseless = caseless
  }

  private setFacts(set: ByteSet): Facts {
    let facts = this.known.get(set)
    if (!facts) this.known.set(set, (facts = this.factsOfSet(set)))
    return facts
  }

  private factsOfSet(set: ByteSet): Facts {
    let bytes = members(set)
    if (bytes.length === 0) return NOTHING
    if (this.caseless) {
      bytes = [...new Set(bytes.map((b) => (b >= 65 && b <= 90 ? b + 32 : b)))]
    }
    if (bytes.length > MAX_SET) return ANYTHING
    const texts = bytes.map((b) => String.fromCharCode(b))
    return { exact: texts, prefix: texts, suffix: texts, best: undefined }
  }

  private join(a: Facts, b: Facts): Facts {
    let best = better(a.best, b.best)
    const exact = a.exact && b.exact ? product(a.exact, b.exact) : undefined
    if (exact && !tooLong(exact)) return { exact, prefix: exact, suffix: exact, best }
    const across = product(a.suffix, b.prefix)
    best = better(best, across ? candidate(across) : undefined)
    best = better(best, candidate(a.suffix))
    best = better(best, candidate(b.prefix))
    const prefix = a.exact ? heads(product(a.exact, b.prefix) ?? a.exact) : a.prefix
    const suffix = b.exact ? tails(product(a.suffix, b.exact) ?? b.exact) : b.suffix
    return { exact: undefined, prefix, suffix, best: better(best, better(candidate(prefix), candidate(suffix))) }
  }

  private either(all: readonly Facts[]): Facts {
    const collect = (pick: (facts: Facts) => Texts): Texts => {
      const texts = [...new Set(all.flatMap(pick))]
      return texts.length > MAX_ALTERNATIVES ? [''] : texts
    }
    const best = all.map((facts) => this.required(facts))
    const union = best.every((texts) => texts !== undefined)
      ? candidate(best.flatMap((texts) => texts ?? []))
      : undefined
    const exact = all.every((facts) => facts.exact) ? collect((facts) => facts.exact ?? ['']) : undefined
    const allExact =
      exact && !(exact.length === 1 && exact[0] === '' && all.some((f) => f.exact?.some((t) => t !== '')))
    return {
      exact: allExact ? exact : undefined,
      prefix: collect((facts) => facts.prefix),
      suffix: collect((facts) => facts.suffix),
      best: union,
    }
  }

  private repeatFacts(body: Facts, min: number, max: number): Facts {
    if (max === 0) return NOTHING
    if (min === 0) {
      if (max === 1 && body.exact) return this.either([body, NOTHING])
      return ANYTHING
    }
    let facts = body
    for (let i = 1; i < Math.min(min, MAX_LENGTH); i++) facts = this.join(facts, body)
    if (min === max && min <= MAX_LENGTH) return facts
    // more of the same may follow
    return {
      exact: undefined,
      prefix: facts.prefix,
      suffix: facts.suffix,
      best: better(facts.best, candidate(facts.prefix)),
    }
  }

  facts(node: Node): Facts {
    switch (node.type) {
      case 'set':
        return this.setFacts(node.set)
      case 'sequence':
        return node.items.reduce((facts, item) => this.join(facts, this.facts(item)), NOTHING)
      case 'alternation':
        return this.either(node.branches.map((branch) => this.facts(branch)))
      case 'capture':
      case 'atomic':
        return this.facts(node.body)
      case 'look': {
        // what stands beside the match is in the subject as well
        const inside = node.negated ? undefined : this.required(this.facts(node.body))
        return { ...NOTHING, best: inside }
      }
      case 'repeat':
        return this.repeatFacts(this.facts(node.body), node.min, node.max)
      case 'assert':
      case 'keep':
      case 'verb':
        return NOTHING
      case 'backreference':
      case 'recurse':
      case 'conditional':
        return ANYTHING
    }
  }

  required(facts: Facts): Texts | undefined {
    const ends = better(candidate(facts.prefix), candidate(facts.suffix))
    return better(facts.best, facts.exact ? better(candidate(facts.exact), ends) : ends)
  }
}

/** True for a set that holds an ASCII letter in both cases. */
function holdsBothCases(node: Node): boolean {
  if (node.type !== 'set') return false
  for (let upper = 65; upper <= 90; upper++) if (node.set[upper] === 1 && node.set[upper + 32] === 1) return true
  return false
}

/** What must occur in a subject that matches; undefined when nothing usable is known. */
export function requiredLiterals(root: Node): RequiredLiterals | undefined {
  const caseless = someNode(root, holdsBothCases)
  const collector = new Collector(caseless)
  const found = collector.required(collector.facts(root))
  return found ? { literals: reduced(found), caseless } : undefined
}
