import { globSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { testPluginCases } from './support/plugin-cases.ts'

// Rule files as others write them, every setting of the local plugins among them, over our own messages. What
// SpamAssassin finds stands in golden.json: rule file → message → rules.

const folder = path.join(import.meta.dirname, 'third-party')
const messages = path.join(import.meta.dirname, 'corpus', 'messages')
const golden = JSON.parse(readFileSync(path.join(folder, 'golden.json'), 'utf8')) as Readonly<
  Record<string, Readonly<Record<string, string>>>
> // as it was written

for (const file of globSync('*.cf', { cwd: folder }).sort()) {
  const cf = readFileSync(path.join(folder, file), 'latin1')
  const plugins = /^# plugins: ([^\n]*)/.exec(cf)?.[1]?.split(' ') ?? []
  const cases = Object.entries(golden[file] ?? {}).map(([name, hits]) => {
    const message = readFileSync(path.join(messages, name), 'latin1')
    return [name, { message, hits: hits.split(' ').filter(Boolean) }] as const
  })
  testPluginCases(file, { plugins, cf, cases: Object.fromEntries(cases) })
}
