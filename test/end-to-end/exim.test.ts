import { execFileSync, spawnSync } from 'node:child_process'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { freePort, type RunningAssayd, startAssayd } from '../support/assayd.ts'
import { eximObstacle, type RunningExim, startExim } from '../support/exim.ts'

// Exim's own client of spamd, behind the condition `spam =`.

const obstacle = eximObstacle()
if (obstacle) console.warn(`Exim is not tested: ${obstacle}`)

const GTUBE = 'XJS*C4JDBQADN1.NSBN3*2IDNEN*GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X'
const DELIVERY_MS = 40_000

describe.skipIf(obstacle !== undefined)('Exim with the condition "spam ="', () => {
  let assayd: RunningAssayd
  let exim: RunningExim

  beforeAll(async () => {
    assayd = await startAssayd()
    exim = await startExim(await freePort(), assayd.port)
  }, 160_000)

  afterAll(async () => {
    exim?.stop()
    await assayd?.stop()
  }, 60_000)

  const letter = (subject: string, body: string): string[] => [
    ...['--server', `127.0.0.1:${exim.smtpPort}`, '--silent', '2'],
    ...['--from', 'sender@example.org', '--to', 'someone@example.test'],
    ...['--header', `Subject: ${subject}`, '--body', body],
  ]

  test('mail arrives with its score', { timeout: 120_000 }, async () => {
    execFileSync('swaks', letter('plain greetings', 'Hello,\nhow are you?\n'))
    const deadline = Date.now() + DELIVERY_MS
    while (!exim.delivered().includes('how are you?') && Date.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, 200))
    }
    expect(exim.delivered(), `${exim.log()}\n${assayd.log()}`).toMatch(/^X-Spam-Score: -?\d+\.\d \(\S+\) no action$/m)
    expect(exim.delivered()).toContain('how are you?')
  })

  test('spam is refused with its score', { timeout: 120_000 }, () => {
    const { status, stdout, stderr } = spawnSync('swaks', letter('test of spam', GTUBE), { encoding: 'utf8' })
    expect(status).not.toBe(0)
    expect(stdout + stderr, exim.log()).toMatch(/550 This is spam: (?:999|1\d{3})\.\d points/)
    expect(exim.delivered()).not.toContain('test of spam')
  })
})
