import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { preferencesDatabase } from '../../src/daemon/users/preferences-database.ts'
import { SQL_SERVERS, type SqlServer, type SqlServerKind } from '../support/sql-servers.ts'

// Preferences of users in real databases, in the table of SpamAssassin's manual, asked with its own query and with others.

const TABLE = `create table userpref (
  username varchar(100) not null, preference varchar(50) not null, value varchar(100) not null)`
const ROWS: readonly (readonly [string, string, string])[] = [
  ['@GLOBAL', 'required_score', '5.00'],
  ['@GLOBAL', 'whitelist_from', '*@paypal.com'],
  ['jo', 'required_score', '2.5'],
  ['jo', 'add_header', 'all Gruß ok'],
  ["o'hara", 'required_score', '3'],
  ['a\\b', 'required_score', '4'],
  ['@example.com', 'required_score', '7'],
]

const sqlite: SqlServerKind = {
  name: 'SQLite',
  obstacle: undefined,
  start: async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'assay-sqlite-'))
    const file = path.join(folder, 'prefs.db')
    const database = new DatabaseSync(file)
    return {
      dsn: `DBI:SQLite:dbname=${file}`,
      username: '',
      execute: (sql) => database.exec(sql),
      stop: () => {
        database.close()
        rmSync(folder, { recursive: true })
      },
    }
  },
}

for (const { name, obstacle } of SQL_SERVERS)
  if (obstacle) console.warn(`Preferences in ${name} are not tested: ${obstacle}`)

describe.each([sqlite, ...SQL_SERVERS])('preferences in $name', (kind) => {
  describe.skipIf(kind.obstacle !== undefined)('its own server', () => {
    let server: SqlServer

    beforeAll(async () => {
      server = await kind.start()
      server.execute(TABLE)
      // Only MySQL and its kin read backslashes in texts.
      const backslash = kind.name === 'MariaDB' ? '\\\\' : '\\'
      for (const row of ROWS) {
        const values = row.map((text) => `'${text.replaceAll("'", "''").replaceAll('\\', backslash)}'`)
        server.execute(`insert into userpref (username, preference, value) values (${values.join(', ')})`)
      }
    }, 120_000)
    afterAll(() => server?.stop())

    const asked = async (user: string, query?: string, dsn = server.dsn): Promise<string> => {
      const log = { info: () => undefined, warn: () => undefined, error: () => undefined }
      const settings = { dsn, username: server.username, password: '', query }
      const sources = await preferencesDatabase(() => settings, log)(user)
      return sources.map(({ text }) => text).join('')
    }
    const GLOBAL = 'required_score\t5.00\nwhitelist_from\t*@paypal.com\n'

    test('those of all come before those of one', async () => {
      const header = Buffer.from('add_header\tall Gruß ok\n').toString('latin1')
      expect(await asked('jo')).toBe(`${GLOBAL}required_score\t2.5\n${header}`)
      expect(await asked('nobody')).toBe(GLOBAL)
    })

    test.each(["o'hara", 'a\\b'])('the name %s is a name', async (user) => {
      expect(await asked(user)).toContain(`required_score\t${user === 'a\\b' ? '4' : '3'}\n`)
    })

    test.each(["' or '1'='1", "\\' or 1=1 -- ", "x'; drop table userpref; -- ", '\\', "'", '\0jo', "jo'#"])(
      'the name %j finds nothing but what is for all, and does nothing',
      async (user) => {
        const found = await asked(user)
        expect(found.startsWith(GLOBAL)).toBe(true)
        // A NUL is left out of a name, as no server takes it.
        if (!user.includes('\0')) expect(found).toBe(GLOBAL)
        expect(await asked('nobody')).toBe(GLOBAL)
      },
    )

    test('a query of the administrator, with its words filled in', async () => {
      const query =
        "SELECT preference, value FROM _TABLE_ WHERE username = _USERNAME_ OR username = concat('@', _DOMAIN_)"
      // SQLite has no concat before 3.44.
      const own = kind.name === 'SQLite' ? query.replace("concat('@', _DOMAIN_)", "'@' || _DOMAIN_") : query
      expect(await asked('ann@example.com', own)).toBe('required_score\t7\n')
      expect(
        await asked(
          'jo@example.org',
          "select preference, value from _TABLE_ where username = _MAILBOX_ and preference like 'req%'",
        ),
      ).toBe('required_score\t2.5\n')
    })

    test('what is wrong is said', async () => {
      await expect(asked('jo', 'select nonsense from nowhere')).rejects.toThrow(/nowhere/)
      await expect(asked('jo', undefined, server.dsn.replaceAll('assay-', 'missing-'))).rejects.toThrow(/./)
    })
  })
})

test('a driver that is not known is named', async () => {
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined }
  const settings = { dsn: 'DBI:Oracle:x', username: '', password: '', query: undefined }
  await expect(preferencesDatabase(() => settings, log)('jo')).rejects.toThrow('no driver for Oracle')
})
