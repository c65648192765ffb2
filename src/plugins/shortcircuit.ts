import { SettingError, setting } from '../conf/setting.ts'
import { custom, number, parseNumber, required } from '../conf/setting-types.ts'
import { evalFunction, type Plugin } from '../rules/plugin.ts'
import type { RuleArea } from '../rules/rule.ts'
import { RULES_SLOT, type RuleBook } from '../rules/rule-book.ts'
import { perScan } from '../rules/scan.ts'

const anywhere: readonly RuleArea[] = ['header', 'body', 'rawbody', 'full', 'uri']
type Kind = 'ham' | 'spam' | 'on'

/** Where rules that end a scan run unless their priority is set: before nearly all others. */
const EARLY_PRIORITY = -200

const endingRules = custom<Map<string, Kind>>(
  'rule and ham, spam, on or off',
  (rules, value, line) => {
    const [, rule = '', kind = ''] = /^(\w+)[ \t\r\f\v]+(\w+)$/.exec(required(value)) ?? []
    if (kind === 'off') rules.delete(rule)
    else if (kind === 'ham' || kind === 'spam' || kind === 'on') rules.set(rule, kind)
    else throw new SettingError('invalid')
    if (kind === 'ham' || kind === 'spam') {
      line.update<RuleBook>(RULES_SLOT, (book) => {
        if (!book.priorities.get(rule)) book.priorities.set(rule, EARLY_PRIORITY)
        const flags = [book.tflags.get(rule), kind === 'ham' ? 'nice' : undefined, 'noautolearn']
        book.tflags.set(rule, flags.filter((flag) => flag !== undefined).join(' '))
        return book
      })
    }
    return rules
  },
  (rules) => new Map(rules),
)

const optionalNumber = custom<number | undefined>('number', (_current, value) => parseNumber(value))

const settings = {
  shortcircuit: setting(endingRules, {
    default: (): Map<string, Kind> => new Map(),
    scope: 'user',
    doc: 'A rule that ends the scan when it hits: as ham, as spam, or by its score (on).',
  }),
  shortcircuit_spam_score: setting(number, {
    default: 100,
    scope: 'user',
    doc: 'Score of a scan that a rule ends as spam.',
  }),
  shortcircuit_ham_score: setting(number, {
    default: -100,
    scope: 'user',
    doc: 'Score of a scan that a rule ends as ham.',
  }),
  shortcircuit_min_ham_score: setting(optionalNumber, {
    default: undefined,
    scope: 'user',
    doc: 'Below this score so far, the next hit ends the scan as ham.',
  }),
  shortcircuit_max_spam_score: setting(optionalNumber, {
    default: undefined,
    scope: 'user',
    doc: 'Above this score so far, the next hit ends the scan as spam.',
  }),
} as const

/** How a scan was ended, and its score before the hit at hand. */
const ending = perScan(() => ({
  type: undefined as 'ham' | 'spam' | undefined, // `as`: it starts unset
  rule: undefined as string | undefined,
  score: 0,
}))

/** What the hit of an ending rule of kind `on` adds to the score: next to nothing. */
const MARK = 0.0001
const LIMIT_MARK = 0.001

/** Ends scans early when a rule hits that needs no second opinion. */
export const shortcircuit = {
  name: 'Mail::SpamAssassin::Plugin::Shortcircuit',
  settings,
  evals: {
    check_shortcircuit: evalFunction({
      doc: 'Never true: the rule SHORTCIRCUIT hits when a scan is ended early.',
      on: anywhere,
      args: [],
      run: () => false,
    }),
  },
  parsedMetadata: (scan) => {
    const end = ending(scan)
    scan.setTag('SC', () => (end.rule === undefined ? 'no' : `${end.rule} (${end.type})`))
    scan.setTag('SCRULE', () => end.rule ?? 'none')
    scan.setTag('SCTYPE', () => end.type ?? 'no')
  },
  hitRule: (scan, rule, score) => {
    const end = ending(scan)
    const before = end.score
    if (!rule.startsWith('__')) end.score += score
    if (end.type !== undefined) return
    const { shortcircuit, ...limits } = scan.conf.of(settings)
    const kind = shortcircuit.get(rule)
    const beyond =
      before < (limits.shortcircuit_min_ham_score ?? Number.NEGATIVE_INFINITY) ||
      before > (limits.shortcircuit_max_spam_score ?? Number.POSITIVE_INFINITY)
    if (!beyond && kind === undefined) return
    scan.setAutolearn('disabled')
    if (beyond) {
      end.type = before < 0 ? 'ham' : 'spam'
      scan.hit('SHORTCIRCUIT', { score: before < 0 ? -LIMIT_MARK : LIMIT_MARK })
    }
    if (kind === undefined) return
    end.rule = rule
    end.type = kind === 'on' ? (score < 0 ? 'ham' : 'spam') : kind
    const byKind = {
      ham: limits.shortcircuit_ham_score,
      spam: limits.shortcircuit_spam_score,
      on: score < 0 ? -MARK : MARK,
    }
    scan.hit('SHORTCIRCUIT', { score: byKind[kind] })
  },
  // A score beyond a limit takes effect at the next hit, whatever hits.
  urgentSubRules: (conf) => {
    const { shortcircuit, shortcircuit_min_ham_score, shortcircuit_max_spam_score } = conf.of(settings)
    if (shortcircuit_min_ham_score !== undefined || shortcircuit_max_spam_score !== undefined) return 'all'
    return new Set(shortcircuit.keys())
  },
  haveShortcircuited: (scan) => ending(scan).type !== undefined,
  checkEnd: (scan) => scan.logItem(`shortcircuit=${ending(scan).type ?? 'no'}`),
} as const satisfies Plugin
