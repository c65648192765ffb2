import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, test } from 'vitest'
import { Conf } from '../conf/conf.ts'
import { createEngine } from './engine.ts'
import { timeLimitOf } from './time-limit.ts'

test.each([
  [300, undefined, 300],
  [300, 0, 300],
  [300, 20, 20],
  [10, 20, 10],
  [0, 20, 20],
  [0, 0, 0],
])('time_limit %s with resource_limit_cpu %s is %s', (time_limit, resource_limit_cpu, expected) => {
  const values = new Map(Object.entries({ time_limit, resource_limit_cpu }))
  expect(timeLimitOf(new Conf(values, new Map()))).toBe(expected)
})

test('the time of earlier attempts counts', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'assay-time-'))
  writeFileSync(path.join(folder, 'a.cf'), 'header HAS_SUBJECT exists:Subject\ntime_limit 60\n')
  writeFileSync(path.join(folder, 'a.pre'), 'loadplugin Mail::SpamAssassin::Plugin::Check\n')
  const paths = { configPath: folder, siteConfigPath: folder }
  const engine = await createEngine({ ...paths, userPreferences: false, cf: [], pre: [], localOnly: true })
  rmSync(folder, { recursive: true })
  const message = Buffer.from('Subject: x\n\nhello\n')
  const hits = async (spentMs: number) =>
    (await engine.examine(message, { spentMs })).verdict.hits.map(({ rule }) => rule)
  expect(await hits(1000)).toEqual(['HAS_SUBJECT'])
  expect(await hits(61_000)).toEqual(['TIME_LIMIT_EXCEEDED'])
})
