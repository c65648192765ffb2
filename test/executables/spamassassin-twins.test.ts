import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, describe, expect, test } from 'vitest'
import { COMMAND_LINES, SITE_OPTIONS } from './command-lines.ts'
import { ourProgram, type ProgramResult, run } from './run-program.ts'
import { smallSite, twinOf } from './small-site.ts'

// The same command lines with SpamAssassin's `spamassassin` and ours, each in its own copy of a directory: the same
// exit status, the same standard output, and the same complaints.

const THEIRS = '/usr/bin/spamassassin'
const OURS = ourProgram('spamassassin')

const site = smallSite('twins')
const inSite = (name: string): string => path.join(site.folder, name)
mkdirSync(inSite('mail'))
writeFileSync(inSite('mail/1'), readFileSync(inSite('ham.eml')))
writeFileSync(inSite('mail/.hidden'), 'no message')
writeFileSync(inSite('one.eml'), readFileSync(inSite('ham.eml')))
writeFileSync(inSite('ham.eml.gz'), gzipSync(readFileSync(inSite('ham.eml'))))
writeFileSync(inSite('prefs.cf'), 'required_score 2\nscore CASINO 4\nbody MINE /money/i\n')
writeFileSync(inSite('bad.cf'), 'required_score x\nnonsense\n')
mkdirSync(inSite('home/.spamassassin'))
writeFileSync(inSite('home/.spamassassin/user_prefs'), '')
const twin = twinOf(site)
afterAll(() => {
  site.remove()
  twin.remove()
})

/** What may differ: times, process numbers, places in memory, boundaries, places in directories, the order of hits of one report. */
function masked({ status, stdout, stderr }: ProgramResult, folder: string) {
  return {
    status,
    stdout: sortedRows(stdout)
      .replaceAll(folder, 'FOLDER')
      .replace(/----------=_[0-9A-F]+\.[0-9A-F]+/g, 'BOUNDARY')
      .replace(/HASH\(0x[0-9a-f]+\)/g, 'HASH')
      .replace(/(SpamAssassin \(version [^)]*\);\n?\s+)[^\n]+/g, '$1DATE'),
    complaints: stderr
      .replaceAll(folder, 'FOLDER')
      .split('\n')
      .filter((line) => / (warn|error): /.test(line))
      .map((line) => line.replace(/^.*?\[\d+\] /, '').replace(/: Unmatched .*|: Missing .*/, ': REASON')),
  }
}

/** Rows of one report in the order of their text: SpamAssassin lists the hits of one priority in no order of its own. */
function sortedRows(text: string): string {
  const lines: string[] = []
  let rows: string[] = []
  for (const line of [...text.split('\n'), undefined]) {
    if (line !== undefined && /^[ \t*]*-?\d+\.\d [A-Z]/.test(line)) rows.push(line)
    else {
      lines.push(...rows.sort())
      rows = []
      if (line !== undefined) lines.push(line)
    }
  }
  return lines.join('\n')
}

/** Where we say something else, and why. */
const DIES_WITHOUT_BAYES = 'SpamAssassin dies of a report where Bayes is off'
const DIFFERENCES: ReadonlyMap<string, string> = new Map([
  ['-r < spam.eml', DIES_WITHOUT_BAYES],
  ['-k < spam.eml', DIES_WITHOUT_BAYES],
  ['--report < spam.eml', DIES_WITHOUT_BAYES],
  ['--revoke < spam.eml', DIES_WITHOUT_BAYES],
  ['--lint --cf=if_(1', "Perl's own words about the expression follow"],
])

describe.skipIf(!existsSync(THEIRS))('beside SpamAssassin (skipped where it is not installed)', () => {
  test.each(
    COMMAND_LINES.map((line) => ({ ...line, name: `${line.args.join(' ')}${line.input ? ` < ${line.input}` : ''}` })),
  )('spamassassin $name', { timeout: 120_000 }, async ({ args, input, name }) => {
    // Spaces within an option are written as underlines; names of settings keep theirs.
    const written = args.map((arg) => (/^--(cf|pre)=/.test(arg) ? spaced(arg) : arg))
    const bytes = input === undefined ? '' : readFileSync(inSite(input))
    const [theirs, ours] = await Promise.all([
      run(THEIRS, [...SITE_OPTIONS, ...written], { cwd: twin.folder, input: bytes }),
      run(OURS, [...SITE_OPTIONS, ...written], { cwd: site.folder, input: bytes }),
    ])
    const [there, here] = [masked(theirs, twin.folder), masked(ours, site.folder)]
    // SpamAssassin takes the messages of a mailbox in no order of its own.
    if (name.includes('mbox')) for (const side of [there, here]) side.stdout = side.stdout.split('\n').sort().join('\n')
    if (DIFFERENCES.has(name)) expect(here).not.toEqual(there)
    else expect(here).toEqual(there)
  })
})

// `--cf=score_CASINO_50`: the first underlines that do not belong to a known name are spaces.
function spaced(option: string): string {
  const known = [
    'required_score',
    'report_safe',
    'rewrite_header',
    'clear_headers',
    'add_header',
    'remove_header',
    'uri_detail',
  ]
  const [head = '', text = ''] = option.split(/=(.*)/s)
  const name = known.find((candidate) => text.startsWith(candidate)) ?? ''
  return `${head}=${name}${text.slice(name.length).replaceAll('_', ' ')}`
}
