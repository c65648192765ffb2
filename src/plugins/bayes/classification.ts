import { hasLearnedEnough } from '../../learn/availability.ts'
import { type Classification, classify } from '../../learn/classify.ts'
import { receiveTime } from '../../learn/receive-time.ts'
import { storeOf } from '../../learn/scan-stores.ts'
import { learnSettings } from '../../learn/settings.ts'
import type { MaybePromise, TokenStore } from '../../learn/store/token-store.ts'
import { type MailTokens, mailTokens } from '../../learn/tokens/mail-tokens.ts'
import { perScan, type Scan } from '../../rules/scan.ts'
import { isIgnored } from './ignored-mail.ts'
import { senderMetadata } from './sender-metadata.ts'
import { tokenOptionsOf } from './token-options.ts'

/** The tokens of the message under test, read once. */
export const tokensOf: (scan: Scan) => MailTokens = perScan((scan) =>
  mailTokens(scan.message, tokenOptionsOf(scan.conf), {
    metadata: new Map([...senderMetadata(scan.message), ...scan.metadata]),
  }),
)

/** What the classifier makes of the message; undefined where it is not to be asked, or has not learned enough. */
export function classificationOf(scan: Scan): MaybePromise<Classification | undefined> {
  const made = answers.get(scan)
  if (made) return made.classification
  const classification = ask(scan)
  answers.set(scan, { classification })
  return classification
}

const answers = new WeakMap<Scan, { classification: MaybePromise<Classification | undefined> }>()

/** Asks a store that answers later, so that `classificationOf` answers at once. Others are asked when a rule wants to know. */
export async function askAhead(scan: Scan): Promise<void> {
  if (storeOf(scan)?.messages() instanceof Promise) answers.set(scan, { classification: await ask(scan) })
}

function ask(scan: Scan): MaybePromise<Classification | undefined> {
  const store = storeOf(scan)
  const { use_learner, use_bayes } = scan.conf.of(learnSettings)
  if (!store || !use_learner || !use_bayes || isIgnored(scan.conf, (spec) => scan.headers(spec))) return undefined
  return chain(store.messages(), (messages) => {
    if (!hasLearnedEnough(scan.conf, messages)) return undefined
    const tokens = tokensOf(scan)
    return chain(store.tokens([...tokens.keys()]), (counts) => {
      const { bayes_use_hapaxes } = scan.conf.of(learnSettings)
      return keepSeen(scan, store, classify(tokens, counts, messages, bayes_use_hapaxes))
    })
  })
}

/** Goes on at once where the value is there at once. */
function chain<T, U>(value: MaybePromise<T>, next: (value: T) => MaybePromise<U>): MaybePromise<U> {
  return value instanceof Promise ? value.then(next) : next(value)
}

/** Tokens that counted stay in the store for longer. */
function keepSeen(scan: Scan, store: TokenStore, classification: Classification): Classification {
  if (classification.probability !== undefined) {
    const received = receiveTime(scan.message) ?? scan.now
    store.touch(
      classification.significant.map(({ hash }) => hash),
      Math.min(received, scan.now),
    )
  }
  return classification
}
