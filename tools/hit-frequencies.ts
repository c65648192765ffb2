// How often each rule hits in spam and in ham, and what the score makes of both:
//   assay check --json --local --list FILES | node tools/hit-frequencies.ts [--spam FOLDER,…] [--ham FOLDER,…] [--subrules] [FILE…]
// Reads the JSON lines of `assay check --json` from files, or from standard input. A message is spam or ham by a folder
// of its path; without options, by one whose name begins with `spam` or has `ham` in it.
// Columns: per cent of all, of spam and of ham messages that the rule hits; S/O, the share of spam among its hits if
// there were as much spam as ham (1 hits only spam, 0 only ham); the rule.
import { readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'

interface Row {
  readonly file: string
  readonly score: number
  readonly required: number
  readonly hits: readonly string[]
  readonly subtests: readonly string[]
}

interface Tally {
  spam: number
  ham: number
}

const STANDARD_INPUT = 0

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    spam: { type: 'string' },
    ham: { type: 'string' },
    subrules: { type: 'boolean', default: false },
  },
})

function folderTest(names: string | undefined, otherwise: RegExp): (folder: string) => boolean {
  if (names === undefined) return (folder) => otherwise.test(folder)
  const wanted = new Set(names.split(',').map((name) => name.replace(/\/+$/, '').replace(/^.*\//, '')))
  return (folder) => wanted.has(folder)
}
const isSpamFolder = folderTest(values.spam, /^spam/i)
const isHamFolder = folderTest(values.ham, /ham(?!mer)/i)

/** The innermost folder of the path that says what the message is, and what it says. */
function folderOf(file: string): { readonly name: string; readonly kind: keyof Tally } | undefined {
  for (const name of file.split('/').slice(0, -1).reverse()) {
    if (isSpamFolder(name)) return { name, kind: 'spam' }
    if (isHamFolder(name)) return { name, kind: 'ham' }
  }
  return undefined
}

function entry<K, V>(map: Map<K, V>, key: K, fresh: () => V): V {
  const known = map.get(key)
  if (known !== undefined) return known
  const value = fresh()
  map.set(key, value)
  return value
}

const total: Tally = { spam: 0, ham: 0 }
const rules = new Map<string, Tally>()
const folders = new Map<string, { readonly kind: keyof Tally; messages: number; tagged: number }>()
let unknown = 0

for (const source of positionals.length > 0 ? positionals : [STANDARD_INPUT]) {
  for (const line of readFileSync(source, 'latin1').split('\n')) {
    if (line === '') continue
    const row = JSON.parse(line) as Row // lines of our own command
    const folder = folderOf(row.file)
    if (folder === undefined) {
      unknown++
      continue
    }
    const { name, kind } = folder
    total[kind]++
    const inFolder = entry(folders, name, () => ({ kind, messages: 0, tagged: 0 }))
    inFolder.messages++
    if (row.score >= row.required) inFolder.tagged++
    for (const rule of new Set(values.subrules ? [...row.hits, ...row.subtests] : row.hits)) {
      entry(rules, rule, () => ({ spam: 0, ham: 0 }))[kind]++
    }
  }
}

const percent = (part: number, whole: number): number => (whole === 0 ? 0 : (100 * part) / whole)
const rows = [...rules].map(([rule, { spam, ham }]) => {
  const inSpam = percent(spam, total.spam)
  const inHam = percent(ham, total.ham)
  return { rule, all: percent(spam + ham, total.spam + total.ham), inSpam, inHam, so: inSpam / (inSpam + inHam) }
})
rows.sort((a, b) => b.so - a.so || b.all - a.all || (a.rule < b.rule ? -1 : 1))

const line = (all: string, spam: string, ham: string, so: string, rule: string): string =>
  `${all.padStart(9)} ${spam.padStart(9)} ${ham.padStart(9)} ${so.padStart(7)}  ${rule}`
const out = [
  line('OVERALL', 'SPAM', 'HAM', 'S/O', 'NAME'),
  line(String(total.spam + total.ham), String(total.spam), String(total.ham), '', '(messages)'),
  ...rows.map(({ all, inSpam, inHam, so, rule }) =>
    line(all.toFixed(3), inSpam.toFixed(3), inHam.toFixed(3), so.toFixed(3), rule),
  ),
  '',
  'TAGGED AS SPAM',
  ...[...folders]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, { kind, messages, tagged }]) => {
      const share = `${tagged} of ${messages}`.padStart(14)
      return `${share} ${percent(tagged, messages).toFixed(2).padStart(7)}%  ${name} (${kind})`
    }),
]
process.stdout.write(`${out.join('\n')}\n`)
if (unknown > 0) process.stderr.write(`hit-frequencies: ${unknown} messages of folders that are neither spam nor ham\n`)
