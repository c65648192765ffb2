import type { MaybePromise, ReputationStore } from '../store/token-store.ts'
import { ReputationTable } from './reputation-table.ts'
import type { ReputationKind } from './sender-key.ts'
import type { SenderQuestion, SenderTable } from './sender-table.ts'

/** Reads what is known of senders from wherever a store keeps it. */
export function loadSenders(
  kind: ReputationKind,
  store: ReputationStore,
  questions: readonly SenderQuestion[],
): MaybePromise<SenderTable> {
  return store.senders?.load(kind, questions) ?? ReputationTable.load(kind, store, questions)
}
