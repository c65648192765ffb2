import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { createEngine } from './engine.ts'

const folder = mkdtempSync(path.join(tmpdir(), 'assay-profiles-'))
afterAll(() => rmSync(folder, { recursive: true }))
mkdirSync(path.join(folder, 'rules'))
mkdirSync(path.join(folder, 'site'))
writeFileSync(
  path.join(folder, 'rules', 'a.cf'),
  'header HAS_SUBJECT exists:Subject\nscore HAS_SUBJECT 2\nbody HELLO /hello/\nscore HELLO 0\nadd_header all User _REQD_\n',
)
writeFileSync(path.join(folder, 'site', 'a.pre'), 'loadplugin Mail::SpamAssassin::Plugin::Check\n')

const MESSAGE = Buffer.from('From: a@b.example\nSubject: x\n\nhello\n')

async function engineWith(cf: readonly string[] = []) {
  return createEngine({
    configPath: path.join(folder, 'rules'),
    siteConfigPath: path.join(folder, 'site'),
    userPreferences: false,
    cf,
    pre: [],
    localOnly: true,
  })
}

test.each([
  ['', 5, 2, ['HAS_SUBJECT']],
  ['required_score 1', 1, 2, ['HAS_SUBJECT']],
  ['score HAS_SUBJECT 7', 5, 7, ['HAS_SUBJECT']],
  ['score HELLO 3', 5, 5, ['HAS_SUBJECT', 'HELLO']],
  ['score HAS_SUBJECT 0', 5, 0, []],
  // Rules of users need the administrator's leave.
  ['body MINE /hello/', 5, 2, ['HAS_SUBJECT']],
])('preferences %j count for their user only', async (text, required, score, hits) => {
  const engine = await engineWith()
  const request = { wants: 'message' as const, bytes: MESSAGE }
  const scan = async (mine: string) => {
    const preferences = mine === '' ? [] : [{ file: 'user_prefs', text: mine }]
    return engine.scan({ ...request, preferences }, new Int32Array(100))
  }
  const before = await scan('')
  const { verdict, text: rewritten } = await scan(text)
  expect({ required: verdict.required, score: verdict.score }).toEqual({ required, score })
  expect(verdict.hits.map((hit) => hit.rule)).toEqual(hits)
  expect(Buffer.from(rewritten).toString()).toContain(`X-Spam-User: ${required.toFixed(1)}\n`)
  const after = await scan('')
  const lasting = ({ verdict: { milliseconds: _, ...rest } }: typeof before) => rest
  expect(lasting(after)).toEqual(lasting(before))
})

test('with allow_user_rules users define rules, each their own', async () => {
  const engine = await engineWith(['allow_user_rules 1'])
  const hits = async (text: string): Promise<string[]> => {
    const preferences = [{ file: 'user_prefs', text }]
    const { verdict } = await engine.scan({ bytes: MESSAGE, wants: 'verdict', preferences }, new Int32Array(100))
    return verdict.hits.map((hit) => hit.rule)
  }
  expect(await hits('body MINE /hello/')).toEqual(['HAS_SUBJECT', 'MINE'])
  expect(await hits('body YOURS /hell/')).toEqual(['HAS_SUBJECT', 'YOURS'])
  expect(await hits('# none')).toEqual(['HAS_SUBJECT'])
})
