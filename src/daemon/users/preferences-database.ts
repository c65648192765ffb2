import { existsSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import type { DaemonLog } from '../log.ts'
import type { PreferenceSource } from './user-settings.ts'

/** What the configuration says of a database with preferences (`user_scores_*`). */
export interface UserScoresSettings {
  readonly dsn: string
  readonly username: string
  readonly password: string
  readonly query: string | undefined
}

/** Two columns: the name of a setting, and its value. */
type Ask = (dsn: Dsn, settings: UserScoresSettings, query: string) => Promise<readonly (readonly [unknown, unknown])[]>

interface Dsn {
  readonly driver: string
  readonly parameters: ReadonlyMap<string, string>
  /** What stands where parameters would, when it is one word. */
  readonly rest: string
}

// More lines than this are no preferences of one user.
const MAX_ROWS = 10_000

/**
 * Reads preferences of a user from the database that the configuration names, as SpamAssassin asks for them; nothing
 * where it names none. The names and the query are SpamAssassin's (`sql/README`). Throws Error with the reason.
 */
export function preferencesDatabase(settings: () => UserScoresSettings | undefined, log: DaemonLog) {
  return async (user: string): Promise<readonly PreferenceSource[]> => {
    const found = settings()
    if (!found || found.dsn === '') {
      log.other?.('dbg', 'config: no DSN defined; skipping sql')
      return []
    }
    const dsn = parseDsn(found.dsn)
    const ask = DRIVERS.get(dsn.driver.toLowerCase())
    if (!ask) throw new Error(`there is no driver for ${dsn.driver} here`)
    const query = preferencesQuery(found.query, user)
    log.other?.('dbg', `config: Conf::SQL: executing SQL: ${query}`)
    const rows = await ask(dsn, found, query)
    log.other?.('dbg', `config: retrieving prefs for ${user} from SQL server`)
    if (rows.length === 0) return []
    const text = rows.map(([name, value]) => `${latin1(name)}\t${latin1(value)}\n`).join('')
    return [{ file: '(sql config)', text }]
  }
}

/** `DBI:driver:…`; parameters are `name=value`, apart by semicolons. */
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

/** The query for one user's settings: the administrator's, with its words filled in, or SpamAssassin's own. */
export function preferencesQuery(custom: string | undefined, user: string): string {
  if (custom === undefined) {
    return `select preference, value from userpref where username = ${quoted(user)} or username = '@GLOBAL' order by username asc`
  }
  const [mailbox = '', domain] = user.split('@')
  return custom
    .replaceAll('_USERNAME_', () => quoted(user))
    .replaceAll('_TABLE_', () => 'userpref')
    .replaceAll('_MAILBOX_', () => quoted(mailbox))
    .replaceAll('_DOMAIN_', () => (domain === undefined ? 'NULL' : quoted(domain)))
}

// Standard SQL: a quote is doubled. A NUL would end the text for some servers.
function quoted(text: string): string {
  return `'${text.replaceAll('\0', '').replaceAll("'", "''")}'`
}

function latin1(value: unknown): string {
  return value === null || value === undefined ? '' : Buffer.from(String(value), 'utf8').toString('latin1')
}

const askSqlite: Ask = async (dsn, _settings, query) => {
  const file = dsn.parameters.get('dbname') ?? dsn.parameters.get('database') ?? dsn.rest.split(';', 1)[0] ?? ''
  // Opening would make an empty one.
  if (!existsSync(file)) throw new Error(`config: SQL error: unable to open database file ${file}`)
  const database = new DatabaseSync(file, { readOnly: true })
  try {
    const rows: [unknown, unknown][] = []
    for (const row of database.prepare(query).iterate()) {
      const [name, value] = Object.values(row)
      if (rows.push([name, value]) >= MAX_ROWS) break
    }
    return rows
  } finally {
    database.close()
  }
}

const DRIVERS: ReadonlyMap<string, Ask> = new Map([['sqlite', askSqlite]])
