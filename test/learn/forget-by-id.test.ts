import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, expect, test } from 'vitest'

// SpamAssassin has nothing like it: a message is forgotten by its Message-Id alone.

const PROGRAM = path.resolve(import.meta.dirname, '..', '..', 'bin', 'sa-learn')
const home = mkdtempSync(path.join(tmpdir(), 'forget-by-id-'))
afterAll(() => rmSync(home, { recursive: true }))

const mail = (id: string, word: string): string =>
  `From: a@example.com\nTo: b@example.org\nDate: Mon, 4 Mar 2024 10:00:00 +0000\nMessage-Id: <${id}>\nSubject: test\n\n${word} again\n`

function learn(args: readonly string[], input = ''): [number | null, string] {
  const { status, stdout } = spawnSync(PROGRAM, ['-L', ...args], {
    input,
    encoding: 'utf8',
    env: { ...process.env, HOME: home },
    cwd: home,
  })
  return [status, stdout]
}
const tokens = (): string[] =>
  learn(['--backup'])[1]
    .split('\n')
    .filter((line) => /^[ts]\t/.test(line))

test('a message is forgotten by its Message-Id, and leaves what it left when it was at hand', {
  timeout: 120_000,
}, () => {
  const remember = ['--cf', 'bayes_remember_messages 1000']
  const one = path.join(home, 'one')
  writeFileSync(one, mail('one@example.com', 'wonderful'))
  learn(['--ham'], mail('zero@example.com', 'ordinary'))
  const before = tokens()
  learn([...remember, '--spam', one])
  expect(tokens().length).toBeGreaterThan(before.length)
  expect(learn(['--forget', '--message-id=<one@example.com>'])).toEqual([
    0,
    'Forgot tokens from 1 message(s) (1 Message-Id(s) given)\n',
  ])
  const counts = (rows: readonly string[]) => rows.map((row) => row.replace(/\t\d{9,}\t/, '\t')).sort()
  expect(counts(tokens())).toEqual(counts(before))
  expect(learn(['--forget', '--message-id', 'one@example.com'])).toEqual([
    1,
    'Forgot tokens from 0 message(s) (1 Message-Id(s) given)\n',
  ])
  // This one was learned while nothing was remembered.
  expect(learn(['--forget', '--message-id', 'zero@example.com'])[0]).toBe(1)
  expect(learn(['--spam', '--message-id', 'zero@example.com'])[0]).toBe(64)
  expect(learn(['--forget', '--message-id', 'zero@example.com', one])[0]).toBe(64)
})
