/** What stands in a cell: text, or a number with so many decimals. */
export type Cell = string | number | undefined

/** A column: its head, and how many decimals its numbers have (1). */
export interface Column {
  readonly head: string
  readonly decimals?: number
}

/** A table in Markdown that also reads well as text: the first column to the left, the others to the right. */
export function table(columns: readonly Column[], rows: readonly (readonly Cell[])[]): string {
  const text = [columns.map(({ head }) => head), ...rows.map((row) => columns.map((one, i) => cell(row[i], one)))]
  const widths = columns.map((_, i) => Math.max(3, ...text.map((row) => row[i]?.length ?? 0)))
  const line = (row: readonly string[]): string =>
    `| ${row.map((one, i) => (i === 0 ? one.padEnd(widths[i] ?? 0) : one.padStart(widths[i] ?? 0))).join(' | ')} |`
  const rule = widths.map((width, i) => (i === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`))
  return [line(text[0] ?? []), `| ${rule.join(' | ')} |`, ...text.slice(1).map(line)].join('\n')
}

function cell(value: Cell, { decimals = 1 }: Column): string {
  if (value === undefined) return ''
  return typeof value === 'string' ? value : value.toFixed(decimals)
}
