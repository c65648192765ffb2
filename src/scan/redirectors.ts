import type { Report } from '../base/diagnostic.ts'
import type { RedirectorPattern } from '../message/uri/options.ts'
import { compilePerlRegex, type PerlMatch, type PerlRegex } from '../regex/compile.ts'
import { RegexError } from '../regex/regex-error.ts'
import { parseRulePattern } from '../regex/rule-pattern.ts'
import { factorExpression } from '../rules/prefilter/factor-expression.ts'
import type { RedirectorPattern as RedirectorLine } from '../rules/settings/domains.ts'

/**
 * All `redirector_pattern`s as one: the match of the first that leads anywhere. Few addresses have the text that any of
 * them needs, and that is looked for first.
 */
export function redirectors(lines: readonly RedirectorLine[], report: Report): RedirectorPattern[] {
  const expressions = lines.flatMap((line) => compiled(line, report))
  const factors = expressions.flatMap((expression) => expression.factors.slice(0, 1))
  const needed = factors.length === expressions.length ? factorExpression(factors) : undefined
  const exec = (uri: string): PerlMatch['captures'] | null => {
    if (needed && !needed.test(uri)) return null
    for (const expression of expressions) {
      const captures = capturesOf(expression, uri)
      if (captures?.[1]?.includes('.')) return captures
    }
    return null
  }
  return expressions.length > 0 ? [{ exec }] : []
}

/** A link that an expression takes too long on leads nowhere else. */
function capturesOf(expression: PerlRegex, uri: string): PerlMatch['captures'] | undefined {
  try {
    return expression.exec(uri)?.captures
  } catch (error) {
    if (!(error instanceof RegexError)) throw error
    return undefined
  }
}

function compiled(line: RedirectorLine, report: Report): PerlRegex[] {
  try {
    const { pattern, modifiers } = parseRulePattern(line.text)
    return [compilePerlRegex(pattern, modifiers)]
  } catch (error) {
    if (!(error instanceof RegexError)) throw error
    const message = `config: invalid redirector_pattern '${line.text}': ${error.message}`
    report({ severity: 'error', topic: 'expression refused', place: line.place, message })
    return []
  }
}
