import { notice } from '../base/notices.ts'
import { storeOf } from '../learn/scan-stores.ts'
import { learnSettings } from '../learn/settings.ts'
import type { TokenStore } from '../learn/store/token-store.ts'
import { tokensOf } from '../plugins/bayes/classification.ts'
import { isIgnored } from '../plugins/bayes/ignored-mail.ts'
import { canLearn, lessonOf, markOf } from '../plugins/bayes/learn-message.ts'
import { bayes } from '../plugins/bayes.ts'
import { learnScanned } from '../plugins/tx-rep.ts'
import { autolearnPoints } from '../rules/autolearn-points.ts'
import type { Plugin } from '../rules/plugin.ts'
import type { ScanState } from '../rules/scan-state.ts'

/** Stores whose last write failed: the next one is waited for, so that the answer can say so. */
const failing = new WeakSet<TokenStore>()

/**
 * Decides whether the message is to be learned, learns it, and says what became of it (PerMsgStatus, learn_timed). The
 * answer does not wait until it is written, unless the last write failed.
 */
export async function autoLearn(scan: ScanState, plugins: readonly Plugin[]): Promise<void> {
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
  const force = forcedBy.length > 0 ? `yes (${forcedBy.join(',')})` : 'no'
  const store = plugins.some(({ name }) => name === bayes.name) ? storeOf(scan) : undefined
  if (!store) {
    scan.setAutolearn('unavailable', force)
    return
  }
  try {
    scan.setAutolearn((await learn(scan, store, decision)) ? decision : 'unavailable', force)
  } catch (error) {
    notice(`learn: auto-learning failed: ${error instanceof Error ? error.message : String(error)}`)
    scan.setAutolearn('failed', force)
  }
}

/** False when it is not to be learned, or was before, as what it is now or as the opposite. */
async function learn(scan: ScanState, store: TokenStore, decision: 'ham' | 'spam'): Promise<boolean> {
  const { conf, message, now } = scan
  if (!canLearn(conf) || isIgnored(conf, (spec) => scan.headers(spec))) return false
  const as = decision === 'spam' ? 's' : 'h'
  await learnScanned(scan, as)
  if (await markOf(store, message)) return false
  const written = store
    .learn(lessonOf(conf, message, as, { opposite: 'leave', now, tokens: tokensOf(scan) }))
    .then((outcome) => {
      failing.delete(store)
      return outcome === 'learned'
    })
  if (failing.has(store)) return written
  written.catch((error: unknown) => {
    failing.add(store)
    notice(`learn: auto-learning failed: ${error instanceof Error ? error.message : String(error)}`)
  })
  return true
}
