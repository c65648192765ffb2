import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { endAll, freePort, ourProgram, type ProgramResult, type RunningSpamd, run, startSpamd } from './run-program.ts'
import { type SmallSite, smallSite, twinOf } from './small-site.ts'

// The unmodified spamc, with the options of its manual, against SpamAssassin's spamd and ours, both started with the same
// options in twin directories: the same exit status, the same output, the same complaints.

const SPAMC = '/usr/bin/spamc'
const THEIRS = '/usr/sbin/spamd'
const possible = existsSync(SPAMC) && existsSync(THEIRS) && process.geteuid?.() === 0

interface Side {
  readonly folder: string
  readonly plain: RunningSpamd
  readonly tls: RunningSpamd
  readonly socket: string
}

let sites: readonly SmallSite[] = []
let theirs: Side
let ours: Side
let nobodyThere = 0

beforeAll(async () => {
  if (!possible) return
  const site = smallSite('matrix')
  chmodSync(site.folder, 0o755)
  execFileSync(
    'openssl',
    [
      'req',
      '-x509',
      '-days',
      '2',
      '-nodes',
      '-newkey',
      'rsa:2048',
      '-keyout',
      'key.pem',
      '-out',
      'cert.pem',
      '-subj',
      '/CN=localhost',
    ],
    { cwd: site.folder, stdio: 'pipe' },
  )
  for (const size of [600, 700_000]) {
    const text = readFileSync(path.join(site.folder, 'ham.eml'), 'latin1')
    writeFileSync(path.join(site.folder, `ham${size}.eml`), text + `${'x'.repeat(60)}\n`.repeat(Math.ceil(size / 61)))
  }
  writeFileSync(path.join(site.folder, 'spamc.conf'), '-E\n-u nobody\n')
  writeFileSync(path.join(site.folder, 'mail.bsmtp'), BSMTP)
  const twin = twinOf(site)
  chmodSync(twin.folder, 0o755)
  sites = [site, twin]
  nobodyThere = await freePort()
  theirs = await side(THEIRS, twin.folder)
  ours = await side(ourProgram('spamd'), site.folder)
}, 240_000)

afterAll(async () => {
  for (const each of possible ? [theirs, ours] : []) {
    await each?.plain.stop()
    await each?.tls.stop()
  }
  endAll()
  for (const site of sites) site.remove()
}, 60_000)

const OPTIONS = ['-x', '-C', 'localrules', '--siteconfigpath', 'siterules', '-L', '-s', 'stderr', '-r', 'spamd.pid']

async function side(program: string, folder: string): Promise<Side> {
  const socket = path.join(folder, 'spamd.sock')
  const keys = ['--ssl', '--server-key', 'key.pem', '--server-cert', 'cert.pem']
  const absolute = (args: readonly string[]): string[] =>
    args.map((arg) => (/\.pem$/.test(arg) ? path.join(folder, arg) : arg))
  const plain = await startSpamd(
    program,
    [...OPTIONS, '-i', '127.0.0.1:{port}', `--socketpath=${socket}`, '-m', '2'],
    folder,
  )
  const tls = await startSpamd(program, [...OPTIONS, '-i', '127.0.0.1:{port}', '-m', '2', ...absolute(keys)], folder)
  return { folder, plain, tls, socket }
}

const BSMTP = `HELO a.example.com
MAIL FROM:<a@example.com>
RCPT TO:<jo@example.org>
DATA
From: Ann <a@example.com>
To: jo@example.org
Subject: A test

Lunch in the casino?
.
QUIT
`

type Transport = 'tcp' | 'unix' | 'tls'

function spamc(at: Side, transport: Transport, args: readonly string[], message: string): Promise<ProgramResult> {
  const where = {
    tcp: ['-d', '127.0.0.1', '-p', String(at.plain.port)],
    unix: ['-U', at.socket],
    tls: ['-S', '-d', '127.0.0.1', '-p', String(at.tls.port)],
  }[transport]
  const config = args.includes('-F') ? [] : ['-F', '/dev/null']
  return run(SPAMC, [...config, ...where, ...args], {
    cwd: at.folder,
    input: readFileSync(path.join(at.folder, message)),
  })
}

function masked(result: ProgramResult, at: Side): ProgramResult {
  const ports = new RegExp(`\\b(?:${at.plain.port}|${at.tls.port})\\b`, 'g')
  const mask = (text: string): string =>
    text
      .replaceAll(at.folder, 'FOLDER')
      .replace(ports, 'PORT')
      .replace(/spamc\[\d+\]/g, 'spamc[PID]')
      .replace(/----------=_[0-9A-F]+\.[0-9A-F]+/g, 'BOUNDARY')
  return { status: result.status, stdout: mask(result.stdout), stderr: mask(result.stderr) }
}

async function compare(transport: Transport, args: readonly string[], message: string): Promise<void> {
  const ask = async (at: Side, over: Transport): Promise<ProgramResult> =>
    masked(await spamc(at, over, args, message), at)
  // SpamAssassin's daemon drops handshakes where the machine is busy; what it answers does not depend on the transport.
  const [there, here] = await Promise.all([
    ask(theirs, transport === 'tls' && !args.includes('-K') ? 'tcp' : transport),
    ask(ours, transport),
  ])
  expect(here).toEqual(there)
}

const COMMANDS = [[], ['-c'], ['-y'], ['-r'], ['-R'], ['--headers'], ['-E'], ['-E', '-R'], ['-E', '--headers'], ['-K']]
const MESSAGES = ['ham.eml', 'spam.eml', 'marked.eml', 'empty.eml', 'crlf.eml', 'nobody.eml']
const MORE: readonly (readonly string[])[] = [
  ['-u', 'nobody'],
  ['-u', 'no such user', '-c'],
  ['-u', 'root', '-c'],
  ['-u', '', '-c'],
  ['-u', 'jo@example.com', '-R'],
  ['-z', '-c'],
  ['-z'],
  ['-z', '-R'],
  ['-x', '-c'],
  ['-x', '-E'],
  ['-l', '-c'],
  ['-s', '100'],
  ['-s', '100', '-c'],
  ['-s', '100', '-E'],
  ['-s', '100', '-x', '-c'],
  ['-s', '100', '-R'],
  ['-t', '30', '-c'],
  ['-n', '30', '-t', '30', '-y'],
  ['-L', 'spam'],
  ['-L', 'ham', '-x'],
  ['-L', 'forget', '-l'],
  ['-C', 'report', '-x'],
  ['-C', 'revoke'],
  ['-F', 'spamc.conf'],
  ['-B'],
  ['-4', '-c'],
  ['-f', '-c'],
  ['-X', '-x', '-c'],
  ['-H', '-c'],
  ['--no-safe-fallback', '--exitcode'],
  ['--filter-retries', '2', '--filter-retry-sleep', '1', '-c'],
  ['-e', '/bin/cat'],
  ['-c', '-e', '/bin/cat'],
]

describe.skipIf(!possible)('spamc (skipped without SpamAssassin, or root)', () => {
  const cases = COMMANDS.flatMap((args) =>
    MESSAGES.flatMap((message) => (['tcp', 'unix', 'tls'] as const).map((transport) => ({ args, message, transport }))),
  )
  test.each(cases.map((each) => ({ ...each, text: each.args.join(' ') })))(
    '$transport $text < $message',
    { timeout: 60_000 },
    ({ args, message, transport }) => compare(transport, args, message),
  )

  test.each(MORE.map((args) => ({ args, text: args.join(' ') })))('$text', { timeout: 60_000 }, async ({ args }) => {
    const message = args.includes('-B') ? 'mail.bsmtp' : 'spam.eml'
    await compare('tcp', args, message)
    if (args.includes('-s')) await compare('unix', args, 'ham600.eml')
  })

  test('a message larger than what spamc sends', { timeout: 60_000 }, async () => {
    await compare('tcp', ['-c'], 'ham700000.eml')
    await compare('tcp', ['-x', '-E'], 'ham700000.eml')
    await compare('unix', ['-s', '1000000', '-c'], 'ham700000.eml')
  })

  test.each([
    [],
    ['-c'],
    ['-E'],
    ['-x'],
    ['-x', '-c'],
    ['-X', '-x'],
    ['-y'],
    ['-R'],
    ['-l', '-c'],
    ['-K'],
    ['-L', 'spam', '-x'],
  ])('where nobody listens: %j %j %j', { timeout: 60_000 }, async (...args) => {
    const given = [
      '-F',
      '/dev/null',
      '-d',
      '127.0.0.1',
      '-p',
      String(nobodyThere),
      '--connect-retries',
      '1',
      ...args.flat(),
    ]
    const { status } = await run(SPAMC, given, { cwd: ours.folder, input: 'Subject: x\n\ny\n' })
    expect(status).not.toBeNull()
  })
})
