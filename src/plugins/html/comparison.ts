import type { ArgumentType } from '../../rules/plugin.ts'

// What html_eval and html_tag_balance write after a value: `> 1`, `!= 0`, `>= 2 - 1`. SpamAssassin hands it to Perl;
// here the few operators that its check lets through are read by Perl's precedence:
//
//   rest     := sums to the value's right, then `<< >>`, then `< > <= >=`, then `== != <=>`, or `= sum`
//   sum      := shift of terms
//   term     := ('+' | '-' | '!')* number        number: decimal, or octal after a leading 0

/** Whether Perl finds `$value expression` true. */
export type Comparison = (value: number) => boolean

const ALLOWED = /^[<>=!\-+ 0-9]+$/
const TOKEN = /\s*(<=>|<<|>>|<=|>=|==|!=|[<>=!+-]|\d+)/y

/** Perl's precedence, higher binds tighter; assignment is right-associative and lowest. */
const LEVELS: readonly (readonly string[])[] = [
  ['==', '!=', '<=>'],
  ['<', '>', '<=', '>='],
  ['<<', '>>'],
  ['+', '-'],
]

/** A comparison as an argument of an eval function; what Perl could not read is never true. */
export function comparison(name: string): ArgumentType<Comparison> {
  return {
    name,
    kind: 'comparison',
    optional: false,
    rest: false,
    parse: (text) => parseComparison(text ?? '') ?? (() => false),
  }
}

/** The comparison an expression stands for; undefined when it is none. */
export function parseComparison(expression: string): Comparison | undefined {
  const tokens = ALLOWED.test(expression) ? tokenize(expression) : undefined
  if (!tokens) return undefined
  if (tokens[0] === '=') {
    const assigned = new Reader(tokens.slice(1)).whole()
    return assigned === undefined ? undefined : () => assigned !== 0
  }
  if (new Reader(tokens, 0).whole() === undefined) return undefined
  return (value) => Boolean(new Reader(tokens, value).whole())
}

function tokenize(expression: string): string[] | undefined {
  const tokens: string[] = []
  const end = expression.trimEnd().length
  TOKEN.lastIndex = 0
  while (TOKEN.lastIndex < end) {
    const found = TOKEN.exec(expression)
    if (!found) return undefined
    tokens.push(found[1] ?? '')
  }
  return tokens
}

class Reader {
  readonly #tokens: readonly string[]
  readonly #first: number | undefined
  #at = 0
  #started = false

  /** With a value, the tokens continue an expression that begins with it. */
  constructor(tokens: readonly string[], first?: number) {
    this.#tokens = tokens
    this.#first = first
  }

  whole(): number | undefined {
    const result = this.#binary(0)
    return this.#at === this.#tokens.length ? result : undefined
  }

  #binary(level: number): number | undefined {
    const operators = LEVELS[level]
    if (!operators) return this.#term()
    let left = this.#binary(level + 1)
    while (left !== undefined) {
      const operator = this.#tokens[this.#at]
      if (operator === undefined || !operators.includes(operator)) return left
      this.#at++
      const right = this.#binary(level + 1)
      left = right === undefined ? undefined : compute(operator, left, right)
    }
    return undefined
  }

  #term(): number | undefined {
    if (this.#first !== undefined && !this.#started) {
      this.#started = true
      return this.#first
    }
    const signs: string[] = []
    for (;;) {
      const token = this.#tokens[this.#at++]
      if (token === undefined) return undefined
      if (token === '+' || token === '-' || token === '!') {
        signs.push(token)
        continue
      }
      const number = numberOf(token)
      return number === undefined ? undefined : signs.reduceRight(applySign, number)
    }
  }
}

function numberOf(token: string): number | undefined {
  if (!/^\d/.test(token)) return undefined
  if (token.length === 1 || token[0] !== '0') return Number(token)
  return /^[0-7]+$/.test(token) ? Number.parseInt(token, 8) : undefined
}

function applySign(value: number, sign: string): number {
  if (sign === '!') return value === 0 ? 1 : 0
  return sign === '-' ? -value : value
}

function compute(operator: string, a: number, b: number): number {
  switch (operator) {
    case '+':
      return a + b
    case '-':
      return a - b
    case '<<':
      return Math.trunc(a) * 2 ** Math.trunc(b)
    case '>>':
      return Math.trunc(Math.trunc(a) / 2 ** Math.trunc(b))
    case '<':
      return Number(a < b)
    case '>':
      return Number(a > b)
    case '<=':
      return Number(a <= b)
    case '>=':
      return Number(a >= b)
    case '==':
      return Number(a === b)
    case '!=':
      return Number(a !== b)
    default:
      return Math.sign(a - b)
  }
}
