import { execFileSync } from 'node:child_process'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { freePort, type RunningAssayd, startAssayd } from '../support/assayd.ts'
import { postfixObstacle, type RunningPostfix, startPostfix } from '../support/postfix.ts'

const obstacle = postfixObstacle()
if (obstacle) console.warn(`Postfix is not tested: ${obstacle}`)

const GTUBE = 'XJS*C4JDBQADN1.NSBN3*2IDNEN*GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X'
const DELIVERY_MS = 40_000

describe.skipIf(obstacle !== undefined)('Postfix with the simple content filter', () => {
  let assayd: RunningAssayd
  let postfix: RunningPostfix

  beforeAll(async () => {
    assayd = await startAssayd()
    postfix = startPostfix(await freePort(), { spamdPort: assayd.port })
  }, 60_000)

  afterAll(async () => {
    postfix?.stop()
    await assayd?.stop()
  }, 60_000)

  function send(subject: string, body: string): void {
    execFileSync('swaks', [
      ...['--server', `127.0.0.1:${postfix.smtpPort}`, '--silent', '2'],
      ...['--from', 'sender@example.org', '--to', 'someone@example.test'],
      ...['--header', `Subject: ${subject}`, '--body', body],
    ])
  }

  async function deliveredWith(subject: string): Promise<string> {
    const deadline = Date.now() + DELIVERY_MS
    while (Date.now() < deadline) {
      const found = postfix.delivered().find((message) => message.includes(`Subject: ${subject}\n`))
      if (found) return found
      await new Promise((resolve) => setTimeout(resolve, 200))
    }
    throw new Error(`nothing was delivered:\n${postfix.log()}\n${assayd.log()}`)
  }

  test('mail arrives with the headers of a check', { timeout: 120_000 }, async () => {
    send('plain greetings', 'Hello,\nhow are you?\n')
    const message = await deliveredWith('plain greetings')
    expect(message).toMatch(/^X-Spam-Checker-Version: SpamAssassin 4\.0\.1 /m)
    expect(message).toMatch(/^X-Spam-Status: No, score=/m)
    expect(message).toContain('how are you?')
    expect(message).toMatch(/^Return-Path: <sender@example\.org>/m)
  })

  test('spam arrives marked', { timeout: 120_000 }, async () => {
    send('test of spam', GTUBE)
    const message = await deliveredWith('test of spam')
    expect(message).toMatch(/^X-Spam-Flag: YES$/m)
    expect(message).toMatch(/^X-Spam-Status: Yes, score=[\s\S]*GTUBE/m)
  })
})
