import { setting } from '../conf/setting.ts'
import { bool, number } from '../conf/setting-types.ts'
import { autolearnPoints } from '../rules/autolearn-points.ts'
import type { Plugin } from '../rules/plugin.ts'
import type { Scan } from '../rules/scan.ts'
import { scoringSettings } from '../rules/settings/scoring.ts'

const settings = {
  bayes_auto_learn_threshold_nonspam: setting(number, {
    default: 0.1,
    scope: 'user',
    doc: 'Mail below this score is learned as ham.',
  }),
  bayes_auto_learn_threshold_spam: setting(number, {
    default: 12,
    scope: 'user',
    doc: 'Mail of at least this score is learned as spam, if header and body have 3 points each.',
  }),
  bayes_auto_learn_on_error: setting(bool, {
    default: false,
    scope: 'user',
    doc: 'Learns only what Bayes is not sure of already.',
  }),
} as const

/** What header and body must each have for spam to be learned, unless a rule forces it. */
const MIN_HEAD_POINTS = 3
const MIN_BODY_POINTS = 3
const MIN_FORCED_POINTS = -99
/** Beyond this score of what was learned so far, nothing is learned to the contrary. */
const LEARNED_AS_HAM = -1
const LEARNED_AS_SPAM = 1

/** What the thresholds make of a message. */
function decide(scan: Scan): 'ham' | 'spam' | undefined {
  const settingsNow = scan.conf.of(settings)
  const points = autolearnPoints(scan)
  const isSpam = scan.score >= scan.conf.of(scoringSettings).required_score
  if (points.score < settingsNow.bayes_auto_learn_threshold_nonspam) {
    return isSpam || points.learned > LEARNED_AS_SPAM ? undefined : 'ham'
  }
  if (points.score < settingsNow.bayes_auto_learn_threshold_spam) return undefined
  const forced = points.forcedBy.length > 0
  if (points.body < (forced ? MIN_FORCED_POINTS : MIN_BODY_POINTS)) return undefined
  if (points.head < (forced ? MIN_FORCED_POINTS : MIN_HEAD_POINTS)) return undefined
  return !isSpam || points.learned < LEARNED_AS_HAM ? undefined : 'spam'
}

/** Decides by the score which mail Bayes learns by itself. */
export const autoLearnThreshold = {
  name: 'Mail::SpamAssassin::Plugin::AutoLearnThreshold',
  settings,
  evals: {},
  autolearnDiscriminator: (scan) => {
    const decision = decide(scan)
    if (decision === undefined || !scan.conf.of(settings).bayes_auto_learn_on_error) return decision
    return scan.rulesHit.includes(decision === 'spam' ? 'BAYES_99' : 'BAYES_00') ? undefined : decision
  },
} as const satisfies Plugin
