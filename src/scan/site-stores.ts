import { homedir, userInfo } from 'node:os'
import { notice } from '../base/notices.ts'
import type { Conf } from '../conf/conf.ts'
import { learnSettings } from '../learn/settings.ts'
import { type OpenOptions, openDatabase, type StorePlace, type TokenPlace } from '../learn/store/open-database.ts'
import type { TokenDatabase, TokenStore } from '../learn/store/token-store.ts'
import { sendersWithoutTokens, storeWithSenders } from '../plugins/senders/sql-senders.ts'
import { tokenPlaceOf } from './learner.ts'
import type { Site } from './site.ts'

/** How a thread or program reaches stores: it may own what nobody does, or asks the thread that does. */
export type StoreRole = OpenOptions['role']

/** Whose store is asked for. */
export interface StoreUser {
  readonly name: string | undefined
  /** The directory of that user's own state; absent for the site's. */
  readonly directory: string | undefined
}

// How long to wait for a program that holds it to be done, or for the owner to open it: a scan waits as long. And how
// much later a store is tried again that could not be opened.
const PATIENCE_MS = { any: 5000, client: 250 }
const RETRY_MS = { any: 30_000, client: 5000 }

/** The stores of a site and of its users, opened when first asked for. */
export class SiteStores {
  readonly #site: Pick<Site, 'paths'>
  readonly #role: StoreRole
  readonly #databases = new Map<string, Promise<TokenDatabase | undefined>>()

  constructor(site: Pick<Site, 'paths'>, role: StoreRole) {
    this.#site = site
    this.#role = role
  }

  /** Undefined where there is none, or it cannot be opened: the administrator hears why. */
  async of(conf: Conf, user: StoreUser): Promise<TokenStore | undefined> {
    const { use_learner, use_bayes } = conf.of(learnSettings)
    // AWL and TxRep keep theirs in the same store, and need no Bayes.
    const keepsReputations = conf.value('use_auto_welcomelist') === true || conf.value('use_txrep') === true
    if ((!use_learner || !use_bayes) && !keepsReputations) return undefined
    const found = placeOf(conf, this.#site, user)
    if (found.remark) notice(found.remark)
    const key = JSON.stringify(found.place)
    let database = this.#databases.get(key)
    if (!database) this.#databases.set(key, (database = this.#open(key, conf, found.place)))
    const open = await database
    if (!open) return keepsReputations ? sendersWithoutTokens(conf, user.name) : undefined
    return storeWithSenders(conf, { database: open, storeUser: found.user, user: user.name })
  }

  async close(): Promise<void> {
    for (const database of this.#databases.values()) await (await database)?.close()
  }

  async #open(key: string, conf: Conf, place: StorePlace): Promise<TokenDatabase | undefined> {
    try {
      return await openDatabase(place, {
        role: this.#role,
        patienceMs: PATIENCE_MS[this.#role],
        autoExpire: autoExpireOf(conf),
      })
    } catch (error) {
      notice(`bayes: ${error instanceof Error ? error.message : String(error)}`)
      setTimeout(() => this.#databases.delete(key), RETRY_MS[this.#role]).unref()
      return undefined
    }
  }
}

/** Where a user's tokens are; those of the site where no directory is the user's own. */
export function placeOf(conf: Conf, site: Pick<Site, 'paths'>, user: StoreUser): TokenPlace {
  return tokenPlaceOf(conf, site.paths, user.directory ?? ownHome(), user.name ?? '')
}

/** How the owner of a database removes old tokens by itself. */
export function autoExpireOf(conf: Conf): OpenOptions['autoExpire'] {
  const { bayes_auto_expire, bayes_expiry_max_db_size } = conf.of(learnSettings)
  return bayes_auto_expire ? { maxTokens: bayes_expiry_max_db_size } : undefined
}

const homes = new Map<number | undefined, string>()

// A daemon that was started as root has the home of root in its environment, which it can no longer use.
function ownHome(): string {
  const uid = process.geteuid?.()
  let home = homes.get(uid)
  if (home === undefined) homes.set(uid, (home = uid === 0 ? homedir() : (userInfo().homedir ?? homedir())))
  return home
}
