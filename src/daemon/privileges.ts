import { closeSync, openSync, readdirSync, statSync } from 'node:fs'
import path from 'node:path'
import { type Account, findAccount, findGroupId } from '../net/account.ts'
import { shareCompiledCode } from './compiled-code.ts'
import type { DaemonLog } from './log.ts'

/** As whom to go on once the sockets are bound. */
export interface PrivilegeOptions {
  /** `-u`: this user, whatever it can read; without it, `nobody`, if it can read what is needed. */
  readonly username?: string | undefined
  readonly groupname?: string | undefined
  /** Who stands in for a missing `-u`; `nobody` when absent. */
  readonly fallbackUser?: string | undefined
  /** Files and folders that must stay readable: the code and the configuration. */
  readonly mustStayReadable?: readonly string[] | undefined
}

/** A user or group that cannot be run as. */
export class PrivilegeError extends Error {
  readonly code = 'PRIVILEGE'
}

const FALLBACK_USER = 'nobody'

/** A user and group to go on as. */
export interface NewIdentity {
  readonly account: Account
  readonly gid: number
}

/** Gives up root, where the process has it; says through the log where it cannot. Throws PrivilegeError for a bad `-u` or `-g`. */
export function dropPrivileges(options: PrivilegeOptions, log: DaemonLog): void {
  const identity = identityToTake(options, log)
  if (identity) takeIdentity(identity)
}

/** Goes on as somebody else, for good. */
export function takeIdentity({ account, gid }: NewIdentity): void {
  shareCompiledCode(account.uid)
  joinGroupsOf({ name: account.name, gid })
  process.setgid?.(gid)
  process.setuid?.(account.uid)
}

/** As whom to go on; undefined to stay who we are. Says through the log why root is kept. Throws PrivilegeError. */
export function identityToTake(options: PrivilegeOptions, log: DaemonLog): NewIdentity | undefined {
  const { username, groupname } = options
  const fallback = options.fallbackUser ?? FALLBACK_USER
  const account = findAccount(username ?? fallback)
  if (username !== undefined && (!account || account.uid === 0)) {
    throw new PrivilegeError(`cannot run as nonexistent user or root with -u option: ${username}`)
  }
  const gid = groupname === undefined ? account?.gid : findGroupId(groupname)
  if (gid === undefined && groupname !== undefined) throw new PrivilegeError(`there is no group ${groupname}`)
  if (process.geteuid?.() !== 0) {
    if (username !== undefined && account?.uid !== process.geteuid?.()) {
      throw new PrivilegeError(`cannot become ${username}: not started as root`)
    }
    return undefined
  }
  if (!account || gid === undefined) {
    log.warn(`still running as root: there is no user ${fallback}; name one with -u`)
    return undefined
  }
  const hidden = firstUnreadable(account, gid, options.mustStayReadable ?? [])
  if (hidden !== undefined && username === undefined) {
    log.warn(
      `still running as root: ${fallback} cannot read ${hidden}; make it readable for all (chmod -R o+rX), or name a user that can read it with -u`,
    )
    return undefined
  }
  if (hidden !== undefined) throw new PrivilegeError(`user ${username} cannot read ${hidden}`)
  return { account, gid }
}

/** Takes on the groups of a user. Node has it on every Unix, its types do not name it. */
export function joinGroupsOf({ name, gid }: { readonly name: string; readonly gid: number }): void {
  const { initgroups } = process as { readonly initgroups?: (user: string, group: number) => void }
  initgroups?.call(process, name, gid)
}

// Tried as that user, because groups, access lists and folders above decide too. Groups come last on the way in and
// first on the way out: only root may change them.
function firstUnreadable(account: Account, gid: number, paths: readonly string[]): string | undefined {
  const groups = process.getgroups?.() ?? []
  const egid = process.getegid?.() ?? 0
  joinGroupsOf({ name: account.name, gid })
  process.setegid?.(gid)
  process.seteuid?.(account.uid)
  try {
    return firstOf(paths)
  } finally {
    process.seteuid?.(0)
    process.setegid?.(egid)
    process.setgroups?.(groups)
  }
}

function firstOf(paths: readonly string[]): string | undefined {
  for (const target of paths) {
    const hidden = unreadableIn(target)
    if (hidden !== undefined) return hidden
  }
  return undefined
}

// Enough to notice a umask or an owner that does not fit, without walking through every package there is.
const MAX_LOOKED_AT = 400

function unreadableIn(target: string): string | undefined {
  let looked = 0
  const folders: string[] = []
  const look = (file: string, within: boolean): string | undefined => {
    if (within) folders.push(file)
    else if (++looked <= MAX_LOOKED_AT && !opens(file)) return file
    return undefined
  }
  let hidden = opens(target) ? look(target, isFolder(target)) : target
  while (hidden === undefined && folders.length > 0 && looked < MAX_LOOKED_AT) {
    const folder = folders.shift() ?? target
    try {
      for (const entry of readdirSync(folder, { withFileTypes: true })) {
        const within = entry.isDirectory()
        if (within || entry.isFile()) hidden ??= look(path.join(folder, entry.name), within)
      }
    } catch {
      hidden = folder
    }
  }
  return hidden
}

function isFolder(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.isDirectory() ?? false
}

function opens(file: string): boolean {
  try {
    closeSync(openSync(file, 'r'))
    return true
  } catch (error) {
    // What is not there for anyone is not a matter of rights.
    return error instanceof Error && 'code' in error && error.code === 'ENOENT'
  }
}
