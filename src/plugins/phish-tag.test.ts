import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, describe, expect, it, test } from 'vitest'
import { testPluginCases } from '../../test/support/plugin-cases.ts'
import { ruleRunner } from '../../test/support/run-rules.ts'
import { parseTargets } from './phish-tag/targets.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'phish-tag-'))
afterAll(() => rmSync(folder, { recursive: true }))
const targets = path.join(folder, 'targets.txt')
writeFileSync(
  targets,
  `# pages
T_STRAY
target http://learn.org/two more
  T_ONE
# both
T_TWO

T_STRAY
target http://learn.org/three
T_THREE
`,
)

const RULES = `
header T_ONE Subject =~ /one/
header T_TWO Subject =~ /two/
header T_THREE Subject =~ /three/
header T_STRAY Subject =~ /stray/
`
const mail = (subject: string, body = '<a href="http://bad.com/x">y</a>') => ({
  message: `Subject: ${subject}\nContent-Type: text/html\n\n${body}\n`,
})
/** A hit that has no score line of its own. */
const TOSS = 'PHISHTAG_TOSS'

testPluginCases('PhishTag', {
  plugins: ['PhishTag'],
  cf: `${RULES}trigger_target T_ONE http://learn.org/one\ntrigger_ratio 100\nheader T_NOT_TOSSED Subject =~ /./\nscore ${TOSS} 1\n`,
  cases: {
    'the rule': { ...mail('one'), hits: ['PHISHTAG_TOSS', 'T_NOT_TOSSED', 'T_ONE'] },
    'another rule': { ...mail('two'), hits: ['T_NOT_TOSSED', 'T_TWO'] },
    'no link': { ...mail('one', 'hello'), hits: ['PHISHTAG_TOSS', 'T_NOT_TOSSED', 'T_ONE'] },
  },
})

testPluginCases('PhishTag by a file', {
  plugins: ['PhishTag'],
  cf: `${RULES}trigger_config ${targets}\ntrigger_ratio 100\nscore ${TOSS} 1\n`,
  cases: {
    'one of two rules': { ...mail('one'), hits: ['T_ONE'] },
    'both rules': { ...mail('one two'), hits: ['PHISHTAG_TOSS', 'T_ONE', 'T_TWO'] },
    'a single rule': { ...mail('three'), hits: ['PHISHTAG_TOSS', 'T_THREE'] },
    'a rule outside': { ...mail('stray'), hits: ['T_STRAY'] },
    'no rule': { ...mail('nothing'), hits: [] },
  },
})

/** Pages behind rules of other kinds. */
const KINDS = `
body __BODY /hello/
meta T_META __BODY && !T_ONE
body T_EXPRESSION /goodbye/
uri T_URI /bad/
tflags T_NICE nice
header T_NICE Subject =~ /nice/
trigger_target __BODY http://learn.org/sub
trigger_target T_URI http://learn.org/uri
trigger_target T_NICE http://learn.org/nice
trigger_target T_NOWHERE http://learn.org/nowhere
`
testPluginCases('PhishTag behind other kinds of rules', {
  plugins: ['PhishTag'],
  cf: `${RULES}${KINDS}trigger_ratio 100\nscore ${TOSS} 1\n`,
  cases: {
    'a sub-rule': { ...mail('nothing', 'hello'), hits: ['PHISHTAG_TOSS', 'T_META'] },
    'a rule of links': { ...mail('nothing'), hits: ['PHISHTAG_TOSS', 'T_URI'] },
    'a nice rule': { ...mail('nice', 'no link'), hits: ['PHISHTAG_TOSS', 'T_NICE'] },
    'several rules, tossed once': {
      ...mail('one nice', 'hello http://bad.com/'),
      hits: [TOSS, 'T_NICE', 'T_ONE', 'T_URI'],
    },
    'a rule that leads nowhere': { ...mail('nothing', 'goodbye'), hits: ['T_EXPRESSION'] },
    'plain text': {
      message: 'Subject: one\n\nSee http://bad.com/x\n',
      hits: ['PHISHTAG_TOSS', 'T_ONE', 'T_URI'],
    },
    'no body': { message: 'Subject: nice\n\n', hits: ['PHISHTAG_TOSS', 'T_NICE'] },
  },
})

testPluginCases('PhishTag never', {
  plugins: ['PhishTag'],
  cf: `${RULES}trigger_target T_ONE http://learn.org/one\nscore ${TOSS} 1\n`,
  cases: { 'the rule': { ...mail('one'), hits: ['T_ONE'] } },
})

// As SpamAssassin leaves its pristine_body; what a link spells is an expression, so that one with a `?` is not found.
describe('links', () => {
  const { run } = ruleRunner(['PhishTag'], `${RULES}trigger_target T_ONE http://learn.org/one\ntrigger_ratio 100\n`)
  it.each([
    ['<a href="http://bad.com/x">http://bad.com/x</a>', '<a href="http://learn.org/one">http://learn.org/one</a>'],
    ['<a href="http://bad.com/x?a=b">y</a>', '<a href="http://bad.com/x?a=b">y</a>'],
    ['<img src="http://bad.com/x.png">', '<img src="http://bad.com/x.png">'],
    [
      '<a href="http://bad.com/x">y</a> <a href="http://worse.com/">z</a>',
      '<a href="http://learn.org/one">y</a> <a href="http://learn.org/one">z</a>',
    ],
    ['<a href="http://bad.com/(">y</a>', '<a href="http://bad.com/(">y</a>'],
    ['<a href="mailto:joe@bad.com">y</a>', '<a href="http://learn.org/one">y</a>'],
  ])('%s', async (body, expected) => {
    const scan = await run(mail('one', body).message)
    expect(scan.message.pristineBody).toBe(`${expected}\n`)
    expect(scan.message.pristine).toContain(body)
    expect(scan.hits().map(({ rule, score, area }) => [rule, score, area])).toContainEqual([TOSS, -100, 'BODY: '])
  })
})

test('files of pages', () => {
  expect(parseTargets(Buffer.from('x\ntarget a b\n t 1\n#c\n \nu\ntarget b\ntarget c\nv'))).toEqual([
    { uri: 'a', rules: ['t1'] },
    { uri: 'b', rules: [] },
    { uri: 'c', rules: ['v'] },
  ])
})

test('a file that is not there is said', () => {
  expect(ruleRunner(['PhishTag'], `trigger_config ${folder}/none\n`).messages).toHaveLength(1)
})
