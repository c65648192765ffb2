import type { PerlQuestion } from './perl-regex.ts'
import * as pieces from './random-pieces.ts'

/** Numbers from 0 to 1 that a seed repeats (mulberry32). */
export function randomNumbers(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

/** A piece of an expression: how it is spelled, and a way to make text that it might match. */
interface Piece {
  readonly text: string
  sample(): string
}

class Generator {
  private readonly random: () => number
  private groups = 0
  /** Groups read to their end: references to others are refused here by name, so kept rare. */
  private closed: number[] = []
  private readonly names: string[] = []
  private lookBehind = 0
  private readonly spaced: boolean

  constructor(random: () => number, spaced: boolean) {
    this.random = random
    this.spaced = spaced
  }

  below(limit: number): number {
    return Math.floor(this.random() * limit)
  }

  chance(share: number): boolean {
    return this.random() < share
  }

  pick<T>(list: readonly T[]): T {
    const found = list[this.below(list.length)]
    if (found === undefined) throw new Error('nothing to pick from')
    return found
  }

  private literal(text: string): Piece {
    return { text: [...text].map((char) => pieces.ESCAPED.get(char) ?? char).join(''), sample: () => text }
  }

  private simple(): Piece {
    const kind = this.below(100)
    if (kind < 50)
      return this.literal(this.chance(0.75) ? this.pick(pieces.LETTERS.slice(0, 5)) : this.pick(pieces.LETTERS))
    if (kind < 65) return this.literal(this.pick(pieces.WORDS))
    if (kind < 72) {
      const [name, sample] = this.pick(pieces.POSIX)
      const text = this.pick([`[[:${name}:]]`, `[^[:${name}:]]`, `[[:^${name}:]]`, `[[:${name}:]-]`, `[a[:${name}:]]`])
      return { text, sample: () => this.pick([...sample]) }
    }
    const [text, sample] = this.pick(pieces.CLASSES)
    return { text, sample: () => (sample === '' ? '' : this.pick([...sample])) }
  }

  private wrap(before: string, piece: Piece, sample = () => piece.sample()): Piece {
    return { text: `${before}${piece.text})`, sample }
  }

  private capture(before: string, depth: number): Piece {
    const number = ++this.groups
    const piece = this.wrap(before, this.alternatives(depth))
    this.closed.push(number)
    return piece
  }

  private look(opening: readonly string[], negated: boolean, inner: () => Piece): Piece {
    const before = this.closed
    const piece = inner()
    if (negated) this.closed = before.slice()
    return this.wrap(this.pick(opening), piece, negated ? () => '' : () => (this.chance(0.5) ? '' : piece.sample()))
  }

  private behind(opening: readonly string[], negated: boolean, depth: number): Piece {
    this.lookBehind++
    const piece = this.look(opening, negated, () => (this.chance(0.7) ? this.simple() : this.alternatives(depth - 1)))
    this.lookBehind--
    return piece
  }

  private conditional(depth: number): Piece {
    let condition = this.pick([
      '(R)',
      '(DEFINE)',
      `(?=${this.simple().text})`,
      `(?!${this.simple().text})`,
      `(?<=${this.simple().text})`,
    ])
    if (this.closed.length > 0 && this.chance(0.8)) condition = `(${this.pick(this.closed)})`
    else if (this.names.length > 0 && this.chance(0.7)) {
      const name = this.pick(this.names)
      condition = this.pick([`(<${name}>)`, `('${name}')`, `(R&${name})`])
    }
    const yes = this.sequence(depth)
    if (condition === '(DEFINE)' || this.chance(0.2)) return { text: `(?${condition}${yes.text})`, sample: () => '' }
    const no = this.sequence(depth)
    return { text: `(?${condition}${yes.text}|${no.text})`, sample: () => (this.chance(0.5) ? yes : no).sample() }
  }

  private recursion(): Piece {
    const forms = ['(?R)', '(?0)']
    if (this.groups > 0) forms.push(`(?${1 + this.below(this.groups)})`, '(?-1)')
    if (this.names.length > 0) forms.push(`(?&${this.pick(this.names)})`, `(?P>${this.pick(this.names)})`)
    if (this.chance(0.05)) forms.push('(?+1)')
    return { text: this.pick(forms) + this.pick(['', '?']), sample: () => this.pick(['', 'a', 'ab']) }
  }

  private words(): Piece {
    const branches = Array.from({ length: 2 + this.below(4) }, () => this.literal(this.pick(pieces.WORDS)))
    return { text: branches.map((b) => b.text).join('|'), sample: () => this.pick(branches).sample() }
  }

  private group(depth: number): Piece {
    const inner = (): Piece => this.alternatives(depth - 1)
    const kind = this.below(1000)
    if (kind < 280) return this.capture('(', depth - 1)
    if (kind < 460) return this.wrap('(?:', inner())
    if (kind < 540) return this.wrap('(?:', this.words())
    if (kind < 590) return this.wrap('(?i:', inner())
    if (kind < 640) return this.wrap(this.pick(pieces.SCOPED), inner())
    if (kind < 690) return this.wrap(this.lookBehind > 0 ? '(?:' : this.pick(pieces.ATOMIC), inner())
    if (kind < 740)
      return this.look(pieces.AHEAD, false, () => ({
        text: `(?:${inner().text})${this.simple().text}`,
        sample: () => 'a',
      }))
    if (kind < 745) return this.look(pieces.AHEAD, false, inner)
    if (kind < 795) return this.look(pieces.NOT_AHEAD, true, inner)
    if (kind < 835) return this.behind(pieces.BEHIND, false, depth)
    if (kind < 875) return this.behind(pieces.NOT_BEHIND, true, depth)
    if (kind < 915) {
      const name = this.pick(['n', 'm', 'k_2'])
      const piece = this.capture(this.pick([`(?<${name}>`, `(?'${name}'`, `(?P<${name}>`]), depth - 1)
      this.names.push(name)
      return piece
    }
    if (kind < 935) return this.branchReset(depth - 1)
    if (kind < 965) return this.conditional(depth - 1)
    if (kind < 980) return this.recursion()
    if (kind < 985) return { text: this.pick(pieces.VERBS), sample: () => '' }
    return this.wrap('(?#x)(?:', inner())
  }

  /** Ways to match nothing, counted: Perl warns of some, by what is there no times in them. */
  noTimes(depth: number): Piece {
    const branches = Array.from({ length: 1 + this.below(3) }, () => {
      const inner = this.chance(0.3) ? this.simple() : this.wrap('(?:', this.alternatives(depth - 1))
      return this.pick([`${inner.text}{0}`, this.pick(pieces.ASSERTIONS), `\\b${inner.text}{0}`, ''])
    })
    const count = this.pick(['{2}', '{1,3}', '{0,2}', ''])
    return { text: `(?:${branches.join('|')})${count}`, sample: () => '' }
  }

  /** The same with something before and behind it. */
  besideNoTimes(): Piece {
    const list = [this.sequence(1), this.noTimes(2), this.sequence(1)]
    return { text: list.map((p) => p.text).join(''), sample: () => list.map((p) => p.sample()).join('') }
  }

  private branchReset(depth: number): Piece {
    const first = this.groups
    let most = first
    const branches = Array.from({ length: 1 + this.below(3) }, () => {
      this.groups = first
      const piece = this.sequence(depth)
      most = Math.max(most, this.groups)
      return piece
    })
    this.groups = most
    return { text: `(?|${branches.map((b) => b.text).join('|')})`, sample: () => this.pick(branches).sample() }
  }

  private reference(): Piece {
    const number = this.chance(0.99) && this.closed.length > 0 ? this.pick(this.closed) : 1 + this.below(this.groups)
    const relative = this.groups - number + 1
    const text = this.pick([`\\${number}`, `\\g{${number}}`, `\\g${number}`, `\\g{ ${number} }`])
    // only where all groups are closed is the number counted back the same
    return {
      text: this.closed.length === this.groups && this.chance(0.3) ? `\\g{-${relative}}` : text,
      sample: () => this.pick(['', 'a', 'b', 'ab']),
    }
  }

  private atom(depth: number): Piece {
    if (depth > 0 && this.chance(0.4)) return this.group(depth)
    if (this.chance(0.08))
      return { text: this.pick(this.chance(0.96) ? pieces.ASSERTIONS : pieces.RARE_ASSERTIONS), sample: () => '' }
    if (this.closed.length > 0 && this.chance(0.12)) return this.reference()
    if (this.names.length > 0 && this.chance(0.04)) {
      const name = this.pick(this.names)
      return {
        text: this.pick([`\\k<${name}>`, `\\k{${name}}`, `\\k'${name}'`, `(?P=${name})`, `\\g{${name}}`]),
        sample: () => 'a',
      }
    }
    return this.simple()
  }

  private space(): string {
    return this.spaced && this.chance(0.3) ? this.pick([' ', '\n', '  ', ' # a\n', '\t', '(?#a)', '#\n']) : ''
  }

  private piece(depth: number): Piece {
    const atom = this.atom(depth)
    if (this.chance(0.65)) return { text: this.space() + atom.text, sample: () => atom.sample() }
    const [quantifier, min, max] = this.pick(pieces.QUANTIFIERS)
    const possessive = this.lookBehind > 0 ? '' : '+'
    const mode = this.chance(0.7) || atom.text === '\\R' ? '' : this.pick(['?', possessive])
    return {
      text: this.space() + atom.text + this.space() + quantifier + mode,
      sample: () => Array.from({ length: min + this.below(max - min + 1) }, () => atom.sample()).join(''),
    }
  }

  private sequence(depth: number): Piece {
    const list = Array.from({ length: this.chance(0.06) ? 0 : 1 + this.below(3) }, () => this.piece(depth))
    const switched = this.chance(0.03) ? this.pick(pieces.SWITCHES) : ''
    return { text: switched + list.map((p) => p.text).join(''), sample: () => list.map((p) => p.sample()).join('') }
  }

  alternatives(depth: number): Piece {
    const branches = [this.sequence(depth)]
    while (this.chance(0.25) && branches.length < 4) branches.push(this.sequence(depth))
    return { text: branches.map((b) => b.text).join('|'), sample: () => this.pick(branches).sample() }
  }

  /** The expression with a character lost, or one put in that has a meaning. */
  broken(text: string): string {
    const at = this.below(text.length + 1)
    return this.chance(0.5)
      ? text.slice(0, at) + text.slice(at + 1)
      : text.slice(0, at) + this.pick(pieces.BREAKERS) + text.slice(at)
  }

  /** The text with some characters changed, lost, doubled or put around it. */
  near(text: string): string {
    let out = ''
    for (const char of text.slice(0, 40)) {
      const kind = this.below(24)
      if (kind === 0) out += this.pick(pieces.LETTERS)
      else if (kind === 1) out += char + char
      else if (kind === 2) out += /[a-z]/.test(char) ? char.toUpperCase() : char.toLowerCase()
      else if (kind !== 3) out += char
    }
    if (this.chance(0.3)) out = this.pick(pieces.LETTERS) + out
    if (this.chance(0.4)) out += this.pick(pieces.LETTERS)
    return out
  }
}

/** So many expressions have another beside them with what is there no times. */
const ONE_WITH_NO_TIMES_IN = 20

/** Expressions with eight subjects each that match or nearly do, always the same for a seed. */
export function randomCases(seed: number, count: number): { questions: PerlQuestion[]; subjects: string[] } {
  const questions: PerlQuestion[] = []
  const subjects: string[] = []
  const add = (random: () => number, pieceOf: (generator: Generator) => Piece): void => {
    const spaced = random() < 0.12
    const generator = new Generator(random, spaced)
    const piece = pieceOf(generator)
    const plain = generator.chance(0.6) ? '' : generator.pick(pieces.MODIFIERS)
    const modifiers = spaced && !plain.includes('x') ? `${plain}x` : plain
    const mine: number[] = []
    for (let s = 0; s < 8; s++) {
      mine.push(subjects.length)
      subjects.push(generator.near(s === 7 ? 'aAb\n1' : piece.sample()))
    }
    questions.push({
      pattern: generator.chance(0.04) ? generator.broken(piece.text) : piece.text,
      modifiers,
      subjects: mine,
    })
  }
  const random = randomNumbers(seed)
  const others = randomNumbers(~seed)
  for (let i = 0; i < count; i++) {
    add(random, (generator) => generator.alternatives(1 + generator.below(3)))
    if (i % ONE_WITH_NO_TIMES_IN === 0) add(others, (generator) => generator.besideNoTimes())
  }
  return { questions, subjects }
}
