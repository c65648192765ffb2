import { type PerlValue, perlNegative, perlNumber, perlText, perlTrue, perlXor } from '../base/perl-value.ts'
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
  return perlTrue(resultOf(condition, facts))
}

function resultOf(node: Condition, facts: ConditionFacts): PerlValue {
  switch (node.type) {
    case 'number':
      return node.value
    case 'string':
      return currentPluginName(node.value)
    case 'variable':
      if (node.name === 'version') return facts.version
      return node.name === 'perl_version' ? facts.perlVersion : Number(facts.localTestsOnly)
    case 'nothing':
      return undefined
    case 'call':
      return call(node, facts) ? 1 : undefined
    case 'unary': {
      const operand = resultOf(node.operand, facts)
      if (node.operator === '!') return !perlTrue(operand)
      return node.operator === '-' ? perlNegative(operand) : operand
    }
    case 'binary':
      return binary(node.operator, node.left, node.right, facts)
    case 'choice':
      return resultOf(perlTrue(resultOf(node.test, facts)) ? node.yes : node.no, facts)
  }
}

function call(node: Extract<Condition, { type: 'call' }>, facts: ConditionFacts): boolean {
  const argument = node.argument && perlText(resultOf(node.argument, facts))
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

function binary(operator: BinaryOperator, left: Condition, right: Condition, facts: ConditionFacts): PerlValue {
  const a = resultOf(left, facts)
  if (operator === '&&') return perlTrue(a) ? resultOf(right, facts) : a
  if (operator === '||') return perlTrue(a) ? a : resultOf(right, facts)
  const b = resultOf(right, facts)
  const x = perlNumber(a)
  const y = perlNumber(b)
  switch (operator) {
    case '^':
      return perlXor(a, b)
    case '.':
      return perlText(a) + perlText(b)
    case '==':
      return x === y
    case '!=':
      return x !== y
    case '<':
      return x < y
    case '>':
      return x > y
    case '<=':
      return x <= y
    case '>=':
      return x >= y
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
