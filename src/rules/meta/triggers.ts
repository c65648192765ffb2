import { type MetaNode, someMeta } from './expression.ts'

/**
 * Rules of which one must hit before the meta can: it need not be looked at as long as none has. Of the parts of a
 * conjunction one is enough, and the one that costs least is taken; `costOf` tells how much a rule costs, for instance
 * how many other metas name it. Undefined where nothing but all rules that it names will do.
 */
export function triggersOf(node: MetaNode, costOf: (rule: string) => number): ReadonlySet<string> | undefined {
  if (someMeta(node, (inner) => inner.type === 'fatal' || ('op' in inner && inner.op === '/'))) return undefined
  return triggers(node, costOf)
}

const NEVER: ReadonlySet<string> = new Set()

function triggers(node: MetaNode, costOf: (rule: string) => number): ReadonlySet<string> | undefined {
  const of = (inner: MetaNode): ReadonlySet<string> | undefined => triggers(inner, costOf)
  switch (node.type) {
    case 'rule':
      return new Set([node.name])
    case 'number':
      return node.value === 0 ? NEVER : undefined
    case 'nothing':
      return NEVER
    case 'unary':
      return node.op === '!' ? undefined : of(node.of)
    case 'binary': {
      const left = of(node.left)
      const right = of(node.right)
      switch (node.op) {
        case '&&':
        case '*':
          return cheaper(left, right, costOf)
        case '||':
        case '+':
          return left && right && new Set([...left, ...right])
        case '>':
          // nothing is not more than a number that is not below it
          return node.right.type === 'number' && node.right.value >= 0 ? left : undefined
        default:
          return undefined
      }
    }
    default:
      return undefined
  }
}

function cheaper(
  left: ReadonlySet<string> | undefined,
  right: ReadonlySet<string> | undefined,
  costOf: (rule: string) => number,
): ReadonlySet<string> | undefined {
  if (!left || !right) return left ?? right
  const cost = (rules: ReadonlySet<string>): number => [...rules].reduce((sum, rule) => sum + costOf(rule), 0)
  return cost(right) < cost(left) ? right : left
}
