// Reading thousands of expressions takes most of a start, and comes to the same each time. So what the threads of one
// start found out is kept beside the compiled code that Node.js keeps (see bin/launch), for the same code and the same
// Node.js only. Nothing is lost where that is not possible, and nothing depends on the rules: what is known is known of
// the text of an expression, or of a list of them.
import { createHash } from 'node:crypto'
import { chmodSync, globSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { deserialize, serialize } from 'node:v8'
import type { KnownExpressions } from '../regex/known-expressions.ts'
import { type FilterTables, inSharedMemory, type Table, tablesWith } from '../rules/prefilter/filter-tables.ts'
import type { KnownToThreads } from './hand-on.ts'

const NAME = 'known-expressions'
/** The code that finds out what is kept. */
const FINDERS = ['base', 'regex', 'rules/prefilter']
const SOURCE = path.join(import.meta.dirname, '..')
const EXTENSION = path.extname(import.meta.filename)

/** How many times what one program needs is kept. */
const MOST_TIMES = 3

/** Where compiled code is kept, be it that this program cannot write there. */
const folder = (): string =>
  process.env['NODE_COMPILE_CACHE'] ?? path.join(SOURCE, '..', 'node_modules', '.cache', 'assay')

/** What the last start found out; undefined where nothing is kept, or by other code. */
export function readKnowledge(from = folder()): KnownToThreads | undefined {
  try {
    const { expressions, filters } = deserialize(readFileSync(fileIn(from))) as KnownToThreads // `as`: the name of the file says what wrote it
    return { expressions, filters: mapValues(filters, (tables) => tablesWith(tables, inSharedMemory)) }
  } catch {
    return undefined // not there, or damaged: it will be written anew
  }
}

/** Keeps what threads have found out for the next start, unless it is kept already. False where that is not possible. */
export function keepKnowledge(known: KnownToThreads, to = folder()): boolean {
  try {
    const kept = readKnowledge(to)
    if (isKept(known, kept)) return true
    const { expressions, filters } = kept ? joined(known, kept) : known
    mkdirSync(to, { recursive: true })
    const file = fileIn(to)
    const draft = `${file}.${process.pid}`
    writeFileSync(
      draft,
      serialize({ expressions, filters: mapValues(filters, (tables) => tablesWith(tables, copied)) }),
    )
    chmodSync(draft, 0o644) // a daemon that has given up its rights reads it, too
    for (const old of globSync(`${NAME}-*`, { cwd: to })) {
      if (!old.endsWith(`.${process.pid}`)) rmSync(path.join(to, old), { force: true })
    }
    renameSync(draft, file)
    return true
  } catch {
    return false // a folder that cannot be written
  }
}

/** With what was kept before, for programs with other settings, as long as that is not mostly of rules long gone. */
function joined(known: KnownToThreads, kept: KnownToThreads): KnownToThreads {
  const expressions = new Map([...kept.expressions, ...known.expressions])
  if (expressions.size > known.expressions.size * MOST_TIMES) return known
  const filters = new Map([...kept.filters, ...known.filters])
  const surplus = filters.size - known.filters.size * MOST_TIMES
  for (const key of [...filters.keys()].slice(0, Math.max(0, surplus))) if (!known.filters.has(key)) filters.delete(key)
  return { expressions, filters }
}

function fileIn(place: string): string {
  const code = createHash('sha256').update(process.version)
  for (const finder of FINDERS) {
    const names = globSync(`${finder}/**/*${EXTENSION}`, { cwd: SOURCE, exclude: (name) => name.includes('.test.') })
    for (const name of names.sort()) code.update(`\0${name}\0`).update(readFileSync(path.join(SOURCE, name)))
  }
  return path.join(place, `${NAME}-${code.digest('hex').slice(0, 16)}`)
}

function isKept(known: KnownToThreads, kept: KnownToThreads | undefined): boolean {
  if (!kept) return false
  return (
    all(known.filters.keys(), (key) => kept.filters.has(key)) &&
    all(known.expressions.keys(), (key) => isKeptOf(key, known.expressions, kept.expressions))
  )
}

/** Whether nothing is known of an expression that is not kept. */
function isKeptOf(key: string, known: KnownExpressions, kept: KnownExpressions): boolean {
  const before = kept.get(key)
  const now = known.get(key)
  if (!before) return false
  return (
    (now?.source === undefined || before.source !== undefined) &&
    (now?.guard === undefined || before.guard !== undefined)
  )
}

function all<T>(items: Iterable<T>, holds: (item: T) => boolean): boolean {
  for (const item of items) if (!holds(item)) return false
  return true
}

/** In memory of its own: what is shared cannot be written to a file. */
const copied = <T extends Table>(table: T): T => table.slice() as T // `as`: its own class

const mapValues = (filters: ReadonlyMap<string, FilterTables>, change: (tables: FilterTables) => FilterTables) =>
  new Map(Array.from(filters, ([key, tables]) => [key, change(tables)]))
