import { tagReplacer } from '../src/plugins/replace-tags.ts'
import { RegexError } from '../src/regex/regex-error.ts'
import { parseRulePattern } from '../src/regex/rule-pattern.ts'
import { CAPTURE_TEMPLATE } from '../src/rules/compiled-patterns.ts'
import type { PatternSource, PluginRule } from '../src/rules/rule.ts'
import { ruleSettings } from '../src/rules/rule-settings.ts'
import type { Site } from '../src/scan/site.ts'

/** An expression of a rule as it is compiled when loaded: phrases of replace_tag are put in, `%{TAG}` stands for itself. */
export interface RuleExpression extends PatternSource {
  readonly rule: string
}

/** What stands behind the operator of `mimeheader` and `uri_detail` lines; some have several. */
const EXPRESSIONS = /[=!]~\s*((?:\/|m\W).*?)(?=\s+(?:\[if-unset:|\w+\s+[=!]~)|$)/g

function expressionsOf(rule: PluginRule): readonly PatternSource[] {
  return Array.from(rule.text.matchAll(EXPRESSIONS), ([, text = '']) => {
    try {
      return parseRulePattern(text)
    } catch (error) {
      if (!(error instanceof RegexError)) throw error
      throw new Error(`${rule.place.file}:${rule.place.line}: ${error.message}`, { cause: error })
    }
  })
}

/** The expressions of all rules that a site loads. */
export function ruleExpressions(site: Site): readonly RuleExpression[] {
  const replaceTags = tagReplacer(site.conf)
  return [...site.conf.of(ruleSettings).rules.rules.values()].flatMap((rule): readonly RuleExpression[] => {
    if (rule.type === 'plugin') return expressionsOf(rule).map((source) => ({ rule: rule.name, ...source }))
    if (rule.type !== 'text' && rule.type !== 'header') return []
    const { pattern, modifiers } = replaceTags(rule.name, rule.pattern) ?? rule.pattern
    return [{ rule: rule.name, pattern: pattern.replace(CAPTURE_TEMPLATE, '%\\{$1\\}'), modifiers }]
  })
}

/** The headers that rules of a site look at, as their lines name them. */
export function ruleHeaders(site: Site): readonly string[] {
  const headers = new Set<string>()
  for (const rule of site.conf.of(ruleSettings).rules.rules.values())
    if (rule.type === 'header') headers.add(rule.header)
  return [...headers]
}
