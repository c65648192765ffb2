import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { testPluginCases } from '../../test/support/plugin-cases.ts'
import { ruleRunner } from '../../test/support/run-rules.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'phishing-feeds-'))
afterAll(() => rmSync(folder, { recursive: true }))
const file = (name: string, text: string) => {
  writeFileSync(path.join(folder, name), text, 'latin1')
  return path.join(folder, name)
}

const openPhish = file(
  'open.txt',
  `# comment
http://open.com/login
https://user.org/a/b?id=1
http://192.0.2.7/x
http://no.domain.invalid/x
http://both.com/x
https://short.net/a?u=1
https://spaced.com/x${' '}
http://caps.com/Login
`,
)
const phishTank = file(
  'tank.csv',
  `phish_id,url,phish_detail_url
http://titles.com/,http://titles.com/x,x
1,http://tank.com/a,http://details.com/
2,"http://quoted.com/a,b",x
3,http://both.com/x,x
# 4,http://comment.com/,x
5
`,
)
const phishStats = file(
  'stats.csv',
  `Title,1,2
"2023-08-01","6.1","http://stats.com/a","192.0.2.1"
"2023-08-01","6","http://six.com/a","192.0.2.1"
"2023-08-01","5.9","http://five.com/a","192.0.2.1"
"2023-08-01","9"
2023-08-01,10,http://ten.com/a?b=c,192.0.2.1
`,
)
const link = (uri: string) => ({ message: `Subject: x\nContent-Type: text/html\n\n<a href="${uri}">y</a>\n` })
const RULES = `
body T_PHISHING eval:check_phishing()
phishing_openphish_feed ${openPhish}
phishing_phishtank_feed ${phishTank}
phishing_phishstats_feed ${phishStats}
`

testPluginCases('Phishing', {
  plugins: ['Phishing'],
  cf: RULES,
  cases: {
    'no link': { message: 'Subject: x\n\nhello\n', hits: [] },
    'a link': { ...link('http://open.com/login'), hits: ['T_PHISHING'] },
    'a link in text': { message: 'Subject: x\n\nsee http://open.com/login now\n', hits: ['T_PHISHING'] },
    'an image': { message: 'Subject: x\nContent-Type: text/html\n\n<img src="http://open.com/login">\n', hits: [] },
    'another page': { ...link('http://open.com/logout'), hits: [] },
    'another scheme': { ...link('https://open.com/login'), hits: [] },
    'with its parameters': { ...link('https://user.org/a/b?id=1'), hits: ['T_PHISHING'] },
    'with other parameters': { ...link('https://user.org/a/b?id=2'), hits: [] },
    'an address': { ...link('http://192.0.2.7/x'), hits: ['T_PHISHING'] },
    'no known domain': { ...link('http://no.domain.invalid/x'), hits: [] },
    'other capitals': { ...link('http://caps.com/login'), hits: [] },
    'capitals of the host': { ...link('http://CAPS.com/Login'), hits: [] },
    'without scheme': { message: 'Subject: x\n\nsee www.open.com/login now\n', hits: [] },
    'of PhishTank': { ...link('http://tank.com/a'), hits: ['T_PHISHING'] },
    'quoted there': { ...link('http://quoted.com/a'), hits: ['T_PHISHING'] },
    'its titles': { ...link('http://titles.com/x'), hits: ['T_PHISHING'] },
    'a comment there': { ...link('http://comment.com/'), hits: [] },
    'of PhishStats': { ...link('http://stats.com/a'), hits: ['T_PHISHING'] },
    'with the lowest score': { ...link('http://six.com/a'), hits: [] },
    'with a lower score': { ...link('http://five.com/a'), hits: [] },
    'with the highest score': { ...link('http://ten.com/a?b=c'), hits: ['T_PHISHING'] },
    encoded: { ...link('http://open.com/%6cogin'), hits: ['T_PHISHING'] },
    mail: { ...link('mailto:joe@open.com'), hits: [] },
  },
})

testPluginCases('Phishing without parameters', {
  plugins: ['Phishing'],
  cf: `${RULES}phishing_uri_noparam 1\nphishing_phishstats_minscore 5.5\n`,
  cases: {
    'with other parameters': { ...link('https://user.org/a/b?id=2'), hits: ['T_PHISHING'] },
    'a short one': { ...link('https://short.net/a?u=2'), hits: [] },
    'a shorter one': { ...link('https://short.net?u=2'), hits: [] },
    'a link without parameters': { ...link('http://open.com/login'), hits: [] },
    'with a lower score': { ...link('http://five.com/a'), hits: [] },
    'with a deeper page': { ...link('http://tank.com/a/b'), hits: [] },
  },
})

testPluginCases('Phishing without feeds', {
  plugins: ['Phishing'],
  cf: `body T_PHISHING eval:check_phishing()\nphishing_openphish_feed ${folder}/none.txt\n`,
  cases: { 'a link': { ...link('http://open.com/login'), hits: [] } },
})

test('the feed and the domain are said', async () => {
  const { run } = ruleRunner(['Phishing'], RULES)
  const said = async (uri: string) => (await run(link(uri).message)).hits().flatMap(({ evidence }) => evidence)
  expect(await said('http://both.com/x')).toEqual(['OpenPhish (both.com)'])
  expect(await said('http://tank.com/a')).toEqual(['PhishTank (tank.com)'])
  expect(await said('http://stats.com/a')).toEqual(['PhishStats (stats.com)'])
})

test.each(['phishing_openphish_feed', 'phishing_uri_noparam x', 'phishing_phishstats_minscore many'])(
  '%s is refused',
  (line) => expect(ruleRunner(['Phishing'], `${line}\n`).messages).toHaveLength(1),
)
