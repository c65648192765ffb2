import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'

const UNIT = path.join(import.meta.dirname, '..', 'packaging', 'assayd.service')
const ANALYZE = '/usr/bin/systemd-analyze'

test.skipIf(!existsSync(ANALYZE))('the unit keeps the daemon from what it does not need', () => {
  const { stdout, stderr } = spawnSync(ANALYZE, ['security', '--offline=true', '--no-pager', UNIT], {
    encoding: 'utf8',
  })
  const level = /exposure level for assayd\.service: ([\d.]+)/.exec(stdout + stderr)?.[1]
  expect(Number(level)).toBeLessThanOrEqual(2)
})
