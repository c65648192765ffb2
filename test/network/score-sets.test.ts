import { execFileSync } from 'node:child_process'
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { restoreBackup } from '../../src/learn/restore-backup.ts'
import { MemoryDatabase } from '../../src/learn/store/memory-store.ts'
import { createEngine } from '../../src/scan/engine.ts'
import { startZoneServer } from '../support/dns-server.ts'
import { endlessZone } from './endless-zone.ts'
import { askSpamAssassin, hasNetworkTests } from './spamassassin-with-network.ts'

// Which of its four scores a rule gets: by whether there is a network, and whether Bayes has learned enough and may
// speak. Scores of the stock rules over messages of the repository, learned and asked by SpamAssassin and by Assay.

const MESSAGES = path.join(import.meta.dirname, '..', 'corpus', 'messages')
const HAM = ['plain-ham', 'html-newsletter', 'mixed-attachment']
const SPAM = ['advance-fee', 'pharmacy', 'html-hidden-text']
/** A rule that hits everything, and tells the set by its score. */
const TELLS = 'header TELLS_SET exists:Subject\nscore TELLS_SET 1 2 4 8\n'
const SCORES = [1, 2, 4, 8]
const ENOUGH = 'bayes_min_ham_num 3\nbayes_min_spam_num 3\n'

const CASES: Readonly<Record<string, readonly [set: number, network: boolean, cf: string]>> = {
  'neither, as too little was learned': [0, false, ''],
  network: [1, true, ''],
  'network, with Bayes off': [1, true, `${ENOUGH}use_bayes 0\n`],
  'network, with rules of Bayes off': [1, true, `${ENOUGH}use_bayes_rules 0\n`],
  'network, with learning off': [1, true, `${ENOUGH}use_learner 0\n`],
  Bayes: [2, false, ENOUGH],
  both: [3, true, ENOUGH],
  'both, where no server is asked': [3, true, `${ENOUGH}dns_available no\n`],
  'both, where no list is asked': [3, true, `${ENOUGH}skip_rbl_checks 1\n`],
}

const fileOf = (name: string): string =>
  globSync(`${name}*`, { cwd: MESSAGES }).map((file) => path.join(MESSAGES, file))[0] ?? name

describe.skipIf(!hasNetworkTests)('score sets', { timeout: 300_000 }, async () => {
  if (!hasNetworkTests) return
  const server = await startZoneServer(endlessZone)
  const folder = mkdtempSync(path.join(tmpdir(), 'score-sets-'))
  afterAll(async () => {
    await server.close()
    rmSync(folder, { recursive: true })
  })
  const cf = `bayes_path ${folder}/bayes\nbayes_auto_learn 0\ndns_server 127.0.0.1:${server.port}\n${TELLS}`
  const cfFile = path.join(folder, 'site.cf')
  writeFileSync(cfFile, cf)
  const learn = (...args: readonly string[]): string =>
    execFileSync('/usr/bin/sa-learn', ['--cf', `bayes_path ${folder}/bayes`, ...args], {
      ...{ encoding: 'latin1', env: { ...process.env, HOME: folder }, stdio: ['ignore', 'pipe', 'ignore'] },
    })
  learn('--ham', ...HAM.map(fileOf))
  learn('--spam', ...SPAM.map(fileOf))
  const store = new MemoryDatabase().user('')
  async function* backup() {
    yield learn('--backup').trimEnd().split('\n')
  }
  await restoreBackup(store, backup(), Math.floor(Date.now() / 1000))
  const files = [...HAM, ...SPAM].map(fileOf)

  test.for(Object.entries(CASES))('%s', async ([, [set, network, lines]]) => {
    const caseFile = path.join(folder, 'case.cf')
    writeFileSync(caseFile, cf + lines)
    const theirs = await askSpamAssassin(files, { cf: caseFile, port: server.port, network, bayes: true })
    expect([...theirs.keys()]).toEqual(files)
    const site = { userPreferences: false, cf: (cf + lines).split('\n'), pre: [], localOnly: !network }
    const engine = await createEngine(site, { storeFor: () => store })
    for (const [file, { score, hits }] of theirs) {
      const { verdict } = await engine.examine(readFileSync(file))
      const scored = verdict.hits.find(({ rule }) => rule === 'TELLS_SET')?.score
      expect([file, SCORES.indexOf(scored ?? 0)]).toEqual([file, set])
      expect([file, verdict.hits.map(({ rule }) => rule).sort(), verdict.score.toFixed(3)]).toEqual([
        ...[file, [...hits].sort(), score.toFixed(3)],
      ])
    }
  })
})
