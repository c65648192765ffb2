import { globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'

// The layer table of docs/architecture.md as data: what each folder of src/ may import, itself aside.
const MAY_IMPORT: Record<string, readonly string[] | 'anything'> = {
  base: [],
  regex: ['base'],
  conf: ['base'],
  message: ['base'],
  net: ['base'],
  dns: ['base', 'conf', 'net'],
  rules: ['base', 'conf', 'regex', 'message'],
  learn: ['base', 'conf', 'message'],
  auth: ['base', 'message', 'dns'],
  plugins: ['base', 'conf', 'regex', 'message', 'dns', 'rules', 'learn', 'auth'],
  report: ['base', 'conf', 'message', 'rules'],
  scan: ['base', 'regex', 'conf', 'message', 'net', 'dns', 'rules', 'learn', 'auth', 'plugins', 'report'],
  daemon: ['base', 'net', 'report', 'scan'],
  'mta/milter': ['base', 'net', 'report', 'scan'],
  'mta/policy': ['base', 'net', 'report', 'scan'],
  'mta/smtp': ['base', 'net', 'report', 'scan'],
  web: ['base', 'net', 'report', 'scan'],
  cli: 'anything',
}

// Types are not behaviour: an `import type` may also name these.
const TYPES_FROM: Record<string, readonly string[]> = {
  daemon: ['message', 'rules', 'conf'],
  'mta/milter': ['message', 'rules', 'conf'],
  'mta/policy': ['message', 'rules', 'conf'],
  'mta/smtp': ['message', 'rules', 'conf'],
  web: ['message', 'rules', 'conf'],
}

const root = path.resolve(import.meta.dirname, '..')
const files = globSync('src/**/*.ts', { cwd: root }).filter((file) => !file.endsWith('.test.ts'))

const folderOf = (file: string): string => {
  const parts = file.split(path.sep).slice(1)
  return parts[0] === 'mta' ? `mta/${parts[1]}` : (parts[0] ?? '')
}

function* importsOf(file: string): Generator<{ readonly target: string; readonly typeOnly: boolean }> {
  const source = readFileSync(path.join(root, file), 'utf8')
  for (const found of source.matchAll(
    /\b(?:import|export)\s+(type\s)?[^'"]*?\bfrom\s+'(\.[^']+)'|\bimport\('(\.[^']+)'\)/g,
  )) {
    const target = path.relative(root, path.resolve(root, path.dirname(file), found[2] ?? found[3] ?? ''))
    yield { target, typeOnly: found[1] !== undefined }
  }
}

test('there is code to look at', () => {
  expect(files.length).toBeGreaterThan(10)
})

test.each(files)('%s imports only what its layer may', (file) => {
  const from = folderOf(file)
  const allowed = MAY_IMPORT[from]
  expect(allowed, `src/${from} is not in the layer table`).toBeDefined()
  if (allowed === 'anything') return
  for (const { target, typeOnly } of importsOf(file)) {
    const to = folderOf(target)
    if (to === from) {
      // Plugin files know nothing of each other.
      if (from === 'plugins' && path.basename(file) !== 'all.ts') {
        expect(path.dirname(target) !== path.join('src', 'plugins'), `${file} imports plugin ${target}`).toBe(true)
      }
      continue
    }
    const may = typeOnly ? [...(allowed ?? []), ...(TYPES_FROM[from] ?? [])] : (allowed ?? [])
    expect(may, `${file} imports ${target}`).toContain(to)
  }
})
