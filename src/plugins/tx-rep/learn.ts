import type { Conf } from '../../conf/conf.ts'
import type { ReputationStore } from '../../learn/store/token-store.ts'
import type { Message } from '../../message/message.ts'
import { mailFacts, type Vouching } from './mail-facts.ts'
import { txRepSettings } from './settings.ts'
import { loadStorages, writeStorages } from './storages.ts'
import { type Errand, type Listener, Weighing } from './weigh.ts'

/** Whether reputations are kept by TxRep: it is loaded, switched on, and AWL does not do the same. */
export function keepsReputations(conf: Conf): boolean {
  return conf.value('use_txrep') === true && conf.value('use_auto_welcomelist') !== true
}

/** Circumstances of what is learned. */
export interface LearnedNow {
  /** Seconds since 1970. */
  readonly now: number
  readonly vouching?: Vouching | undefined
  /** The scan that it is learned from, when there is one. */
  readonly listener?: Listener | undefined
}

/** Changes the reputations of a message's sender by what it is learned as (TxRep, learn_message). */
export async function learnReputation(
  conf: Conf,
  store: ReputationStore,
  message: Message,
  as: 's' | 'h',
  options: LearnedNow,
): Promise<void> {
  if (!keepsReputations(conf)) return
  const { txrep_learn_penalty, txrep_learn_bonus } = conf.of(txRepSettings)
  const learning = as === 's' ? txrep_learn_penalty : -txrep_learn_bonus
  if (learning !== 0) await change(conf, store, message, { learning, forgetting: false }, options)
}

/** Takes back what a message did to the reputations of its sender (TxRep, forget_message). */
export async function forgetReputation(
  conf: Conf,
  store: ReputationStore,
  message: Message,
  options: { readonly now: number },
): Promise<void> {
  if (keepsReputations(conf)) await change(conf, store, message, { learning: undefined, forgetting: true }, options)
}

async function change(
  conf: Conf,
  store: ReputationStore,
  message: Message,
  errand: Errand,
  { now, vouching, listener }: LearnedNow,
): Promise<void> {
  const facts = mailFacts(conf, message, vouching, errand.forgetting ? 'nowhere' : 'relays')
  if (!facts) return
  const storages = await loadStorages(store, Weighing.questions(facts, errand.learning ?? 0))
  // A message that was not scanned has no points.
  new Weighing(conf, facts, storages, listener).run(0, errand)
  await writeStorages(storages, now)
}
