import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, expect, test } from 'vitest'

// What sa-learn -D says of each message and of the database, against what SpamAssassin's says of the same.

const ROOT = path.resolve(import.meta.dirname, '..', '..')
const MESSAGE = path.join(ROOT, 'test', 'corpus', 'messages', 'plain-ham.eml')
const OURS = path.join(ROOT, 'bin', 'sa-learn')
const THEIRS = '/usr/bin/sa-learn'

const STEPS = [
  ['--spam'],
  ['--spam'],
  ['--forget'],
  ['--forget'],
  ['--ham'],
  ['--cf', 'bayes_ignore_from *', '--use-ignores', '--ham'],
  ['--cf', 'use_learner 1', '-D', 'learn', '--ham'],
] as const

const homes = [THEIRS, OURS].map((program) => ({ program, home: mkdtempSync(path.join(tmpdir(), 'sa-learn-debug-')) }))
afterAll(() => {
  for (const { home } of homes) rmSync(home, { recursive: true })
})

/** Lines about what is learned and why not; the rest is about its own files and locks. */
const TOLD =
  /learn: (?:initializing|learning|forgetting)|bayes: (?:learned|forget:|not (?:using|available)|\S+ already)/

function said(program: string, home: string, args: readonly string[]): string[] {
  const debug = args.includes('-D') ? [] : ['-D', 'bayes,learn']
  const { stderr } = spawnSync(program, [...debug, '-L', ...args, MESSAGE], {
    encoding: 'utf8',
    env: { ...process.env, HOME: home },
    cwd: home,
  })
  return stderr
    .split('\n')
    .filter((line) => TOLD.test(line))
    .map((line) => line.replace(/^.*? dbg: /, 'dbg: '))
}

test.skipIf(!existsSync(THEIRS))('what is said of messages', { timeout: 120_000 }, () => {
  for (const args of STEPS) {
    const [theirs = [], ours] = homes.map(({ program, home }) => said(program, home, args))
    expect({ args, said: ours }).toEqual({ args, said: theirs })
  }
})

test('what was read, and which database is used', () => {
  const [, ours] = homes
  const home = ours?.home ?? ''
  const { stderr } = spawnSync(OURS, ['-D', '--dbpath', path.join(home, 'other'), '--spam', MESSAGE], {
    encoding: 'utf8',
    env: { ...process.env, HOME: home },
  })
  for (const line of [
    'dbg: generic: SpamAssassin version 4.0.1',
    'dbg: plugin: loading Mail::SpamAssassin::Plugin::Bayes from @INC',
    'dbg: sa-learn: spamtest initialized',
    `dbg: bayes: using the database in ${home}/other_level`,
    'dbg: bayes: corpus size: nspam = 0, nham = 0',
  ]) {
    expect(stderr).toContain(line)
  }
  expect(stderr).toMatch(/dbg: bayes: DB expiry: tokens in DB: 0, Expiry max size: 150000, /)
  const quiet = spawnSync(OURS, ['--spam', MESSAGE], { encoding: 'utf8', env: { ...process.env, HOME: home } })
  expect(quiet.stderr).toBe('')
})
