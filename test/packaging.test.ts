import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, test } from 'vitest'

const ROOT = path.join(import.meta.dirname, '..')
const UNITS = path.join(ROOT, 'packaging')
const UNIT = path.join(UNITS, 'assayd.service')
const ANALYZE = '/usr/bin/systemd-analyze'

test.skipIf(!existsSync(ANALYZE))('the unit keeps the daemon from what it does not need', () => {
  const { stdout, stderr } = spawnSync(ANALYZE, ['security', '--offline=true', '--no-pager', UNIT], {
    encoding: 'utf8',
  })
  const level = /exposure level for assayd\.service: ([\d.]+)/.exec(stdout + stderr)?.[1]
  expect(Number(level)).toBeLessThanOrEqual(2)
})

test.skipIf(!existsSync(ANALYZE))('systemd finds nothing wrong with the units', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'assay-units-'))
  try {
    // A package puts the program elsewhere; systemd looks whether it is there.
    const units = readdirSync(UNITS).map((name) => {
      const copy = path.join(folder, name)
      writeFileSync(copy, readFileSync(path.join(UNITS, name), 'utf8').replaceAll('/usr/lib/assay', ROOT))
      return copy
    })
    const { status, stdout, stderr } = spawnSync(ANALYZE, ['verify', ...units], { encoding: 'utf8' })
    expect(stdout + stderr).toBe('')
    expect(status).toBe(0)
  } finally {
    rmSync(folder, { recursive: true })
  }
})
