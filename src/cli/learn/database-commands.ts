import { createReadStream, readFileSync } from 'node:fs'
import { createGunzip } from 'node:zlib'
import type { Conf } from '../../conf/conf.ts'
import { backupHead, backupSeen, backupTokens, DB_VERSION, hexOf } from '../../learn/backup.ts'
import { tokenProbability } from '../../learn/probability.ts'
import { type RestoreReport, restoreBackup } from '../../learn/restore-backup.ts'
import { learnSettings } from '../../learn/settings.ts'
import type { ExpiryReport, TokenStore } from '../../learn/store/token-store.ts'
import { compilePerlRegex } from '../../regex/compile.ts'

/** Takes text for standard output; waits where that is slow. */
export type Print = (text: string) => Promise<void>

/** `--dump`: what the store knows of itself, its tokens, or both. */
export async function dumpStore(
  store: TokenStore,
  conf: Conf,
  what: { readonly magic: boolean; readonly tokens: boolean; readonly pattern: string | undefined },
  print: Print,
): Promise<void> {
  const facts = await store.facts()
  if (what.magic) {
    const rows: readonly (readonly [number, string])[] = [
      [DB_VERSION, 'bayes db version'],
      [facts.spam, 'nspam'],
      [facts.ham, 'nham'],
      [facts.tokens, 'ntokens'],
      [facts.oldestAtime, 'oldest atime'],
      [facts.newestAtime, 'newest atime'],
      [facts.lastSync, 'last journal sync atime'],
      [facts.lastExpiry, 'last expiry atime'],
      [facts.lastAtimeDelta, 'last expire atime delta'],
      [facts.lastReduction, 'last expire reduction count'],
    ]
    await print(rows.map(([value, name]) => dumpLine(0, 0, value, 0, `non-token data: ${name}`)).join(''))
  }
  if (!what.tokens) return
  const { bayes_use_hapaxes } = conf.of(learnSettings)
  const pattern = what.pattern === undefined ? undefined : compilePerlRegex(what.pattern, '')
  for await (const rows of store.tokenRows()) {
    let lines = ''
    for (const row of rows) {
      if (pattern && !pattern.test(row.token)) continue
      const probability = tokenProbability(row, facts, bayes_use_hapaxes) || 0.5
      lines += dumpLine(probability, row.spam, row.ham, row.atime, hexOf(row.token))
    }
    await print(lines)
  }
}

function dumpLine(probability: number, spam: number, ham: number, atime: number, name: string): string {
  const column = (value: number): string => String(value).padStart(10)
  return `${probability.toFixed(3)} ${column(spam)} ${column(ham)} ${column(atime)}  ${name}\n`
}

/** `--backup`. */
export async function backupStore(store: TokenStore, print: Print): Promise<void> {
  await print(backupHead(await store.messages()))
  for await (const rows of store.tokenRows()) await print(backupTokens(rows))
  for await (const rows of store.seenRows()) await print(backupSeen(rows))
}

const DOT_LINES = 1000

/** `--restore`: throws BackupError, StoreError, or what the system says of the file. */
export async function restoreStore(
  store: TokenStore,
  file: string,
  showDot: (() => void) | undefined,
): Promise<RestoreReport> {
  let lines = 0
  const tick = showDot && ((): void => void (++lines % DOT_LINES === 0 && showDot()))
  return restoreBackup(store, linesOf(file), Math.floor(Date.now() / 1000), tick)
}

/** A file's lines as latin1 text, unpacked where it is packed, in pieces. */
async function* linesOf(file: string): AsyncGenerator<string[]> {
  const source = createReadStream(file, { highWaterMark: 1 << 20 })
  const packed = isGzip(file)
  let rest = ''
  for await (const piece of packed ? source.pipe(createGunzip()) : source) {
    const lines = (rest + (piece as Buffer).toString('latin1')).split('\n') // `as`: no encoding was set
    rest = lines.pop() ?? ''
    yield lines
  }
  if (rest !== '') yield [rest]
}

function isGzip(file: string): boolean {
  const head = readFileSync(file).subarray(0, 2)
  return head[0] === 0x1f && head[1] === 0x8b
}

/** What an expiry did, as `--sync` and `--force-expire` say it; nothing where it did nothing. */
export function expiryText(report: ExpiryReport, seconds: number): string {
  if (!report.ran) return ''
  const share = (count: number): string => ((count * 100) / Math.max(1, report.kept)).toFixed(2)
  return (
    `expired old bayes database entries in ${seconds} seconds\n` +
    `${report.kept} entries kept, ${report.deleted} deleted\n` +
    `token frequency: 1-occurrence tokens: ${share(report.hapaxes)}%\n` +
    `token frequency: less than 8 occurrences: ${share(report.rare)}%\n`
  )
}
