import { globSync } from 'node:fs'
import { expect, test } from 'vitest'
import { allPlugins } from './all.ts'
import { waitingRows } from './waiting/waiting-rows.ts'

const files = globSync('*.ts', { cwd: import.meta.dirname }).filter((file) => !/^all\.|\.test\.ts$/.test(file))
const shortName = (name: string): string => name.replace(/^Mail::SpamAssassin::Plugin::/, '')

test("names are SpamAssassin's and stand once", () => {
  const names = allPlugins.map((plugin) => plugin.name)
  expect(new Set(names).size).toBe(names.length)
  for (const name of names) expect(name).toMatch(/^Mail::SpamAssassin::Plugin::\w+$/)
})

test.each(files)('%s is listed', (file) => {
  const wanted = file.replace(/\.ts$/, '').replaceAll('-', '')
  expect(allPlugins.map((plugin) => shortName(plugin.name).toLowerCase())).toContain(wanted)
})

test('what waits has no file', () => {
  const have = new Set(files.map((file) => file.replace(/\.ts$/, '').replaceAll('-', '')))
  expect(waitingRows.filter((row) => have.has(row.name.toLowerCase())).map((row) => row.name)).toEqual([])
})

test('no eval function stands in two plugins', () => {
  const owners = new Map<string, string>()
  for (const { name, evals } of allPlugins) {
    for (const fn of Object.keys(evals)) {
      expect(owners.get(fn), `${fn} of ${name}`).toBeUndefined()
      owners.set(fn, name)
    }
  }
  expect(owners.size).toBeGreaterThan(200)
})
