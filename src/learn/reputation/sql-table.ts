import { isUtf8 } from 'node:buffer'
import { asciiLower } from '../../base/ascii.ts'
import { notice } from '../../base/notices.ts'
import type { SqlConnections, SqlRow, SqlValue } from '../../base/sql/connections.ts'
import type { SenderEntry, SenderQuestion, SenderTable } from './sender-table.ts'

/** A table of SpamAssassin's schema (sql/awl_*.sql, sql/txrep_*.sql), and how it is used (SQLBasedAddrList). */
export interface SqlTablePlace {
  readonly connections: SqlConnections
  /** `mysql`, `pg` or `sqlite`: they differ in how a row is added to. */
  readonly dialect: 'mysql' | 'other'
  readonly table: string
  /** In whose name reputations are kept. */
  readonly user: string
  /** Mail of one signer is told apart from that of others, whatever network it came from. */
  readonly bySigner: boolean
  /** Of addresses, only what is known of those to whom somebody wrote is looked up (txrep_welcomelist_out). */
  readonly onlyWelcomed: boolean
}

const WELCOMED = 'WELCOMELIST_OUT'
const ADDRESS = /[^ \t\n\r\f\v@]@[^ \t\n\r\f\v@]/
const ANY_NETWORK = 'none'

interface Row {
  readonly email: string
  readonly ip: string
  readonly signer: string
  count: number
  total: number
}

interface Statement {
  readonly text: string
  readonly values: readonly SqlValue[]
}

/** Reputations in SQL. Rows are kept here as the database has them, in the order of their last change. */
export class SqlTable implements SenderTable {
  readonly #place: SqlTablePlace
  readonly #rows: Row[]
  readonly #statements: Statement[] = []

  private constructor(place: SqlTablePlace, rows: readonly SqlRow[]) {
    this.#place = place
    this.#rows = rows.map(([email, ip, signer, count, total]) => ({
      ...{ email: bytesOf(email), ip: bytesOf(ip), signer: bytesOf(signer) },
      ...{ count: Number(count ?? 0), total: Number(total ?? 0) },
    }))
  }

  /** Reads what may be asked for. Throws Error where that is not possible. */
  static async load(place: SqlTablePlace, questions: readonly SenderQuestion[]): Promise<SqlTable> {
    const conditions = new Map<string, readonly SqlValue[]>()
    const values: SqlValue[] = [textOf(place.user)]
    for (const { name, signedBy } of questions) {
      const { email, ip } = partsOf(name)
      const signers = place.bySigner ? signersOf(signedBy) : []
      const key = [email, ip, ...signers].join('\0')
      if (conditions.has(key)) continue
      conditions.set(key, signers)
      values.push(textOf(email), textOf(ip), ...signers.map(textOf))
    }
    const wanted = Array.from(conditions.values(), (signers) => {
      const signed = signers.length === 0 ? '' : ` OR signedby IN (${signers.map(() => '?').join(', ')})`
      return `(email = ? AND (ip = ? OR ip = '${WELCOMED}'${signed}))`
    })
    if (wanted.length === 0) return new SqlTable(place, [])
    const columns = 'email, ip, signedby, msgcount, totscore'
    const text = `SELECT ${columns} FROM ${place.table} WHERE username = ? AND (${wanted.join(' OR ')}) ORDER BY last_hit`
    return new SqlTable(place, await place.connections.run(text, values))
  }

  entry({ name, signedBy }: SenderQuestion): SenderEntry {
    const { email, ip } = partsOf(name)
    const found = email === '' ? undefined : this.#find(email, ip, signersOf(signedBy))
    const isGood = found && found.count >= 0 && !Number.isNaN(found.total)
    const standing = isGood ? { count: found.count, total: found.total } : { count: 0, total: 0 }
    return new Entry(standing, {
      add: (count, score) => this.#add({ email, ip }, signedBy, count, score),
      remove: () => this.#remove(email, ip, signedBy === undefined ? undefined : signersOf(signedBy)),
    })
  }

  async write(): Promise<void> {
    const { connections } = this.#place
    for (const { text, values } of this.#statements.splice(0)) {
      try {
        await connections.run(text, values)
      } catch (error) {
        notice(`auto-welcomelist: sql-based: SQL error: ${error instanceof Error ? error.message : String(error)}`)
      }
    }
  }

  // Of several rows the one that was changed last counts.
  #find(email: string, ip: string, signers: readonly string[]): Row | undefined {
    const { bySigner, onlyWelcomed } = this.#place
    const isIt = ({ ip: rowIp, signer }: Row): boolean => {
      // SpamAssassin means to look further, but does not.
      if (onlyWelcomed && ADDRESS.test(email)) return rowIp === WELCOMED
      if (!bySigner) return rowIp === ip
      return signers.length === 0 ? signer === '' && rowIp === ip : signers.includes(signer)
    }
    return this.#rows.findLast((row) => row.email === email && isIt(row))
  }

  #add({ email, ip }: Pick<Row, 'email' | 'ip'>, signedBy: string | undefined, count: number, score: number): void {
    if (email === '') return
    const { table, user, dialect, bySigner, onlyWelcomed } = this.#place
    const isSpf = signedBy?.startsWith('spf-') === true
    // Nothing becomes of addresses that SPF confirms where signers are not told apart.
    if (!bySigner && isSpf && onlyWelcomed && ADDRESS.test(email)) return
    const namesSigner = bySigner || isSpf
    const signers = namesSigner ? signersOf(signedBy) : []
    for (const signer of signers.length > 0 ? signers : ['']) {
      const columns = ['username', 'email', 'ip', 'msgcount', 'totscore', ...(namesSigner ? ['signedby'] : [])]
      const values = [user, email, ip].map(textOf)
      const change =
        dialect === 'mysql'
          ? 'ON DUPLICATE KEY UPDATE msgcount = ?, totscore = totscore + ?'
          : `ON CONFLICT (username, email, signedby, ip) DO UPDATE SET msgcount = ?, totscore = ${table}.totscore + ?`
      this.#statements.push({
        text: `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map(() => '?').join(', ')}) ${change}`,
        values: [...values, 1, score, ...(namesSigner ? [textOf(signer)] : []), count, score],
      })
      const at = this.#rows.findIndex((row) => row.email === email && row.ip === ip && row.signer === signer)
      const [known] = at < 0 ? [] : this.#rows.splice(at, 1)
      this.#rows.push({
        ...{ email, ip, signer },
        ...(known ? { count, total: known.total + score } : { count: 1, total: score }),
      })
    }
  }

  #remove(email: string, ip: string, given: readonly string[] | undefined): void {
    if (email === '' || ip === '') return
    const { table, user, bySigner } = this.#place
    const signers = bySigner ? (given ?? []) : []
    const goes = (row: Row): boolean =>
      row.email === email &&
      (ip === ANY_NETWORK || row.ip === ip) &&
      (signers.length === 0 || signers.includes(row.signer))
    this.#rows.splice(0, this.#rows.length, ...this.#rows.filter((row) => !goes(row)))
    const network = ip === ANY_NETWORK ? '' : ' AND ip = ?'
    const signed = signers.length === 0 ? '' : ` AND signedby IN (${signers.map(() => '?').join(', ')})`
    this.#statements.push({
      text: `DELETE FROM ${table} WHERE username = ? AND email = ?${network}${signed}`,
      values: [user, email, ...(ip === ANY_NETWORK ? [] : [ip]), ...signers].map(textOf),
    })
  }
}

interface Changes {
  add(count: number, score: number): void
  remove(): void
}

class Entry implements SenderEntry {
  count: number
  total: number
  readonly #changes: Changes

  constructor({ count, total }: { readonly count: number; readonly total: number }, changes: Changes) {
    this.count = count
    this.total = total
    this.#changes = changes
  }

  add(score: number): void {
    if (Number.isNaN(score)) return
    this.count++
    this.total += score
    this.#changes.add(this.count, score)
  }

  takeBack(score: number): void {
    if (Number.isNaN(score)) return
    this.count = this.count > 2 ? this.count - 2 : 0
    this.add(-score)
  }

  // Only what is added later is written.
  assume({ count, total }: { readonly count: number; readonly total: number }): void {
    this.count = count
    this.total = total
  }

  remove(): void {
    this.#changes.remove()
  }

  removeOne(): void {
    this.#changes.remove()
  }
}

function partsOf(name: string): Pick<Row, 'email' | 'ip'> {
  const [email = '', ip = ''] = name.split('|ip=')
  return { email, ip }
}

function signersOf(signedBy: string | undefined): string[] {
  return asciiLower(signedBy ?? '')
    .split(/[ \t\n\r\f\v]+/)
    .filter(Boolean)
}

// Names are bytes; databases keep texts, which for nearly all mail are the same in UTF-8.
function textOf(name: string): string {
  const bytes = Buffer.from(name, 'latin1')
  return isUtf8(bytes) ? bytes.toString('utf8') : name
}

function bytesOf(value: unknown): string {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('latin1')
  return Buffer.from(String(value ?? ''), 'utf8').toString('latin1')
}
