// condition  = or [ '?' condition ':' condition ]
// or         = and { '||' and }
// and        = xor { '&&' xor }
// xor        = equality { '^' equality }
// equality   = relation { ('==' | '!=') relation }
// relation   = sum { ('<' | '>' | '<=' | '>=') sum }
// sum        = product { ('+' | '-' | '.') product }
// product    = unary { ('*' | '/') unary }
// unary      = { '!' | '+' | '-' } primary
// primary    = number | word | '(' [ condition ] ')' | ('plugin' | 'can' | 'has') [ '(' [ condition ] ')' ]

/** The functions a condition may call. */
export type ConditionFunction = 'plugin' | 'can' | 'has'
/** What a condition may ask for by name. */
export type ConditionVariable = 'version' | 'perl_version' | 'local_tests_only'
export type BinaryOperator = '||' | '&&' | '^' | '==' | '!=' | '<' | '>' | '<=' | '>=' | '+' | '-' | '.' | '*' | '/'

/** An `if` line as a tree. */
export type Condition =
  | { readonly type: 'number'; readonly value: number }
  | { readonly type: 'string'; readonly value: string }
  /** `()`. */
  | { readonly type: 'nothing' }
  | { readonly type: 'variable'; readonly name: ConditionVariable }
  | { readonly type: 'call'; readonly fn: ConditionFunction; readonly argument: Condition | undefined }
  | { readonly type: 'unary'; readonly operator: '!' | '+' | '-'; readonly operand: Condition }
  | { readonly type: 'binary'; readonly operator: BinaryOperator; readonly left: Condition; readonly right: Condition }
  | { readonly type: 'choice'; readonly test: Condition; readonly yes: Condition; readonly no: Condition }

/**
 * Why a line is no condition. `token`: it holds something that may not stand in one, and SpamAssassin does not open
 * a block; `syntax`: it opens a block that is never read.
 */
export class ConditionError extends Error {
  readonly code: 'token' | 'syntax'
  constructor(code: 'token' | 'syntax', message: string) {
    super(message)
    this.code = code
  }
}

const TOKENS = /[-+\d.]+|\w[\w:]*|[()]|\|\||&&|\^|!(?!=)|>=?|<=?|==|!=|[-+*/]|[?:]/g
const NUMBER = /^[+-]?\d+(?:\.\d+)?$/
/** Behind a value, its sign is an operator: `1 -1`. */
const SIGNED = /^[+-]\d/
/** Signs and points written together, and what Perl takes them for: the double ones may not stand in a condition. */
const SIGNS = /^[-+.]{2,}$/
const SIGN = /\+\+|--|\.\.|./g
const OPERATOR = /^\W{1,5}$/
const WORD = /^\w[\w:]+$/
const CLASS_NAME = /^(?:\w+::){0,10}\w+$/
/** Real conditions have a few dozen tokens. */
const MAX_TOKENS = 2000
/** Real conditions nest a handful deep; the cap keeps a hostile line of user preferences off the stack. */
const MAX_DEPTH = 200

const LEVELS: readonly (readonly BinaryOperator[])[] = [
  ['||'],
  ['&&'],
  ['^'],
  ['==', '!='],
  ['<', '>', '<=', '>='],
  ['+', '-', '.'],
  ['*', '/'],
]

/** These chain: `a < b < c` means `a < b && b < c`. */
const COMPARISONS: ReadonlySet<BinaryOperator> = new Set(['==', '!=', '<', '>', '<=', '>='])

/** Parses what follows `if`; throws ConditionError. Chars that belong to no token are passed over, as in SpamAssassin. */
export function parseCondition(text: string): Condition {
  const written = text.match(TOKENS) ?? []
  if (written.length > MAX_TOKENS) throw new ConditionError('syntax', 'too long')
  for (const token of written) checkToken(token)
  const tokens = written.flatMap(separate).flatMap(splitOctal)
  let at = 0
  let depth = 0

  const syntaxError = () => new ConditionError('syntax', 'syntax error')
  const take = (token: string) => tokens[at] === token && ++at > 0

  function choice(): Condition {
    if (++depth > MAX_DEPTH) throw syntaxError()
    const test = binary(0)
    if (!take('?')) {
      depth--
      return test
    }
    const yes = choice()
    if (!take(':')) throw syntaxError()
    const no = choice()
    depth--
    return { type: 'choice', test, yes, no }
  }

  function binary(level: number): Condition {
    const operators = LEVELS[level]
    if (!operators) return unary()
    let left = binary(level + 1)
    let middle: Condition | undefined
    for (;;) {
      const operator = operators.find((candidate) => candidate === tokens[at])
      if (!operator) return left
      at++
      const right = binary(level + 1)
      const step: Condition = { type: 'binary', operator, left: middle ?? left, right }
      left = middle ? { type: 'binary', operator: '&&', left, right: step } : step
      if (COMPARISONS.has(operator)) middle = right
    }
  }

  function unary(): Condition {
    const operator = tokens[at]
    if (operator !== '!' && operator !== '+' && operator !== '-') return primary()
    if (++depth > MAX_DEPTH) throw syntaxError()
    at++
    const operand = unary()
    depth--
    return { type: 'unary', operator, operand }
  }

  function primary(): Condition {
    const token = tokens[at++]
    if (token === undefined) throw syntaxError()
    if (token === '(') {
      if (take(')')) return { type: 'nothing' }
      const inner = choice()
      if (!take(')')) throw syntaxError()
      return inner
    }
    if (token === 'plugin' || token === 'can' || token === 'has') {
      if (!take('(') || take(')')) return { type: 'call', fn: token, argument: undefined }
      const argument = choice()
      if (!take(')')) throw syntaxError()
      return { type: 'call', fn: token, argument }
    }
    if (token === 'version' || token === 'perl_version' || token === 'local_tests_only') {
      return { type: 'variable', name: token }
    }
    if (NUMBER.test(token)) {
      if (/^0\d*[89]/.test(token)) throw syntaxError()
      return { type: 'number', value: /^0\d/.test(token) ? Number.parseInt(token, 8) : Number(token) }
    }
    if (WORD.test(token)) return { type: 'string', value: token }
    throw syntaxError()
  }

  if (tokens.length === 0) return { type: 'nothing' } // Perl evaluates nothing to false, without complaint
  const condition = choice()
  if (at < tokens.length) throw syntaxError()
  return condition
}

/** Signs that stand before a number or together are operators of their own. */
function separate(token: string): readonly string[] {
  if (SIGNED.test(token)) return [token.slice(0, 1), token.slice(1)]
  return SIGNS.test(token) ? (token.match(SIGN) ?? []) : [token]
}

/** A number that begins with 0 is octal, and the point behind it an operator. */
function splitOctal(token: string): readonly string[] {
  return /^0\d+\.\d+$/.test(token) ? token.split(/(\.)/) : [token]
}

function checkToken(token: string): void {
  if (OPERATOR.test(token) || NUMBER.test(token)) return
  if (!WORD.test(token)) throw new ConditionError('token', `config: unparseable value '${token}'`)
  if (!CLASS_NAME.test(token)) throw new ConditionError('token', `config: not allowed value '${token}'`)
}
