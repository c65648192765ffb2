import { chmodSync, existsSync, readdirSync, statSync, symlinkSync } from 'node:fs'
import { getCompileCacheDir } from 'node:module'
import path from 'node:path'

const READABLE_FOR_ALL = 0o644

/**
 * Lets threads of another user read the compiled code that was kept for this one: Node.js keeps it in a directory a user
 * (`…-UID`), in files for that user only, and threads that start once root is given up would compile everything anew.
 * That user cannot write there.
 */
export function shareCompiledCode(uid: number): void {
  const own = getCompileCacheDir()
  const theirs = own?.replace(/-\d+$/, `-${uid}`)
  if (own === undefined || theirs === undefined || theirs === own) return
  try {
    for (const name of readdirSync(own)) makeReadable(path.join(own, name))
    if (!existsSync(theirs)) symlinkSync(path.basename(own), theirs)
  } catch {
    // It costs a slower start, no more.
  }
}

function makeReadable(file: string): void {
  if ((statSync(file).mode & READABLE_FOR_ALL) !== READABLE_FOR_ALL) chmodSync(file, READABLE_FOR_ALL)
}
