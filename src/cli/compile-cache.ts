import { enableCompileCache } from 'node:module'
import path from 'node:path'

/**
 * Keeps compiled code from one start to the next, beside the packages it came with: scripts start these programs once a
 * message. Where that folder cannot be written, nothing is kept, and nothing is lost.
 */
export function keepCompiledCode(): void {
  enableCompileCache(path.join(import.meta.dirname, '..', '..', 'node_modules', '.cache', 'assay'))
}
