import type { Conf } from '../../conf/conf.ts'
import { learnSettings } from '../settings.ts'
import { type RedisOptions, redisOptionsOf } from './redis-options.ts'
import { SharedDatabase, type SharedOptions } from './shared-database.ts'
import type { TokenDatabase } from './token-store.ts'

/** Where a configuration keeps tokens. Plain data. */
export type StorePlace =
  | ({ readonly type: 'level' } & Pick<SharedOptions, 'directory' | 'mode'>)
  | ({ readonly type: 'redis' } & RedisOptions)

/** Where the tokens are, whose they are there, and what an administrator should know of it. */
export interface TokenPlace {
  readonly place: StorePlace
  /** '' for what all share. */
  readonly user: string
  readonly remark: string | undefined
}

const REDIS = 'Mail::SpamAssassin::BayesStore::Redis'
const SQL = /::(?:SQL|MySQL|PgSQL)$/
const SUFFIX = '_level'

/**
 * Where a configuration keeps tokens: beside the files that SpamAssassin would write (bayes_path), or in Redis. What
 * SpamAssassin keeps in SQL by users' names is kept by the same names.
 */
export function tokenPlace(conf: Conf, expandPath: (path: string) => string, user: string): TokenPlace {
  const settings = conf.of(learnSettings)
  const { bayes_store_module: module, bayes_sql_override_username: named } = settings
  if (module === REDIS) return { place: { type: 'redis', ...redisOptionsOf(conf) }, user: '', remark: undefined }
  const directory = expandPath(settings.bayes_path) + SUFFIX
  const place = { type: 'level', directory, mode: Number.parseInt(settings.bayes_file_mode, 8) } as const
  if (!SQL.test(module)) return { place, user: named, remark: undefined }
  const remark = `bayes: ${module} is not available: tokens are kept in ${directory}, each user's apart`
  return { place, user: named || user, remark }
}

/** How a database is opened. */
export interface OpenOptions {
  readonly role: SharedOptions['role']
  readonly patienceMs: number
  readonly autoExpire?: SharedOptions['autoExpire']
}

/** Opens the database of a place, or joins those who use it. Throws StoreError. */
export async function openDatabase(place: StorePlace, options: OpenOptions): Promise<TokenDatabase> {
  if (place.type === 'level') return SharedDatabase.open({ ...place, ...options })
  // The client of Redis is loaded by those only who have one.
  const { RedisDatabase } = await import('./redis-database.ts')
  return RedisDatabase.open(place)
}
