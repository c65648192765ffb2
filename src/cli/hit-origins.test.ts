import { expect, test } from 'vitest'
import { ruleRunner } from '../../test/support/run-rules.ts'
import type { Verdict } from '../rules/verdict.ts'
import { type Origin, originOf } from './hit-origins.ts'
import { humanReport } from './human-report.ts'

const MESSAGE = [
  'From: Joe <joe@example.com>',
  'Subject: cheap pills',
  'MIME-Version: 1.0',
  'Content-Type: multipart/mixed; boundary=xx',
  '',
  '--xx',
  'Content-Type: text/plain',
  '',
  'plain text here',
  '--xx',
  'Content-Type: multipart/alternative; boundary=yy',
  '',
  '--yy',
  'Content-Type: text/html',
  '',
  '<p>buy  <b>these\npills</b></p><a href="http://www.example.org/a?b=c">x</a>',
  '--yy--',
  '--xx--',
  '',
].join('\n')

const runner = ruleRunner(
  ['HTMLEval', 'MIMEHeader'],
  `
header FROM_JOE From:addr =~ /^joe@/
header NOT_BOB From:name !~ /Bob/
header NO_TO_LINE To !~ /x/
header HAS_FROM exists:From
body IN_SUBJECT /cheap pills/
body IN_HTML /buy these pills/
rawbody IN_MARKUP /<b>these/
uri A_LINK /example\\.org/
full ANYWHERE /boundary=yy/
body HTML_TAG eval:html_tag_exists('b')
mimeheader HTML_PART Content-Type =~ /text\\/html/
header __SUB Subject =~ /pills/
meta __INNER __SUB && !__NEVER
header __NEVER Subject =~ /never/
meta OUTER __INNER && (FROM_JOE || __NEVER) && __SUB
score FROM_JOE 2
describe FROM_JOE Joe \x1b[31mis \x1b[0mback
`,
)
const scan = await runner.run(MESSAGE)
const sources = { scan, ...runner }

test('all rules hit', () => {
  expect(runner.messages).toEqual([])
  expect(scan.rulesHit.length).toBe(14)
})

test.each([
  ['FROM_JOE', 'From:addr: "joe@"'],
  ['NOT_BOB', 'From:name is "Joe"'],
  ['NO_TO_LINE', 'there is no To'],
  ['HAS_FROM', 'there is a From'],
  ['IN_SUBJECT', 'Subject: "cheap pills"'],
  ['IN_HTML', 'part 2.1 (text/html): "buy these pills"'],
  ['IN_MARKUP', 'part 2.1 (text/html): "<b>these"'],
  ['A_LINK', 'URI (a): "http://www.example.org/a?b=c"'],
  ['ANYWHERE', 'body, line 11: "boundary=yy"'],
])('%s: %s', (rule, found) => {
  const origin = originOf(sources, rule)
  expect(origin).toMatchObject({ rule, found: [found], dependencies: [] })
  expect(origin.place).toMatchObject({ file: 'test.cf' })
})

test('a function says what it found, or what it means', () => {
  expect(originOf(sources, 'HTML_TAG').found[0]).toMatch(/^html_tag_exists\(b\): ./)
  expect(originOf(sources, 'HTML_PART').found.join(' ')).toContain('text/html')
})

test('a meta says which of its rules hit, each explained once', () => {
  const names = ({ rule, found, dependencies }: Origin): unknown => [rule, found.length, dependencies.map(names)]
  expect(names(originOf(sources, 'OUTER'))).toEqual([
    'OUTER',
    1,
    [
      ['FROM_JOE', 1, []],
      ['__SUB', 1, []],
      ['__INNER', 1, [['__SUB', 0, []]]],
    ],
  ])
})

test('the report shows every hit with its origin, and no control characters', () => {
  const verdict: Verdict = {
    score: 2,
    required: 5,
    isSpam: false,
    hits: scan.hits(),
    subtests: [],
    tags: {},
    subjectPrefix: undefined,
    autolearn: 'no',
    logItems: [],
    notRun: [{ rule: 'SLOW', reason: 'too slow\nstack' }],
    timeLimitExceeded: false,
    milliseconds: 1,
  }
  const lines = humanReport('a.eml', verdict, (rule) => originOf(sources, rule)).split('\n')
  expect(lines.slice(0, 4)).toEqual([
    'a.eml: not spam, 2.0 of 5.0 points, 12 rules hit, 1.0 ms',
    '    2.0  FROM_JOE                     Joe ?[31mis ?[0mback',
    '         From:addr: "joe@"',
    '         rule test.cf:4, score test.cf:19',
  ])
  expect(lines).toContain('           __INNER  test.cf:16')
  expect(lines.at(-1)).toBe('  SLOW did not run: too slow')
})
