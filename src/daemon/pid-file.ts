import { unlinkSync, writeFileSync } from 'node:fs'
import type { DaemonLog } from './log.ts'

/** Writes the process id where init scripts look for it; returns how to take it away again. */
export function writePidFile(file: string, log: DaemonLog): () => void {
  try {
    writeFileSync(file, `${process.pid}\n`)
  } catch (error) {
    log.warn(`cannot write to PID file: ${error instanceof Error ? error.message : String(error)}`)
    return () => undefined
  }
  return () => {
    try {
      unlinkSync(file)
    } catch {
      // Without root's rights it may have to stay; its process is gone, which is what readers check.
    }
  }
}
