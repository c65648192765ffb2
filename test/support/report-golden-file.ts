import type { ReportRecord } from './report-record.ts'

// Golden records repeat themselves: the message, the added headers and the report stand in every rewritten message, and
// a few configurations serve all. The file holds each once: `{ conf name: conf }` in its first line, then the records,
// with marks for what is known.

type Texts = Record<string, unknown>

/** Control chars that no case uses, in the place of texts that stand elsewhere in the record. */
const MARKS = { message: '\x01', headers: '\x02', report: '\x03' }

function known(record: ReportRecord, what: string): [text: string, mark: string][] {
  const { headers, report } = what.startsWith('ham') ? record.expected.ham : record.expected.spam
  return [
    [record.parsed.pristineHeaders + record.parsed.pristineBody, MARKS.message],
    [headers, MARKS.headers],
    [report, MARKS.report],
  ]
}

function mapExpected(record: ReportRecord, change: (text: string, what: string) => string): Texts {
  const entries = Object.entries(record.expected)
  return Object.fromEntries(entries.map(([what, text]) => [what, typeof text === 'string' ? change(text, what) : text]))
}

/** The text of a golden file. */
export function packRecords(records: readonly ReportRecord[], confNames: (record: ReportRecord) => string): string {
  const confs = new Map<string, unknown>()
  const lines = records.map((record) => {
    const conf = confNames(record)
    confs.set(conf, record.conf)
    const expected = mapExpected(record, (text, what) =>
      known(record, what).reduce(
        (rest, [part, mark]) => (part.length > 4 ? rest.replace(part, () => mark) : rest),
        text,
      ),
    )
    return JSON.stringify({ ...record, message: undefined, conf, expected })
  })
  return `${[JSON.stringify(Object.fromEntries(confs)), ...lines].join('\n')}\n`
}

/** The records of a golden file. */
export function unpackRecords(file: string): ReportRecord[] {
  const [first = '{}', ...lines] = file.trimEnd().split('\n')
  const confs = JSON.parse(first) as Record<string, ReportRecord['conf']> // written by packRecords
  return lines.map((line) => {
    const packed = JSON.parse(line) as Omit<ReportRecord, 'conf'> & { readonly conf: string } // written by packRecords
    const record = { ...packed, message: '', conf: confs[packed.conf]! } // each conf is in the first line
    const expected = mapExpected(record, (text, what) =>
      known(record, what).reduceRight((rest, [part, mark]) => rest.replace(mark, () => part), text),
    )
    return { ...record, expected } as ReportRecord // mapExpected keeps the form
  })
}
