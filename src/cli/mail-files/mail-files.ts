import { spawnSync } from 'node:child_process'
import { existsSync, globSync, readdirSync, readFileSync, type Stats, statSync } from 'node:fs'
import { homedir } from 'node:os'
import { gunzipSync } from 'node:zlib'
import { latin1FromBytes } from '../../base/latin1.ts'
import { mboxMessages } from '../../learn/mailbox/mbox.ts'
import { mbxMessages } from '../../learn/mailbox/mbx.ts'

/** How a path is to be read; `detect` looks at what it is and at its name. */
export type MailFormat = 'detect' | 'file' | 'dir' | 'mbox' | 'mbx'

/** One message, found. */
export interface FoundMessage {
  /** The file it came from, and for a mailbox which of its messages it is. */
  readonly name: string
  readonly bytes: Uint8Array
}

/** What `-` means: the standard input, read by the caller; undefined where it was taken already. */
export interface MailSources {
  readonly standardInput: () => Uint8Array | undefined
  readonly warn: (line: string) => void
}

/** A place to look for messages at, and how to read it. */
export interface MailTarget {
  readonly path: string
  readonly format: MailFormat
}

/** A message to read, when its turn comes. */
type Unread = () => FoundMessage | undefined

/** Finds the messages of all targets, in order; reads each when its turn comes. Gives how many there are first. */
export function findMessages(targets: readonly MailTarget[], sources: MailSources): readonly Unread[] {
  return targets.flatMap(({ path, format }) => {
    if (path === '-') return messagesOf('-', format === 'detect' ? 'file' : format, sources)
    return locations(path).flatMap((location) => {
      const kind = format === 'detect' ? detected(location, sources) : format
      return kind === undefined ? [] : messagesOf(location, kind, sources)
    })
  })
}

/** `format:path`, as sa-learn's and mass-check's targets name a format, or a bare path. */
export function readTarget(text: string, format: MailFormat): MailTarget {
  const found = /^[^:]*:(detect|file|dir|mbox|mbx):(.*)$/s.exec(text)
  if (!found) return { path: text, format }
  return { path: found[2] ?? '', format: found[1] as MailFormat } // `as`: the expression names formats only
}

// Shell patterns that the shell has left, `~` among them.
function locations(path: string): readonly string[] {
  const whole = path.replace(/^~\//, `${homedir()}/`)
  if (!/[*?[{]/.test(whole)) return [whole]
  return globSync(whole).sort()
}

function detected(location: string, { warn }: MailSources): MailFormat | undefined {
  const facts = factsOf(location, warn)
  if (!facts) return undefined
  if (facts.isDirectory()) return 'dir'
  return /\.mbox/i.test(location) ? 'mbox' : 'file'
}

function factsOf(file: string, warn: (line: string) => void): Stats | undefined {
  try {
    return statSync(file)
  } catch (error) {
    warn(`archive-iterator: no access to ${file}: ${reasonOf(error)}`)
    return undefined
  }
}

/** The system's words for an error of a file, as Perl has them. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const code = 'code' in error ? String(error.code) : ''
  const known = new Map([
    ['ENOENT', 'No such file or directory'],
    ['EACCES', 'Permission denied'],
    ['EISDIR', 'Is a directory'],
    ['ENOTDIR', 'Not a directory'],
  ])
  return known.get(code) ?? error.message
}

function messagesOf(location: string, format: MailFormat, sources: MailSources): readonly Unread[] {
  switch (format) {
    case 'dir':
      return filesIn(location, sources).map((file) => fileMessage(file, sources))
    case 'mbox':
    case 'mbx':
      return mailboxes(location, sources).flatMap((file) => mailboxMessages(file, format, sources))
    default:
      return [fileMessage(location, sources)]
  }
}

function fileMessage(file: string, sources: MailSources): Unread {
  return () => {
    const bytes = readMail(file, sources)
    return bytes && { name: file, bytes }
  }
}

// A folder of messages, a Maildir, a Cyrus folder or an MH folder, with the folders in it.
function filesIn(folder: string, sources: MailSources): string[] {
  const maildir = ['new', 'cur', 'tmp'].every((sub) => existsSync(`${folder}/${sub}`))
  const cyrus = existsSync(`${folder}/cyrus.header`)
  const names = maildir
    ? ['new', 'cur'].flatMap((sub) =>
        namesIn(`${folder}/${sub}`)
          .filter((name) => !/^\.|:2,.*T/.test(name))
          .map((name) => `${sub}/${name}`),
      )
    : namesIn(folder).filter((name) =>
        cyrus ? !/\s|^cyrus\.(?:index|header|cache|seen)/.test(name) : !/^[,.]/.test(name),
      )
  const files: string[] = []
  const folders: string[] = []
  for (const name of names) {
    const file = `${folder}/${name}`
    const facts = statSync(file, { throwIfNoEntry: false })
    if (facts?.isDirectory()) folders.push(file)
    else if (facts?.isFile() || facts?.isFIFO() || facts?.isCharacterDevice()) files.push(file)
    else if (facts) sources.warn(`archive-iterator: ${file} is not a plain file or directory`)
  }
  return [...files, ...folders.flatMap((sub) => filesIn(sub, sources))]
}

function namesIn(folder: string): string[] {
  return readdirSync(folder).sort()
}

function mailboxes(location: string, sources: MailSources): string[] {
  if (location === '-') return ['-']
  const facts = statSync(location, { throwIfNoEntry: false })
  if (!facts?.isDirectory()) return facts ? [location] : []
  const folder = location.replace(/\/\s*$/, '')
  return namesIn(folder)
    .filter((name) => /^[^.]\S*$/.test(name))
    .map((name) => `${folder}/${name}`)
    .filter((file) => factsOf(file, sources.warn)?.isFile())
}

function mailboxMessages(file: string, format: 'mbox' | 'mbx', sources: MailSources): Unread[] {
  if (/\.(?:gz|bz2|xz|lz[o4]?)$/i.test(file)) {
    sources.warn(`archive-iterator: compressed ${format} folders are not supported at this time`)
    return []
  }
  const bytes = readMail(file, sources)
  if (!bytes) return []
  const whole = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const ranges = format === 'mbox' ? mboxMessages(whole) : mbxMessages(whole)
  return ranges.map(({ start, end }) => () => ({ name: `${file}.${start}`, bytes: bytes.subarray(start, end) }))
}

/** Programs that unpack what mail folders are packed with, by how such files begin. */
const UNPACKERS: readonly (readonly [RegExp, string])[] = [
  [/^BZ[h0]/, 'bzip2'],
  [/^\xfd7zXZ\0/, 'xz'],
  [/^\x04"M\x18/, 'lz4'],
  [/^LZIP/, 'lzip'],
  [/^\x89LZO\0\r/, 'lzop'],
]
/** Of a file unpacked; a small one may hold much more. */
const MAX_UNPACKED_BYTES = 512 * 1024 * 1024

function readMail(file: string, { standardInput, warn }: MailSources): Uint8Array | undefined {
  if (file === '-') return standardInput()
  let bytes: Uint8Array
  try {
    bytes = readFileSync(file)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT'))
      warn(`archive-iterator: no access to ${file}: ${reasonOf(error)}`)
    return undefined
  }
  const start = latin1FromBytes(bytes.subarray(0, 6))
  if (/^\x1f\x8b/.test(start)) return gunzipSync(bytes, { maxOutputLength: MAX_UNPACKED_BYTES })
  const unpacker = UNPACKERS.find(([magic]) => magic.test(start))?.[1]
  if (unpacker === undefined) return bytes
  const run = spawnSync(unpacker, ['-cd', file], { maxBuffer: MAX_UNPACKED_BYTES })
  if (run.error) {
    warn(`archive-iterator: ${unpacker} executable required for ${file}`)
    return undefined
  }
  return run.stdout
}
