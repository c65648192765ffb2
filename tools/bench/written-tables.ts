import { readFileSync, writeFileSync } from 'node:fs'

const BEGIN = '<!-- tables: made by npm run bench -- --write -->'
const END = '<!-- end of tables -->'

/** A page with these tables in the place of its old ones; throws where the page has no place for tables. */
export function withTables(page: string, tables: string): string {
  const [before, rest] = page.split(BEGIN)
  const after = rest?.split(END)[1]
  if (before === undefined || after === undefined) throw new Error(`the page lacks ${BEGIN} or ${END}`)
  return `${before}${BEGIN}\n\n${tables}\n\n${END}${after}`
}

/** Puts tables into a file. */
export function writeTables(file: string, tables: string): void {
  writeFileSync(file, withTables(readFileSync(file, 'utf8'), tables))
}
