import { expect, test } from 'vitest'
import { testPluginCases } from '../../test/support/plugin-cases.ts'
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

const mail = (subject: string, body = 'hello') => ({ message: `Subject: ${subject}\n\n${body}\n` })
/** The hit that stands for the end, which has no score line of its own. */
const END = 'SHORTCIRCUIT'
const TAGS = (rule: string, type: string) => ({ SC: `${rule} (${type})`, SCRULE: rule, SCTYPE: type })

testPluginCases('Shortcircuit', {
  plugins: ['Shortcircuit'],
  cf: `
header T_HAM Subject =~ /welcome/
header T_SPAM Subject =~ /pills/
header T_ON Subject =~ /stop/
header T_OFF Subject =~ /go on/
header __SUB Subject =~ /within/
meta T_META __SUB && T_EARLY
header T_EARLY Subject =~ /./
body T_LATE /hello/
body T_BODY /urgent/
priority T_EARLY -500
priority T_HAM -400
priority T_SPAM -300
priority T_ON -200
priority T_OFF -100
priority T_META -50
priority T_BODY -10
priority T_LATE 100
shortcircuit T_HAM ham
shortcircuit T_SPAM spam
shortcircuit T_ON on
shortcircuit T_OFF on
shortcircuit T_OFF off
shortcircuit T_META spam
shortcircuit T_BODY ham
score ${END} 1
`,
  cases: {
    nothing: { ...mail('other'), hits: ['T_EARLY', 'T_LATE'] },
    ham: { ...mail('welcome'), hits: [END, 'T_EARLY', 'T_HAM'], tags: TAGS('T_HAM', 'ham') },
    spam: { ...mail('pills'), hits: [END, 'T_EARLY', 'T_SPAM'], tags: TAGS('T_SPAM', 'spam') },
    'without a side': { ...mail('stop'), hits: [END, 'T_EARLY', 'T_ON'] },
    'switched off': { ...mail('go on'), hits: ['T_EARLY', 'T_LATE', 'T_OFF'] },
    'ham before spam': { ...mail('welcome pills'), hits: [END, 'T_EARLY', 'T_HAM'] },
    'spam before the rest': { ...mail('pills stop'), hits: [END, 'T_EARLY', 'T_SPAM'] },
    'a meta': { ...mail('within'), hits: [END, 'T_EARLY', 'T_META'] },
    'a rule of the body': { ...mail('other', 'hello urgent'), hits: [END, 'T_BODY', 'T_EARLY'] },
    'a rule of the body after one that ends': { ...mail('welcome', 'urgent'), hits: [END, 'T_EARLY', 'T_HAM'] },
    'no subject': { message: 'From: a@example.com\n\nhello urgent\n', hits: [END, 'T_BODY'] },
  },
})
