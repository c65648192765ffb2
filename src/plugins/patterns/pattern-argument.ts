import { compilePerlRegex, type PerlRegex } from '../../regex/compile.ts'
import { parseRulePattern } from '../../regex/rule-pattern.ts'
import type { ArgumentType } from '../../rules/plugin.ts'

/** An argument of an eval function that is a Perl regular expression without delimiters. */
export function pattern(name: string): ArgumentType<PerlRegex> {
  return expression(name, (given) => compilePerlRegex(given, ''))
}

/** The same, with or without delimiters and modifiers. */
export function delimitedPattern(name: string): ArgumentType<PerlRegex> {
  return expression(name, (given) => {
    const source = parseRulePattern(given, { delimiters: 'optional' })
    return compilePerlRegex(source.pattern, source.modifiers)
  })
}

function expression(name: string, compile: (given: string) => PerlRegex): ArgumentType<PerlRegex> {
  return {
    name,
    kind: 'expression',
    optional: false,
    rest: false,
    parse: (given) => {
      if (given === undefined) throw new Error(`argument ${name} is missing`)
      return compile(given)
    },
  }
}
