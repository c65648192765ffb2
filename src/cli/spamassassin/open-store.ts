import { homedir, userInfo } from 'node:os'
import type { Conf } from '../../conf/conf.ts'
import { learnSettings } from '../../learn/settings.ts'
import { openDatabase } from '../../learn/store/open-database.ts'
import { StoreError } from '../../learn/store/store-error.ts'
import type { TokenStore } from '../../learn/store/token-store.ts'
import { awlSettings } from '../../plugins/awl/settings.ts'
import { storeWithSenders } from '../../plugins/senders/sql-senders.ts'
import { tokenPlaceOf } from '../../scan/learner.ts'
import type { Site } from '../../scan/site.ts'

/** The store of the calling user, open for one run of the program. */
export interface OpenStore {
  readonly store: TokenStore
  close(): Promise<void>
}

// Another program may be writing; a filter should not wait long for it.
const PATIENCE_MS = 5000

const BAYES = 'Mail::SpamAssassin::Plugin::Bayes'
const AWL = 'Mail::SpamAssassin::Plugin::AWL'
const TXREP = 'Mail::SpamAssassin::Plugin::TxRep'

function loads(site: Site, ...plugins: readonly string[]): boolean {
  return site.plugins.some(({ name }) => plugins.includes(name))
}

/** Whether anything of this configuration looks into a store. */
export function usesStore(site: Site): boolean {
  return (loads(site, BAYES) && site.conf.of(learnSettings).use_bayes) || usesReputations(site)
}

/** Whether reputations of senders are kept. */
export function usesReputations(site: Site): boolean {
  return (loads(site, AWL) && usesAwl(site.conf)) || loads(site, TXREP)
}

function usesAwl(conf: Conf): boolean {
  return conf.of(awlSettings).use_auto_welcomelist
}

/** Opens it; undefined, with a remark, where that is not possible. */
export async function openStore(
  site: Site,
  user: string | undefined,
  remark: (text: string) => void,
): Promise<OpenStore | undefined> {
  const caller = user ?? nameOfCaller()
  const { place, user: storeUser, remark: note } = tokenPlaceOf(site.conf, site.paths, homedir(), caller)
  if (note !== undefined) remark(note)
  try {
    const database = await openDatabase(place, { role: 'any', patienceMs: PATIENCE_MS })
    const store = storeWithSenders(site.conf, { database, storeUser, user: caller })
    return { store, close: () => database.close() }
  } catch (error) {
    if (!(error instanceof StoreError)) throw error
    remark(`bayes: ${error.message}`)
    return undefined
  }
}

function nameOfCaller(): string {
  try {
    return userInfo().username
  } catch {
    return '' // a user without an entry in the system's list
  }
}
