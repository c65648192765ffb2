import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

/** A user as the system knows it. */
export interface Account {
  readonly name: string
  readonly uid: number
  readonly gid: number
  readonly home: string
}

/** Looks up a user by name, in /etc/passwd and then wherever the system looks; undefined when there is none. */
export function findAccount(name: string): Account | undefined {
  const fields = databaseLine('passwd', name)
  if (!fields) return undefined
  return { name, uid: Number(fields[2]), gid: Number(fields[3]), home: fields[5] ?? '/' }
}

/** Looks up the id of a group by name. */
export function findGroupId(name: string): number | undefined {
  const fields = databaseLine('group', name)
  return fields ? Number(fields[2]) : undefined
}

function databaseLine(database: 'passwd' | 'group', name: string): readonly string[] | undefined {
  if (name === '' || /[:\n\0]/.test(name)) return undefined
  const line = readLines(`/etc/${database}`).find((candidate) => candidate.startsWith(`${name}:`))
  return (line ?? askSystem(database, name))?.split(':')
}

function readLines(file: string): readonly string[] {
  try {
    return readFileSync(file, 'utf8').split('\n')
  } catch {
    return []
  }
}

// Node has no getpwnam; getent asks the same sources (LDAP, systemd, …).
function askSystem(database: string, name: string): string | undefined {
  try {
    return (
      execFileSync('getent', ['--', database, name], { encoding: 'utf8', stdio: 'pipe', timeout: 5000 }).trim() ||
      undefined
    )
  } catch {
    return undefined // not found, or no getent here
  }
}
