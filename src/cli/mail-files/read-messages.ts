import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { type IsSeparator, mboxMessages } from '../../learn/mailbox/mbox.ts'
import { MbxError, mbxMessages } from '../../learn/mailbox/mbx.ts'
import { type MailFile, reasonOf, type Warn } from './find-files.ts'

/** How files are read. */
export interface ReadingOptions {
  /** Messages with more bytes are passed over; 0 for no limit. */
  readonly maxSize: number
  /** What separates messages of an mbox. */
  readonly isSeparator: IsSeparator
  readonly warn: Warn
}

/** SpamAssassin's limit where none is given. */
export const DEFAULT_MAX_SIZE = 500 * 1024

/** The messages of a file: bytes that stay as they are until the next is asked for. Throws MbxError. */
export function* messagesIn(file: MailFile, options: ReadingOptions): Generator<Uint8Array> {
  if (file.format !== 'file' && PACKED_NAME.test(file.path)) {
    options.warn(`archive-iterator: compressed ${file.format} folders are not supported at this time`)
    return
  }
  const bytes = contentsOf(file, options.warn)
  if (!bytes) return
  const fits = (size: number): boolean => options.maxSize === 0 || size <= options.maxSize
  if (file.format === 'file') {
    if (fits(bytes.length)) yield bytes
    return
  }
  const ranges = file.format === 'mbox' ? mboxMessages(bytes, options.isSeparator) : mbxMessages(bytes)
  for (const { start, end } of ranges) if (fits(end - start)) yield bytes.subarray(start, end)
}

const PACKED_NAME = /\.(?:gz|bz2|xz|lz[o4]?)$/i

/** How many messages a file holds; for a progress bar. */
export function countMessages(file: MailFile, options: ReadingOptions): number {
  if (file.format === 'file') return 1
  const bytes = PACKED_NAME.test(file.path) ? undefined : contentsOf(file, () => undefined)
  if (!bytes) return 0
  try {
    return (file.format === 'mbox' ? mboxMessages(bytes, options.isSeparator) : mbxMessages(bytes)).length
  } catch (error) {
    if (error instanceof MbxError) return 0
    throw error
  }
}

/** Programs that unpack what begins so. */
const UNPACKERS: readonly { readonly magic: Buffer; readonly program: string }[] = [
  { magic: Buffer.from('BZh'), program: 'bzip2' },
  { magic: Buffer.from([0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]), program: 'xz' },
  { magic: Buffer.from([0x04, 0x22, 0x4d, 0x18]), program: 'lz4' },
  { magic: Buffer.from('LZIP'), program: 'lzip' },
  { magic: Buffer.from([0x89, 0x4c, 0x5a, 0x4f]), program: 'lzop' },
]

// What a packed file may become; more is no mail.
const LARGEST = 2 ** 30

/** A file's bytes, unpacked where they are packed; undefined, and said, where it cannot be read. */
function contentsOf({ path, contents }: MailFile, warn: Warn): Buffer | undefined {
  try {
    const bytes = contents ?? readFileSync(path)
    if (bytes[0] === 0x1f && bytes[1] === 0x8b) return gunzipSync(bytes, { maxOutputLength: LARGEST })
    const unpacker = UNPACKERS.find(({ magic }) => bytes.subarray(0, magic.length).equals(magic))
    return unpacker ? unpacked(unpacker.program, bytes, path, warn) : bytes
  } catch (error) {
    warn(`archive-iterator: no access to ${path}: ${reasonOf(error)}`)
    return undefined
  }
}

function unpacked(program: string, bytes: Buffer, path: string, warn: Warn): Buffer | undefined {
  const { status, stdout, error } = spawnSync(program, ['-cd'], { input: bytes, maxBuffer: LARGEST })
  if (status === 0) return stdout
  const missing = (error as NodeJS.ErrnoException | undefined)?.code === 'ENOENT'
  warn(
    missing ? `archive-iterator: ${program} executable required for ${path}` : `archive-iterator: no access to ${path}`,
  )
  return undefined
}
