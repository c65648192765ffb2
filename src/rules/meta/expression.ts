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
//   primary  = number / rule / "local_tests_only" / "(" ternary ")"
// Chained comparisons (a < b < c, a == b == c) mean a < b && b < c, as in Perl 5.32 and later.

export type BinaryOperator = '||' | '&&' | '^' | '==' | '!=' | '<' | '<=' | '>' | '>=' | '+' | '-' | '*' | '/'

export type MetaNode =
  | { readonly type: 'number'; readonly value: number }
  | { readonly type: 'rule'; readonly name: string }
  | { readonly type: 'local' }
  | { readonly type: 'unary'; readonly op: '!' | '+' | '-'; readonly of: MetaNode }
  | { readonly type: 'binary'; readonly op: BinaryOperator; readonly left: MetaNode; readonly right: MetaNode }
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
const PUNCTUATION = /^[!-/:-@[-`{-~]{1,2}$/
const RULES_MATCHING = /(?<!_)\brules_matching\(\s*([_a-zA-Z*?][_a-zA-Z0-9*?]{0,127})\s*\)/g

/** Rule files have no deeper expressions; the cap keeps the parser off the end of the stack. */
const MAX_DEPTH = 200

function lex(expression: string): string[] {
  const tokens: string[] = []
  for (const [token] of expression.matchAll(TOKEN)) {
    if (RULE.test(token) || NUMBER.test(token)) tokens.push(token)
    else if (token === '+-' || token === '-+') tokens.push(...token)
    else if (PUNCTUATION.test(token)) tokens.push(token)
    else throw new MetaError('token', token)
  }
  return tokens
}

/** Replaces `rules_matching(GLOB)` by what `expand` makes of the glob. */
export function expandRulesMatching(expression: string, expand: (glob: string) => string): string {
  return expression.replace(RULES_MATCHING, (_whole, glob: string) => ` (${expand(glob)}) `)
}

/** The tree of an expression; undefined for `()`, which declares a rule that something else fires. */
export function parseMeta(expression: string): MetaNode | undefined {
  const tokens = lex(expression)
  if (tokens.length === 2 && tokens[0] === '(' && tokens[1] === ')') return undefined
  let at = 0
  let depth = 0
  const fail = (): MetaError => new MetaError('syntax', 'syntax error')

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
      if (tokens[at++] !== ':') throw fail()
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
  const sum = (): MetaNode => binary(product, ['+', '-'], false)
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
    return primary()
  }

  function primary(): MetaNode {
    const token = tokens[at++]
    if (token === undefined) throw fail()
    if (token === '(') {
      const inner = ternary()
      if (tokens[at++] !== ')') throw fail()
      return inner
    }
    if (token === 'local_tests_only') return { type: 'local' }
    if (NUMBER.test(token)) return { type: 'number', value: Number(token) }
    if (RULE.test(token)) return { type: 'rule', name: token }
    throw fail()
  }

  const tree = ternary()
  if (at < tokens.length) throw fail()
  return tree
}

/** The rules an expression names, each once, in order. */
export function dependenciesOf(node: MetaNode, into: Set<string> = new Set()): Set<string> {
  switch (node.type) {
    case 'rule':
      into.add(node.name)
      break
    case 'unary':
      dependenciesOf(node.of, into)
      break
    case 'binary':
      dependenciesOf(node.left, into)
      dependenciesOf(node.right, into)
      break
    case 'chain':
      for (const operand of node.operands) dependenciesOf(operand, into)
      break
    case 'choice':
      dependenciesOf(node.test, into)
      dependenciesOf(node.yes, into)
      dependenciesOf(node.no, into)
      break
    case 'number':
    case 'local':
      break
  }
  return into
}
