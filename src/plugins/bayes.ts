import { formatFixed } from '../base/perl-number.ts'
import type { Classification } from '../learn/classify.ts'
import { learnSettings } from '../learn/settings.ts'
import { evalFunction, type Plugin, text } from '../rules/plugin.ts'
import type { Scan } from '../rules/scan.ts'
import { askAhead, classificationOf } from './bayes/classification.ts'
import { bayesSettings } from './bayes/settings.ts'
import { languagesWithoutStopWords } from './bayes/token-options.ts'
import { tokenList } from './bayes/token-report.ts'

/** What the rules asked for, once the first of them did: they set the tags, and give the verdict its probability. */
const asked = new WeakMap<Scan, Classification | undefined>()

/** The probability that the message is spam, where a rule asked for it and there is one. */
export function bayesProbability(scan: Scan): number | undefined {
  return asked.get(scan)?.probability
}

function setTags(scan: Scan, classification: Classification | undefined): void {
  const significant = classification?.significant ?? []
  const hammy = significant.filter(({ probability }) => probability < 0.5)
  const spammy = significant.filter(({ probability }) => probability >= 0.5)
  const { tokens, known } = classification ?? {}
  scan.setTag('BAYESTCHAMMY', String(hammy.length))
  scan.setTag('BAYESTCSPAMMY', String(spammy.length))
  scan.setTag('BAYESTCLEARNED', String(known ?? ''))
  scan.setTag('BAYESTC', String(tokens ?? ''))
  const list = (of: typeof hammy, argument: string): string => {
    if (!classification) return 'Tokens not available.'
    const useHapaxes = scan.conf.of(learnSettings).bayes_use_hapaxes
    return tokenList(of, argument, { messages: classification.messages, useHapaxes, now: scan.now })
  }
  scan.setTag('HAMMYTOKENS', (argument) => list(hammy, argument))
  scan.setTag('SPAMMYTOKENS', (argument) => list(spammy, argument))
  scan.setTag(
    'TOKENSUMMARY',
    tokens === undefined || known === undefined
      ? 'Bayes not run.'
      : `Tokens: new, ${tokens - known}; hammy, ${hammy.length}; ` +
          `neutral, ${known - significant.length}; spammy, ${spammy.length}.`,
  )
}

const TOKENS_EXPLAINED = 8

/** Whether the probability is above `min`, or that is 0, and not above `max`. */
function isWithin(scan: Scan, rule: string, classification: Classification | undefined, min: number, max: string) {
  if (!asked.has(scan)) {
    asked.set(scan, classification)
    setTags(scan, classification)
  }
  const probability = classification?.probability
  if (probability === undefined) return false
  if (min !== 0 && probability <= min) return false
  if (max !== 'undef' && probability > (Number.parseFloat(max) || 0)) return false
  scan.note(`score: ${formatFixed(probability, 4)}`, rule)
  scan.explain(() => {
    const telling = classification?.significant.slice(0, TOKENS_EXPLAINED).map(({ text }) => text)
    return `spam with a probability of ${formatFixed(probability, 4)}, by these words most: ${telling?.join(' ')}`
  }, rule)
  return true
}

const check_bayes = evalFunction({
  doc: 'Mail like this was spam with a probability above min (0 includes it), and not above max (or `undef`).',
  on: ['body'],
  args: [text('min'), text('max')],
  run: (scan, min, max) => {
    const { use_learner, use_bayes, use_bayes_rules } = scan.conf.of(learnSettings)
    if (!use_learner || !use_bayes || !use_bayes_rules) return false
    const rule = scan.currentRule
    const above = Number.parseFloat(min) || 0
    const classification = classificationOf(scan)
    return classification instanceof Promise
      ? classification.then((known) => isWithin(scan, rule, known, above, max))
      : isWithin(scan, rule, classification, above, max)
  },
})

/** Tells by the words of a message how likely it is spam: by what was learned of other mail with these words. */
export const bayes = {
  name: 'Mail::SpamAssassin::Plugin::Bayes',
  settings: bayesSettings,
  evals: { check_bayes },
  finishConf: (conf, warn) => {
    for (const language of languagesWithoutStopWords(conf)) {
      warn(`bayes: missing stopwords regexp for language '${language}'`)
    }
  },
  // A server is asked before the rules run: what depends on them shall not wait for its answers.
  checkStart: (scan) => (scan.scoreSet & 2 ? askAhead(scan) : undefined),
} as const satisfies Plugin
