import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { onNotice } from '../../src/base/notices.ts'
import { openConnections } from '../../src/base/sql/connections.ts'
import { createEngine } from '../../src/scan/engine.ts'
import { hasSpamAssassin } from '../support/plugin-cases.ts'
import {
  type Answer,
  askSpamAssassin,
  type CaseDatabase,
  play,
  type ReputationCase,
} from '../support/reputation-cases.ts'
import { SQL_SERVERS, type SqlServer } from '../support/sql-servers.ts'

// Reputations of senders in SpamAssassin's own tables: what it makes of SQLite is the truth for all databases.

const GOLDEN = path.join(import.meta.dirname, 'sql-reputation.golden.json')

const columns = (float: string): string => `
  username varchar(100) NOT NULL default '',
  email varchar(255) NOT NULL default '',
  ip varchar(40) NOT NULL default '',
  msgcount bigint NOT NULL default '0',
  totscore ${float} NOT NULL default '0',
  signedby varchar(255) NOT NULL default '',
  last_hit timestamp NOT NULL default CURRENT_TIMESTAMP,
  PRIMARY KEY (username, email, signedby, ip)`
const tableOf = (kind: string, float = 'float'): string => `CREATE TABLE ${kind} (${columns(float)})`

const RULES = `bayes_auto_learn 0
body T_FIVE /five/
score T_FIVE 5
body T_NICE /nice/
score T_NICE -3.3
`
const AWL = `${RULES}use_bayes 0
header AWL eval:check_from_in_auto_welcomelist()
tflags AWL userconf noautolearn
priority AWL 1000
`
const TXREP = `${RULES}use_txrep 1
header TXREP eval:check_senders_reputation()
tflags TXREP userconf noautolearn
priority TXREP 1000
`

function mail(words: string, { from = 'Joe <Joe@Example.com>', ip = '203.0.113.5', id = '1' } = {}): string {
  const received =
    ip === ''
      ? ''
      : `Received: from x.example.com (x.example.com [${ip}]) by me.example.org with SMTP id q${id}; Mon, 4 Mar 2024 10:00:00 +0000\n`
  return `${received}From: ${from}\nTo: me@example.org\nDate: Mon, 4 Mar 2024 10:00:00 +0000\nMessage-Id: <${id}@x>\nSubject: test\n\n${words} ${id}\n`
}
const outbound = (words: string, to: string): string =>
  `Received: from pc (pc [10.0.0.5]) by me.example.org with SMTP; Mon, 4 Mar 2024 10:00:00 +0000\nFrom: me@example.org\nTo: ${to}\nSubject: test\n\n${words}\n`

const several: ReputationCase['steps'] = [
  { scan: mail('five') },
  { scan: mail('hi', { id: '2' }) },
  { scan: mail('nice', { id: '3', ip: '198.51.100.7' }) },
  { scan: mail('five', { id: '4', ip: '2001:db8:1:2::5' }) },
  { scan: mail('hi', { id: '5', ip: '' }) },
  { scan: mail('hi', { id: '6', from: `o'h;ara@example.com` }) },
  { scan: mail('five', { id: '7', from: 'j\xc3\xb6@ex\xc3\xa4mple.com' }) },
  { scan: mail('five', { id: '8', from: 'Nobody' }) },
  { scan: mail('five', { id: '1' }) },
]
const named: ReputationCase['steps'] = [
  { scan: mail('five') },
  { list: 'welcome', address: 'Joe@example.com' },
  { scan: mail('five', { id: '2' }) },
  { scan: mail('hi', { id: '3', ip: '198.51.100.7' }) },
  { list: 'block', address: 'joe@example.com' },
  { scan: mail('nice', { id: '4' }) },
  { list: 'remove', address: 'joe@example.com' },
  { scan: mail('nice', { id: '5' }) },
]
const learned: ReputationCase['steps'] = [
  { scan: mail('five') },
  { learn: mail('five'), as: 'spam' },
  { scan: mail('hi', { id: '2' }) },
  { learn: mail('five'), as: 'ham' },
  { learn: mail('hi', { id: '9' }), as: 'forget' },
  { learn: mail('five'), as: 'forget' },
  { scan: mail('hi', { id: '4' }) },
]

const awl = (steps: ReputationCase['steps'], cf = ''): ReputationCase => ({
  ...{ plugins: ['AWL'], cf: AWL + cf, steps, table: { kind: 'awl', schema: [tableOf('awl')] } },
})
const txrep = (steps: ReputationCase['steps'], cf = ''): ReputationCase => ({
  ...{ plugins: ['Bayes', 'TxRep'], cf: TXREP + cf, steps, table: { kind: 'txrep', schema: [tableOf('txrep')] } },
})

const cases: Readonly<Record<string, ReputationCase>> = {
  'AWL: several senders': awl(several),
  'AWL: named by a person': awl(named),
  'AWL: signers told apart': awl(several, 'auto_welcomelist_distinguish_signed 1\n'),
  'AWL: of all users': awl(named, 'user_awl_sql_override_username everybody\n'),
  'TxRep: several senders': txrep(several),
  'TxRep: no welcome for those written to': txrep(several, 'txrep_welcomelist_out 0\n'),
  'TxRep: signers not told apart': txrep(
    several,
    'txrep_welcomelist_out 0\nauto_welcomelist_distinguish_signed 0\ntxrep_report_details 2\n',
  ),
  'TxRep: named by a person': txrep(named),
  'TxRep: named by a person, all looked up': txrep(named, 'txrep_welcomelist_out 0\n'),
  'TxRep: learned': txrep(learned),
  'TxRep: learned, all looked up': txrep(learned, 'txrep_welcomelist_out 0\n'),
  'TxRep: to whom one writes': txrep([
    { scan: outbound('hi', 'Ann <ann@example.com>, bob@example.net') },
    { scan: outbound('hi again', 'ann@example.com') },
    { scan: mail('five', { from: 'ann@example.com' }) },
    { scan: mail('five', { from: 'ann@example.com', id: '2' }) },
  ]),
  'TxRep: one user and all': txrep(
    several,
    'txrep_user2global_ratio 2\nuser_awl_sql_override_username everybody\ntxrep_report_details 2\n',
  ),
  'TxRep: one user and all, all looked up': txrep(
    [...several, ...learned],
    'txrep_user2global_ratio 0.5\nuser_awl_sql_override_username everybody\ntxrep_welcomelist_out 0\n',
  ),
  'TxRep: one user twice': txrep(several, 'txrep_user2global_ratio 2\ntxrep_welcomelist_out 0\n'),
  'TxRep: the user is all': txrep(several, 'txrep_user2global_ratio 2\nuser_awl_sql_override_username jo\n'),
  'TxRep: one user and all, to whom one writes': txrep(
    [{ scan: outbound('hi', 'ann@example.com') }, { scan: mail('five', { from: 'ann@example.com' }) }],
    'txrep_user2global_ratio 2\nuser_awl_sql_override_username everybody\n',
  ),
}

if (process.env['WRITE_GOLDEN']) writeFileSync(GOLDEN, `${JSON.stringify(askSpamAssassin(cases), null, 1)}\n`)
const golden = JSON.parse(readFileSync(GOLDEN, 'utf8')) as Record<string, Answer[]> // `as`: written above

test.skipIf(!hasSpamAssassin)('SpamAssassin says the same', { timeout: 120_000 }, () => {
  expect(askSpamAssassin(cases)).toEqual(golden)
})

function cfFor({ plugins }: ReputationCase, dsn: string, username: string): string {
  const factory = plugins.includes('AWL') ? 'auto_welcomelist_factory' : 'txrep_factory'
  const user = username === '' ? '' : `user_awl_sql_username ${username}\n`
  return `${factory} Mail::SpamAssassin::SQLBasedAddrList\nuser_awl_dsn ${dsn}\n${user}`
}

async function rowsOf(dsn: string, username: string, kind: string): Promise<readonly (readonly unknown[])[]> {
  const connections = await openConnections(dsn, { username, password: '' })
  const rows = await connections.run(`SELECT username, email, ip, signedby, msgcount, totscore FROM ${kind}`, [])
  await connections.close()
  return rows.map((row) => row.map((value) => Buffer.from(String(value), 'utf8').toString('latin1')))
}

describe('in SQLite', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'sql-reputation-'))
  afterAll(() => rmSync(folder, { recursive: true }))
  test.each(Object.entries(cases))('%s', async (title, one) => {
    const file = path.join(folder, title.replace(/\W/g, '-'))
    const dsn = `DBI:SQLite:dbname=${file}`
    const database: CaseDatabase = {
      cf: cfFor(one, dsn, ''),
      prepare: () => {
        const made = new DatabaseSync(file)
        for (const statement of one.table?.schema ?? []) made.exec(statement)
        made.close()
      },
      rows: (kind) => rowsOf(dsn, '', kind),
    }
    expect(await play(one.table?.kind ?? 'awl', one, database)).toEqual(golden[title])
  })
})

for (const { name, obstacle } of SQL_SERVERS)
  if (obstacle) console.warn(`Reputations in ${name} are not tested: ${obstacle}`)

describe.each(SQL_SERVERS)('in $name', (kind) => {
  describe.skipIf(kind.obstacle !== undefined)('its own server', () => {
    let server: SqlServer
    beforeAll(async () => {
      server = await kind.start()
    }, 120_000)
    afterAll(() => server?.stop())

    test.each(Object.entries(cases))('%s', async (title, one) => {
      const { dsn, username } = server
      const table = one.table?.kind ?? 'awl'
      const database: CaseDatabase = {
        cf: cfFor(one, dsn, username),
        prepare: () => {
          server.execute(`DROP TABLE IF EXISTS ${table}`)
          // A float of MySQL has six digits only, which is too few to compare sums.
          server.execute(tableOf(table, kind.name === 'MariaDB' ? 'double' : 'float'))
        },
        rows: (name) => rowsOf(dsn, username, name),
      }
      expect(await play(table, one, database)).toEqual(golden[title])
    })
  })
})

test('a database that cannot be reached is told of once, and holds up no message', async () => {
  const told: string[] = []
  const quiet = onNotice((text) => told.push(text))
  const dsn = 'DBI:SQLite:dbname=/nonexistent/reputations'
  const one = awl(several)
  const database: CaseDatabase = { cf: cfFor(one, dsn, ''), prepare: () => undefined, rows: async () => [] }
  const answers = await play('awl', one, database)
  await vi.waitFor(() => expect(told).toHaveLength(1))
  quiet()
  expect(answers.map(({ adjusted }) => adjusted)).toEqual(several.map(() => ({})))
  expect(told).toEqual([expect.stringContaining('/nonexistent/reputations')])
})

test('reputations in SQL need no database of tokens', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'sql-senders-only-'))
  const file = path.join(folder, 'awl')
  const made = new DatabaseSync(file)
  made.exec(tableOf('awl'))
  made.close()
  const dsn = `DBI:SQLite:dbname=${file}`
  const lines = `loadplugin Mail::SpamAssassin::Plugin::AWL\n${AWL}${cfFor(awl([]), dsn, '')}bayes_path ${folder}/missing/x/bayes\n`
  // Nobody owns that database, and a client does not open it.
  const engine = await createEngine({
    ...{ userPreferences: false, pre: [], localOnly: true, stores: 'client', cf: lines.trim().split('\n') },
  })
  await engine.examine(Buffer.from(mail('hi')), { user: 'ann' })
  await vi.waitFor(async () => {
    const rows = await rowsOf(dsn, '', 'awl')
    expect(rows.map((row) => row.slice(0, 3))).toEqual([['ann', 'joe@example.com', '203.0']])
  })
  rmSync(folder, { recursive: true })
})
