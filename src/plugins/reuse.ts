import type { Conf } from '../conf/conf.ts'
import { SettingError, type SettingType, setting } from '../conf/setting.ts'
import { bool, custom } from '../conf/setting-types.ts'
import type { Plugin } from '../rules/plugin.ts'
import type { RuleBook } from '../rules/rule-book.ts'
import { ruleSettings } from '../rules/rule-settings.ts'

const NAME = '[_a-zA-Z][_a-zA-Z0-9]{0,127}'
const REUSE_LINE = new RegExp(`^[ \\t\\r\\f\\v]*(${NAME})(?:[ \\t\\r\\f\\v]+${NAME})*[ \\t\\r\\f\\v]*$`)
const NOWHERE = { file: '(reuse)', line: 0 }

/** Rules whose hits can be taken from an earlier scan; older names of a rule serve mass-check only. */
const reusedRules: SettingType<Set<string>> = custom(
  'rule older-names…',
  (rules, value) => {
    const name = REUSE_LINE.exec(value)?.[1]
    if (name === undefined) throw new SettingError('invalid')
    return rules.add(name)
  },
  (rules) => new Set(rules),
)

const settings = {
  reuse: setting(reusedRules, {
    default: () => new Set<string>(),
    scope: 'user',
    doc: 'A rule whose hits mass-check may take from an earlier scan, with the names it had then.',
  }),
  run_reuse_tests_only: setting(bool, {
    default: false,
    scope: 'user',
    doc: 'Run only rules that `reuse` names and rules of the network, as for a first pass over a corpus.',
  }),
} as const

/** Hits of earlier scans are mass-check's to give; here it is decided which rules there are. */
function finishConf(conf: Conf): void {
  const { reuse, run_reuse_tests_only } = conf.of(settings)
  const { rules: book } = conf.of(ruleSettings)
  const reused = new Set([...reuse, ...networkRules(book)])
  if (run_reuse_tests_only) {
    for (const name of book.rules.keys()) if (!reused.has(name)) book.rules.delete(name)
    return
  }
  for (const name of reused) {
    if (!book.rules.has(name)) book.rules.set(name, { type: 'empty', name, place: NOWHERE, order: 0, text: '' })
  }
}

function* networkRules(book: RuleBook): Generator<string> {
  for (const [name, flags] of book.tflags) if (/\bnet\b/.test(flags)) yield name
}

/** Which rules take part when hits of earlier scans are used again. */
export const reuse = {
  name: 'Mail::SpamAssassin::Plugin::Reuse',
  settings,
  evals: {},
  finishConf,
} as const satisfies Plugin
