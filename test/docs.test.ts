import { spawnSync } from 'node:child_process'
import path from 'node:path'
import { expect, it } from 'vitest'

it('has reference pages that agree with the tables', () => {
  const tool = path.resolve(import.meta.dirname, '..', 'tools', 'docs.ts')
  const { stdout, stderr, status } = spawnSync(process.execPath, [tool, '--check'], { encoding: 'utf8' })
  expect({ stdout, stderr, status }).toEqual({ stdout: '', stderr: '', status: 0 })
})
