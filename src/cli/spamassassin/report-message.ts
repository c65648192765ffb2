import type { Logger } from '../../base/logger.ts'
import { learnSettings } from '../../learn/settings.ts'
import type { TokenStore } from '../../learn/store/token-store.ts'
import { canLearn, learnMessage } from '../../plugins/bayes/learn-message.ts'
import type { SiteEngine } from '../../scan/engine.ts'
import type { SpamassassinOptions } from './spamassassin-options.ts'

/**
 * `-r` and `-k`: learns where the configuration says so, and tells the networks that share fingerprints. None of these
 * is to be had here yet, so the message cannot be reported, as with SpamAssassin under -L.
 */
export async function reportMessage(
  bytes: Uint8Array,
  options: Pick<SpamassassinOptions, 'report' | 'revoke'>,
  engine: SiteEngine,
  store: TokenStore | undefined,
  logger: Logger,
): Promise<void> {
  const { conf } = engine.site
  const failures: string[] = []
  for (const what of ['report', 'revoke'] as const) {
    if (!options[what]) continue
    if (store && canLearn(conf) && conf.of(learnSettings).bayes_learn_during_report) {
      const now = Math.floor(Date.now() / 1000)
      const as = what === 'report' ? 's' : 'h'
      await learnMessage(conf, store, engine.parse(bytes), as, { opposite: 'relearn', useIgnores: true, now })
    }
    logger.warn(
      what === 'report'
        ? "reporter: no reporting methods available, so couldn't report"
        : "reporter: no revoke methods available, so couldn't revoke",
    )
    failures.push(what)
  }
  const failed = failures.at(-1)
  if (failed === undefined) return
  logger.warn(`spamassassin: warning, unable to ${failed} message`)
  logger.warn('spamassassin: for more information, re-run with -D option to see debug output')
}
