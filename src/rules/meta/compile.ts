import { type BinaryOperator, MetaError, type MetaNode } from './expression.ts'

/** Reads how often each rule hit, by rule index. */
export type MetaFunction = (hits: Float64Array) => number

const truth = (value: boolean): number => (value ? 1 : 0)

/** Perl's `^` on numbers: exclusive or of unsigned 64-bit integers. */
function bitwiseXor(left: number, right: number): number {
  return Number(BigInt.asUintN(64, BigInt(Math.trunc(left))) ^ BigInt.asUintN(64, BigInt(Math.trunc(right))))
}

function divide(left: number, right: number): number {
  if (right === 0) throw new MetaError('division', 'division by zero possible')
  return left / right
}

const OPERATORS: Record<Exclude<BinaryOperator, '&&' | '||'>, (left: number, right: number) => number> = {
  '^': bitwiseXor,
  '==': (left, right) => truth(left === right),
  '!=': (left, right) => truth(left !== right),
  '<': (left, right) => truth(left < right),
  '<=': (left, right) => truth(left <= right),
  '>': (left, right) => truth(left > right),
  '>=': (left, right) => truth(left >= right),
  '+': (left, right) => left + right,
  '-': (left, right) => left - right,
  '*': (left, right) => left * right,
  '/': divide,
}

/**
 * A function of the tree. `&&` and `||` answer the operand that decided, as in Perl, because the value counts as the
 * number of hits. Rules that `indexOf` does not know count as 0.
 * @throws MetaError from the function, when it divides by zero
 */
export function compileMeta(node: MetaNode, indexOf: (rule: string) => number, localOnly: boolean): MetaFunction {
  const compile = (inner: MetaNode): MetaFunction => compileMeta(inner, indexOf, localOnly)
  switch (node.type) {
    case 'number': {
      const { value } = node
      return () => value
    }
    case 'local': {
      const value = truth(localOnly)
      return () => value
    }
    case 'rule': {
      const index = indexOf(node.name)
      return index < 0 ? () => 0 : (hits) => hits[index] as number // `as`: the array has a place for each rule
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
      const operate = OPERATORS[node.op]
      return (hits) => operate(left(hits), right(hits))
    }
    case 'chain': {
      const operands = node.operands.map(compile)
      const steps = node.ops.map((op) => OPERATORS[op as keyof typeof OPERATORS]) // `as`: only comparisons chain
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
