import { mkdirSync, renameSync } from 'node:fs'
import { statfs } from 'node:fs/promises'
import path from 'node:path'
import { ClassicLevel } from 'classic-level'
import type { RecordFile, RecordWrites } from './record-file.ts'
import { StoreError } from './store-error.ts'

type Level = ClassicLevel<Buffer, Buffer>

// Below this, LevelDB cannot even be opened: it writes a new log and what the old one held.
const ROOM_TO_OPEN = 8 * 1024 * 1024
const CACHE_BYTES = 16 * 1024 * 1024
const WRITE_BUFFER_BYTES = 8 * 1024 * 1024

interface Reopening {
  /** Other threads close the directory. */
  readonly beforeReopening?: () => Promise<void>
  /** They may open it again. */
  readonly afterReopening?: () => void
}

/**
 * One LevelDB directory, open in this process. All threads of the process may open it, other processes not. After a
 * write that failed it is opened anew before the next: what stands behind half a record in its log would be lost.
 */
export class LevelFile implements RecordFile {
  readonly directory: string
  readonly #reopening: Reopening
  #level: Level
  #broken = false

  private constructor(directory: string, level: Level, reopening: Reopening) {
    this.directory = directory
    this.#level = level
    this.#reopening = reopening
  }

  /** Opens or makes it; throws StoreError `locked` where another process has it. Other threads let go of it in `beforeReopening`. */
  static async open(directory: string, options: Reopening & { readonly mode?: number } = {}): Promise<LevelFile> {
    try {
      mkdirSync(directory, { recursive: true, mode: options.mode ?? 0o700 })
    } catch (error) {
      throw new StoreError(
        'unavailable',
        `cannot make the directory ${directory} (bayes_path names another): ${textOf(error)}`,
        { cause: error },
      )
    }
    return new LevelFile(directory, await openLevel(directory), options)
  }

  getSync(key: Buffer): Buffer | undefined {
    try {
      return this.#level.getSync(key)
    } catch (error) {
      throw storeErrorOf(error, this.directory)
    }
  }

  async getMany(keys: Buffer[]): Promise<(Buffer | undefined)[]> {
    try {
      return await this.#level.getMany(keys)
    } catch (error) {
      throw storeErrorOf(error, this.directory)
    }
  }

  async write(fill: (records: RecordWrites) => void, sync: boolean): Promise<void> {
    if (this.#broken) await this.#reopen()
    const batch = this.#level.batch()
    try {
      fill({ put: (key, value) => void batch.put(key, value), del: (key) => void batch.del(key) })
    } catch (error) {
      await batch.close()
      throw error
    }
    try {
      await batch.write({ sync })
    } catch (error) {
      this.#broken = true
      throw storeErrorOf(error, this.directory)
    }
  }

  /** Records from one key up to another, in pieces; with `values` false only their keys. */
  async *range(
    range: { readonly gte: Buffer; readonly lt: Buffer },
    piece: number,
  ): AsyncGenerator<[Buffer, Buffer][]> {
    const iterator = this.#level.iterator({ ...range, fillCache: false })
    try {
      for (;;) {
        const entries = await iterator.nextv(piece)
        if (entries.length === 0) return
        yield entries
      }
    } catch (error) {
      throw storeErrorOf(error, this.directory)
    } finally {
      await iterator.close()
    }
  }

  async close(): Promise<void> {
    await this.#level.close()
  }

  async #reopen(): Promise<void> {
    const { bavail, bsize } = await statfs(this.directory)
    if (bavail * bsize < ROOM_TO_OPEN) throw noRoom(this.directory)
    await this.#reopening.beforeReopening?.()
    await this.#level.close()
    this.#level = await openLevel(this.directory)
    this.#broken = false
    this.#reopening.afterReopening?.()
  }
}

/** Puts a damaged directory aside, so that a new one can be made; returns its new name. */
export function putAside(directory: string, now: Date): string {
  const aside = `${directory}.damaged-${now.toISOString().replace(/[:.]/g, '-')}`
  renameSync(directory, aside)
  return aside
}

async function openLevel(directory: string): Promise<Level> {
  const level: Level = new ClassicLevel(directory, {
    keyEncoding: 'buffer',
    valueEncoding: 'buffer',
    multithreading: true,
    cacheSize: CACHE_BYTES,
    writeBufferSize: WRITE_BUFFER_BYTES,
  })
  try {
    await level.open()
  } catch (error) {
    throw storeErrorOf(error, directory)
  }
  return level
}

function storeErrorOf(error: unknown, directory: string): StoreError {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  const text = textOf(cause)
  const code = (cause as { code?: unknown } | undefined)?.code // LevelDB's errors carry one
  if (code === 'LEVEL_LOCKED' || /\block\b.*: (already held|Resource temporarily)/.test(text)) {
    return new StoreError('locked', `the token database ${directory} is in use by another process`, { cause: error })
  }
  if (code === 'LEVEL_CORRUPTION' || /corruption|not an sstable|does not exist \(create_if_missing/i.test(text)) {
    const way = 'put a backup in its place with "sa-learn --restore FILE", or begin anew with "sa-learn --clear"'
    return new StoreError('damaged', `the token database ${directory} is damaged (${text}): ${way}`, { cause: error })
  }
  if (/no space left|quota exceeded/i.test(text)) return noRoom(directory, error)
  return new StoreError('unavailable', `the token database ${path.resolve(directory)}: ${text}`, { cause: error })
}

function noRoom(directory: string, cause?: unknown): StoreError {
  return new StoreError('full', `no room left for the token database ${directory}`, { cause })
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
