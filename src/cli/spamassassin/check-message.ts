import type { Logger } from '../../base/logger.ts'
import type { SiteEngine } from '../../scan/engine.ts'
import { examinationDebugLines } from '../examination-debug.ts'
import type { SpamassassinOptions } from './spamassassin-options.ts'

/** Scans one message: the rewritten message, with `-t` the report behind it, and whether it is spam. */
export async function checkMessage(
  bytes: Uint8Array,
  options: Pick<SpamassassinOptions, 'testMode' | 'username'>,
  engine: SiteEngine,
  logger: Logger,
): Promise<{ readonly texts: readonly Uint8Array[]; readonly isSpam: boolean }> {
  const explain = logger.areas.debugOn
  const user = options.username
  const examination = await engine.examine(bytes, { explain, ...(user ? { user } : {}) })
  if (explain) for (const { area, text } of examinationDebugLines(examination, engine.site)) logger.dbg(area, text)
  const texts = [engine.textOf(examination, { wants: 'message' })]
  if (options.testMode) texts.push(engine.textOf(examination, { wants: 'report' }))
  return { texts, isSpam: examination.verdict.isSpam }
}
