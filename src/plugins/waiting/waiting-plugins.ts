import { type SettingRows, type SettingType, setting } from '../../conf/setting.ts'
import { type EvalFunction, evalFunction, type Plugin, rest } from '../../rules/plugin.ts'
import { RULE_AREAS } from '../../rules/rule.ts'
import { RULES_SLOT, RuleBook, ruleLines, splitRuleLine } from '../../rules/rule-book.ts'
import { driverPlugins, type WaitingRow, waitingRows } from './waiting-rows.ts'

/** Lines as written: nothing reads them yet. */
const lines: SettingType<readonly string[]> = {
  name: 'text',
  apply: (before, value) => [...before, value],
}

/** A rule that exists by name, so that its score and description are in place. */
const emptyRule = (kind: string): SettingType<RuleBook> =>
  ruleLines(`${kind} rule`, (book, value, line) => {
    const { name, rest: text } = splitRuleLine(value)
    book.add({ type: 'empty', name, place: line.place, order: line.order, text: `${kind} ${text}` }, line)
  })

function settingsOf(row: WaitingRow): SettingRows {
  const rows: Record<string, SettingRows[string]> = {}
  for (const [name, scope, ...aliases] of row.settings) {
    const fields = { scope, aliases, pending: row.waitsFor, doc: `Of the plugin ${row.name}.` }
    rows[name] = setting(lines, { ...fields, default: () => [] })
  }
  for (const kind of row.ruleKinds) {
    rows[kind] = setting(emptyRule(kind), {
      default: () => new RuleBook(),
      scope: 'user-rules',
      slot: RULES_SLOT,
      pending: row.waitsFor,
      doc: `A rule of the plugin ${row.name}.`,
    })
  }
  return rows
}

const neverRun = (row: WaitingRow): EvalFunction =>
  evalFunction({
    doc: `Does not run yet: ${row.waitsFor}.`,
    on: RULE_AREAS,
    args: [rest('arguments')],
    run: () => false,
  })

/** Plugins whose settings, rule kinds and functions are known by name, and say what they wait for. */
export const waitingPlugins: readonly Plugin[] = [
  ...waitingRows.map((row) => ({
    name: `Mail::SpamAssassin::Plugin::${row.name}`,
    settings: settingsOf(row),
    evals: Object.fromEntries(row.evals.map((fn) => [fn, neverRun(row)])),
    features: row.features ?? [],
    pending: row.waitsFor,
  })),
  ...driverPlugins.map((name) => ({ name: `Mail::SpamAssassin::Plugin::${name}`, settings: {}, evals: {} })),
]
