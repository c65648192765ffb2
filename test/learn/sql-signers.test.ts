import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, describe, expect, test } from 'vitest'
import { openConnections } from '../../src/base/sql/connections.ts'
import { SqlTable } from '../../src/learn/reputation/sql-table.ts'
import { hasSpamAssassin } from '../support/plugin-cases.ts'

// Rows by who vouches for the sender: what SpamAssassin's list of addresses makes of the same changes of the same table.

type Step = readonly ['add' | 'takeBack' | 'remove' | 'get', string, string | null, number]

const JOE = 'joe@example.com|ip=none'
const JOE_NET = 'joe@example.com|ip=203.0'
const DOMAIN = 'example.com|ip=none'

const steps: readonly Step[] = [
  ['add', JOE_NET, null, 5],
  ['add', JOE, 'example.com', 2.5],
  ['add', JOE, 'Example.COM', 1],
  ['get', JOE_NET, 'example.com', 0],
  ['get', JOE, null, 0],
  ['add', JOE, 'other.example', -3],
  ['add', DOMAIN, 'spf-example.com', 4],
  ['add', DOMAIN, 'spf', 4],
  ['add', JOE, 'spf-example.com', 4],
  ['get', DOMAIN, 'spf-example.com', 0],
  ['add', 'x.example.com|ip=none', 'HELO', 1.25],
  ['takeBack', 'x.example.com|ip=none', 'HELO', 1],
  ['takeBack', DOMAIN, 'spf', 2],
  ['add', 'ann@example.com|ip=none', 'a.example b.example', 2],
  ['remove', JOE, 'example.com', 0],
  ['get', JOE, 'other.example', 0],
  ['remove', JOE_NET, null, 0],
  ['add', 'bob@example.com|ip=WELCOMELIST_OUT', null, -10],
  ['add', 'bob@example.com|ip=203.0', null, 5],
  ['add', 'bob@example.com|ip=none', 'example.com', 5],
  ['remove', DOMAIN, null, 0],
  ['add', 'mail host|ip=none', null, 1],
  ['add', 'cat@example.com|ip=none', 'spf-example.com', 4],
]

const SCHEMA = `CREATE TABLE awl (
  username varchar(100) NOT NULL default '', email varchar(255) NOT NULL default '', ip varchar(40) NOT NULL default '',
  msgcount int(11) NOT NULL default '0', totscore float NOT NULL default '0', signedby varchar(255) NOT NULL default '',
  last_hit timestamp NOT NULL default CURRENT_TIMESTAMP, PRIMARY KEY (username, email, signedby, ip))`

const kinds = [true, false].flatMap((signer) => [0, 10].map((welcome) => ({ signer, welcome })))

describe.skipIf(!hasSpamAssassin)('rows by signer', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'sql-signers-'))
  afterAll(() => rmSync(folder, { recursive: true }))

  test.each(kinds)('told apart: $signer, welcome to those written to: $welcome', async ({ signer, welcome }) => {
    const file = (whose: string): string => path.join(folder, `${whose}-${signer}-${welcome}`)
    const [theirs = ''] = execFileSync('perl', [path.join(import.meta.dirname, '../support/sql-list-oracle.pl')], {
      input: JSON.stringify([
        { dsn: `DBI:SQLite:dbname=${file('theirs')}`, schema: SCHEMA, signer: signer ? 1 : 0, welcome, steps },
      ]),
      encoding: 'latin1',
    }).split('\n')

    const made = new DatabaseSync(file('ours'))
    made.exec(SCHEMA)
    made.close()
    const connections = await openConnections(`DBI:SQLite:dbname=${file('ours')}`, { username: '', password: '' })
    const place = { connections, dialect: 'other', table: 'awl', user: 'jo' } as const
    const known: [number, string][] = []
    // Half as one message, half a message each: what is read back must be what was in memory.
    let table: SqlTable | undefined
    for (const [n, [what, name, signedBy, score]] of steps.entries()) {
      const question = { name, signedBy: signedBy ?? undefined }
      if (!table || n % 2 === 0 || n > steps.length / 2) {
        table = await SqlTable.load({ ...place, bySigner: signer, onlyWelcomed: welcome > 0 }, [
          question,
          ...steps.slice(n + 1, n + 2).map(([, name, signedBy]) => ({ name, signedBy: signedBy ?? undefined })),
        ])
      }
      const entry = table.entry(question)
      known.push([entry.count, entry.total.toFixed(3)])
      if (what !== 'get') entry[what](score)
      if (n % 2 === 1 || n >= steps.length / 2) await table.write()
    }
    const rows = await connections.run(
      'SELECT email, ip, signedby, msgcount, totscore FROM awl ORDER BY email, ip, signedby',
      [],
    )
    await connections.close()
    const sums = rows.map(([email, ip, signer, count, total]) => [email, ip, signer, count, Number(total).toFixed(3)])
    expect([known, sums]).toEqual(JSON.parse(theirs))
  })
})
