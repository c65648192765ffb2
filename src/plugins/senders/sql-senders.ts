import { notice } from '../../base/notices.ts'
import { openConnections, type SqlConnections } from '../../base/sql/connections.ts'
import type { Conf } from '../../conf/conf.ts'
import type { ReputationKind } from '../../learn/reputation/sender-key.ts'
import type { SenderEntry, SenderTable, SenderTables } from '../../learn/reputation/sender-table.ts'
import { SqlTable } from '../../learn/reputation/sql-table.ts'
import { MemoryDatabase } from '../../learn/store/memory-store.ts'
import type { TokenDatabase, TokenStore } from '../../learn/store/token-store.ts'
import { reputationBeside, type SendersBeside, SendersOnly, StoreWithSenders } from '../../learn/store/with-senders.ts'

// `user_awl_*`: reputations of senders in a database, in SpamAssassin's own table, which it may use at the same time.

const SQL_FACTORY = 'Mail::SpamAssassin::SQLBasedAddrList'
const FACTORIES = { awl: 'auto_welcomelist_factory', txrep: 'txrep_factory' } as const
/** In whose name those are kept that nobody asks for by name. */
const NOBODY = 'GLOBAL'
/** After a failure the database is left alone for so long, lest each message wait for it. */
const RETRY_MS = 10_000

interface Database {
  readonly connections: Promise<SqlConnections>
  failedAt: number
}

/** Connections of this thread, by data source and who asks. */
const databases = new Map<string, Database>()

/** Whose store it is: `storeUser` as the database names who has a store of his own, '' for what all share. */
export interface SenderOwner {
  readonly database: TokenDatabase
  readonly storeUser: string
  /** The user whose mail it is. */
  readonly user: string | undefined
}

/** The store of a user, with reputations where the configuration says they are. */
export function storeWithSenders(conf: Conf, { database, storeUser, user }: SenderOwner): TokenStore {
  const store = database.user(storeUser)
  const sql = sqlSenders(conf, user, store)
  if (sql) return new StoreWithSenders(store, sql)
  return hasTwo(conf) && storeUser !== ''
    ? new StoreWithSenders(store, { global: database.user('').reputation })
    : store
}

/** Reputations alone, where tokens cannot be kept; undefined where reputations are kept with them. */
export function sendersWithoutTokens(conf: Conf, user: string | undefined): TokenStore | undefined {
  const sql = sqlSenders(conf, user, new MemoryDatabase().user(''))
  return sql && new SendersOnly(sql)
}

const hasTwo = (conf: Conf): boolean => Number(conf.value('txrep_user2global_ratio') ?? 0) > 0

function sqlSenders(conf: Conf, user: string | undefined, store: TokenStore): SendersBeside | undefined {
  const kinds = (['awl', 'txrep'] as const).filter((kind) => conf.value(FACTORIES[kind]) === SQL_FACTORY)
  if (kinds.length === 0) return undefined
  const own = user || NOBODY
  const override = textOf(conf, 'user_awl_sql_override_username') || own
  const tables = (userOf: (kind: ReputationKind) => string): SenderTables => ({
    load: (kind, questions) => (kinds.includes(kind) ? load(conf, userOf(kind), questions) : undefined),
  })
  const senders = tables((kind) => (kind === 'txrep' && hasTwo(conf) ? own : override))
  if (!hasTwo(conf) || textOf(conf, 'user_awl_sql_override_username') === own) return { senders }
  // Without a name for all users they share the user's own, which is then weighed twice.
  const global = reputationBeside(store.reputation, {
    senders: override === own ? senders : tables(() => override),
  })
  return { senders, global }
}

async function load(conf: Conf, user: string, questions: Parameters<SenderTables['load']>[1]): Promise<SenderTable> {
  const dsn = textOf(conf, 'user_awl_dsn')
  const table = textOf(conf, 'user_awl_sql_table')
  if (dsn === '' || table === '') return NOTHING
  const database = databaseOf(dsn, textOf(conf, 'user_awl_sql_username'), textOf(conf, 'user_awl_sql_password'))
  if (performance.now() - database.failedAt < RETRY_MS) return NOTHING
  try {
    const place = {
      connections: await database.connections,
      dialect: /^DBI:(?:mysql|MariaDB)/i.test(dsn) ? 'mysql' : 'other',
      table,
      user,
      bySigner: conf.value('auto_welcomelist_distinguish_signed') === true,
      onlyWelcomed: Number(conf.value('txrep_welcomelist_out') ?? 0) > 0,
    } as const
    return await SqlTable.load(place, questions)
  } catch (error) {
    database.failedAt = performance.now()
    const reason = (error instanceof Error ? error.message : String(error)).replace(/^config: (?:SQL error: )?/, '')
    notice(`auto-welcomelist: sql-based unable to connect to database (${dsn}): ${reason}`)
    return NOTHING
  }
}

function databaseOf(dsn: string, username: string, password: string): Database {
  const key = JSON.stringify([dsn, username, password])
  const known = databases.get(key)
  // What could not be opened is opened anew, once it may be.
  if (known && (known.failedAt === Number.NEGATIVE_INFINITY || performance.now() - known.failedAt < RETRY_MS))
    return known
  const database: Database = {
    connections: openConnections(dsn, { username, password }),
    failedAt: Number.NEGATIVE_INFINITY,
  }
  database.connections.catch(() => undefined) // whoever uses it hears of it
  void known?.connections.then((old) => old.close()).catch(() => undefined)
  databases.set(key, database)
  return database
}

function textOf(conf: Conf, setting: string): string {
  const value = conf.value(setting)
  return typeof value === 'string' ? value : ''
}

/** Without a database nobody is known, and nothing is kept. */
const NOTHING: SenderTable = {
  entry: () => new Unkept(),
  write: async () => undefined,
}

class Unkept implements SenderEntry {
  readonly count = 0
  readonly total = 0
  add(): void {}
  takeBack(): void {}
  assume(): void {}
  remove(): void {}
  removeOne(): void {}
}
