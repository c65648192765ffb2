import { notice } from '../base/notices.ts'
import { formatFixed } from '../base/perl-number.ts'
import { storeOf } from '../learn/scan-stores.ts'
import type { ReputationStore } from '../learn/store/token-store.ts'
import { autolearnPoints } from '../rules/autolearn-points.ts'
import { evalFunction, type Plugin } from '../rules/plugin.ts'
import type { Scan } from '../rules/scan.ts'
import { keepsReputations, learnReputation } from './tx-rep/learn.ts'
import { mailFacts, type Vouching } from './tx-rep/mail-facts.ts'
import { txRepSettings } from './tx-rep/settings.ts'
import { loadStorages, type Storages, writeStorages } from './tx-rep/storages.ts'
import { vouchingOf } from './tx-rep/vouching.ts'
import { type Listener, Weighing } from './tx-rep/weigh.ts'

const RULE = 'TXREP'

/** The scan as reputations change it: its rule, its tags. */
function listenerOf(scan: Scan): Listener {
  return {
    get score() {
      return scan.score
    },
    setTag: (name, value) => scan.setTag(name, value),
    note: (evidence) => scan.note(evidence, RULE),
    adjust: (delta) => {
      if (delta === 0) return
      const scoreText = formatFixed(delta, 3)
      scan.hit(RULE, { area: 'TXREP: ', score: Number(scoreText), scoreText })
    },
  }
}

const writes = new WeakMap<Scan, Promise<void>>()

/** Learns a message that was just scanned, where mail that is learned by itself changes reputations (autolearn). */
export async function learnScanned(scan: Scan, as: 's' | 'h'): Promise<void> {
  const store = storeOf(scan)?.reputation
  if (!store || !keepsReputations(scan.conf) || scan.conf.of(txRepSettings).txrep_autolearn === 0) return
  await writes.get(scan)
  await learnReputation(scan.conf, store, scan.message, as, {
    now: scan.now,
    vouching: await vouchingOf(scan),
    listener: listenerOf(scan),
  })
}

function adjust(scan: Scan, store: ReputationStore, vouching: Vouching | undefined): false | Promise<false> {
  const facts = mailFacts(scan.conf, scan.message, vouching, 'relays')
  if (!facts) return false
  const { score } = autolearnPoints(scan)
  const apply = (storages: Storages): false => {
    new Weighing(scan.conf, facts, storages, listenerOf(scan)).run(score, { learning: undefined, forgetting: false })
    const written = writeStorages(storages, scan.now).catch((error: unknown) => {
      notice(`TxRep: not written: ${error instanceof Error ? error.message : String(error)}`)
    })
    writes.set(scan, written)
    return false
  }
  const storages = loadStorages(store, Weighing.questions(facts, score))
  return storages instanceof Promise ? storages.then(apply) : apply(storages)
}

const check_senders_reputation = evalFunction({
  doc: 'Never hits by itself: it reports the rule TXREP, with the difference that the sender’s mail so far makes.',
  on: ['header'],
  args: [],
  run: (scan) => {
    const store = storeOf(scan)?.reputation
    if (!store || !keepsReputations(scan.conf)) return false
    const vouching = vouchingOf(scan)
    return vouching instanceof Promise
      ? vouching.then((known) => adjust(scan, store, known))
      : adjust(scan, store, vouching)
  },
})

/** The reputation of senders: of their addresses, domains, networks and greetings, by the scores of their mail so far. */
export const txRep = {
  name: 'Mail::SpamAssassin::Plugin::TxRep',
  settings: txRepSettings,
  evals: { check_senders_reputation },
  finishConf: (conf, warn) => {
    if (conf.value('use_txrep') === true && conf.value('use_auto_welcomelist') === true) {
      warn('TxRep: cannot run when Auto-Welcomelist is enabled. Please disable it!')
    }
  },
} as const satisfies Plugin
