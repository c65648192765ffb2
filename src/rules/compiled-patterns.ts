import { compilePerlRegex, type PerlRegex } from '../regex/compile.ts'
import type { PatternSource } from './rule.ts'

/** `%{TAG}` in an expression: replaced by what earlier rules captured, see capture-tags.ts. */
export const CAPTURE_TEMPLATE = /(?<!\\)%\{([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*(?:\([^)}]*\))?)\}/g

const known = new WeakMap<PatternSource, PerlRegex>()

/**
 * The compiled expression, made once: when its line is read, to know that it is good. Tags are not known yet; their
 * braces are taken literally, as SpamAssassin does.
 * @throws RegexError
 */
export function compiledPattern(source: PatternSource): PerlRegex {
  let regex = known.get(source)
  if (!regex) {
    regex = compilePerlRegex(source.pattern.replace(CAPTURE_TEMPLATE, '%\\{$1\\}'), source.modifiers)
    known.set(source, regex)
  }
  return regex
}
