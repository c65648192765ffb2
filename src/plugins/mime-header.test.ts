import { expect, test } from 'vitest'
import { testPluginCases } from '../../test/support/plugin-cases.ts'
import { ruleRunner } from '../../test/support/run-rules.ts'

const TWO_PARTS = `Subject: us-ascii hi
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="xx"

--xx
Content-Type: text/plain; charset=us-ascii
Content-Disposition: inline

hello
--xx
Content-Type: text/html;
\tcharset=utf-8

<b>hi</b>
--xx--
`
const RULES = `
mimeheader T_PLAIN Content-Type =~ /plain/
mimeheader T_NEGATED Content-Type !~ /text/
mimeheader T_UNSET X-Foo =~ /bar/ [if-unset: bar]
mimeheader T_RAW_UNSET X-Foo:raw =~ /bar/ [if-unset: bar]
mimeheader T_RAW Content-Type:raw =~ /html;\\n\\t/
mimeheader T_FOLDED Content-Type =~ /html; charset/
mimeheader T_RANGE Content-Type =~ /html/
tflags T_RANGE range=1-2
mimeheader T_RANGE_THIRD Content-Type =~ /html/
tflags T_RANGE_THIRD range=3
mimeheader T_RANGE_FROM Content-Type =~ /multipart/
tflags T_RANGE_FROM range=2-
mimeheader T_CONCAT Content-Type =~ /plain.*\\n.*html/s
tflags T_CONCAT concat
mimeheader T_ALL ALL =~ /^Content-Disposition: inline$/m
mimeheader T_ALL_RAW ALL:raw =~ /^Subject: us-ascii hi$/m
mimeheader T_CAPTURE Content-Type =~ /charset=(?<CSET>[a-z-]+)/
header T_CAPTURED Subject =~ /%{CSET}/
priority T_CAPTURED 1
mimeheader T_MANY Content-Type =~ /t/
tflags T_MANY multiple
mimeheader T_MANY_MAX Content-Type =~ /t/
tflags T_MANY_MAX multiple maxhits=2
`

testPluginCases('MIMEHeader', {
  plugins: ['MIMEHeader'],
  cf: RULES,
  cases: {
    'two parts': {
      message: TWO_PARTS,
      hits: [
        'T_ALL',
        'T_CAPTURE',
        'T_CAPTURED',
        'T_CONCAT',
        'T_FOLDED',
        'T_MANY',
        'T_MANY',
        'T_MANY_MAX',
        'T_MANY_MAX',
        'T_NEGATED',
        'T_PLAIN',
        'T_RANGE_THIRD',
        'T_RAW',
        'T_UNSET',
      ],
    },
    'no parts': { message: 'Subject: x\n\nhello\n', hits: ['T_NEGATED', 'T_UNSET'] },
    'one part': {
      message: 'Subject: x\nContent-Type: text/html\n\nhello\n',
      hits: ['T_MANY', 'T_MANY', 'T_MANY', 'T_MANY_MAX', 'T_MANY_MAX', 'T_NEGATED', 'T_RANGE', 'T_UNSET'],
    },
  },
})

test('each match of a rule with tflags multiple counts', async () => {
  const { run } = ruleRunner(['MIMEHeader'], `${RULES}score T_MANY 1\nscore T_MANY_MAX 1\nscore T_PLAIN 1\n`)
  const scan = await run(TWO_PARTS)
  // The first part that matches ends it: multipart/mixed has two.
  expect(['T_MANY', 'T_MANY_MAX', 'T_PLAIN'].map((rule) => scan.hitCount(rule))).toEqual([2, 2, 1])
})

test('reports do not show what matched, as SpamAssassin’s do not; who asks why is told', async () => {
  const scan = await ruleRunner(['MIMEHeader'], 'mimeheader T_PLAIN Content-Type =~ /^text.plain/\n').run(TWO_PARTS)
  expect(scan.hits()).toMatchObject([{ rule: 'T_PLAIN', evidence: [] }])
  expect(scan.reasons?.get('T_PLAIN')?.facts).toEqual(['text/plain'])
})

test.each(['NAME Content-Type', 'NAME Content-Type =~ foo', 'NAME Content-Type =~ /(/', 'NAME'])(
  '`mimeheader %s` is refused',
  (line) => {
    expect(ruleRunner(['MIMEHeader'], `mimeheader ${line}\n`).messages.length).toBeGreaterThan(0)
  },
)
