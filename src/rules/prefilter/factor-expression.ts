import { type FactorNode, TEXT_END, TEXT_START } from '../../regex/factor.ts'

/**
 * An expression for texts in which one of a few factors occurs. For short texts: there it is quicker than an automaton,
 * which has to copy them. Chars that are no bytes count as any byte.
 */
export function factorExpression(factors: readonly FactorNode[]): RegExp {
  return new RegExp(factors.map((factor) => sourceOf(factor).source).join('|') || '(?!)', 's')
}

interface Source {
  readonly source: string
  /** Nothing may be asked of what follows. */
  readonly ends: boolean
}

function sourceOf(node: FactorNode): Source {
  switch (node.type) {
    case 'set':
      return { source: classOf(node.symbols), ends: false }
    case 'sequence': {
      let source = ''
      for (const item of node.items) {
        const next = sourceOf(item)
        source += next.source
        if (next.ends) return { source, ends: true }
      }
      return { source, ends: false }
    }
    case 'alternation': {
      const branches = node.branches.map(sourceOf)
      return {
        source: `(?:${branches.map(({ source }) => source).join('|')})`,
        ends: branches.some(({ ends }) => ends),
      }
    }
    case 'optional':
    case 'loop': {
      const { source, ends } = sourceOf(node.body)
      return { source: `(?:${source})${node.type === 'loop' ? '+' : '?'}`, ends }
    }
    case 'enough':
      return { source: '', ends: true }
  }
}

function classOf(symbols: Uint8Array): string {
  let members = ''
  for (let code = 0; code < 256; code++) if (symbols[code]) members += `\\x${code.toString(16).padStart(2, '0')}`
  const marks = `${symbols[TEXT_START] ? '|^' : ''}${symbols[TEXT_END] ? '|$' : ''}`
  const set = `[${members}\\u0100-\\uffff]`
  return marks === '' ? set : `(?:${set}${marks})`
}
