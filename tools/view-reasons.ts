import { readFileSync } from 'node:fs'

const FILE = new URL('../test/corpus/golden/known-view-differences.tsv', import.meta.url)

/** Why views are known to differ: by message and view. */
export type Reasons = ReadonlyMap<string, string>

/** Reads the reasons: a line each of message, view and reason, with tabs between. */
export function readReasons(): Reasons {
  const rows = readFileSync(FILE, 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line): [string, string] => {
      const [message = '', view = '', reason = ''] = line.split('\t')
      return [`${message}\t${view}`, reason]
    })
  return new Map(rows)
}

/** The reason why that view of that message differs, if it is known. */
export function reasonFor(reasons: Reasons, message: string, view: string): string | undefined {
  return reasons.get(`${message}\t${view}`)
}
