import { randomNumbers } from './random-regex.ts'

const RULES = ['H0', 'H1', 'H2', 'H3', 'H4', 'H5', 'NO_SUCH_RULE', 'local_tests_only', '_', 'x1']
const NUMBERS = ['0', '1', '2', '3', '0.5', '1.50', '2.25', '10', '100', '007', '010', '08', '00', '010.5', '1000000']
const BINARY = ['&&', '||', '&&', '||', '+', '-', '*', '/', '^', '==', '!=', '<', '<=', '>', '>=', '+', '.']
const TOKENS = [
  ...BINARY,
  '(',
  ')',
  '()',
  '!',
  '-',
  '+',
  '?',
  ':',
  '--',
  '++',
  '+-',
  '=',
  '&',
  '|',
  ',',
  '1.2',
  '.5',
  '5.',
  '1a',
  'A::B',
  '',
  ' ',
]
const VALUES = [
  'version',
  'perl_version',
  'local_tests_only',
  'plugin(Mail::SpamAssassin::Plugin::Check)',
  'plugin(Mail::SpamAssassin::Plugin::RaciallyCharged)',
  'plugin ( Foo::Bar )',
  'can(Mail::SpamAssassin::Conf::feature_registryboundaries)',
  'can(Mail::SpamAssassin::Conf::no_such_feature)',
  'has(Mail::SpamAssassin::Conf::feature_registryboundaries)',
  'has(Mail::SpamAssassin::Conf::perl_min_version_5010000)',
  'has(Foo)',
  'has()',
  'can()',
  '3.004002',
  '4.000001',
  '5.010000',
  '0',
  '1',
  '2',
  'Foo',
  'Foo::Bar',
]

/**
 * Where a value should stand, Perl takes these for the beginning of a file glob, a match or a type glob; SpamAssassin
 * then dies of the whole configuration, or does what nobody meant. `..` would remember what earlier messages were, and
 * what Perl makes of a lone `_` before a colon depends on how far it has worked out the expression.
 */
function isNotMeant(text: string): boolean {
  if (text.includes('..') || /\b_:/.test(text)) return true
  // known gap: the order in which Perl complains of several ++
  if (/(?:\+\+|--)[-+\s]*\(|\+\+\+|---/.test(text)) return true
  const tokens = text.match(/\|\||&&|[<>=!]=|[-+\w.:]+|[^\s]/g) ?? []
  return tokens.some((token, i) => {
    const before = tokens[i - 1]
    const value = before === undefined || !/[\w)]$/.test(before)
    if (!value) return false
    const later = tokens.slice(i + 1)
    if (token === '*') return true
    if (token === '/') return later.includes('/')
    return token.startsWith('<') && later.some((other) => other.includes('>'))
  })
}

class Generator {
  private readonly random: () => number
  private readonly values: readonly string[]

  constructor(random: () => number, values: readonly string[]) {
    this.random = random
    this.values = values
  }

  pick(list: readonly string[]): string {
    return list[Math.floor(this.random() * list.length)] ?? ''
  }

  private value(depth: number): string {
    const kind = this.random()
    if (depth > 0 && kind < 0.35) return `(${this.space()}${this.expression(depth - 1)}${this.space()})`
    if (kind < 0.37) return '()'
    return this.pick(this.values)
  }

  private space(): string {
    return this.random() < 0.7 ? ' ' : ''
  }

  private unary(depth: number): string {
    const kind = this.random()
    if (kind < 0.15) return `!${this.space()}${this.value(depth)}`
    if (kind < 0.19) return `- ${this.value(depth)}`
    if (kind < 0.21) return `+ ${this.value(depth)}`
    return this.value(depth)
  }

  expression(depth: number): string {
    let text = this.unary(depth)
    for (let more = this.random() < 0.8; more; more = this.random() < 0.35) {
      text += `${this.space()}${this.pick(BINARY)} ${this.unary(depth)}`
    }
    return this.random() < 0.06 ? `${text} ? ${this.unary(depth)} : ${this.unary(depth)}` : text
  }

  /** The expression with one piece lost, doubled or exchanged. */
  broken(text: string): string {
    const tokens = text.match(/\w+|\s+|\W/g) ?? []
    const at = Math.floor(this.random() * tokens.length)
    const kind = this.random()
    if (kind < 0.3) tokens.splice(at, 1)
    else if (kind < 0.4) tokens.splice(at, 0, tokens[at] ?? '')
    else tokens.splice(at, kind < 0.7 ? 0 : 1, this.pick(TOKENS))
    return tokens.join('')
  }
}

/** Expressions for meta rules or `if` lines, some of them broken; always the same for a seed. */
export function randomExpressions(kind: 'meta' | 'condition', seed: number, count: number): string[] {
  const random = randomNumbers(seed)
  const generator = new Generator(random, kind === 'meta' ? [...RULES, ...RULES, ...NUMBERS] : VALUES)
  return Array.from({ length: count }, () => {
    let text = generator.expression(Math.floor(random() * 4))
    while (isNotMeant(text)) text = generator.expression(Math.floor(random() * 4))
    const broken = random() < 0.2 ? generator.broken(text).trim() : text
    return broken === '' || isNotMeant(broken) || (kind === 'condition' && /\+\+|--/.test(broken)) ? text : broken
  })
}
