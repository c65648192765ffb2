import { SettingError, setting } from '../conf/setting.ts'
import type { UriDetail } from '../message/uri/uri-detail.ts'
import { compilePerlRegex, type PerlRegex } from '../regex/compile.ts'
import { RegexError } from '../regex/regex-error.ts'
import { parseRulePattern } from '../regex/rule-pattern.ts'
import type { Plugin } from '../rules/plugin.ts'
import { RULES_SLOT, RuleBook, ruleLines, splitRuleLine } from '../rules/rule-book.ts'
import type { Scan } from '../rules/scan.ts'

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

/** The criteria of each rule by how it runs: further lines of one rule add to them. */
const criteriaOf = new WeakMap<object, Criteria>()

const uriDetailLines = ruleLines('uri_detail rule', (book, value, line) => {
  const { name, rest } = splitRuleLine(value)
  const known = book.rules.get(name)
  const criteria = new Map(known?.type === 'plugin' ? criteriaOf.get(known.run) : undefined)
  if (!readCriteria(rest, criteria)) {
    line.warn(`config: failed to add invalid rule ${name}`)
    throw new SettingError('invalid')
  }
  const run = (scan: Scan): boolean => anyUriFits(scan, criteria)
  criteriaOf.set(run, criteria)
  book.add(
    { type: 'plugin', name, area: 'body', run, place: line.place, order: line.order, text: `uri_detail ${rest}` },
    line,
  )
})

/** Adds the criteria of a line; answers whether there was any. */
function readCriteria(text: string, criteria: Map<Key, Criterion>): boolean {
  let added = false
  for (const [, key = '', operator, expression = ''] of text.matchAll(CRITERION)) {
    if (!Object.hasOwn(TEXTS, key)) throw new SettingError('invalid')
    criteria.set(key as Key, { negated: operator === '!~', pattern: compile(expression) }) // `as`: it is one of the keys
    added = true
  }
  return added
}

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
    if (fits) return true
  }
  return false
}

/** Rules about URIs and where they stand: `uri_detail NAME text =~ /…/ domain !~ /…/`. */
export const uriDetail = {
  name: 'Mail::SpamAssassin::Plugin::URIDetail',
  settings: {
    uri_detail: setting(uriDetailLines, {
      default: () => new RuleBook(),
      scope: 'user-rules',
      slot: RULES_SLOT,
      doc: 'A rule that hits when one URI fits all criteria: raw, type, cleaned, text, domain, host with =~ or !~ and an expression.',
    }),
  },
  evals: {},
  features: ['has_host_key'],
} as const satisfies Plugin
