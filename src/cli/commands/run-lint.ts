import { allPlugins } from '../../plugins/all.ts'
import { createEngine } from '../../scan/engine.ts'
import { coreRows } from '../../scan/read-environment.ts'
import { siteOptionsOf } from '../configuration-options.ts'
import { allDiagnostics } from '../diagnostics-text.ts'
import { costReport } from '../rule-costs.ts'
import { siteSummary } from '../site-summary.ts'
import type { LintArguments } from './lint.ts'

/** Says what is wrong with the configuration, and sets the exit status. */
export async function runLint(args: LintArguments): Promise<void> {
  const { facts, diagnostics, ruleset } = await createEngine({ ...siteOptionsOf(args, true), lint: true })
  if (facts.site) console.log(siteSummary(facts.site).join('\n'))
  for (const line of allDiagnostics(diagnostics)) console.log(line)
  if (args.pending) {
    console.log('Settings without effect yet:')
    for (const { name, pending } of pendingSettings()) console.log(`  ${name}: ${pending}`)
  }
  if (args.cost) console.log(costReport(ruleset).join('\n'))
  const errors = diagnostics.filter((diagnostic) => diagnostic.severity === 'error').length
  console.log(errors === 0 ? 'lint: no errors' : `lint: ${errors} errors`)
  if (errors > 0) process.exitCode = 1
}

/** Settings that are parsed but that nothing reads yet, with what they wait for. */
function pendingSettings(): { readonly name: string; readonly pending: string }[] {
  const rows = [...coreRows, ...allPlugins.map((plugin) => plugin.settings)].flatMap((table) => Object.entries(table))
  const waiting = rows.flatMap(([name, { pending }]) => (pending === undefined ? [] : [{ name, pending }]))
  return waiting.sort((a, b) => (a.name < b.name ? -1 : 1))
}
