import { SettingError, type SettingLine } from '../conf/setting.ts'
import { RegexError } from '../regex/regex-error.ts'
import { parseRulePattern } from '../regex/rule-pattern.ts'
import { compiledPattern } from './compiled-patterns.ts'
import { parseEvalCall } from './eval-arguments.ts'
import type { PatternSource, Rule, RuleArea } from './rule.ts'

// header-rule   = name ("exists:" field | field op pattern ["[if-unset:" text "]"] | ["rbl"] "eval:" call)
// field         = 1*(ALPHA / DIGIT / "_" / "." / "-") [":" | 1*2(":" modifier)]
// op            = "=~" | "!~"
const HEADER_RULE = /^([\w.-]+(?::|(?::[a-z]+){1,2})?)\s*([=!]~)\s*(.+)$/
const BAD_MODIFIER = /:(?!(?:raw|addr|name|host|domain|ip|revip|first|last)\b)/i
const IF_UNSET = /\s+\[if-unset:\s+(.+)\]$/

/** What all definitions share, taken from their line. */
function base(name: string, text: string, line: SettingLine): Pick<Rule, 'name' | 'place' | 'order' | 'text'> {
  return { name, place: line.place, order: line.order, text }
}

/** Checks an expression the way it will be compiled; warns and answers undefined when it is no good. */
function readPattern(name: string, text: string, line: SettingLine): PatternSource | undefined {
  try {
    const refuseAlwaysMatching = line.lint || line.valueOf('ignore_always_matching_regexps') === true
    const source = parseRulePattern(text, { refuseAlwaysMatching })
    compiledPattern(source)
    return source
  } catch (error) {
    if (!(error instanceof RegexError)) throw error
    line.warn(`config: invalid regexp for ${name} '${text}': ${error.message}`, 'error')
    return undefined
  }
}

/** Refuses the line when it names a function but does not look like a call of one. */
export function refuseBadCall(text: string): void {
  const call = /^(?:rbl)?eval:(.*)$/.exec(text)
  if (call && !/^\w+\(.*\)$/.test(call[1] ?? '')) throw new SettingError('invalid')
}

function readEval(area: RuleArea, name: string, call: string, line: SettingLine): Rule | undefined {
  const parsed = parseEvalCall(call)
  if (!parsed) {
    line.warn(`syntax error for eval function ${name}: ${call}`, 'error')
    return undefined
  }
  return { ...base(name, `eval:${call}`, line), type: 'eval', area, fn: parsed.fn, args: parsed.args }
}

/** `header NAME …`, name already taken off. Undefined when the line was warned about. */
export function readHeaderRule(name: string, text: string, line: SettingLine): Rule | undefined {
  const call = /^(?:rbl)?eval:(.*)$/.exec(text)
  if (call) return readEval('header', name, call[1] ?? '', line)

  const exists = /^exists:(.*)/.exec(text)
  if (exists) {
    const header = exists[1] ?? ''
    if (!/^[\w.-]+:?$/.test(header)) {
      line.warn(`config: invalid head test ${name} header: ${header}`, 'error')
      return undefined
    }
    return { ...base(name, text, line), type: 'exists', header: header.replace(/:$/, ''), negated: false }
  }

  const found = HEADER_RULE.exec(text)
  if (!found) {
    line.warn(`config: invalid head test ${name}: ${text}`, 'error')
    return undefined
  }
  const header = (found[1] ?? '').replace(/:$/, '')
  if (BAD_MODIFIER.test(header)) {
    line.warn(`config: invalid header modifier for ${name}: ${header}`, 'error')
    return undefined
  }
  let expression = found[3] ?? ''
  const unset = IF_UNSET.exec(expression)
  if (unset) expression = expression.slice(0, unset.index)
  const pattern = readPattern(name, expression, line)
  if (!pattern) return undefined
  return {
    ...base(name, text, line),
    type: 'header',
    header,
    negated: found[2] === '!~',
    pattern,
    ifUnset: unset?.[1],
  }
}

/** `body`, `rawbody`, `full`, `uri`. Undefined when the line was warned about. */
export function readTextRule(
  area: 'body' | 'rawbody' | 'full' | 'uri',
  name: string,
  text: string,
  line: SettingLine,
): Rule | undefined {
  const call = area === 'uri' ? null : /^eval:(.*)$/.exec(text)
  if (call) return readEval(area, name, call[1] ?? '', line)
  const pattern = readPattern(name, text, line)
  return pattern && { ...base(name, text, line), type: 'text', area, pattern }
}
