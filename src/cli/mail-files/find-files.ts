import { globSync, opendirSync, type Stats, statSync } from 'node:fs'
import path from 'node:path'

/** Where messages are. */
export interface MailTarget {
  /** `detect`, `dir`, `file`, `mbox` or `mbx`, as given; an unknown one is reported when it is read. */
  readonly format: string
  readonly location: string
}

/** One file that holds a message or many. */
export interface MailFile {
  readonly format: 'file' | 'mbox' | 'mbx'
  readonly path: string
  /** The bytes of what cannot be opened by its path. */
  readonly contents?: Buffer
}

/** Says what cannot be read; the others go on. */
export type Warn = (message: string) => void

/** The files that a target names, with directories walked and patterns resolved (ArchiveIterator). */
export function mailFilesOf(target: MailTarget, home: string, warn: Warn): MailFile[] {
  const found: MailFile[] = []
  for (const location of locationsOf(target.location, home)) {
    const format = target.format === 'detect' || target.format === '' ? detected(location, warn) : target.format
    if (format === 'dir') walkDirectory(location, found, warn)
    else if (format === 'file') found.push({ format, path: location })
    else if (format === 'mbox' || format === 'mbx') {
      for (const file of mailboxes(location, warn)) found.push({ format, path: file })
    } else if (format) warn(`archive-iterator: format ${format} (from ${target.format}) unknown!`)
  }
  return found
}

const PATTERN = /[*?[\]{}]/

function locationsOf(location: string, home: string): string[] {
  const expanded = location.replace(/^~(?=\/)/, home)
  return PATTERN.test(expanded) ? globSync(expanded).sort() : [expanded]
}

function detected(location: string, warn: Warn): string | undefined {
  const facts = statOf(location, warn, `no access to ${location}`)
  if (!facts) return undefined
  if (facts.isDirectory()) return 'dir'
  return /\.mbox/i.test(location) ? 'mbox' : 'file'
}

function walkDirectory(directory: string, found: MailFile[], warn: Warn): void {
  const pending = [directory]
  for (let folder = pending.shift(); folder !== undefined; folder = pending.shift()) {
    const subfolders: string[] = []
    for (const name of namesOfMail(folder, warn)) {
      const file = path.join(folder, name)
      const facts = statOf(file, warn, `no access to ${file}`)
      if (!facts) continue
      if (facts.isDirectory()) subfolders.push(file)
      else if (facts.isFile() || facts.isCharacterDevice() || facts.isFIFO()) {
        found.push({ format: 'file', path: file })
      } else warn(`archive-iterator: ${file} is not a plain file or directory`)
    }
    pending.unshift(...subfolders)
  }
}

/** In a Maildir, what is new and current and not trashed; in Cyrus' folders and others, what is no metadata. */
function namesOfMail(folder: string, warn: Warn): string[] {
  const names = namesIn(folder, warn)
  const have = new Set(names)
  if (['new', 'cur', 'tmp'].every((name) => have.has(name) && isDirectory(path.join(folder, name)))) {
    return ['new', 'cur'].flatMap((part) =>
      namesIn(path.join(folder, part), warn)
        .filter((name) => !/^\.|:2,.*T/.test(name))
        .map((name) => `${part}/${name}`),
    )
  }
  if (have.has('cyrus.header')) {
    return names.filter((name) => /^\S+$/.test(name) && !/^cyrus\.(?:index|header|cache|seen)/.test(name))
  }
  return names.filter((name) => !/^[,.]/.test(name))
}

function mailboxes(location: string, warn: Warn): string[] {
  const facts = statSync(location, { throwIfNoEntry: false })
  if (!facts) return []
  if (!facts.isDirectory()) return [location]
  return namesIn(location, warn)
    .filter((name) => /^[^.]\S*$/.test(name))
    .map((name) => path.join(location, name))
    .filter((file) => statSync(file, { throwIfNoEntry: false })?.isFile())
}

// In the order of the folder itself, as Perl's readdir has it: of messages with one Message-Id only the first is learned.
function namesIn(folder: string, warn: Warn): string[] {
  try {
    const names: string[] = []
    const entries = opendirSync(folder, { bufferSize: 1024 })
    try {
      for (let entry = entries.readSync(); entry; entry = entries.readSync()) names.push(entry.name)
    } finally {
      entries.closeSync()
    }
    return names
  } catch (error) {
    warn(`archive-iterator: can't open '${folder}' dir: ${reasonOf(error)}`)
    return []
  }
}

function isDirectory(file: string): boolean {
  return statSync(file, { throwIfNoEntry: false })?.isDirectory() ?? false
}

function statOf(file: string, warn: Warn, complaint: string): Stats | undefined {
  try {
    return statSync(file)
  } catch (error) {
    warn(`archive-iterator: ${complaint}: ${reasonOf(error)}`)
    return undefined
  }
}

/** A system error as Perl puts it. */
export function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException // only asked of errors of the system
  // What zlib says is no error of the system: Perl has no words for it.
  if (code?.startsWith('Z_')) return ''
  return REASONS.get(code ?? '') ?? message
}

const REASONS: ReadonlyMap<string, string> = new Map([
  ['ENOENT', 'No such file or directory'],
  ['EACCES', 'Permission denied'],
  ['EISDIR', 'Is a directory'],
  ['ENOTDIR', 'Not a directory'],
  ['ELOOP', 'Too many levels of symbolic links'],
])
