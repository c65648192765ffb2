import { learnSettings } from '../learn/settings.ts'
import { autolearnPoints } from '../rules/autolearn-points.ts'
import type { Plugin } from '../rules/plugin.ts'
import type { ScanState } from '../rules/scan-state.ts'

/**
 * Decides whether the message is to be learned, and says what became of it (PerMsgStatus, learn_timed). As long as there
 * is no store to learn into, what would be learned is `unavailable`.
 */
export function autoLearn(scan: ScanState, plugins: readonly Plugin[]): void {
  const { bayes_auto_learn, use_bayes } = scan.conf.of(learnSettings)
  if (!bayes_auto_learn || !use_bayes || scan.autolearn === 'disabled') {
    scan.setAutolearn('disabled')
    return
  }
  const decider = plugins.find((plugin) => plugin.autolearnDiscriminator)
  const decision = decider?.autolearnDiscriminator?.(scan)
  if (decision === undefined) {
    scan.setAutolearn('no', 'no')
    return
  }
  const { forcedBy } = autolearnPoints(scan)
  scan.setAutolearn('unavailable', forcedBy.length > 0 ? `yes (${forcedBy.join(',')})` : 'no')
}
