import { expect, test } from 'vitest'
import { ruleRunner } from '../../test/support/run-rules.ts'

const RULES = `
body T_HAM /welcome/
body T_SPAM /pills/
body T_ON /stop/
body T_BIG /huge/
body T_LATE /e/
full T_NEVER eval:check_shortcircuit()
priority T_LATE 500
score T_HAM -1
score T_SPAM 1
score T_ON 2
score T_BIG 20
score T_LATE 1
score T_NEVER 1
shortcircuit T_HAM ham
shortcircuit T_SPAM spam
shortcircuit T_ON on
priority T_ON -100
priority T_BIG -50
`

// Expectations are SpamAssassin's own answers to these rules.
test.each([
  ['welcome all', ['SHORTCIRCUIT', 'T_HAM'], -101, 'T_HAM (ham)', 'ham'],
  ['cheap pills here', ['SHORTCIRCUIT', 'T_SPAM'], 101, 'T_SPAM (spam)', 'spam'],
  ['stop here', ['SHORTCIRCUIT', 'T_ON'], 2.0001, 'T_ON (spam)', 'spam'],
  ['hello', ['T_LATE'], 1, 'no', 'no'],
])('%s', async (body, hits, score, tag, log) => {
  const { run } = ruleRunner(['Shortcircuit'], RULES)
  const scan = await run(`Subject: x\n\n${body}\n`)
  expect(
    scan
      .hits()
      .map(({ rule }) => rule)
      .sort(),
  ).toEqual(hits)
  expect(scan.score).toBeCloseTo(score, 6)
  expect(scan.tag('SC')).toBe(tag)
  expect(scan.logItems).toContain(`shortcircuit=${log}`)
})

test('a score beyond the limit ends the scan at the next hit', async () => {
  const { run } = ruleRunner(
    ['Shortcircuit'],
    `${RULES}shortcircuit_max_spam_score 10\nbody T_NEXT /huge/\nscore T_NEXT 1\n`,
  )
  const scan = await run('Subject: x\n\nhuge deal\n')
  expect(
    scan
      .hits()
      .map(({ rule }) => rule)
      .sort(),
  ).toEqual(['SHORTCIRCUIT', 'T_BIG', 'T_NEXT'])
})

test('lines of another form are refused', () => {
  expect(ruleRunner(['Shortcircuit'], 'shortcircuit T_A maybe\n').messages).not.toEqual([])
})
