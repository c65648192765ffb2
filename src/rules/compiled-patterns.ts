import { compilePerlRegex, type PerlRegex } from '../regex/compile.ts'
import type { FactorNode } from '../regex/factor.ts'
import { RegexError } from '../regex/regex-error.ts'
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

const withAnyTags = new WeakMap<PatternSource, { readonly regex: PerlRegex | undefined }>()

/**
 * The expression with any text in the places of its tags: what it does not match, the expression does not match whatever
 * its tags hold. Undefined where not any text may stand for a tag.
 */
export function patternWithAnyTags(source: PatternSource): PerlRegex | undefined {
  let known = withAnyTags.get(source)
  if (!known) {
    known = { regex: undefined }
    try {
      const pattern = source.pattern.replace(CAPTURE_TEMPLATE, '(?:(?s:.)*)')
      known = { regex: compilePerlRegex(pattern, source.modifiers) }
    } catch (error) {
      if (!(error instanceof RegexError)) throw error
    }
    withAnyTags.set(source, known)
  }
  return known.regex
}

/** What must occur in every text that the expression matches, whatever its tags hold. */
export function factorsOfPattern(source: PatternSource): readonly FactorNode[] {
  if (source.pattern.search(CAPTURE_TEMPLATE) < 0) return compiledPattern(source).factors
  return patternWithAnyTags(source)?.factors ?? []
}
