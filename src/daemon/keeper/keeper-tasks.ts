import { copyFileSync, existsSync, mkdirSync, readFileSync, statSync, unlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { joinGroupsOf } from '../privileges.ts'

// What needs root's rights, or those of a user, once the daemon has given up its own. Either done in the daemon itself
// (where it has no rights to give up), or by the keeper, a process of its own that can do this and nothing else.

/** Whose rights a file is read with. */
export interface FileOwner {
  readonly name: string
  readonly uid: number
  readonly gid: number
}

export type KeeperTask =
  | { readonly type: 'write-pid'; readonly file: string; readonly pid: number }
  | { readonly type: 'remove'; readonly file: string }
  | {
      readonly type: 'read-preferences'
      readonly file: string
      readonly owner: FileOwner | undefined
      /** Made from this template where it is not there. */
      readonly template: string | undefined
    }

/** A preferences file: its text (latin1), or none; `created` where it has just been made, `failed` where that was in vain. */
export interface PreferencesFile {
  readonly text: string | undefined
  readonly made: 'created' | 'failed' | undefined
}

export type KeeperResult =
  | { readonly type: 'done' }
  | { readonly type: 'failed'; readonly message: string }
  | ({ readonly type: 'preferences' } & PreferencesFile)

/** The largest preferences file that is read; SpamAssassin's template has 2 kB. */
const MAX_PREFERENCES_BYTES = 4 * 1024 * 1024

/** Does one task; never throws. */
export function performTask(task: KeeperTask): KeeperResult {
  try {
    switch (task.type) {
      case 'write-pid':
        writeFileSync(task.file, `${task.pid}\n`)
        return { type: 'done' }
      case 'remove':
        unlinkSync(task.file)
        return { type: 'done' }
      case 'read-preferences':
        return { type: 'preferences', ...as(task.owner, () => preferencesOf(task.file, task.template)) }
    }
  } catch (error) {
    return { type: 'failed', message: error instanceof Error ? error.message : String(error) }
  }
}

// Links and folders of a user are followed with that user's rights only. Groups come first on the way in and last on
// the way out: only root may change them.
function as<T>(owner: FileOwner | undefined, run: () => T): T {
  if (!owner || owner.uid === 0 || process.geteuid?.() !== 0) return run()
  const groups = process.getgroups?.() ?? []
  const egid = process.getegid?.() ?? 0
  joinGroupsOf(owner)
  process.setegid?.(owner.gid)
  process.seteuid?.(owner.uid)
  try {
    return run()
  } finally {
    process.seteuid?.(0)
    process.setegid?.(egid)
    process.setgroups?.(groups)
  }
}

function preferencesOf(file: string, template: string | undefined): PreferencesFile {
  let made: PreferencesFile['made']
  if (template !== undefined && !existsSync(file)) {
    try {
      mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 })
      copyFileSync(template, file)
      made = 'created'
    } catch {
      made = 'failed'
    }
  }
  const facts = statSync(file, { throwIfNoEntry: false })
  if (!facts?.isFile() || facts.size > MAX_PREFERENCES_BYTES) return { text: undefined, made }
  try {
    return { text: readFileSync(file, 'latin1'), made }
  } catch {
    return { text: undefined, made }
  }
}
