import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { ask, type RunningAssayd, startAssayd } from '../support/assayd.ts'

// Many rules that take V8 longer than anybody waits, for one message: it is scanned without them, and the others must not
// notice.
const folder = mkdtempSync(path.join(tmpdir(), 'assay-concurrency-'))
const TIME_LIMIT_SECONDS = 60
/** The first expression is given up after more than half a second, with its thread; the others after less, without. */
const LEAST_HANGING_MS = 500
const SLOWEST_MS = 15_000
const HANGING = `Subject: hang\n\n${'x'.repeat(60)};!ABCDEFGH\n`
const HANGING_RULES = [...'ABCDEFGH'].map(
  (end) => `rawbody HANGS_${end} /^(x)(?:x+)+;\\1${end}/m\nscore HANGS_${end} 1\n`,
)

let daemon: RunningAssayd

beforeAll(async () => {
  chmodSync(folder, 0o755) // the daemon gives up root before it reads
  const file = path.join(folder, 'hang.cf')
  writeFileSync(file, `${HANGING_RULES.join('')}time_limit ${TIME_LIMIT_SECONDS}\n`)
  daemon = await startAssayd('--max-children', '2', '--cf', `include ${file}`)
  await flood(8, 4) // both threads have their rules ready
}, 120_000)

afterAll(async () => {
  await daemon?.stop()
  rmSync(folder, { recursive: true, force: true })
})

function message(number: number): string {
  const words = Array.from({ length: 50 + (number % 100) }, (_, i) => `word${(i * 7919 + number) % 997}`)
  return (
    `From: Sender <s${number}@example.org>\nTo: r@example.net\nSubject: message ${number}\n` +
    `Message-Id: <${number}@example.org>\nDate: Mon, 2 Nov 2026 10:00:00 +0000\n\n${words.join(' ')}\n`
  )
}

async function flood(count: number, concurrency: number): Promise<{ answers: string[]; slowestMs: number }> {
  const answers: string[] = []
  let next = 0
  let slowestMs = 0
  const client = async (): Promise<void> => {
    while (next < count) {
      const number = next++
      const started = performance.now()
      answers.push(await ask(daemon.port, 'CHECK', message(number)))
      slowestMs = Math.max(slowestMs, performance.now() - started)
    }
  }
  await Promise.all(Array.from({ length: concurrency }, client))
  return { answers, slowestMs }
}

test('200 messages at concurrency 32, while one message hangs its scan', { timeout: 120_000 }, async () => {
  const started = performance.now()
  const hanging = ask(daemon.port, 'SYMBOLS', HANGING).then((answer) => ({ answer, ms: performance.now() - started }))
  const { answers, slowestMs } = await flood(200, 32)
  expect(
    answers.filter((answer) => /^SPAMD\/1\.1 0 EX_OK\r\n[\s\S]*Spam: (?:True|False) ; /.test(answer)),
  ).toHaveLength(200)

  const { answer, ms } = await hanging
  expect(answer).toMatch(/^SPAMD\/1\.1 0 EX_OK/)
  expect(answer).toContain('MISSING_FROM')
  expect(answer).not.toMatch(/HANGS|TIME_LIMIT_EXCEEDED/)
  expect(daemon.log().match(/held up the expression of HANGS_/g)).toHaveLength(1)
  // The hanging scan really hung, and nobody waited long for it.
  expect(ms).toBeGreaterThan(LEAST_HANGING_MS)
  expect(slowestMs).toBeLessThan(SLOWEST_MS)
})

test('the daemon is whole again afterwards', { timeout: 120_000 }, async () => {
  const { answers } = await flood(40, 8)
  expect(answers.filter((answer) => answer.startsWith('SPAMD/1.1 0 EX_OK'))).toHaveLength(40)
})
