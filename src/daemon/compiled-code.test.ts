import { type SpawnSyncReturns, spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, realpathSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, test } from 'vitest'

test('the code that was kept for one user is there for another, under the name that Node.js asks for', () => {
  const cache = mkdtempSync(path.join(tmpdir(), 'compiled-'))
  try {
    const module = JSON.stringify(path.join(import.meta.dirname, 'compiled-code.ts'))
    const program = `const { shareCompiledCode } = await import(${module}); shareCompiledCode(65534); shareCompiledCode(65534)`
    const run = (): SpawnSyncReturns<string> =>
      spawnSync(process.execPath, ['--input-type=module', '--eval', program], {
        env: { ...process.env, NODE_COMPILE_CACHE: cache },
        encoding: 'utf8',
      })
    expect(run().status).toBe(0) // what it keeps, it keeps at its end
    const { status, stderr } = run()
    expect(status, stderr).toBe(0)
    const [own = '', theirs = ''] = readdirSync(cache).sort((a, b) => a.length - b.length)
    expect(theirs.replace(/-65534$/, '')).toBe(own.replace(/-\d+$/, ''))
    const files = readdirSync(path.join(cache, theirs))
    expect(files.length).toBeGreaterThan(0)
    for (const file of files) expect(statSync(path.join(cache, own, file)).mode & 0o777).toBe(0o644)
    expect(realpathSync(path.join(cache, theirs))).toBe(realpathSync(path.join(cache, own)))
  } finally {
    rmSync(cache, { recursive: true })
  }
})
