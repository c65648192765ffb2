import { bytesFromLatin1 } from '../base/latin1.ts'
import type { MessageCounts, SeenRow, TokenRow } from './store/token-store.ts'
import { TOKEN_HASH_LENGTH, tokenHash } from './tokens/token-hash.ts'

// SpamAssassin's backup of a token database (BayesStore, backup_database), a line a record, tabs between:
//   v <number> <name>           variables; the first line is `v 3 db_version …`
//   t <spam> <ham> <atime> <token in hex>
//   s <s or h> <message id>

/** The version of SpamAssassin's databases that these are like. */
export const DB_VERSION = 3

/** What a line of a backup holds. */
export type BackupLine =
  | { readonly type: 'spam' | 'ham'; readonly count: number }
  | ({ readonly type: 'token' } & TokenRow)
  | ({ readonly type: 'seen' } & SeenRow)

/** Why a backup is no good as a whole. */
export class BackupError extends Error {
  readonly code: 'version-missing' | 'version-unsupported' | 'counts-missing'
  constructor(code: BackupError['code'], message: string) {
    super(message)
    this.code = code
  }
}

/** The first lines of a backup. */
export function backupHead({ spam, ham }: MessageCounts): string {
  return (
    `v\t${DB_VERSION}\tdb_version # this must be the first line!!!\n` + `v\t${spam}\tnum_spam\nv\t${ham}\tnum_nonspam\n`
  )
}

/** Tokens as lines of a backup. */
export function backupTokens(rows: readonly TokenRow[]): string {
  let lines = ''
  for (const { token, spam, ham, atime } of rows) lines += `t\t${spam}\t${ham}\t${atime}\t${hexOf(token)}\n`
  return lines
}

/** Marks as lines of a backup. */
export function backupSeen(rows: readonly SeenRow[]): string {
  let lines = ''
  for (const { id, as } of rows) lines += `s\t${as}\t${id}\n`
  return lines
}

/** A token as people see it. */
export function hexOf(token: string): string {
  return bytesFromLatin1(token).toString('hex')
}

const FIRST_LINE = /^v\s+(\d+)\s+db_version/
const SUPPORTED = [2, DB_VERSION]

/** Reads a backup line by line: the first says how the others are to be read. Lines that mean nothing are left out. */
export class BackupReader {
  readonly #version: number
  readonly #now: number

  /** `now` is the latest time that a token may have been seen, in seconds since 1970. Throws BackupError. */
  constructor(firstLine: string, now: number) {
    const version = FIRST_LINE.exec(firstLine)?.[1]
    if (version === undefined) {
      const message = 'database version must be the first line in the backup file, correct and re-run'
      throw new BackupError('version-missing', message)
    }
    this.#version = Number(version)
    this.#now = now
    if (!SUPPORTED.includes(this.#version)) {
      throw new BackupError(
        'version-unsupported',
        `database version ${this.#version} is unsupported, must be version 2 or 3`,
      )
    }
  }

  read(line: string): BackupLine | undefined {
    switch (kindOf(line)) {
      case 'v': {
        const [, count = '', name] = fields(line, 3)
        if (name === 'num_spam') return { type: 'spam', count: numberOf(count) }
        return name === 'num_nonspam' ? { type: 'ham', count: numberOf(count) } : undefined
      }
      case 't': {
        const [, spamText = '', hamText = '', time = '', name = ''] = fields(line, 5)
        const spam = Math.max(0, numberOf(spamText))
        const ham = Math.max(0, numberOf(hamText))
        const token = this.#token(name)
        if ((spam === 0 && ham === 0) || token.length !== TOKEN_HASH_LENGTH) return undefined
        return { type: 'token', spam, ham, atime: Math.min(numberOf(time), this.#now), token }
      }
      case 's': {
        const [, as, id = ''] = fields(line, 3)
        return (as === 's' || as === 'h') && id !== '' && id !== '0' ? { type: 'seen', as, id } : undefined
      }
      default:
        return undefined
    }
  }

  // Databases before SpamAssassin 3.0 kept tokens as they were read.
  #token(name: string): string {
    return this.#version < DB_VERSION ? tokenHash(name) : Buffer.from(name, 'hex').toString('latin1')
  }
}

function kindOf(line: string): string | undefined {
  const second = line.charCodeAt(1)
  return second === 0x09 || second === 0x20 ? line[0] : undefined
}

const SPACE = /[ \t\n\r\f\v]+/g

/** Up to `count` words; the last is the rest of the line. */
function fields(line: string, count: number): string[] {
  const found: string[] = []
  let start = 0
  SPACE.lastIndex = 0
  while (found.length < count - 1) {
    const gap = SPACE.exec(line)
    if (!gap) break
    found.push(line.slice(start, gap.index))
    start = SPACE.lastIndex
  }
  found.push(line.slice(start))
  return found
}

// As Perl reads a number off the beginning of a text.
function numberOf(text: string): number {
  return Number(/^[-+]?\d+/.exec(text)?.[0] ?? 0)
}
