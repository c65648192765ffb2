// Reads all modules once behind `npm ci`, so that Node.js keeps them compiled (see bin/launch), and finds out what starts
// have to know of the rules that are installed, so that the first start is as quick as the next ones. What goes wrong here
// only costs that time.

import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync } from 'node:fs'
import path from 'node:path'

const root = path.resolve(import.meta.dirname, '..')
const cache = path.join(root, 'node_modules', '.cache', 'assay')
const entries = [
  'src/scan/worker.ts',
  'src/scan/engine.ts',
  'src/scan/learning-worker.ts',
  'src/cli/main.ts',
  'src/cli/commands/daemon.ts',
  'src/cli/spamd/run-spamd.ts',
]

// Code is kept apart for each set of flags.
const flags = /^flags='(.*)'$/m.exec(readFileSync(path.join(root, 'bin', 'launch'), 'utf8'))?.[1]?.split(' ') ?? []

mkdirSync(cache, { recursive: true })
const reading = entries.map((entry) => `await import(${JSON.stringify(path.join(root, entry))}).catch(() => undefined)`)
spawnSync(process.execPath, [...flags, '--input-type=module', '--eval', `${reading.join('\n')}\nprocess.exit(0)`], {
  env: { ...process.env, NODE_COMPILE_CACHE: cache },
  stdio: 'ignore',
  timeout: 30_000,
})
spawnSync(path.join(root, 'bin', 'assay'), ['compile'], { stdio: 'ignore', timeout: 60_000 })
