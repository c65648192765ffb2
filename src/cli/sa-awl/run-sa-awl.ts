import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import path from 'node:path'
import { formatFixed } from '../../base/perl-number.ts'
import { nameOfKey, type ReputationKind } from '../../learn/reputation/sender-key.ts'
import { openDatabase } from '../../learn/store/open-database.ts'
import { StoreError } from '../../learn/store/store-error.ts'
import type { TokenDatabase } from '../../learn/store/token-store.ts'
import { readOptions } from '../options/getopt.ts'
import { write } from '../spamassassin/write-output.ts'

const USAGE = '\nusage: sa-awl [--clean] [--dry-run] [--min n] [dbfile]\n\n'
const DIED = 255
const DIED_OF_MISSING = 2
const PATIENCE_MS = 10_000
/** Senders with fewer messages than this are cleaned away. */
const USUAL_MIN = 2
/** Where reputations are kept, beside the file that SpamAssassin would keep them in. */
const STORE = 'bayes_level'
/** What TxRep's file is called where nothing else is said (auto_welcomelist_path); others are AWL's. */
const TX_REP_FILE = 'tx-reputation'

interface Options {
  readonly clean: boolean
  readonly dryRun: boolean
  readonly min: number
}

/** `sa-awl`: lists what is known of senders, or removes those that wrote seldom. Gives the exit status. */
export async function runSaAwl(args: readonly string[]): Promise<number> {
  const options = { clean: false, dryRun: false, min: USUAL_MIN, help: false }
  const { rest, problems } = readOptions(
    args,
    [
      { spec: 'clean', take: () => void (options.clean = true) },
      { spec: 'dry-run', take: () => void (options.dryRun = true) },
      { spec: 'min:i', take: (value) => void (options.min = Number(value) || USUAL_MIN) },
      { spec: 'help', take: () => void (options.help = true) },
    ],
    { abbreviations: true, ignoreCase: true },
  )
  if (problems.length > 0 || options.help) {
    process.stderr.write(problems.map((problem) => `${problem}\n`).join('') + USAGE)
    return DIED
  }
  const file = rest[0] ?? path.join(homedir(), '.spamassassin', 'auto-welcomelist')
  const directory = path.join(path.dirname(file), STORE)
  if (!existsSync(directory)) {
    const how = options.clean && !options.dryRun ? 'r/w file' : 'file'
    process.stderr.write(`Cannot open ${how} ${file}: No such file or directory\n`)
    return DIED_OF_MISSING
  }
  let database: TokenDatabase | undefined
  try {
    database = await openDatabase({ type: 'level', directory, mode: 0o600 }, { role: 'any', patienceMs: PATIENCE_MS })
    await list(database, path.basename(file) === TX_REP_FILE ? 'txrep' : 'awl', options)
    return 0
  } catch (error) {
    if (!(error instanceof StoreError)) throw error
    process.stderr.write(`Cannot open file ${file}: ${error.message}\n`)
    return DIED
  } finally {
    await database?.close()
  }
}

async function list(database: TokenDatabase, table: ReputationKind, { clean, dryRun, min }: Options): Promise<void> {
  const { reputation } = database.user('')
  for await (const rows of reputation.entries()) {
    for (const [key, { count, total }] of rows) {
      const name = nameOfKey(table, key)
      if (name === undefined || (clean && count >= min)) continue
      const what = clean ? (dryRun ? 'cleaning [dry-run]: ' : 'cleaning: ') : ''
      const mean = formatFixed(total / count, 1).padStart(8)
      const sums = `(${formatFixed(total, 1)}/${count})`.padStart(15)
      write(`${what}${mean} ${sums}  --  ${name}\n`)
      if (clean && !dryRun) await reputation.set(key, undefined)
    }
  }
}
