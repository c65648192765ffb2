// Reads all modules once behind `npm ci`, so that Node.js keeps them compiled (see bin/launch) and the first start is as
// quick as the next ones. What goes wrong here only costs that time.

import { spawnSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import path from 'node:path'

const root = path.resolve(import.meta.dirname, '..')
const cache = path.join(root, 'node_modules', '.cache', 'assay')
const entries = ['src/scan/worker.ts', 'src/scan/engine.ts', 'src/cli/commands/daemon.ts', 'src/cli/spamd/run-spamd.ts']

mkdirSync(cache, { recursive: true })
const reading = entries.map((entry) => `await import(${JSON.stringify(path.join(root, entry))}).catch(() => undefined)`)
spawnSync(process.execPath, ['--input-type=module', '--eval', `${reading.join('\n')}\nprocess.exit(0)`], {
  env: { ...process.env, NODE_COMPILE_CACHE: cache },
  stdio: 'ignore',
  timeout: 30_000,
})
