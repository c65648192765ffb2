import type { Conf } from '../conf/conf.ts'
import { learnSettings } from './settings.ts'
import type { MaybePromise, MessageCounts, TokenStore } from './store/token-store.ts'

/** Whether enough was learned for the classifier to have an opinion. */
export function hasLearnedEnough(conf: Conf, messages: MessageCounts): boolean {
  const { bayes_min_ham_num, bayes_min_spam_num } = conf.of(learnSettings)
  return messages.spam >= bayes_min_spam_num && messages.ham >= bayes_min_ham_num
}

/** Whether the classifier scores: then score sets 2 and 3 apply (PerMsgStatus::check_timed). */
export function classifierScores(conf: Conf, store: TokenStore | undefined): MaybePromise<boolean> {
  const { use_learner, use_bayes, use_bayes_rules } = conf.of(learnSettings)
  if (!store || !use_learner || !use_bayes || !use_bayes_rules) return false
  const messages = store.messages()
  return messages instanceof Promise
    ? messages.then((known) => hasLearnedEnough(conf, known))
    : hasLearnedEnough(conf, messages)
}
