import { type SpawnSyncReturns, spawn } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

// The same commands, one after the other, by SpamAssassin's program and by ours, each in a home of its own: standard
// output and exit status must agree. Where SpamAssassin is not installed, only what is expected of ours is checked.

const ROOT = path.resolve(import.meta.dirname, '..', '..')
const CORPUS = path.join(ROOT, 'test', 'corpus', 'messages')
const HAM = ['plain-ham', 'html-newsletter', 'mixed-attachment']
const SPAM = ['advance-fee', 'pharmacy', 'html-hidden-text']
const OURS = path.join(ROOT, 'bin', 'sa-learn')
const THEIRS = '/usr/bin/sa-learn'
const haveTheirs = existsSync(THEIRS)

interface Case {
  readonly args: readonly string[]
  /** What is expected where SpamAssassin cannot be asked. */
  readonly status: number
  readonly output?: string
  readonly input?: string
  /** Why SpamAssassin is not asked. */
  readonly oursOnly?: string
  /** Lines may come in any order: SpamAssassin's is that of its hash tables. */
  readonly unordered?: boolean
}

const learned = (changed: number, examined: number): string =>
  `Learned tokens from ${changed} message(s) (${examined} message(s) examined)\n`
const forgot = (changed: number, examined: number): string =>
  `Forgot tokens from ${changed} message(s) (${examined} message(s) examined)\n`
const NO_DATABASE = 2
const USAGE = 64
const VERSION = 'SpamAssassin version 4.0.1\n'

const FROM_INPUT = 'Subject: from standard input\nDate: Tue, 3 Nov 2020 10:00:00 +0000\n\nhello\n'
const ITS_STATUS = 'it ends with the number of whatever error of the system came last'

const CASES: readonly Case[] = [
  { args: ['--dump', 'magic'], status: NO_DATABASE, output: '' },
  { args: [], status: USAGE, output: VERSION },
  { args: ['ham'], status: USAGE, output: VERSION },
  { args: ['--no-such-option'], status: USAGE, output: VERSION },
  { args: ['--version'], status: 0, output: VERSION },
  {
    args: ['--ham', 'ham', '--showdots', '--progress'],
    status: 0,
    output: '--showdots and --progress may not be used together, please select just one\n',
  },
  { args: ['--ham', 'ham'], status: 0, output: learned(3, 3) },
  { args: ['--ham', '-L', 'ham'], status: 0, output: learned(0, 3) },
  { args: ['--spam', 'spam.mbox'], status: 0, output: learned(3, 3) },
  { args: ['--dump', 'magic'], status: 0 },
  { args: ['--dump', 'data'], status: 0, unordered: true },
  { args: ['--dump', 'data', '--regexp', '^x'], status: 0, unordered: true },
  { args: ['--dump', 'bogus'], status: 1, output: '' },
  { args: ['--backup'], status: 0, unordered: true },
  { args: ['--spam', 'nowhere'], status: 1, output: learned(0, 0) },
  { args: ['--ham', 'maildir'], status: 0, output: learned(0, 2) },
  { args: ['--forget', 'maildir'], status: 0, output: forgot(2, 2) },
  { args: ['--forget', '--no-sync', 'maildir'], status: 0, output: forgot(0, 2) },
  { args: ['--ham', 'packed'], status: 0, output: learned(1, 1) },
  { args: ['--ham', 'ham', '--spam', 'spam.mbox'], status: 0 },
  { args: ['--ham', '--mbox', 'spam.mbox'], status: 0, output: learned(3, 3) },
  { args: ['--spam', 'large'], status: 1, output: learned(0, 0) },
  { args: ['--spam', '--max-size=0', 'large'], status: 0, output: learned(1, 1) },
  { args: ['--spam', '--max-size', '500', 'ham'], status: 1, output: learned(0, 0) },
  { args: ['--spam'], input: FROM_INPUT, status: 0, output: learned(1, 1) },
  { args: ['--spam', '-'], input: FROM_INPUT, status: 0, output: learned(0, 1) },
  { args: ['--sync'], status: 0, output: '' },
  { args: ['--force-expire'], status: 0, output: '' },
  { args: ['--rebuild'], status: 0, output: '' },
  {
    args: ['--folders', 'folders'],
    status: USAGE,
    output: VERSION,
    oursOnly: 'it ends with its lock held, for which the next command waits',
  },
  { args: ['--folders', 'folders', '--spam'], status: 0 },
  { args: ['--folders', 'nowhere'], status: 2, output: '', oursOnly: ITS_STATUS },
  { args: ['--mbx', '--ham', 'spam.mbox'], status: 255, output: learned(0, 0), oursOnly: ITS_STATUS },
  { args: ['--spam', '--dir', 'ham'], status: 0 },
  { args: ['--ham', 'ham/*.txt'], status: 0 },
  { args: ['-q', '--spam', 'spam.mbox'], status: 0, output: '' },
  { args: ['--cf', 'use_bayes 0', '--spam', 'ham'], status: 1, output: '' },
  { args: ['--cf', 'use_learner 0', '--spam', 'ham'], status: 255, output: learned(0, 1) },
  { args: ['--cf', 'bayes_ignore_from *', '--use-ignores', '--spam', 'ham'], status: 0, output: learned(0, 3) },
  { args: ['--restore', 'nowhere'], status: 2, output: '' },
  { args: ['--backup'], status: 0, unordered: true },
  { args: ['--dbpath', 'elsewhere', '--ham', 'ham'], status: 0, output: learned(3, 3) },
  { args: ['--dbpath', 'elsewhere/bayes', '--dump', 'magic'], status: 0 },
  { args: ['--clear'], status: 0, output: '' },
  { args: ['--ham', 'ham'], status: 0, output: learned(3, 3) },
]

const homes = { ours: '', theirs: '' }

beforeAll(() => {
  for (const name of ['ours', 'theirs'] as const) {
    homes[name] = mkdtempSync(path.join(tmpdir(), `sa-learn-${name}-`))
    furnish(homes[name])
  }
})
afterAll(() => {
  for (const home of Object.values(homes)) rmSync(home, { recursive: true })
})

describe('sa-learn', () => {
  test.each(CASES.map((row, i) => ({ ...row, name: `${i + 1}: ${row.args.join(' ')}` })))(
    '$name',
    async ({ args, status, output, input, unordered, oursOnly }) => {
      const [ours, theirs] = await Promise.all([
        run(OURS, homes.ours, args, input),
        haveTheirs && !oursOnly ? run(THEIRS, homes.theirs, args, input) : undefined,
      ])
      const order = (text: string): string => (unordered ? text.split('\n').sort().join('\n') : text)
      expect(ours.status).toBe(status)
      if (output !== undefined) expect(ours.stdout).toBe(output)
      if (!theirs) return
      expect(theirs.status).toBe(status)
      expect(order(ours.stdout)).toBe(order(theirs.stdout))
    },
    120_000,
  )

  test.skipIf(!haveTheirs)(
    'moves databases both ways',
    async () => {
      const backups = { ours: path.join(homes.ours, 'backup'), theirs: path.join(homes.theirs, 'backup') }
      writeFileSync(backups.ours, (await run(OURS, homes.ours, ['--backup'])).stdout, 'latin1')
      writeFileSync(backups.theirs, (await run(THEIRS, homes.theirs, ['--backup'])).stdout, 'latin1')
      expect((await run(OURS, homes.ours, ['--restore', backups.theirs])).status).toBe(0)
      expect((await run(THEIRS, homes.theirs, ['--restore', backups.ours])).status).toBe(0)
      const [ours, theirs] = await Promise.all([
        run(OURS, homes.ours, ['--backup']),
        run(THEIRS, homes.theirs, ['--backup']),
      ])
      const lines = (text: string): string[] => text.split('\n').sort()
      expect(lines(ours.stdout)).toEqual(lines(readFileSync(backups.theirs, 'latin1')))
      expect(lines(theirs.stdout)).toEqual(lines(readFileSync(backups.ours, 'latin1')))
    },
    120_000,
  )
})

function run(
  program: string,
  home: string,
  args: readonly string[],
  input = '',
): Promise<Pick<SpawnSyncReturns<string>, 'status' | 'stdout'>> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd: home, env: { ...process.env, HOME: home }, stdio: 'pipe' })
    const pieces: Buffer[] = []
    child.stdout.on('data', (piece: Buffer) => pieces.push(piece))
    child.stderr.resume()
    child.stdin.on('error', () => undefined) // most commands do not read it
    child.stdin.end(input)
    child.on('error', reject)
    child.on('close', (status) => resolve({ status, stdout: Buffer.concat(pieces).toString('latin1') }))
  })
}

/** A message under a name of its own: those of the corpus share one, and a message is learned only once. */
function message(name: string): string {
  const text = readFileSync(path.join(CORPUS, `${name}.eml`), 'latin1')
  const named = text.replace(/^Message-ID: .*/m, `Message-ID: <${name}@sender.example>`)
  if (named === text) throw new Error(`${name} has no Message-ID to replace`)
  return named
}

/** Mail in all forms, in a home. */
function furnish(home: string): void {
  for (const folder of ['ham', 'maildir/new', 'maildir/cur', 'maildir/tmp', 'elsewhere']) {
    mkdirSync(path.join(home, folder), { recursive: true })
  }
  const [one = '', two = '', three = ''] = HAM.map((name) => {
    const file = path.join(home, 'ham', `${name}.txt`)
    writeFileSync(file, message(name), 'latin1')
    return file
  })
  cpSync(one, path.join(home, 'ham', ',deleted'))
  cpSync(two, path.join(home, 'ham', '.hidden'))
  cpSync(one, path.join(home, 'maildir/new/a'))
  cpSync(two, path.join(home, 'maildir/cur/b:2,S'))
  cpSync(three, path.join(home, 'maildir/cur/c:2,ST'))
  const mbox = SPAM.map((name) => `From someone@example.com Mon Jan  1 00:00:01 2001\n${message(name)}\n`)
  writeFileSync(path.join(home, 'spam.mbox'), mbox.join(''), 'latin1')
  writeFileSync(path.join(home, 'packed'), gzipSync(readFileSync(one)))
  writeFileSync(
    path.join(home, 'large'),
    `Subject: large\nDate: Tue, 3 Nov 2020 10:00:00 +0000\n\n${'a b c d e f g\n'.repeat(50_000)}`,
  )
  writeFileSync(path.join(home, 'folders'), `ham:dir:ham\nspam::spam.mbox\n\nham/${path.basename(one)}\n`)
}
