import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'

const root = mkdtempSync(path.join(tmpdir(), 'assay-bench-'))
// Daemons read it after they have given up root.
chmodSync(root, 0o755)
process.on('exit', () => rmSync(root, { recursive: true, force: true }))
// Without these, a signal would end the program without what is done at its exit.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))

/** A folder for this run, which goes when the program ends. */
export function scratchFolder(name: string): string {
  const folder = path.join(root, name)
  mkdirSync(folder, { recursive: true })
  return folder
}
