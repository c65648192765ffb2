import { existsSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'

/** A data source as Perl's DBI names it, taken apart. */
export interface Dsn {
  readonly driver: string
  readonly parameters: ReadonlyMap<string, string>
  /** All that stands behind the driver's name. */
  readonly rest: string
}

/** Who asks; empty where the database is to decide. */
export interface Credentials {
  readonly username: string
  readonly password: string
}

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

/** `DBI:driver:…`; parameters are `name=value`, apart by semicolons, or for MySQL `database:host:port`. */
export function parseDsn(text: string): Dsn {
  const found = /^dbi:([A-Za-z0-9_]+)(?:\([^)]*\))?:(.*)$/is.exec(text)
  if (!found) throw new Error(`config: SQL error: Can't connect to data source '${text}'`)
  const rest = found[2] ?? ''
  const parameters = new Map<string, string>()
  for (const part of rest.split(/[;]/)) {
    const pair = /^\s*(\w+)\s*=\s*(.*?)\s*$/.exec(part)
    if (pair?.[1] !== undefined) parameters.set(pair[1].toLowerCase(), pair[2] ?? '')
  }
  return { driver: found[1] ?? '', parameters, rest }
}

const askSqlite: Ask = async (dsn, _credentials, query) => {
  const file = databaseOf(dsn) ?? dsn.rest.split(';', 1)[0] ?? ''
  // Opening would make an empty one.
  if (!existsSync(file)) throw new Error(`config: SQL error: unable to open database file ${file}`)
  const database = new DatabaseSync(file, { readOnly: true })
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

// DBD::Pg's parameters are libpq's; those left out come from PGHOST and its like, as there.
const askPostgres: Ask = async ({ parameters, rest }, { username, password }, query) => {
  const { Client } = (await import('pg')).default
  const host = parameters.get('host') ?? parameters.get('hostaddr')
  const port = parameters.get('port')
  const database = databaseOf({ parameters }) ?? (/=/.test(rest) ? undefined : rest || undefined)
  const client = new Client({
    // Without a host libpq takes the socket of the same machine.
    host: host ?? process.env['PGHOST'] ?? '/var/run/postgresql',
    ...(port === undefined ? {} : { port: Number(port) }),
    ...(database === undefined ? {} : { database }),
    ...(username === '' ? {} : { user: username }),
    ...(password === '' ? {} : { password }),
    ssl: /^(?:require|verify-ca|verify-full)$/.test(parameters.get('sslmode') ?? '')
      ? { rejectUnauthorized: parameters.get('sslmode') !== 'require' }
      : false,
    connectionTimeoutMillis: PATIENCE_MS,
    query_timeout: PATIENCE_MS,
  })
  client.on('error', () => undefined) // said by what is asked
  try {
    await client.connect()
    const { rows } = await client.query({ text: query, rowMode: 'array' })
    return rows.slice(0, MAX_ROWS).map((row: readonly unknown[]) => pairOf(row))
  } finally {
    await client.end().catch(() => undefined)
  }
}

/** Where Debian's MySQL and MariaDB listen when no host is named, or localhost. */
const MYSQL_SOCKET = '/run/mysqld/mysqld.sock'

const askMysql: Ask = async ({ parameters, rest }, { username, password }, query) => {
  const { createConnection } = await import('mysql2/promise')
  const [bareDatabase, bareHost, barePort] = /=/.test(rest.split(';', 1)[0] ?? '') ? [] : rest.split(/[:;]/)
  const host = parameters.get('host') ?? parameters.get('hostname') ?? bareHost
  const port = parameters.get('port') ?? barePort
  const database = databaseOf({ parameters }) ?? bareDatabase
  const socket = parameters.get('mysql_socket') ?? parameters.get('mariadb_socket')
  // As libmysqlclient has it: localhost is the socket, whatever the port, unless there is none.
  const local = socket ?? (host === undefined || host === 'localhost' ? MYSQL_SOCKET : undefined)
  const connection = await createConnection({
    ...(local !== undefined && (socket !== undefined || existsSync(local))
      ? { socketPath: local }
      : { host: host ?? '127.0.0.1', port: Number(port ?? 3306) }),
    ...(database ? { database } : {}),
    ...(username === '' ? {} : { user: username }),
    ...(password === '' ? {} : { password }),
    connectTimeout: PATIENCE_MS,
    rowsAsArray: true,
  })
  connection.on('error', () => undefined) // said by what is asked
  try {
    const [rows] = await connection.query({ sql: query, timeout: PATIENCE_MS })
    return (rows as readonly unknown[][]).slice(0, MAX_ROWS).map(pairOf) // `as`: rowsAsArray, and a query has rows
  } finally {
    connection.destroy()
  }
}

function databaseOf({ parameters }: Pick<Dsn, 'parameters'>): string | undefined {
  return parameters.get('dbname') ?? parameters.get('database') ?? parameters.get('db')
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
