import { execFileSync } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { ask, root, startAssayd } from '../support/assayd.ts'

// A file dropped into rules.d/ counts at the next start, over whatever rules won.
const file = path.join(root, 'rules.d', `custom-rules-test-${process.pid}.cf`)
const marker = `marker-of-custom-rules-test-${process.pid}`
const message = `From: a@example.org\nTo: b@example.org\nSubject: x\nDate: Mon, 2 Nov 2026 10:00:00 +0000\n\n${marker}\n`

afterAll(() => rmSync(file, { force: true }))

function score(): number {
  const output = execFileSync(path.join(root, 'bin', 'assay'), ['check', '--json', '--local'], { input: message })
  return (JSON.parse(output.toString('latin1')) as { score: number }).score // `as`: our own line
}

test('a dropped .cf file changes the score at the next start', { timeout: 120_000 }, async () => {
  rmSync(file, { force: true })
  const before = score()
  writeFileSync(file, `body CUSTOM_TEST_${process.pid} /\\b${marker}\\b/\nscore CUSTOM_TEST_${process.pid} 2.5\n`)
  expect(score()).toBeCloseTo(before + 2.5, 3)

  const daemon = await startAssayd()
  try {
    expect(await ask(daemon.port, 'SYMBOLS', message)).toContain(`CUSTOM_TEST_${process.pid}`)
  } finally {
    await daemon.stop()
  }
})
