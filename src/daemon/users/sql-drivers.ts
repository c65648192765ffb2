import { DatabaseSync } from 'node:sqlite'
import { type Credentials, type Dsn, mysqlOptions, postgresOptions, sqliteFile } from '../../base/sql/data-source.ts'

/** Two columns: the name of a setting, and its value. */
export type Row = readonly [unknown, unknown]

/** How a kind of database is asked. */
export interface SqlDriver {
  /** A text as it may stand in a query, whoever chose it. */
  readonly quote: (text: string) => string
  readonly ask: Ask
}

/** Asks one question over a connection of its own; throws Error with the reason. */
type Ask = (dsn: Dsn, credentials: Credentials, query: string) => Promise<readonly Row[]>

// More lines than this are no preferences of one user.
const MAX_ROWS = 10_000
/** A message waits for its user's settings no longer than this; SpamAssassin's drivers would wait for ever. */
const PATIENCE_MS = 10_000

const askSqlite: Ask = async (dsn, _credentials, query) => {
  const database = new DatabaseSync(sqliteFile(dsn), { readOnly: true })
  try {
    const rows: Row[] = []
    for (const row of database.prepare(query).iterate()) {
      if (rows.push(pairOf(Object.values(row))) >= MAX_ROWS) break
    }
    return rows
  } finally {
    database.close()
  }
}

const askPostgres: Ask = async (dsn, credentials, query) => {
  const { Client } = (await import('pg')).default
  const client = new Client(postgresOptions(dsn, credentials, PATIENCE_MS))
  client.on('error', () => undefined) // said by what is asked
  try {
    await client.connect()
    const { rows } = await client.query({ text: query, rowMode: 'array' })
    return rows.slice(0, MAX_ROWS).map((row: readonly unknown[]) => pairOf(row))
  } finally {
    await client.end().catch(() => undefined)
  }
}

const askMysql: Ask = async (dsn, credentials, query) => {
  const { createConnection } = await import('mysql2/promise')
  const connection = await createConnection(mysqlOptions(dsn, credentials, PATIENCE_MS))
  connection.on('error', () => undefined) // said by what is asked
  try {
    const [rows] = await connection.query({ sql: query, timeout: PATIENCE_MS })
    return (rows as readonly unknown[][]).slice(0, MAX_ROWS).map(pairOf) // `as`: rowsAsArray, and a query has rows
  } finally {
    connection.destroy()
  }
}

function pairOf([name, value]: readonly unknown[]): Row {
  return [name, value]
}

// Standard SQL: a quote is doubled. A NUL would end the text for some servers.
function quoteStandard(text: string): string {
  return `'${text.replaceAll('\0', '').replaceAll("'", "''")}'`
}

// What a backslash means depends on the server's settings, unless it is asked for.
function quotePostgres(text: string): string {
  const quoted = quoteStandard(text).replaceAll('\\', '\\\\')
  return text.includes('\\') ? `E${quoted}` : quoted
}

// With NO_BACKSLASH_ESCAPES a name that holds one finds nobody's settings, and does no harm.
function quoteMysql(text: string): string {
  return quoteStandard(text).replaceAll('\\', '\\\\')
}

const postgres: SqlDriver = { quote: quotePostgres, ask: askPostgres }
const mysql: SqlDriver = { quote: quoteMysql, ask: askMysql }

/** By the name of Perl's driver, in lower case. */
export const SQL_DRIVERS: ReadonlyMap<string, SqlDriver> = new Map([
  ['sqlite', { quote: quoteStandard, ask: askSqlite }],
  ['pg', postgres],
  ['mysql', mysql],
  ['mariadb', mysql],
])
