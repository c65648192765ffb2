import { closeSync, openSync, readdirSync, statSync } from 'node:fs'
import path from 'node:path'
import { type Account, findAccount, findGroupId } from '../net/account.ts'
import type { DaemonLog } from './log.ts'

/** As whom to go on once the sockets are bound. */
export interface PrivilegeOptions {
  /** `-u`: this user, whatever it can read; without it, `nobody`, if it can read what is needed. */
  readonly username?: string | undefined
  readonly groupname?: string | undefined
  /** Files and folders that must stay readable: the code and the configuration. */
  readonly mustStayReadable?: readonly string[] | undefined
}

/** A user or group that cannot be run as. */
export class PrivilegeError extends Error {
  readonly code = 'PRIVILEGE'
}

const FALLBACK_USER = 'nobody'

/** Gives up root, where the process has it; says through the log where it cannot. Throws PrivilegeError for a bad `-u` or `-g`. */
export function dropPrivileges(options: PrivilegeOptions, log: DaemonLog): void {
  const { username, groupname } = options
  const account = findAccount(username ?? FALLBACK_USER)
  if (username !== undefined && (!account || account.uid === 0)) {
    throw new PrivilegeError(`cannot run as nonexistent user or root with -u option: ${username}`)
  }
  const gid = groupname === undefined ? account?.gid : findGroupId(groupname)
  if (gid === undefined && groupname !== undefined) throw new PrivilegeError(`there is no group ${groupname}`)
  if (process.geteuid?.() !== 0) {
    if (username !== undefined && account?.uid !== process.geteuid?.()) {
      throw new PrivilegeError(`cannot become ${username}: not started as root`)
    }
    return
  }
  if (!account || gid === undefined) {
    log.warn(`still running as root: there is no user ${FALLBACK_USER}; name one with -u`)
    return
  }
  const hidden = firstUnreadable(account, gid, options.mustStayReadable ?? [])
  if (hidden !== undefined && username === undefined) {
    log.warn(
      `still running as root: ${FALLBACK_USER} cannot read ${hidden}; make it readable for all (chmod -R o+rX), or name a user that can read it with -u`,
    )
    return
  }
  if (hidden !== undefined) throw new PrivilegeError(`user ${username} cannot read ${hidden}`)
  joinGroupsOf(account, gid)
  process.setgid?.(gid)
  process.setuid?.(account.uid)
}

// Node has it on every Unix, its types do not name it.
function joinGroupsOf(account: Account, gid: number): void {
  const { initgroups } = process as { readonly initgroups?: (user: string, group: number) => void }
  initgroups?.call(process, account.name, gid)
}

// Tried as that user, because groups, access lists and folders above decide too. Groups come last on the way in and
// first on the way out: only root may change them.
function firstUnreadable(account: Account, gid: number, paths: readonly string[]): string | undefined {
  const groups = process.getgroups?.() ?? []
  const egid = process.getegid?.() ?? 0
  joinGroupsOf(account, gid)
  process.setegid?.(gid)
  process.seteuid?.(account.uid)
  try {
    return paths.map(unreadableIn).find((found) => found !== undefined)
  } finally {
    process.seteuid?.(0)
    process.setegid?.(egid)
    process.setgroups?.(groups)
  }
}

// One level of a folder is enough to notice a umask or an owner that does not fit; a whole tree would take its time.
function unreadableIn(target: string): string | undefined {
  try {
    if (!statSync(target).isDirectory()) {
      closeSync(openSync(target, 'r'))
      return undefined
    }
    for (const entry of readdirSync(target, { withFileTypes: true })) {
      if (!entry.isFile()) continue
      const file = path.join(target, entry.name)
      try {
        closeSync(openSync(file, 'r'))
      } catch {
        return file
      }
    }
    return undefined
  } catch (error) {
    // What is not there for anyone is not a matter of rights.
    return error instanceof Error && 'code' in error && error.code === 'ENOENT' ? undefined : target
  }
}
