import type { Diagnostic } from '../../src/base/diagnostic.ts'
import { languageOf } from '../../src/conf/lines.ts'
import { readConf } from '../../src/conf/read-conf.ts'
import { parseMessage } from '../../src/message/parse-message.ts'
import { allPlugins } from '../../src/plugins/all.ts'
import { tagReplacer } from '../../src/plugins/replace-tags.ts'
import { compileRuleset } from '../../src/rules/compile-ruleset.ts'
import { evaluate } from '../../src/rules/evaluate.ts'
import { ruleSettings } from '../../src/rules/rule-settings.ts'
import { ScanState } from '../../src/rules/scan-state.ts'
import { messageOptionsOf } from '../../src/scan/message-options.ts'
import { readEnvironment } from '../../src/scan/read-environment.ts'
import { urgentRules } from '../../src/scan/scan-profile.ts'

/** Top-level domains that test messages use; real rule sets name them all. */
export const TEST_TLDS = 'util_rb_tld com net org de uk info\nutil_rb_2tld co.uk\n'

/** Runs the rules of a configuration that loads these plugins (by short name) over messages, without any other rules. */
export function ruleRunner(plugins: readonly string[], cf: string, { network = false }: { network?: boolean } = {}) {
  const said: Diagnostic[] = []
  const report = (diagnostic: Diagnostic): void => void said.push(diagnostic)
  const load = plugins.map((name) => `loadplugin Mail::SpamAssassin::Plugin::${name}`).join('\n')
  const loader = { include: () => [] }
  const { conf, loadedPlugins } = readConf(
    [
      { file: 'test.pre', text: load },
      { file: 'test.cf', text: TEST_TLDS + cf },
    ],
    readEnvironment({
      plugins: allPlugins,
      ruleRows: ruleSettings,
      paths: { rules: { path: undefined, why: '' }, site: { path: undefined, why: '' } },
      loader: loader as unknown as Parameters<typeof readEnvironment>[0]['loader'], // nothing is included
      localTestsOnly: !network,
      lang: languageOf({}),
      home: undefined,
      report,
    }),
  )
  const loaded = allPlugins.filter((plugin) => loadedPlugins.includes(plugin.name))
  for (const plugin of loaded) {
    plugin.finishConf?.(conf, (message) =>
      report({ severity: 'warning', topic: plugin.name, place: undefined, message }),
    )
  }
  const ruleset = compileRuleset(conf.of(ruleSettings).rules, {
    scoreSet: network ? 1 : 0,
    localOnly: !network,
    urgent: urgentRules(conf, loaded),
    evals: new Map(loaded.flatMap((plugin) => Object.entries(plugin.evals))),
    pendingEvals: new Map(),
    replaceTags: plugins.includes('ReplaceTags') ? tagReplacer(conf) : () => undefined,
    report,
  })
  const options = messageOptionsOf(conf, report)

  /** The scan of one message, done; `prepare` sees it before it starts. */
  async function run(text: string, prepare?: (scan: ScanState) => void): Promise<ScanState> {
    const scan = new ScanState({
      message: parseMessage(text, options),
      envelope: {},
      conf,
      ruleset,
      plugins: loaded,
      now: 1_700_000_000,
      signal: new AbortController().signal,
      expired: () => false,
      explain: true,
    })
    prepare?.(scan)
    await evaluate(scan, loaded)
    for (const plugin of loaded) await plugin.checkEnd?.(scan)
    return scan
  }
  const evals = new Map(loaded.flatMap((plugin) => Object.entries(plugin.evals)))
  const { rules } = conf.of(ruleSettings).rules
  return { run, ruleset, rules, evals, messages: said.map(({ message }) => message) }
}

/** Names of rules that hit, sorted, as often as they hit; sub-rules are not among them. */
export function namesOfHits(scan: ScanState): string[] {
  return scan
    .hits()
    .map(({ rule }) => rule)
    .sort()
}
