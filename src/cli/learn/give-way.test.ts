import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { isLittle } from './give-way.ts'
import { readLearnOptions } from './learn-options.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'way-'))
  writeFileSync(path.join(folder, 'small'), 'x'.repeat(1000))
  writeFileSync(path.join(folder, 'large'), 'x'.repeat(1_100_000))
})
afterAll(() => rmSync(folder, { recursive: true }))

test.each([
  [true, ['--spam', 'small']],
  [true, ['--ham', 'small', 'small']],
  [true, ['--spam']],
  [true, ['--forget', 'missing']],
  [true, ['--spam', '--dbpath', '.', 'small']],
  [false, ['--spam', 'large']],
  [false, ['--spam', '.']],
  [false, ['--spam', '--mbox', 'large']],
  [false, ['--spam', ...Array.from({ length: 51 }, () => 'small')]],
  [false, ['--folders', 'small']],
  [false, ['--dump', 'magic']],
  [false, ['--restore', 'small']],
  [false, ['--backup']],
  [false, ['--force-expire']],
])('%s: %j', (little, argv) => {
  const request = readLearnOptions(
    argv.map((arg) => (/^\w+$|^\.$/.test(arg) && arg !== 'magic' ? path.join(folder, arg) : arg)),
  )
  expect(request.type === 'run' && isLittle(request.args)).toBe(little)
})
