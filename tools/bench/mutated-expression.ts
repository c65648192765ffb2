// Other words in a rule's expression, and the same form: where letters stand for themselves, others take their place.
import type { Dice } from '../../test/support/made/dice.ts'

/**
 * What is not a letter that stands for itself, in Perl's syntax; tried in this order at each place. What follows `<` may be
 * a tag of the ReplaceTags plugin.
 */
const FIXED: readonly RegExp[] = [
  /\\(?:x\{[^}]*\}|x[\da-f]{1,2}|[pP]\{[^}]*\}|[pPc].|[kgN][{<'][^}>']*[}>']|.)/isy,
  /\[\^?\]?(?:\\.|\[:\^?\w+:\]|[^\]\\])*\]/sy,
  /\(\?#[^)]*\)/y,
  /\(\?(?:P?<\w+>|'\w+'|<[=!]|[=!>|]|[&R\d+-][^)]*\)|\^?[a-z-]*[:)])|\(\*[^)]*\)/iy,
  /\{[^}]*\}/y,
  /<(?:(?:inter|pre|post) )?\w+>/iy,
]
const LETTERS = /[A-Za-z]+/y
/** Shorter runs of letters are no words, only letters. */
const SHORTEST_WORD = 3
const REPLACED = 0.7
const KINDS: readonly string[] = ['aeiouy', 'bcdfghjklmnpqrstvwxz']

/** Words that stand in expressions, by length. */
export type Words = ReadonlyMap<number, readonly string[]>

/** A piece of an expression: letters that stand for themselves, or anything else. */
interface Piece {
  readonly text: string
  readonly literal: boolean
}

/** The words of all these expressions; a word that stands in many is there as often. */
export function wordsIn(expressions: readonly string[]): Words {
  const words = new Map<number, string[]>()
  for (const expression of expressions) {
    for (const { text, literal } of piecesOf(expression)) {
      if (!literal || text.length < SHORTEST_WORD) continue
      const same = words.get(text.length)
      if (same) same.push(text)
      else words.set(text.length, [text])
    }
  }
  return words
}

/** The expression with most of its words replaced by others as long, and single letters by others of their kind. */
export function mutatedExpression(expression: string, words: Words, dice: Dice): string {
  const steps = KINDS.map((kind) => 1 + dice.below(kind.length - 1))
  const pieces = piecesOf(expression).map(({ text, literal }) => {
    if (!literal) return text
    if (text.length < SHORTEST_WORD) return text.replace(/./g, (letter) => shifted(letter, steps))
    const others = words.get(text.length)
    return others && dice.chance(REPLACED) ? inTheCaseOf(text, dice.pick(others)) : text
  })
  return pieces.join('')
}

function piecesOf(expression: string): Piece[] {
  const pieces: Piece[] = []
  let at = 0
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at
    return pattern.exec(expression)?.[0]
  }
  while (at < expression.length) {
    const literal = take(LETTERS)
    const text = literal ?? FIXED.map(take).find((found) => found !== undefined) ?? expression.charAt(at)
    pieces.push({ text, literal: literal !== undefined })
    at += text.length
  }
  return pieces
}

function shifted(letter: string, steps: readonly number[]): string {
  const kind = KINDS.findIndex((letters) => letters.includes(letter.toLowerCase()))
  const letters = KINDS[kind] ?? letter
  const place = letters.indexOf(letter.toLowerCase()) + (steps[kind] ?? 0)
  return inTheCaseOf(letter, letters.charAt(place % letters.length))
}

function inTheCaseOf(model: string, word: string): string {
  const upper = (i: number): boolean => /[A-Z]/.test(model.charAt(i))
  return word.replace(/./g, (letter, i: number) => (upper(i) ? letter.toUpperCase() : letter.toLowerCase()))
}
