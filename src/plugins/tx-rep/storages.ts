import { loadSenders } from '../../learn/reputation/load-senders.ts'
import type { SenderQuestion, SenderTable } from '../../learn/reputation/sender-table.ts'
import type { MaybePromise, ReputationStore } from '../../learn/store/token-store.ts'

/** What one user’s mail taught, and what that of all users did, where the two are kept apart (txrep_user2global_ratio). */
export interface Storages {
  readonly own: SenderTable
  readonly global: SenderTable | undefined
}

/** Reads all that may be asked for. */
export function loadStorages(store: ReputationStore, questions: readonly SenderQuestion[]): MaybePromise<Storages> {
  const own = loadSenders('txrep', store, questions)
  const { global } = store
  if (!global) return own instanceof Promise ? own.then(alone) : alone(own)
  // Without user_awl_sql_override_username both are the same rows to SpamAssassin, which count twice.
  const isSame = global.senders !== undefined && global.senders === store.senders
  const second = isSame ? own : loadSenders('txrep', global, questions)
  return Promise.all([own, second]).then(([own, global]) => ({ own, global }))
}

const alone = (own: SenderTable): Storages => ({ own, global: undefined })

/** Writes what was changed; `now` in seconds since 1970. */
export async function writeStorages({ own, global }: Storages, now: number): Promise<void> {
  await Promise.all([own.write(now), global !== own && global?.write(now)])
}
