import { BackupError, BackupReader } from './backup.ts'
import type { SeenRow, TokenRow, TokenStore } from './store/token-store.ts'

const PIECE = 5000

/** What a restored backup held. */
export interface RestoreReport {
  readonly lines: number
  readonly tokens: number
  readonly spam: number
  readonly ham: number
}

/**
 * Replaces what a store holds by a backup: all of it or, where the backup is no good, nothing. `tick` is called after
 * every line. Throws BackupError.
 */
export async function restoreBackup(
  store: TokenStore,
  lines: AsyncIterable<readonly string[]>,
  now: number,
  tick: () => void = () => undefined,
): Promise<RestoreReport> {
  let reader: BackupReader | undefined
  let spam: number | undefined
  let ham: number | undefined
  let read = 0
  let tokens = 0
  let tokenRows: TokenRow[] = []
  let seenRows: SeenRow[] = []
  const replacement = await store.replace()
  const write = async (atLeast: number): Promise<void> => {
    if (tokenRows.length >= atLeast) {
      const rows = tokenRows
      tokenRows = []
      await replacement.tokens(rows)
    }
    if (seenRows.length >= atLeast) {
      const rows = seenRows
      seenRows = []
      await replacement.seen(rows)
    }
  }
  try {
    for await (const piece of lines) {
      for (const line of piece) {
        read++
        tick()
        if (!reader) {
          reader = new BackupReader(line, now)
          continue
        }
        const record = reader.read(line)
        if (!record) continue
        if (record.type === 'token') {
          const { token, spam: s, ham: h, atime } = record
          tokenRows.push({ token, spam: s, ham: h, atime })
          tokens++
        } else if (record.type === 'seen') seenRows.push({ id: record.id, as: record.as })
        else if (record.type === 'spam') spam = record.count
        else ham = record.count
      }
      await write(PIECE)
    }
    if (!reader) throw new BackupError('version-missing', 'the backup file is empty')
    if (spam === undefined || ham === undefined) {
      throw new BackupError('counts-missing', 'unable to find num spam or num ham, please check file')
    }
    await write(1)
    await replacement.commit({ spam, ham })
  } catch (error) {
    await replacement.abandon().catch(() => undefined) // what went wrong first is what is said
    throw error
  }
  return { lines: read, tokens, spam, ham }
}
