import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { nameOfKey, type ReputationKind } from '../../src/learn/reputation/sender-key.ts'
import type { SenderTables } from '../../src/learn/reputation/sender-table.ts'
import { giveStore } from '../../src/learn/scan-stores.ts'
import { MemoryDatabase } from '../../src/learn/store/memory-store.ts'
import type { TokenStore } from '../../src/learn/store/token-store.ts'
import { reputationBeside, StoreWithSenders } from '../../src/learn/store/with-senders.ts'
import { allPlugins } from '../../src/plugins/all.ts'
import { forgetMessage, learnMessage } from '../../src/plugins/bayes/learn-message.ts'
import { changeSender, type SenderChange } from '../../src/plugins/senders/change-sender.ts'
import { storeWithSenders } from '../../src/plugins/senders/sql-senders.ts'
import { autoLearn } from '../../src/scan/auto-learn.ts'
import { hasSpamAssassin } from './plugin-cases.ts'
import { ruleRunner } from './run-rules.ts'

/** One thing that happens to reputations. */
export type ReputationStep =
  | { readonly scan: string }
  | { readonly learn: string; readonly as: 'ham' | 'spam' | 'forget' }
  | { readonly list: SenderChange; readonly address: string }

/** A sequence of them, from no reputations on. */
export interface ReputationCase {
  readonly plugins: readonly string[]
  readonly cf: string
  readonly steps: readonly ReputationStep[]
  /** Reputations are kept in SQL, in this table, in the name of jo. */
  readonly table?: { readonly kind: ReputationKind; readonly schema: readonly string[] }
}

/** A database that keeps them. */
export interface CaseDatabase {
  /** Lines of the configuration that name it. */
  readonly cf: string
  /** Makes the table, empty. */
  prepare(): void | Promise<void>
  /** All rows: username, email, ip, signedby, msgcount, totscore. */
  rows(kind: ReputationKind): Promise<readonly (readonly unknown[])[]>
}

/** What came of a step, as test/support/reputation-oracle.pl prints it. */
export type Answer = Readonly<Record<string, unknown>>

const ORACLE = path.join(import.meta.dirname, 'reputation-oracle.pl')

/**
 * Plays each case to our plugins and holds the outcome against what SpamAssassin said, and that against SpamAssassin. What
 * it said is in the file; with WRITE_GOLDEN in the environment it is asked anew.
 */
export function testReputationCases(
  kind: ReputationKind,
  cases: Readonly<Record<string, ReputationCase>>,
  goldenFile: string,
): void {
  if (process.env['WRITE_GOLDEN']) writeFileSync(goldenFile, `${JSON.stringify(askSpamAssassin(cases), null, 2)}\n`)
  const golden = JSON.parse(readFileSync(goldenFile, 'utf8')) as Record<string, Answer[]> // `as`: written above
  describe(kind, () => {
    test.each(Object.keys(cases))('%s', async (title) => {
      const one = cases[title]
      expect(one && (await play(kind, one))).toEqual(golden[title])
    })
    test.skipIf(!hasSpamAssassin)('SpamAssassin says the same', { timeout: 120_000 }, () => {
      expect(askSpamAssassin(cases)).toEqual(golden)
    })
  })
}

/** What SpamAssassin says, by case. */
export function askSpamAssassin(cases: Readonly<Record<string, ReputationCase>>): Record<string, Answer[]> {
  const lines = execFileSync('perl', [ORACLE], {
    input: JSON.stringify(Object.values(cases)),
    encoding: 'latin1',
    stdio: ['pipe', 'pipe', 'ignore'],
  })
    .trim()
    .split('\n')
  return Object.fromEntries(Object.keys(cases).map((title, i) => [title, JSON.parse(lines[i] ?? '[]') as Answer[]])) // `as`: what the script prints
}

/** Plays a case to our plugins; `database` is where its table is. */
export async function play(
  kind: ReputationKind,
  { plugins, cf, steps, table }: ReputationCase,
  database?: CaseDatabase,
): Promise<Answer[]> {
  await database?.prepare()
  const { run, messages } = ruleRunner(plugins, cf + (database?.cf ?? ''))
  expect(messages).toEqual([])
  const { conf } = await run('\n')
  const { store, written } = withWritesSeen(
    storeWithSenders(conf, { database: new MemoryDatabase(), storeUser: '', user: 'jo' }),
  )
  const loaded = allPlugins.filter(({ name }) => plugins.some((plugin) => name.endsWith(`::${plugin}`)))
  const answers: Answer[] = []
  for (const step of steps) {
    const answer: Record<string, unknown> = {}
    if ('scan' in step) {
      const scan = await run(step.scan, (started) => giveStore(started, store))
      await autoLearn(scan, loaded)
      await new Promise((resolve) => setImmediate(resolve)) // nobody waits for what a scan writes
      await written()
      const hits = scan.hits().filter(({ rule }) => rule === 'AWL' || rule === 'TXREP')
      answer['score'] = scan.score.toFixed(3)
      answer['adjusted'] = Object.fromEntries(hits.map(({ rule, scoreText }) => [rule, scoreText]))
      answer['tags'] = Object.fromEntries([...scan.tags].filter(([name]) => /^(?:AWL|TXREP)/.test(name)))
      answer['notes'] = hits.flatMap(({ rule, evidence }) => (rule === 'TXREP' ? evidence : []))
      answer['autolearn'] =
        scan.autolearn + (scan.autolearnForce === undefined ? '' : ` autolearn_force=${scan.autolearnForce}`)
    } else if ('learn' in step) {
      const { message, now } = await run(step.learn)
      const learned =
        step.as === 'forget'
          ? await forgetMessage(conf, store, message)
          : await learnMessage(conf, store, message, step.as === 'spam' ? 's' : 'h', {
              opposite: 'relearn',
              useIgnores: true,
              now,
            })
      answer['learned'] = learned === true || learned === 'learned' ? 1 : 0
    } else {
      const { now } = await run('\n')
      const { lines, done } = await changeSender(conf, store.reputation, step.list, step.address, now)
      answer['done'] = done ? 1 : 0
      answer['output'] = lines.map((line) => `${line}\n`).join('')
    }
    const entries: Record<string, unknown> = {}
    for (const [user, email, ip, signedBy, count, total] of (table && (await database?.rows(kind))) ?? []) {
      entries[[user, email, ip, signedBy].join('|')] = [Number(count), Number(total).toFixed(6)]
    }
    for await (const rows of store.reputation.entries()) {
      for (const [key, { count, total }] of rows) {
        const name = nameOfKey(kind, key)
        if (name !== undefined) entries[name] = [count, total.toFixed(6)]
      }
    }
    answers.push({ ...answer, entries })
  }
  return answers
}

/** The same store, and a way to wait until what was told to its senders is written. */
function withWritesSeen(store: TokenStore): { readonly store: TokenStore; written(): Promise<unknown> } {
  const { senders, global } = store.reputation
  if (!senders) return { store, written: async () => undefined }
  const writes: Promise<void>[] = []
  const seen = (tables: SenderTables): SenderTables => ({
    load: async (kind, questions) => {
      const table = await tables.load(kind, questions)
      if (!table) throw new Error('reputations are kept elsewhere')
      return {
        entry: (question) => table.entry(question),
        write: (now) => {
          const write = table.write(now)
          writes.push(write)
          return write
        },
      }
    },
  })
  const own = seen(senders)
  const all = global?.senders && (global.senders === senders ? own : seen(global.senders))
  const beside = { senders: own, ...(global && all ? { global: reputationBeside(global, { senders: all }) } : {}) }
  return { store: new StoreWithSenders(store, beside), written: () => Promise.all(writes) }
}
