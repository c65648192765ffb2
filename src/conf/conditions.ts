import { type BinaryOperator, type Condition, ConditionError } from './condition-tree.ts'

/** What conditions ask about. */
export interface ConditionFacts {
  readonly version: number
  readonly perlVersion: number
  readonly localTestsOnly: boolean
  plugin(name: string): boolean
  can(module: string, method: string): boolean
  has(module: string, method: string): boolean
  /** Remarks on a condition that is badly formed but has an answer. */
  warn(message: string): void
}

type Value = number | string

/** Old names under which rule files may ask for a plugin. */
const RENAMED = new Map([
  ['Mail::SpamAssassin::Plugin::Dmarc', 'Mail::SpamAssassin::Plugin::DMARC'],
  ['Mail::SpamAssassin::Plugin::WhiteListSubject', 'Mail::SpamAssassin::Plugin::WelcomeListSubject'],
])

/** The name a plugin has today. */
export function currentPluginName(name: string): string {
  return RENAMED.get(name) ?? name
}

/** Whether the condition holds; throws ConditionError where Perl would die (division by zero). */
export function evaluateCondition(condition: Condition, facts: ConditionFacts): boolean {
  return isTrue(resultOf(condition, facts))
}

function resultOf(node: Condition, facts: ConditionFacts): Value {
  switch (node.type) {
    case 'number':
      return node.value
    case 'string':
      return currentPluginName(node.value)
    case 'variable':
      if (node.name === 'version') return facts.version
      return node.name === 'perl_version' ? facts.perlVersion : Number(facts.localTestsOnly)
    case 'call':
      return Number(call(node, facts))
    case 'unary': {
      const operand = resultOf(node.operand, facts)
      if (node.operator === '!') return perlBool(!isTrue(operand))
      return node.operator === '-' ? -numeric(operand) : operand
    }
    case 'binary':
      return binary(node.operator, node.left, node.right, facts)
    case 'choice':
      return resultOf(isTrue(resultOf(node.test, facts)) ? node.yes : node.no, facts)
  }
}

function call(node: Extract<Condition, { type: 'call' }>, facts: ConditionFacts): boolean {
  const argument = node.argument && String(resultOf(node.argument, facts))
  if (node.fn === 'plugin') return argument !== undefined && facts.plugin(argument)
  if (argument === undefined) {
    facts.warn(`config: bad 'if' line, no argument to ${node.fn}()`)
    return false
  }
  const split = argument.lastIndexOf('::')
  if (split === -1 || split + 2 === argument.length) {
    facts.warn(`config: bad 'if' line, cannot find '::' in ${node.fn}(${argument})`)
    return false
  }
  return facts[node.fn](argument.slice(0, split), argument.slice(split + 2))
}

function binary(operator: BinaryOperator, left: Condition, right: Condition, facts: ConditionFacts): Value {
  const a = resultOf(left, facts)
  if (operator === '&&') return isTrue(a) ? resultOf(right, facts) : a
  if (operator === '||') return isTrue(a) ? a : resultOf(right, facts)
  const x = numeric(a)
  const y = numeric(resultOf(right, facts))
  switch (operator) {
    case '^':
      return Number(BigInt.asUintN(64, BigInt(Math.trunc(x))) ^ BigInt.asUintN(64, BigInt(Math.trunc(y))))
    case '==':
      return perlBool(x === y)
    case '!=':
      return perlBool(x !== y)
    case '<':
      return perlBool(x < y)
    case '>':
      return perlBool(x > y)
    case '<=':
      return perlBool(x <= y)
    case '>=':
      return perlBool(x >= y)
    case '+':
      return x + y
    case '-':
      return x - y
    case '*':
      return x * y
    case '/':
      if (y === 0) throw new ConditionError('syntax', 'Illegal division by zero')
      return x / y
  }
}

function isTrue(value: Value): boolean {
  return value !== 0 && value !== '' && value !== '0'
}

function perlBool(value: boolean): Value {
  return value ? 1 : ''
}

/** Perl's number of a text: its numeric beginning, else 0. */
function numeric(value: Value): number {
  if (typeof value === 'number') return value
  return Number.parseFloat(value) || 0
}
