import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, test } from 'vitest'

test('the code that was kept for one user is there for another, under the name that Node.js asks for', () => {
  const cache = mkdtempSync(path.join(tmpdir(), 'compiled-'))
  try {
    const module = JSON.stringify(path.join(import.meta.dirname, 'compiled-code.ts'))
    const program = `const { shareCompiledCode } = await import(${module}); shareCompiledCode(65534); shareCompiledCode(65534)`
    const { status, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', program], {
      env: { ...process.env, NODE_COMPILE_CACHE: cache },
      encoding: 'utf8',
    })
    expect(status, stderr).toBe(0)
    const [own = '', theirs = ''] = readdirSync(cache).sort((a, b) => a.length - b.length)
    expect(theirs.replace(/-65534$/, '')).toBe(own.replace(/-\d+$/, ''))
    expect(realpathSync(path.join(cache, theirs))).toBe(realpathSync(path.join(cache, own)))
  } finally {
    rmSync(cache, { recursive: true })
  }
})
