import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'

// What sa-learn does to the reputations of senders where TxRep is on: the same commands by SpamAssassin's program and by
// ours, each in a home of its own. `ASSAY_RECORD=1` writes SpamAssassin's answers anew.

const ROOT = path.resolve(import.meta.dirname, '..', '..')
const GOLDEN = path.join(import.meta.dirname, 'sa-learn-reputation.golden.txt')
const messageOf = (name: string): string => path.join(ROOT, 'test', 'corpus', 'messages', `${name}.eml`)
const [FIRST, SECOND] = [messageOf('advance-fee'), messageOf('alternative')]
const TX_REP = ['--cf=loadplugin Mail::SpamAssassin::Plugin::TxRep', '--cf=use_txrep 1']

const COMMANDS = [
  ['--ham', FIRST],
  ['--ham', FIRST],
  ['--spam', FIRST],
  ['--forget', FIRST],
  ['--forget', FIRST],
  ['--spam', FIRST, SECOND],
  ['--cf=txrep_learn_bonus 0', '--ham', SECOND],
]

let parent: string
beforeAll(() => {
  parent = mkdtempSync(path.join(tmpdir(), 'reputation-'))
})
afterAll(() => rmSync(parent, { recursive: true }))

/** What each command says and the reputations behind it, sorted. */
function answersOf(programs: string, home: string): string {
  mkdirSync(home)
  const run = (program: string, args: readonly string[]): string =>
    spawnSync(path.join(programs, program), args, { cwd: home, env: { ...process.env, HOME: home }, encoding: 'utf8' })
      .stdout
  return COMMANDS.map((command) => {
    const said = run('sa-learn', ['-L', ...TX_REP, ...command])
    const reputations = run('sa-awl', [path.join(home, '.spamassassin', 'tx-reputation')]).split('\n')
    return said + reputations.sort().join('\n')
  }).join('\n\n')
}

test('reputations change as they do with SpamAssassin', { timeout: 120_000 }, () => {
  if (existsSync('/usr/bin/sa-learn')) {
    const theirs = answersOf('/usr/bin', path.join(parent, 'theirs'))
    if (process.env['ASSAY_RECORD']) writeFileSync(GOLDEN, theirs)
    expect(theirs).toBe(readFileSync(GOLDEN, 'utf8'))
  }
  expect(answersOf(path.join(ROOT, 'bin'), path.join(parent, 'ours'))).toBe(readFileSync(GOLDEN, 'utf8'))
})
