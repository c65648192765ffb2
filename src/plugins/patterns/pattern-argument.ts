import { compilePerlRegex, type PerlRegex } from '../../regex/compile.ts'
import type { ArgumentType } from '../../rules/plugin.ts'

/** An argument of an eval function that is a Perl regular expression without delimiters. */
export function pattern(name: string): ArgumentType<PerlRegex> {
  return {
    name,
    kind: 'expression',
    optional: false,
    rest: false,
    parse: (given) => {
      if (given === undefined) throw new Error(`argument ${name} is missing`)
      return compilePerlRegex(given, '')
    },
  }
}
