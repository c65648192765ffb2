import { type PerlValue, perlNegative, perlNumber, perlText, perlTrue, perlXor } from '../../base/perl-value.ts'
import { type BinaryOperator, MetaError, type MetaNode, someMeta } from './expression.ts'

/** How often each rule hit. */
export interface Outcomes {
  /** By rule index; NaN for a rule that has not been run. */
  readonly counts: Float64Array
  /** The same, of a rule that has to be run first. */
  outcome(index: number): number
}

export type MetaFunction = (hits: Outcomes) => number

const truth = (value: boolean): number => (value ? 1 : 0)

function divide(left: number, right: number): number {
  if (right === 0) throw new MetaError('division', 'division by zero possible')
  return left / right
}

/** What Perl says of `()++`. */
const dies = (): never => {
  throw new MetaError('syntax', 'Modification of a read-only value attempted')
}

type Operate<T> = (left: T, right: T) => T
type Operator = Exclude<BinaryOperator, '&&' | '||'>

const NUMBERS: Record<Operator, Operate<number>> = {
  '^': (left, right) => perlNumber(perlXor(left, right)),
  '==': (left, right) => truth(left === right),
  '!=': (left, right) => truth(left !== right),
  '<': (left, right) => truth(left < right),
  '<=': (left, right) => truth(left <= right),
  '>': (left, right) => truth(left > right),
  '>=': (left, right) => truth(left >= right),
  '+': (left, right) => left + right,
  '-': (left, right) => left - right,
  '.': (left, right) => perlNumber(perlText(left) + perlText(right)),
  '*': (left, right) => left * right,
  '/': divide,
}

/**
 * A function of the tree. `&&` and `||` answer the operand that decided, as in Perl, because the value counts as the
 * number of hits. Rules that `indexOf` does not know count as 0.
 * @throws MetaError from the function, when it divides by zero or changes what cannot be changed
 */
export function compileMeta(node: MetaNode, indexOf: (rule: string) => number, localOnly: boolean): MetaFunction {
  // only texts, nothing and what ^ makes of negative numbers tell Perl's scalars from numbers
  const needsScalars = someMeta(
    node,
    ({ type, ...rest }) => type === 'nothing' || ('op' in rest && (rest.op === '.' || rest.op === '^')),
  )
  if (!needsScalars) return numeric(node, indexOf, localOnly)
  return (hits) => perlNumber(scalarOf(node, (rule) => countOf(hits, indexOf(rule)), localOnly))
}

function countOf(hits: Outcomes, index: number): number {
  const count = hits.counts[index] ?? 0
  return Number.isNaN(count) ? hits.outcome(index) : count
}

/** For the metas that there are: nothing but numbers in them. */
function numeric(node: MetaNode, indexOf: (rule: string) => number, localOnly: boolean): MetaFunction {
  const compile = (inner: MetaNode): MetaFunction => numeric(inner, indexOf, localOnly)
  switch (node.type) {
    case 'number': {
      const { value } = node
      return () => value
    }
    case 'nothing':
      return () => 0
    case 'fatal':
      return dies
    case 'local': {
      const value = truth(localOnly)
      return () => value
    }
    case 'rule': {
      const index = indexOf(node.name)
      return index < 0 ? () => 0 : (hits) => countOf(hits, index)
    }
    case 'unary': {
      const of = compile(node.of)
      if (node.op === '!') return (hits) => truth(of(hits) === 0)
      return node.op === '-' ? (hits) => -of(hits) : of
    }
    case 'binary': {
      const left = compile(node.left)
      const right = compile(node.right)
      if (node.op === '&&') return (hits) => left(hits) && right(hits)
      if (node.op === '||') return (hits) => left(hits) || right(hits)
      const operate = NUMBERS[node.op]
      return (hits) => operate(left(hits), right(hits))
    }
    case 'chain': {
      const operands = node.operands.map(compile)
      const steps = node.ops.map((op) => NUMBERS[op as Operator]) // `as`: only comparisons chain
      return (hits) => {
        let left = operands[0]?.(hits) ?? 0
        for (let i = 0; i < steps.length; i++) {
          const right = operands[i + 1]?.(hits) ?? 0
          if (steps[i]?.(left, right) === 0) return 0
          left = right
        }
        return 1
      }
    }
    case 'choice': {
      const test = compile(node.test)
      const yes = compile(node.yes)
      const no = compile(node.no)
      return (hits) => (test(hits) !== 0 ? yes(hits) : no(hits))
    }
  }
}

function operate(op: Operator, left: PerlValue, right: PerlValue): PerlValue {
  if (op === '.') return perlText(left) + perlText(right)
  if (op === '^') return perlXor(left, right)
  const value = NUMBERS[op](perlNumber(left), perlNumber(right))
  return op === '+' || op === '-' || op === '*' || op === '/' ? value : value === 1
}

/** The value as Perl has it, texts and all. */
function scalarOf(node: MetaNode, hitsOf: (rule: string) => number, localOnly: boolean): PerlValue {
  const value = (inner: MetaNode): PerlValue => scalarOf(inner, hitsOf, localOnly)
  switch (node.type) {
    case 'number':
      return node.value
    case 'nothing':
      return undefined
    case 'fatal':
      return dies()
    case 'local':
      return truth(localOnly)
    case 'rule':
      return hitsOf(node.name)
    case 'unary': {
      const of = value(node.of)
      return node.op === '!' ? !perlTrue(of) : node.op === '-' ? perlNegative(of) : of
    }
    case 'binary': {
      const left = value(node.left)
      if (node.op === '&&') return perlTrue(left) ? value(node.right) : left
      if (node.op === '||') return perlTrue(left) ? left : value(node.right)
      return operate(node.op, left, value(node.right))
    }
    case 'chain': {
      let left = node.operands[0] && value(node.operands[0])
      for (const [i, op] of node.ops.entries()) {
        const operand = node.operands[i + 1]
        const right = operand && value(operand)
        if (operate(op as Operator, left, right) !== true) return false // `as`: only comparisons chain
        left = right
      }
      return true
    }
    case 'choice':
      return value(perlTrue(value(node.test)) ? node.yes : node.no)
  }
}
