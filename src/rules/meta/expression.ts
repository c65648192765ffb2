// Meta expressions, after SpamAssassin's lexer (Constants.pm, ARITH_EXPRESSION_LEXER) and Perl's precedence:
//   ternary  = or ["?" ternary ":" ternary]
//   or       = and *("||" and)
//   and      = xor *("&&" xor)
//   xor      = equal *("^" equal)
//   equal    = compare *(("==" / "!=") compare)
//   compare  = sum *(("<" / "<=" / ">" / ">=") sum)
//   sum      = product *(("+" / "-") product)
//   product  = unary *(("*" / "/") unary)
//   unary    = ("!" / "+" / "-") unary / primary
//   primary  = number / rule / "local_tests_only" / "(" [ternary] ")"
// In sums, a "." puts numbers behind each other as text. `()` is nothing, which counts as 0. Numbers that begin with 0 are
// octal. Chained comparisons (a < b < c, a == b == c) mean a < b && b < c, as in Perl 5.32 and later.

export type BinaryOperator = '||' | '&&' | '^' | '==' | '!=' | '<' | '<=' | '>' | '>=' | '+' | '-' | '.' | '*' | '/'

export type MetaNode =
  | { readonly type: 'number'; readonly value: number }
  /** `()`. */
  | { readonly type: 'nothing' }
  | { readonly type: 'rule'; readonly name: string }
  | { readonly type: 'local' }
  | { readonly type: 'unary'; readonly op: '!' | '+' | '-'; readonly of: MetaNode }
  | { readonly type: 'binary'; readonly op: BinaryOperator; readonly left: MetaNode; readonly right: MetaNode }
  /** `()++`: to Perl an operand that can be changed, of which it dies when it comes to it. */
  | { readonly type: 'fatal' }
  /** left op1 middle op2 right …, each operand evaluated once. */
  | { readonly type: 'chain'; readonly ops: readonly BinaryOperator[]; readonly operands: readonly MetaNode[] }
  | { readonly type: 'choice'; readonly test: MetaNode; readonly yes: MetaNode; readonly no: MetaNode }

/** Why a meta expression was refused. */
export class MetaError extends Error {
  readonly code: 'token' | 'syntax' | 'division'
  constructor(code: 'token' | 'syntax' | 'division', message: string) {
    super(message)
    this.code = code
  }
}

const TOKEN = /[-+\d.]+|\w[\w:]*|[()]|\|\||&&|\^|!(?!=)|>=?|<=?|==|!=|[-+*/]|[?:]/g
const RULE = /^[_a-zA-Z][_a-zA-Z0-9]{0,127}$/
const NUMBER = /^\d+(?:\.\d+)?$/
/** Perl's octal numbers have no such digit. */
const BAD_OCTAL = /^0\d*?([89])\d*$/
const PUNCTUATION = /^[!-/:-@[-`{-~]{1,2}$/
const RULES_MATCHING = /(?<!_)\brules_matching\(\s*([_a-zA-Z*?][_a-zA-Z0-9*?]{0,127})\s*\)/g

/** Rule files have no deeper expressions; the cap keeps the parser off the end of the stack. */
const MAX_DEPTH = 200

function lex(expression: string): string[] {
  const tokens: string[] = []
  for (const [token] of expression.matchAll(TOKEN)) {
    // behind an octal number, the point is an operator
    if (/^0\d+\.\d+$/.test(token)) tokens.push(...token.split(/(\.)/))
    else if (RULE.test(token) || NUMBER.test(token)) tokens.push(token)
    else if (/^[-+.]{2}$/.test(token)) tokens.push(...(token.match(/\+\+|--|\.\.|./g) ?? []))
    else if (PUNCTUATION.test(token)) tokens.push(token)
    else throw new MetaError('token', token)
  }
  return tokens
}

/** Replaces `rules_matching(GLOB)` by what `expand` makes of the glob. */
export function expandRulesMatching(expression: string, expand: (glob: string) => string): string {
  return expression.replace(RULES_MATCHING, (_whole, glob: string) => ` (${expand(glob)}) `)
}

/** A number as Perl reads it: octal behind a 0. */
function numberOf(token: string): number {
  return /^0\d/.test(token) ? Number.parseInt(token, 8) : Number(token)
}

/** What Perl says of a token that should not stand where it does. */
function complaintAt(token: string): string {
  const digit = BAD_OCTAL.exec(token)?.[1]
  if (digit !== undefined) return `Illegal octal digit '${digit}'`
  return 'syntax error'
}

/** Where a value should stand, two operators begin what must have an end; Perl complains of that before all else. */
function unterminated(tokens: readonly string[]): string | undefined {
  const lastEnd = tokens.findLastIndex((token) => token.includes('>'))
  const lastSlash = tokens.lastIndexOf('/')
  for (const [i, token] of tokens.entries()) {
    const last = tokens[i - 1]
    const before = last === '++' || last === '--' ? tokens[i - 2] : last
    if (before !== undefined && /[\w)]$/.test(before)) continue
    if (token.startsWith('<') && lastEnd <= i) return 'Unterminated <> operator'
    if (token === '/' && lastSlash === i) return 'Search pattern not terminated'
  }
  return undefined
}

/** What can be changed as far as Perl sees before it comes to it. */
function isChangeable(operand: MetaNode): boolean {
  return (
    operand.type === 'nothing' || (operand.type === 'choice' && isChangeable(operand.yes) && isChangeable(operand.no))
  )
}

/** To Perl, `++` and `--` are operators, but there is nothing in a meta that they could change. */
function change(place: 'pre' | 'post', operator: '++' | '--', operand: MetaNode): MetaNode {
  if (isChangeable(operand)) return { type: 'fatal' }
  const name = `${place}${operator === '++' ? 'increment' : 'decrement'}`
  throw new MetaError('syntax', `Can't modify constant item in ${name} (${operator})`)
}

/** The tree of an expression; undefined for `()`, which declares a rule that something else fires. */
export function parseMeta(expression: string): MetaNode | undefined {
  const tokens = lex(expression)
  if (tokens.length === 2 && tokens[0] === '(' && tokens[1] === ')') return undefined
  let at = 0
  let depth = 0
  /** Of the token at hand, which should not stand there. */
  const fail = (): MetaError => new MetaError('syntax', unterminated(tokens) ?? complaintAt(tokens[at] ?? ''))

  function binary(next: () => MetaNode, ops: readonly string[], chained: boolean): MetaNode {
    let left = next()
    while (ops.includes(tokens[at] ?? '')) {
      const used: BinaryOperator[] = []
      const operands = [left]
      do {
        used.push(tokens[at++] as BinaryOperator) // `as`: ops holds nothing else
        operands.push(next())
      } while (chained && ops.includes(tokens[at] ?? ''))
      const [first, second] = operands
      if (!first || !second || !used[0]) throw fail()
      left =
        used.length === 1
          ? { type: 'binary', op: used[0], left: first, right: second }
          : { type: 'chain', ops: used, operands }
    }
    return left
  }

  function ternary(): MetaNode {
    if (++depth > MAX_DEPTH) throw fail()
    const test = or()
    let node = test
    if (tokens[at] === '?') {
      at++
      const yes = ternary()
      if (tokens[at] !== ':') throw fail()
      at++
      node = { type: 'choice', test, yes, no: ternary() }
    }
    depth--
    return node
  }
  const or = (): MetaNode => binary(and, ['||'], false)
  const and = (): MetaNode => binary(xor, ['&&'], false)
  const xor = (): MetaNode => binary(equal, ['^'], false)
  const equal = (): MetaNode => binary(compare, ['==', '!='], true)
  const compare = (): MetaNode => binary(sum, ['<', '<=', '>', '>='], true)
  const sum = (): MetaNode => binary(product, ['+', '-', '.'], false)
  const product = (): MetaNode => binary(unary, ['*', '/'], false)

  function unary(): MetaNode {
    const token = tokens[at]
    if (token === '!' || token === '+' || token === '-') {
      if (++depth > MAX_DEPTH) throw fail()
      at++
      const of = unary()
      depth--
      return { type: 'unary', op: token, of }
    }
    if (token === '++' || token === '--') {
      at++
      return change('pre', token, unary())
    }
    const value = primary()
    const behind = tokens[at]
    if (behind !== '++' && behind !== '--') return value
    at++
    return change('post', behind, value)
  }

  function primary(): MetaNode {
    const token = tokens[at]
    if (token === undefined) throw fail()
    if (token === '(') {
      at++
      if (tokens[at] === ')') {
        at++
        return { type: 'nothing' }
      }
      const inner = ternary()
      if (tokens[at] !== ')') throw fail()
      at++
      return inner
    }
    if (!(RULE.test(token) || (NUMBER.test(token) && !BAD_OCTAL.test(token)))) throw fail()
    at++
    if (token === 'local_tests_only') return { type: 'local' }
    return NUMBER.test(token) ? { type: 'number', value: numberOf(token) } : { type: 'rule', name: token }
  }

  const tree = ternary()
  if (at < tokens.length) throw fail()
  return tree
}

/** The nodes directly inside a node. */
function partsOf(node: MetaNode): readonly MetaNode[] {
  switch (node.type) {
    case 'unary':
      return [node.of]
    case 'binary':
      return [node.left, node.right]
    case 'chain':
      return node.operands
    case 'choice':
      return [node.test, node.yes, node.no]
    case 'number':
    case 'nothing':
    case 'fatal':
    case 'local':
    case 'rule':
      return []
  }
}

/** True when the test holds for the node or one inside it. */
export function someMeta(node: MetaNode, test: (node: MetaNode) => boolean): boolean {
  return test(node) || partsOf(node).some((part) => someMeta(part, test))
}

/** The rules an expression names, each once, in order. */
export function dependenciesOf(node: MetaNode, into: Set<string> = new Set()): Set<string> {
  if (node.type === 'rule') into.add(node.name)
  for (const part of partsOf(node)) dependenciesOf(part, into)
  return into
}
