import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { freePort, type RunningAssayd, startAssayd } from '../support/assayd.ts'
import { postfixObstacle, type RunningPostfix, startPostfix } from '../support/postfix.ts'

// Debian's spamass-milter, unchanged, between a real Postfix and our daemon.

const MILTER = '/usr/sbin/spamass-milter'
const obstacle =
  postfixObstacle() ?? (existsSync(MILTER) ? undefined : 'Debian package spamass-milter is not installed')
if (obstacle) console.warn(`spamass-milter is not tested: ${obstacle}`)

const GTUBE = 'XJS*C4JDBQADN1.NSBN3*2IDNEN*GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X'
const REFUSED_FROM = 900
const START_MS = 20_000
const DELIVERY_MS = 40_000

describe.skipIf(obstacle !== undefined)('spamass-milter with Postfix', () => {
  let folder: string
  let assayd: RunningAssayd
  let milter: ChildProcess
  let postfix: RunningPostfix

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'assay-milter-'))
    chmodSync(folder, 0o755)
    assayd = await startAssayd()
    const socket = path.join(folder, 'milter')
    const spamc = ['--', '-d', '127.0.0.1', '-p', String(assayd.port)]
    milter = spawn(MILTER, ['-p', socket, '-r', String(REFUSED_FROM), ...spamc], { stdio: 'ignore' })
    const deadline = Date.now() + START_MS
    while (!existsSync(socket)) {
      if (milter.exitCode !== null || Date.now() > deadline) throw new Error('spamass-milter does not start')
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
    chmodSync(socket, 0o666) // Postfix connects as a user of its own
    postfix = startPostfix(await freePort(), { milter: socket })
  }, 160_000)

  afterAll(async () => {
    postfix?.stop()
    milter?.kill('SIGKILL')
    await assayd?.stop()
    if (folder) rmSync(folder, { recursive: true, force: true })
  }, 60_000)

  const letter = (subject: string, body: string): string[] => [
    ...['--server', `127.0.0.1:${postfix.smtpPort}`, '--silent', '2'],
    ...['--from', 'sender@example.org', '--to', 'someone@example.test'],
    ...['--header', `Subject: ${subject}`, '--body', body],
  ]

  test('mail arrives with the headers of a check', { timeout: 120_000 }, async () => {
    execFileSync('swaks', letter('plain greetings', 'Hello,\nhow are you?\n'))
    const deadline = Date.now() + DELIVERY_MS
    let message: string | undefined
    while (message === undefined && Date.now() < deadline) {
      message = postfix.delivered().find((one) => one.includes('Subject: plain greetings\n'))
      await new Promise((resolve) => setTimeout(resolve, 200))
    }
    expect(message, `${postfix.log()}\n${assayd.log()}`).toMatch(/^X-Spam-Status: No, score=/m)
    expect(message).toMatch(/^X-Spam-Checker-Version: SpamAssassin 4\.0\.1 /m)
    expect(message).toContain('how are you?')
  })

  test('spam is refused while its sender is still there', { timeout: 120_000 }, () => {
    const { status, stdout, stderr } = spawnSync('swaks', letter('test of spam', GTUBE), { encoding: 'utf8' })
    expect(status).not.toBe(0)
    expect(stdout + stderr, postfix.log()).toMatch(/550 5\.7\.1 Blocked by SpamAssassin/)
    expect(postfix.delivered().some((one) => one.includes('Subject: test of spam'))).toBe(false)
  })
})
