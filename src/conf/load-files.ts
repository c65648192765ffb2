import { readdirSync, readFileSync, type Stats, statSync } from 'node:fs'
import type { Report } from '../base/diagnostic.ts'
import type { ConfSource } from './read-conf.ts'

export type FileKind = 'pre' | 'cf'

/** One thing to read: a file, or all files of one kind in a directory. */
export interface ReadStep {
  readonly path: string
  readonly kind: FileKind
}

/** The channel file of SpamAssassin's own updates goes first, so that other channels can change what it says. */
const FIRST_FILE = 'updates_spamassassin_org.cf'

/** Reads files of configuration, each once. The only file of `conf` that touches the disk. */
export class FileLoader {
  readonly #report: Report
  readonly #read: Set<string>

  constructor(report: Report, alreadyRead: Iterable<string> = []) {
    this.#report = report
    this.#read = new Set(alreadyRead)
  }

  /** The files read so far, in order. */
  get filesRead(): readonly string[] {
    return [...this.#read]
  }

  /** A loader that takes this one's files for read, and forgets its own when it is dropped. */
  fork(report: Report = this.#report): FileLoader {
    return new FileLoader(report, this.#read)
  }

  load(steps: readonly ReadStep[]): ConfSource[] {
    return steps.flatMap((step) => this.#loadPath(step.path, step.kind))
  }

  /** What `include path` brings: the file, or all *.cf files of the directory. */
  include(path: string): ConfSource[] {
    return this.#loadPath(path, 'cf')
  }

  #loadPath(path: string, kind: FileKind): ConfSource[] {
    const found = statOf(path)
    if (found?.isDirectory()) return filesOf(path, kind).flatMap((file) => this.#loadFile(file))
    return found?.isFile() && found.size > 0 ? this.#loadFile(path) : []
  }

  #loadFile(file: string): ConfSource[] {
    if (this.#read.has(file)) return []
    this.#read.add(file)
    try {
      return [{ file, text: readFileSync(file, 'latin1') }]
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      const message = `config: cannot open "${file}": ${reason}`
      this.#report({ severity: 'warning', topic: 'file', place: { file, line: 0 }, message })
      return []
    }
  }
}

/** The files of one kind in a directory, in the order in which they are read; none when it cannot be read. */
export function filesOf(directory: string, kind: FileKind): string[] {
  const ending = `.${kind}`
  let names: string[]
  try {
    names = readdirSync(directory, 'latin1')
  } catch {
    return []
  }
  return names
    .filter((name) => name.toLowerCase().endsWith(ending))
    .map((name) => ({ name, path: `${directory}/${Buffer.from(name, 'latin1').toString()}` }))
    .filter(({ path }) => statOf(path)?.isFile())
    .sort((a, b) => compareNames(a.name, b.name))
    .map(({ path }) => path)
}

function statOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false })
  } catch {
    return undefined // not accessible, which is as good as absent here
  }
}

function compareNames(a: string, b: string): number {
  if (a === FIRST_FILE) return -1
  if (b === FIRST_FILE) return 1
  return a < b ? -1 : Number(a > b)
}

/** What a path is, for those who choose between paths. */
export function probePath(path: string): 'absent' | 'inaccessible' | 'directory' | 'file' {
  try {
    const found = statSync(path, { throwIfNoEntry: false })
    if (!found) return 'absent'
    return found.isDirectory() ? 'directory' : 'file'
  } catch {
    return 'inaccessible'
  }
}

/** The names in a directory; none when it cannot be read. */
export function namesIn(directory: string): readonly string[] {
  try {
    return readdirSync(directory)
  } catch {
    return []
  }
}

/** Reads data files, each once until it changes on disk; undefined for what is no readable file. */
export function fileReader<T>(parse: (bytes: Buffer, path: string) => T): (path: string) => T | undefined {
  const known = new Map<string, { readonly version: string; readonly value: T }>()
  return (path) => {
    const found = statOf(path)
    if (!found?.isFile()) return undefined
    const version = `${found.ino} ${found.size} ${found.mtimeMs}`
    const before = known.get(path)
    if (before?.version === version) return before.value
    let bytes: Buffer
    try {
      bytes = readFileSync(path)
    } catch {
      return undefined
    }
    const value = parse(bytes, path)
    known.set(path, { version, value })
    return value
  }
}
