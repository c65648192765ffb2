import { existsSync, symlinkSync } from 'node:fs'
import { getCompileCacheDir } from 'node:module'
import path from 'node:path'

/**
 * Lets threads of another user read the compiled code that was kept for this one: Node.js keeps it in a directory a user
 * (`…-UID`), and threads that start once root is given up would compile everything anew. That user cannot write there.
 */
export function shareCompiledCode(uid: number): void {
  const own = getCompileCacheDir()
  const theirs = own?.replace(/-\d+$/, `-${uid}`)
  if (own === undefined || theirs === undefined || theirs === own || existsSync(theirs)) return
  try {
    symlinkSync(path.basename(own), theirs)
  } catch {
    // It costs a slower start, no more.
  }
}
