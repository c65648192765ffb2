import { SettingError, setting } from '../conf/setting.ts'
import type { Part } from '../message/part.ts'
import { compilePerlRegex, type PerlMatch, type PerlRegex } from '../regex/compile.ts'
import { RegexError } from '../regex/regex-error.ts'
import { parseRulePattern } from '../regex/rule-pattern.ts'
import { saveCaptures } from '../rules/capture-tags.ts'
import type { Plugin } from '../rules/plugin.ts'
import { pluginRule, RULES_SLOT, RuleBook } from '../rules/rule-book.ts'
import type { Scan } from '../rules/scan.ts'

interface MimeHeaderRule {
  readonly header: string
  readonly raw: boolean
  readonly negated: boolean
  readonly pattern: PerlRegex
  readonly ifUnset: string
}

// rule = field [":raw"] ("=~" / "!~") expression ["[if-unset:" text "]"]
const RULE = /^([^: \t\n\r\f\v]+(?::(?:raw)?)?)[ \t\r\f\v]*([=!]~)[ \t\r\f\v]*([^\n]+)$/
const IF_UNSET = /[ \t\r\f\v]+\[if-unset:[ \t\r\f\v]+([^\n]+)\]$/

function parseRule(text: string): MimeHeaderRule {
  const found = RULE.exec(text)
  if (!found) throw new SettingError('invalid')
  const [, field = '', operator, rest = ''] = found
  const unset = IF_UNSET.exec(rest)
  try {
    const { pattern, modifiers } = parseRulePattern(unset ? rest.slice(0, unset.index) : rest)
    return {
      header: field.replace(/:(?:raw)?$/, ''),
      raw: field.endsWith(':raw'),
      negated: operator === '!~',
      pattern: compilePerlRegex(pattern, modifiers),
      ifUnset: unset?.[1] ?? '',
    }
  } catch (error) {
    if (error instanceof RegexError) throw new SettingError('invalid', error.message)
    throw error
  }
}

/** Parts and matches looked at where tflags say nothing else: MIMEHeader's own limits. */
const MAX_PARTS = 1000
const MAX_HITS = 1000

interface RuleFlags {
  readonly from: number
  readonly to: number
  readonly concat: boolean
  readonly maxHits: number
}

const known = new WeakMap<ReadonlySet<string>, RuleFlags>()

/** The tflags of a rule, which are the same for all messages. */
function flagsOf(tflags: ReadonlySet<string>): RuleFlags {
  let flags = known.get(tflags)
  if (!flags) known.set(tflags, (flags = readFlags(tflags)))
  return flags
}

/** Reads `range=2-5`, `range=2-`, `range=-5`, `range=2`, `concat`, `multiple` and `maxhits=3`. */
function readFlags(tflags: ReadonlySet<string>): RuleFlags {
  let from = 0
  let to = MAX_PARTS
  let maxHits = tflags.has('multiple') ? MAX_HITS : 1
  for (const flag of tflags) {
    const range = /^range=(\d+)?(-)?(\d+)?$/.exec(flag)
    if (range) {
      const [, low, dash, high] = range
      if (low !== undefined) from = Number(low)
      if (high !== undefined && dash !== undefined) to = Number(high)
      else if (low !== undefined && dash === undefined) to = from
    }
    const most = /^maxhits=(\d+)$/.exec(flag)?.[1]
    if (most !== undefined) maxHits = Number(most)
  }
  return { from, to, concat: tflags.has('concat'), maxHits }
}

function valueIn(part: Part, { header, raw, ifUnset }: MimeHeaderRule): string {
  if (header === 'ALL') return part.headers.lines(raw ? 'raw' : 'decoded').join('')
  const field = part.headers.last(header)
  if (raw) return field?.raw ?? ''
  return field ? `${field.value}\n` : ifUnset
}

/** Reports each match as a hit of its own; answers whether there was any. */
function hitMatches(scan: Scan, rule: string, value: string, pattern: PerlRegex, maxHits: number): boolean {
  const names = pattern.captureNames.length > 0
  const matches: PerlMatch[] = []
  let times = 0
  let notEmptyAt: number | undefined
  for (let from = 0; from <= value.length; ) {
    const whole = names ? pattern.exec(value, from, notEmptyAt) : undefined
    const match = names ? whole : pattern.find(value, from, notEmptyAt)
    if (!match) break
    if (whole) matches.push(whole)
    scan.hit(rule)
    // SpamAssassin's reports do not show what matched.
    scan.explain(() => value.slice(match.index, match.end), rule)
    if (++times >= maxHits) break
    from = match.end
    notEmptyAt = match.end === match.index ? match.end : undefined
  }
  if (names) saveCaptures(scan, matches)
  return times > 0
}

function run(scan: Scan, name: string, rule: MimeHeaderRule): boolean {
  // SpamAssassin never lets a match stop a negated rule, so such a rule always hits (MIMEHeader.pm, _check).
  if (rule.negated) return true
  const flags = flagsOf(scan.tflags(name))
  const all: string[] = []
  let index = 0
  for (const part of scan.message.parts) {
    if (part.type === '') continue
    index++
    if (index > flags.to) break
    if (index < flags.from) continue
    const value = valueIn(part, rule)
    if (flags.concat) all.push(value.endsWith('\n') ? value : `${value}\n`)
    else if (hitMatches(scan, name, value, rule.pattern, flags.maxHits)) return false
  }
  if (flags.concat) hitMatches(scan, name, all.join(''), rule.pattern, flags.maxHits)
  return false
}

const mimeHeaderLines = pluginRule('mimeheader', 'body', (text) => {
  const rule = parseRule(text)
  return (scan, name) => run(scan, name, rule)
})

/** Rules about the headers of MIME parts: `mimeheader NAME Content-Type =~ /…/`. */
export const mimeHeader = {
  name: 'Mail::SpamAssassin::Plugin::MIMEHeader',
  settings: {
    mimeheader: setting(mimeHeaderLines, {
      default: () => new RuleBook(),
      scope: 'user-rules',
      slot: RULES_SLOT,
      doc: 'A rule about one header field of the MIME parts, or about ALL; tflags range=, concat, multiple and maxhits= apply.',
    }),
  },
  evals: {},
  features: ['has_all_header', 'has_tflags_range', 'has_tflags_concat', 'has_tflags_multiple', 'has_capture_rules'],
} as const satisfies Plugin
