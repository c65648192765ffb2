import { parseDsn } from '../../base/sql/data-source.ts'
import type { DaemonLog } from '../log.ts'
import { SQL_DRIVERS, type SqlDriver } from './sql-drivers.ts'
import type { PreferenceSource } from './user-settings.ts'

/** What the configuration says of a database with preferences (`user_scores_*`). */
export interface UserScoresSettings {
  readonly dsn: string
  readonly username: string
  readonly password: string
  readonly query: string | undefined
}

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
    const driver = SQL_DRIVERS.get(dsn.driver.toLowerCase())
    if (!driver) throw new Error(`there is no driver for ${dsn.driver} here`)
    const query = preferencesQuery(found.query, user, driver.quote)
    log.other?.('dbg', `config: Conf::SQL: executing SQL: ${query}`)
    const rows = await driver.ask(dsn, found, query)
    log.other?.('dbg', `config: retrieving prefs for ${user} from SQL server`)
    if (rows.length === 0) return []
    const text = rows.map(([name, value]) => `${latin1(name)}\t${latin1(value)}\n`).join('')
    return [{ file: '(sql config)', text }]
  }
}

/** The query for one user's settings: the administrator's, with its words filled in, or SpamAssassin's own. */
export function preferencesQuery(custom: string | undefined, user: string, quoted: SqlDriver['quote']): string {
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

function latin1(value: unknown): string {
  return value === null || value === undefined ? '' : Buffer.from(String(value), 'utf8').toString('latin1')
}
