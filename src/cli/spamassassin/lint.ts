import type { Diagnostic } from '../../base/diagnostic.ts'
import type { SiteEngine } from '../../scan/engine.ts'

/** The message that --lint tests: long enough for plugins that look at languages. */
export const LINT_MESSAGE = `From: ignore@compiling.spamassassin.taint.org
Subject: \nMessage-Id:  <1@lint_rules>

${'I need to make this message body somewhat long so TextCat preloads\n'.repeat(20)}`

/** Things said of every start, not only of --lint. */
const ALWAYS_SAID: ReadonlySet<string> = new Set(['plugin', 'unknown eval function', 'file'])
/** What only concerns us: rules that wait for a part of ours that is not there yet. */
const NEVER_SAID: ReadonlySet<string> = new Set(['eval function waits'])

/** What is wrong with a configuration in the words of --lint, and how much of it counts. */
export function lintProblems({ diagnostics }: Pick<SiteEngine, 'diagnostics'>) {
  const shown = diagnostics.filter(({ severity, topic }) => severity !== 'info' && !NEVER_SAID.has(topic))
  const counted = shown.filter(({ severity, topic }) => severity === 'error' || topic === 'unknown eval function')
  return { shown: shown.map(wording), count: counted.length }
}

/** What is said of a configuration whenever it is read. */
export function warnings({ diagnostics }: Pick<SiteEngine, 'diagnostics'>): string[] {
  return diagnostics.filter(({ severity, topic }) => severity !== 'info' && ALWAYS_SAID.has(topic)).map(wording)
}

// Lines of options come from a file of this name in SpamAssassin's messages.
function wording({ message }: Diagnostic): string {
  return message.replaceAll('(--cf)', '(post_config_text)').replaceAll('(--pre)', '(pre_config_text)')
}
