import { DatabaseSync } from 'node:sqlite'
import { type Credentials, type Dsn, mysqlOptions, parseDsn, postgresOptions, sqliteFile } from './data-source.ts'

export type SqlValue = string | number
export type SqlRow = readonly unknown[]

/** Runs statements; each `?` stands for the next of the values. Throws Error with the reason. */
export interface SqlConnections {
  run(statement: string, values: readonly SqlValue[]): Promise<readonly SqlRow[]>
  close(): Promise<void>
}

/** A message waits for the database no longer than this; SpamAssassin's drivers would wait for ever. */
const PATIENCE_MS = 10_000
/** Other programs write to the same file of SQLite, each for some milliseconds. */
const SQLITE_PATIENCE_MS = 5000
/** So many connections has a thread at most, and keeps them so long while nothing is asked. */
const MAX_CONNECTIONS = 4
const IDLE_MS = 10_000

type Open = (dsn: Dsn, credentials: Credentials) => Promise<SqlConnections>

const openSqlite: Open = async (dsn) => {
  const database = new DatabaseSync(sqliteFile(dsn), { timeout: SQLITE_PATIENCE_MS })
  return {
    run: async (statement, values) => {
      const rows: SqlRow[] = []
      for (const row of database.prepare(statement).iterate(...values)) rows.push(Object.values(row))
      return rows
    },
    close: async () => database.close(),
  }
}

const openPostgres: Open = async (dsn, credentials) => {
  const { Pool } = (await import('pg')).default
  const pool = new Pool({
    ...postgresOptions(dsn, credentials, PATIENCE_MS),
    ...{ max: MAX_CONNECTIONS, idleTimeoutMillis: IDLE_MS, allowExitOnIdle: true },
  })
  pool.on('error', () => undefined) // of an idle connection; whoever asks next gets another
  return {
    run: async (statement, values) => {
      let place = 0
      const text = statement.replaceAll('?', () => `$${++place}`)
      return (await pool.query({ text, values: [...values], rowMode: 'array' })).rows
    },
    close: () => pool.end(),
  }
}

const openMysql: Open = async (dsn, credentials) => {
  const { createPool } = await import('mysql2/promise')
  const pool = createPool({
    ...mysqlOptions(dsn, credentials, PATIENCE_MS),
    ...{ connectionLimit: MAX_CONNECTIONS, maxIdle: 0, idleTimeout: IDLE_MS },
  })
  return {
    run: async (sql, values) => {
      const [rows] = await pool.query({ sql, values: [...values], timeout: PATIENCE_MS })
      return Array.isArray(rows) ? (rows as SqlRow[]) : [] // `as`: rowsAsArray
    },
    close: () => pool.end(),
  }
}

/** By the name of Perl's driver, in lower case. */
const DRIVERS: ReadonlyMap<string, Open> = new Map([
  ['sqlite', openSqlite],
  ['pg', openPostgres],
  ['mysql', openMysql],
  ['mariadb', openMysql],
])

/** Connections to a database that Perl's DBI would open by this name. Throws Error with the reason. */
export async function openConnections(dataSource: string, credentials: Credentials): Promise<SqlConnections> {
  const dsn = parseDsn(dataSource)
  const open = DRIVERS.get(dsn.driver.toLowerCase())
  if (!open) throw new Error(`there is no driver for ${dsn.driver} here`)
  return open(dsn, credentials)
}
