import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { parseRulePattern } from '../src/regex/rule-pattern.ts'

/** An expression of a rule file, taken apart. */
export interface RuleExpression {
  readonly rule: string
  readonly pattern: string
  readonly modifiers: string
}

const TEXT_RULE = /^\s*(?:body|rawbody|full|uri)\s+(\w+)\s+((?:\/|m\W).*?)\s*$/
const HEADER_RULE = /^\s*(?:header|mimeheader)\s+(\w+)\s+\S+\s+[=!]~\s+(.*?)(?:\s+\[if-unset:.*\])?\s*$/
const URI_DETAIL = /^\s*uri_detail\s+(\w+)\s+\S+\s+[=!]~\s+(\/.*?\/[a-z]*)\s*$/

/** Puts the values of replace_tag in, and those of `<inter X>` and `<post X>` between and behind them. */
function withTags(pattern: string, tags: ReadonlyMap<string, string>): string {
  let inter = ''
  let post = ''
  let text = pattern
    .replace(/<inter (\w+)>/, (_, name: string) => {
      inter = tags.get(`inter ${name}`) ?? ''
      return ''
    })
    .replace(/<post (\w+)>/, (_, name: string) => {
      post = tags.get(`post ${name}`) ?? ''
      return ''
    })
    .replace(/<pre (\w+)>/, '')
  for (let depth = 0; depth < 4; depth++) {
    if (depth === 0) text = text.replace(/(<\w+>)(?=<\w+>)/g, `$1${inter.replaceAll('$', '$$$$')}`)
    text = text.replace(/<(\w+)>/g, (all, name: string) => {
      const value = tags.get(`tag ${name}`)
      return value === undefined ? all : depth === 0 ? value + post : value
    })
  }
  return text
}

/** The expressions of all rules in a directory of .cf files; <TAG>s of replace_tag are put in roughly. */
export function ruleExpressions(directory: string): readonly RuleExpression[] {
  const lines = readdirSync(directory)
    .filter((name) => name.endsWith('.cf'))
    .sort()
    .flatMap((name) => readFileSync(path.join(directory, name), 'latin1').split('\n'))
    .map((line) => line.replace(/(?<!\\)#.*$/, '').replaceAll('\\#', '#'))
  const tags = new Map<string, string>()
  const replaced = new Set<string>()
  for (const line of lines) {
    const tag = /^\s*replace_(tag|inter|pre|post)\s+(\S+)\s+(.*?)\s*$/.exec(line)
    if (tag) tags.set(`${tag[1]} ${tag[2]}`, tag[3] ?? '')
    const rules = /^\s*replace_rules\s+(.*)$/.exec(line)
    for (const rule of rules?.[1]?.split(/\s+/) ?? []) replaced.add(rule)
  }
  const expressions: RuleExpression[] = []
  for (const line of lines) {
    const found = TEXT_RULE.exec(line) ?? HEADER_RULE.exec(line) ?? URI_DETAIL.exec(line)
    const [, rule, text] = found ?? []
    if (rule === undefined || text === undefined) continue
    let { pattern, modifiers } = parseRulePattern(text)
    if (replaced.has(rule)) pattern = withTags(pattern, tags)
    expressions.push({ rule, pattern, modifiers })
  }
  return expressions
}
