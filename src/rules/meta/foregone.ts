import { type MetaNode, someMeta } from './expression.ts'

/** True when the meta is 0 whatever the rules do that have not been run yet: their counts are NaN. */
export type Foregone = (counts: Float64Array) => boolean

type IndexOf = (rule: string) => number

/**
 * What tells without running a rule that the meta does not hit; undefined where nothing can: expressions that may fail.
 * Most metas are conjunctions, of which one part that is known not to hold is enough.
 */
export function foregoneOf(node: MetaNode, indexOf: IndexOf): Foregone | undefined {
  if (someMeta(node, (inner) => inner.type === 'fatal' || ('op' in inner && inner.op === '/'))) return undefined
  const needs: number[] = []
  const excludes: number[] = []
  const others: Foregone[] = []
  for (const part of partsOf(node)) {
    const negated = part.type === 'unary' && part.op === '!'
    const inner = negated ? part.of : part
    const index = inner.type === 'rule' ? indexOf(inner.name) : -1
    if (index < 0) others.push(isZero(part, indexOf))
    else (negated ? excludes : needs).push(index)
  }
  return conjunction(Int32Array.from(needs), Int32Array.from(excludes), others)
}

function conjunction(needs: Int32Array, excludes: Int32Array, others: readonly Foregone[]): Foregone {
  return (counts) => {
    for (let i = 0; i < needs.length; i++) if (counts[needs[i] as number] === 0) return true // `as`: i is below the length
    for (let i = 0; i < excludes.length; i++) if ((counts[excludes[i] as number] as number) > 0) return true
    for (let i = 0; i < others.length; i++) if ((others[i] as Foregone)(counts)) return true
    return false
  }
}

/** The parts that must all hold; `!(a || b)` is two of them. */
function partsOf(node: MetaNode): readonly MetaNode[] {
  if (node.type === 'binary' && node.op === '&&') return [...partsOf(node.left), ...partsOf(node.right)]
  if (node.type === 'unary' && node.op === '!' && node.of.type === 'binary' && node.of.op === '||') {
    const { left, right } = node.of
    return [left, right].flatMap((of) => partsOf({ type: 'unary', op: '!', of }))
  }
  return [node]
}

function isZero(node: MetaNode, indexOf: IndexOf): Foregone {
  switch (node.type) {
    case 'number':
      return () => node.value === 0
    case 'rule': {
      const index = indexOf(node.name)
      return (counts) => index < 0 || counts[index] === 0
    }
    case 'unary': {
      if (node.op === '!') return isNotZero(node.of, indexOf)
      return isZero(node.of, indexOf)
    }
    case 'binary': {
      const left = isZero(node.left, indexOf)
      const right = isZero(node.right, indexOf)
      if (node.op === '&&' || node.op === '*') return (counts) => left(counts) || right(counts)
      if (node.op === '||' || node.op === '+') return (counts) => left(counts) && right(counts)
      // nothing is not more than a number that is not below it
      if (node.op === '>' && node.right.type === 'number' && node.right.value >= 0) return left
      return () => false
    }
    default:
      return () => false
  }
}

function isNotZero(node: MetaNode, indexOf: IndexOf): Foregone {
  switch (node.type) {
    case 'number':
      return () => node.value !== 0
    case 'rule': {
      const index = indexOf(node.name)
      return (counts) => index >= 0 && (counts[index] as number) > 0 // `as`: one count a rule
    }
    case 'unary':
      return node.op === '!' ? isZero(node.of, indexOf) : isNotZero(node.of, indexOf)
    case 'binary': {
      const left = isNotZero(node.left, indexOf)
      const right = isNotZero(node.right, indexOf)
      if (node.op === '&&') return (counts) => left(counts) && right(counts)
      if (node.op === '||') return (counts) => left(counts) || right(counts)
      return () => false
    }
    default:
      return () => false
  }
}
