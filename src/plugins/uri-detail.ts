import { SettingError, type SettingRows, setting } from '../conf/setting.ts'
import { custom } from '../conf/setting-types.ts'
import type { UriDetail } from '../message/uri/uri-detail.ts'
import { compilePerlRegex, type PerlRegex } from '../regex/compile.ts'
import { RegexError } from '../regex/regex-error.ts'
import { parseRulePattern } from '../regex/rule-pattern.ts'
import { evalFunction, type Plugin } from '../rules/plugin.ts'
import { RULE_AREAS } from '../rules/rule.ts'
import { RULES_SLOT, RuleBook, ruleLines, splitRuleLine } from '../rules/rule-book.ts'
import { because, type Scan } from '../rules/scan.ts'

/** What of a URI each key of a criterion looks at; the criterion holds when any of the texts fits. */
const TEXTS = {
  raw: (raw: string): readonly string[] => [raw],
  type: (_raw: string, detail: UriDetail): Iterable<string> => detail.types,
  cleaned: (_raw: string, detail: UriDetail): Iterable<string> => detail.cleaned ?? [],
  text: (_raw: string, detail: UriDetail): Iterable<string> => detail.anchorText ?? [],
  domain: (_raw: string, detail: UriDetail): Iterable<string> => detail.domains,
  host: (_raw: string, detail: UriDetail): Iterable<string> => detail.hosts.keys(),
} as const
type Key = keyof typeof TEXTS

interface Criterion {
  readonly negated: boolean
  readonly pattern: PerlRegex
}
type Criteria = ReadonlyMap<Key, Criterion>

// criteria  = 1*(key ("=~" / "!~") expression)
// expression = "/" … "/" modifiers | "m" delimiter … delimiter modifiers
const CRITERION =
  /\b(\w+)\b[ \t\r\f\v]*([=!]~)[ \t\r\f\v]*((?:\/[^\n]*?\/|m([^A-Za-z0-9_])[^\n]*?\4)[imsx]*)(?=[ \t\r\f\v]|$)/g

/** What the lines of each rule ask for; further lines of a rule add to it. */
type CriteriaByRule = ReadonlyMap<string, Criteria>

const CRITERIA_SLOT = 'uri_detail_criteria'

const uriDetailLines = ruleLines('uri_detail rule', (book, value, line) => {
  const { name, rest } = splitRuleLine(value)
  const given = [...rest.matchAll(CRITERION)].map(([, key = '', operator, expression = '']): [Key, Criterion] => {
    if (!Object.hasOwn(TEXTS, key)) throw new SettingError('invalid')
    return [key as Key, { negated: operator === '!~', pattern: compile(expression) }] // `as`: it is one of the keys
  })
  if (given.length === 0) {
    line.warn(`config: failed to add invalid rule ${name}`)
    throw new SettingError('invalid')
  }
  line.update<CriteriaByRule>(CRITERIA_SLOT, (rules) =>
    new Map(rules).set(name, new Map([...(rules.get(name) ?? []), ...given])),
  )
  const text = `uri_detail ${rest}`
  const { place, order } = line
  book.add({ type: 'eval', name, area: 'body', fn: 'check_uri_detail', args: [], place, order, text }, line)
})

function compile(expression: string): PerlRegex {
  try {
    const { pattern, modifiers } = parseRulePattern(expression)
    return compilePerlRegex(pattern, modifiers)
  } catch (error) {
    if (error instanceof RegexError) throw new SettingError('invalid', error.message)
    throw error
  }
}

function anyUriFits(scan: Scan, criteria: Criteria): boolean {
  for (const [raw, detail] of scan.message.uriDetails) {
    let fits = true
    for (const [key, { negated, pattern }] of criteria) {
      fits = false
      for (const text of TEXTS[key](raw, detail)) {
        if (pattern.test(text) === negated) continue
        fits = true
        break
      }
      if (!fits) break
    }
    if (fits) return because(scan, true, () => `"${raw}" (${[...detail.types].join(', ')})`)
  }
  return false
}

const settings = {
  uri_detail: setting(uriDetailLines, {
    default: () => new RuleBook(),
    scope: 'user-rules',
    slot: RULES_SLOT,
    doc: 'A rule that hits when one URI fits all criteria: raw, type, cleaned, text, domain, host with =~ or !~ and an expression.',
  }),
  uri_detail_criteria: setting(
    custom<CriteriaByRule>('criteria', (rules) => rules),
    { default: () => new Map(), scope: 'user-rules', command: false, doc: 'What uri_detail rules ask for, by rule.' },
  ),
} as const satisfies SettingRows

const NONE: Criteria = new Map()

const check_uri_detail = evalFunction({
  doc: 'One URI fits all criteria of the uri_detail lines of the rule; without any, there is a URI.',
  on: RULE_AREAS,
  args: [],
  run: (scan) => anyUriFits(scan, scan.conf.of(settings).uri_detail_criteria.get(scan.currentRule) ?? NONE),
})

/** Rules about URIs and where they stand: `uri_detail NAME text =~ /…/ domain !~ /…/`. */
export const uriDetail = {
  name: 'Mail::SpamAssassin::Plugin::URIDetail',
  settings,
  evals: { check_uri_detail },
  features: ['has_host_key'],
} as const satisfies Plugin
