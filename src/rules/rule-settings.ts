import { SettingError, setting } from '../conf/setting.ts'
import { compileMeta } from './meta/compile.ts'
import { expandRulesMatching, MetaError, parseMeta } from './meta/expression.ts'
import type { Rule } from './rule.ts'
import { isRuleName, RULES_SLOT, RuleBook, ruleLines, type ScoreSets, splitRuleLine } from './rule-book.ts'
import { readHeaderRule, readTextRule, refuseBadCall } from './rule-lines.ts'

// Rules that capture into tags run before all others, so that rules which use the tags find them.
const CAPTURE_PRIORITY = -10000
const CAPTURES = /\(\?P?[<'][A-Z]/

function define(book: RuleBook, rule: Rule | undefined): void {
  if (!rule) return
  book.put(rule)
  if ((rule.type === 'text' || rule.type === 'header') && CAPTURES.test(rule.pattern.pattern)) {
    book.priorities.set(rule.name, CAPTURE_PRIORITY)
  }
}

function textRules(area: 'body' | 'rawbody' | 'full' | 'uri') {
  return ruleLines(`${area} rule`, (book, value, line) => {
    const { name, rest } = splitRuleLine(value)
    if (area !== 'uri') refuseBadCall(rest)
    if (book.accepts(name, line)) define(book, readTextRule(area, name, rest, line))
  })
}

const headerRules = ruleLines('header rule', (book, value, line) => {
  const { name, rest } = splitRuleLine(value)
  refuseBadCall(rest)
  if (book.accepts(name, line)) define(book, readHeaderRule(name, rest, line))
})

/** Says what is wrong with a meta expression, in SpamAssassin's words; undefined when nothing is. */
export function metaComplaint(name: string, expression: string): string | undefined {
  if (/::|->|[$@%;{}]/.test(expression)) return `config: invalid meta ${name} rule: ${expression}`
  try {
    const tree = parseMeta(expandRulesMatching(expression, () => '0'))
    if (tree) compileMeta(tree, () => -1, false)({ counts: new Float64Array(0), outcome: () => 0 })
    return undefined
  } catch (error) {
    if (!(error instanceof MetaError)) throw error
    return error.code === 'token'
      ? `config: invalid meta ${name} token: ${error.message}`
      : `config: invalid expression for rule ${name}: "${expression}": ${error.message}`
  }
}

const metaRules = ruleLines('meta rule', (book, value, line) => {
  const { name, rest } = splitRuleLine(value)
  if (/\*\s*\*/.test(rest)) {
    line.warn("config: found invalid '**' or '* *' operator in meta command", 'info')
    throw new SettingError('invalid')
  }
  if (!book.accepts(name, line)) return
  const complaint = metaComplaint(name, rest)
  if (complaint) {
    // SpamAssassin warns of Perl in a meta, but does not count it as an error
    line.warn(complaint, complaint.startsWith(`config: invalid meta ${name} rule:`) ? 'warning' : 'error')
    return
  }
  book.put({ type: 'meta', name, expression: rest, place: line.place, order: line.order, text: rest })
})

const SCORE = /^-?\d+(?:\.\d+)?$/
const RELATIVE_SCORE = /^\((-?\d+(?:\.\d+)?)\)$/

const scoreLines = ruleLines('score', (book, value, line) => {
  const [rule = '', ...written] = value.split(/\s+/)
  if (value === '' || (written.length !== 1 && written.length !== 4)) {
    line.warn('config: score: requires a symbolic rule name and 1 or 4 scores', 'info')
    throw new SettingError('missing')
  }
  let relative = false
  const numbers = written.map((text) => {
    const inner = RELATIVE_SCORE.exec(text)
    if (inner) relative = true
    const plain = inner?.[1] ?? text
    if (!SCORE.test(plain)) {
      line.warn(`config: score: the non-numeric score (${plain}) is not valid, a numeric score is required`, 'info')
      throw new SettingError('invalid')
    }
    return Number(plain)
  })
  const before = book.scoresSoFar(rule)
  if (relative && !before) {
    line.warn('config: score: relative score without previous setting in configuration', 'info')
    throw new SettingError('invalid')
  }
  const scoreOf = (set: number): number => {
    const given = numbers.length === 4 ? (numbers[set] ?? 0) : (numbers[0] ?? 0)
    return relative ? (before?.[set] ?? 0) + given : given
  }
  const scores: ScoreSets = [scoreOf(0), scoreOf(1), scoreOf(2), scoreOf(3)]
  book.scores.set(rule, { scores, place: line.place })
})

/** `NAME text`, the text kept whole. */
function namedText(kind: string, store: (book: RuleBook, name: string, text: string) => void) {
  return ruleLines(kind, (book, value) => {
    const found = /^(\S+)\s+(.+)$/s.exec(value)
    if (!found) throw new SettingError('missing')
    store(book, found[1] ?? '', found[2] ?? '')
  })
}

const priorityLines = ruleLines('priority', (book, value) => {
  const found = /^(\S+)\s+(.*)$/s.exec(value)
  if (!found) throw new SettingError('missing')
  const [, name = '', priority = ''] = found
  if (!isRuleName(name) || !/^-?\d+$/.test(priority)) throw new SettingError('invalid')
  book.priorities.set(name, Number(priority))
})

const regressionTests = ruleLines('test', (book, value, line) => {
  const found = /^(\S+)\s+(ok|fail)\s+(.*)$/.exec(value)
  if (!found) return // SpamAssassin reads these lines for its own tests only
  const [, rule = '', expect, text = ''] = found
  book.tests.push({ rule, expect: expect === 'ok' ? 'ok' : 'fail', text, place: line.place })
})

const reuseLines = ruleLines('reuse', (book, value, line) => {
  const found = /\s*(\w+)(?:\s+(?:\w+(?:\s+\w+)*))?\s*$/.exec(value)
  if (!found) throw new SettingError('invalid')
  const name = found[1] ?? ''
  if (!book.rules.has(name)) {
    book.add({ type: 'empty', name, place: line.place, order: line.order, text: `reuse ${value}` }, line)
  }
})

const newBook = (): RuleBook => new RuleBook()
const priv = { default: newBook, scope: 'user-rules', slot: RULES_SLOT } as const
const user = { default: newBook, scope: 'user', slot: RULES_SLOT } as const

/** The keys that define rules and say things of them by name. All write to the slot `rules`. */
export const ruleSettings = {
  rules: setting(
    ruleLines('rule book', () => {
      throw new SettingError('invalid')
    }),
    {
      default: newBook,
      scope: 'site',
      command: false,
      doc: 'Not a setting: where the lines that define rules are gathered.',
    },
  ),
  header: setting(headerRules, {
    ...priv,
    doc: 'A rule over a header field: `NAME Field =~ /expression/`, `NAME exists:Field` or `NAME eval:function()`.',
  }),
  body: setting(textRules('body'), { ...priv, doc: 'A rule over the rendered text, Subject first.' }),
  rawbody: setting(textRules('rawbody'), { ...priv, doc: 'A rule over the decoded text parts with their markup.' }),
  full: setting(textRules('full'), { ...priv, doc: 'A rule over the message byte for byte.' }),
  uri: setting(textRules('uri'), { ...priv, doc: 'A rule over each URI found in the message.' }),
  meta: setting(metaRules, { ...priv, doc: 'A rule made of other rules by arithmetic and boolean operators.' }),
  reuse: setting(reuseLines, { ...priv, doc: 'Declares a rule whose old hits mass-check may use again.' }),
  tflags: setting(
    namedText('tflags', (book, name, text) => book.tflags.set(name, text)),
    { ...priv, doc: 'Flags of a rule: net nice learn userconf noautolearn multiple maxhits=N and others.' },
  ),
  priority: setting(priorityLines, { ...priv, doc: 'When a rule runs: lower first, 0 unless said.' }),
  score: setting(scoreLines, {
    ...user,
    doc: 'Points of a rule, one number or four (plain, network, Bayes, both); in parentheses added to those before.',
  }),
  describe: setting(
    namedText('describe', (book, name, text) => book.descriptions.set(name, text)),
    { ...user, doc: 'What a rule means, for reports.' },
  ),
  test: setting(regressionTests, {
    ...user,
    scope: 'site',
    doc: 'A text that a rule must hit (`ok`) or miss (`fail`).',
  }),
}
