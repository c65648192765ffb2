import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { HEADER_VIEWS } from '../src/cli/verdict-row.ts'

const SCRIPT = path.join(import.meta.dirname, 'view-oracle.pl')
const CACHE = path.resolve(import.meta.dirname, '..', '.cache', 'view-oracle')

/** A message to ask SpamAssassin about. */
export interface OracleQuestion {
  /** In latin1, one char a byte. */
  readonly text: string
  readonly normalizeCharset: boolean
  /** Whether its verdict is wanted too, which takes far longer. */
  readonly verdict: boolean
}

/** What SpamAssassin sees of a message; what it makes of it stands there when asked for. */
export interface OracleAnswer {
  /** Set where its parser died. */
  readonly error?: string
  readonly body: readonly string[]
  readonly visible: readonly string[]
  readonly invisible: readonly string[]
  readonly rawbody: readonly string[]
  readonly uris: readonly string[]
  readonly relays: Readonly<Record<string, string | null>>
  /** By header view: it as one value, null where there is none, and then each of its values. */
  readonly headers: Readonly<Record<string, readonly (string | null)[]>>
  readonly ms?: number
  readonly score?: number
  readonly required?: number
  readonly hits?: readonly string[]
  readonly subtests?: readonly string[]
}

/** What tells one oracle from another: SpamAssassin's version, its rules, our driver. Undefined where none is installed. */
export function oracleVersion(): string | undefined {
  const perl = spawnSync('perl', ['-MMail::SpamAssassin', '-e', 'print Mail::SpamAssassin::Version()'], {
    encoding: 'utf8',
  })
  if (perl.status !== 0) return undefined
  const driver = createHash('sha1').update(readFileSync(SCRIPT)).update(HEADER_VIEWS.join(' ')).digest('hex')
  return `${perl.stdout}-${driver.slice(0, 12)}`
}

/** A running SpamAssassin that answers one question at a time; answers are kept, by content, in an ignored folder. */
export class ViewOracle {
  readonly #folder: string
  readonly #keep: boolean
  #process: ChildProcessWithoutNullStreams | undefined
  #lines: AsyncIterator<string> | undefined

  /** Without `keep`, each question is asked anew, as who wants to know how long an answer takes needs it. */
  constructor(version: string, { keep = true }: { readonly keep?: boolean } = {}) {
    this.#folder = path.join(CACHE, version)
    this.#keep = keep
  }

  async ask(question: OracleQuestion): Promise<OracleAnswer> {
    if (!this.#keep) return parsed(await this.#answer(question))
    const key = createHash('sha1').update(question.text, 'latin1').digest('hex')
    const form = `${question.normalizeCharset ? '' : '.bytes'}${question.verdict ? '.verdict' : ''}`
    const file = path.join(this.#folder, key.slice(0, 2), `${key}${form}.json`)
    if (existsSync(file)) return parsed(readFileSync(file, 'latin1'))
    const line = await this.#answer(question)
    mkdirSync(path.dirname(file), { recursive: true })
    writeFileSync(file, line, 'latin1')
    return parsed(line)
  }

  close(): void {
    this.#process?.stdin.end()
  }

  async #answer({ text, normalizeCharset, verdict }: OracleQuestion): Promise<string> {
    if (!this.#process || !this.#lines) {
      this.#process = spawn('perl', [SCRIPT])
      this.#process.stderr.resume()
      this.#process.stdout.setEncoding('latin1')
      this.#lines = createInterface({ input: this.#process.stdout })[Symbol.asyncIterator]()
    }
    const question = JSON.stringify({
      text,
      normalize: Number(normalizeCharset),
      verdict: Number(verdict),
      headers: HEADER_VIEWS,
    })
    this.#process.stdin.write(`${question}\n`, 'latin1')
    const { value, done } = await this.#lines.next()
    if (done) throw new Error('SpamAssassin ended without an answer')
    return value
  }
}

function parsed(line: string): OracleAnswer {
  return JSON.parse(line) as OracleAnswer // `as`: what the driver prints
}
