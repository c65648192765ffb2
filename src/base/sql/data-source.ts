import { existsSync } from 'node:fs'

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

/** The file of an SQLite database. Throws Error where there is none: opening it would make an empty one. */
export function sqliteFile(dsn: Dsn): string {
  const file = databaseOf(dsn) ?? dsn.rest.split(';', 1)[0] ?? ''
  if (!existsSync(file)) throw new Error(`config: SQL error: unable to open database file ${file}`)
  return file
}

/** How PostgreSQL is reached. DBD::Pg's parameters are libpq's; those left out come from PGHOST and its like, as there. */
export function postgresOptions({ parameters, rest }: Dsn, { username, password }: Credentials, patienceMs: number) {
  const host = parameters.get('host') ?? parameters.get('hostaddr')
  const port = parameters.get('port')
  const database = databaseOf({ parameters }) ?? (/=/.test(rest) ? undefined : rest || undefined)
  return {
    // Without a host libpq takes the socket of the same machine.
    host: host ?? process.env['PGHOST'] ?? '/var/run/postgresql',
    ...(port === undefined ? {} : { port: Number(port) }),
    ...(database === undefined ? {} : { database }),
    ...(username === '' ? {} : { user: username }),
    ...(password === '' ? {} : { password }),
    ssl: /^(?:require|verify-ca|verify-full)$/.test(parameters.get('sslmode') ?? '')
      ? { rejectUnauthorized: parameters.get('sslmode') !== 'require' }
      : false,
    connectionTimeoutMillis: patienceMs,
    query_timeout: patienceMs,
  }
}

/** Where Debian's MySQL and MariaDB listen when no host is named, or localhost. */
const MYSQL_SOCKET = '/run/mysqld/mysqld.sock'

/** How MySQL or MariaDB is reached. */
export function mysqlOptions({ parameters, rest }: Dsn, { username, password }: Credentials, patienceMs: number) {
  const [bareDatabase, bareHost, barePort] = /=/.test(rest.split(';', 1)[0] ?? '') ? [] : rest.split(/[:;]/)
  const host = parameters.get('host') ?? parameters.get('hostname') ?? bareHost
  const port = parameters.get('port') ?? barePort
  const database = databaseOf({ parameters }) ?? bareDatabase
  const socket = parameters.get('mysql_socket') ?? parameters.get('mariadb_socket')
  // As libmysqlclient has it: localhost is the socket, whatever the port, unless there is none.
  const local = socket ?? (host === undefined || host === 'localhost' ? MYSQL_SOCKET : undefined)
  return {
    ...(local !== undefined && (socket !== undefined || existsSync(local))
      ? { socketPath: local }
      : { host: host ?? '127.0.0.1', port: Number(port ?? 3306) }),
    ...(database ? { database } : {}),
    ...(username === '' ? {} : { user: username }),
    ...(password === '' ? {} : { password }),
    connectTimeout: patienceMs,
    rowsAsArray: true,
  }
}

function databaseOf({ parameters }: Pick<Dsn, 'parameters'>): string | undefined {
  return parameters.get('dbname') ?? parameters.get('database') ?? parameters.get('db')
}
