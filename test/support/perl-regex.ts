import { spawnSync } from 'node:child_process'
import path from 'node:path'

const script = path.join(import.meta.dirname, 'perl-regex.pl')

/** One question: an expression, and the numbers of the subjects it shall be tried on. */
export interface PerlQuestion {
  readonly pattern: string
  readonly modifiers: string
  readonly subjects: readonly number[] | 'all'
}

/** Where the groups of a match are; undefined for one that has not matched. */
export type Spans = readonly (readonly [number, number] | undefined)[]

/** What Perl says: refused with its message, or an answer a subject (`given up`: it took too long or died). */
export type PerlAnswer =
  | { readonly type: 'refused'; readonly message: string }
  | { readonly type: 'tried'; readonly results: readonly (Spans | 'no match' | 'given up')[] }

const hex = (text: string): string => Buffer.from(text, 'latin1').toString('hex')

function readResult(text: string): Spans | 'no match' | 'given up' {
  if (text === '-') return 'no match'
  if (text === '!') return 'given up'
  return text.split(';').map((pair) => {
    if (pair === '-') return undefined
    const [start, end] = pair.split(',').map(Number)
    return [start ?? 0, end ?? 0]
  })
}

/** True when there is a Perl to ask. */
export function havePerl(): boolean {
  return spawnSync('perl', ['-e', 'exit($] < 5.036)']).status === 0
}

/** One run of the script: as many answers as it gave before it ended, or died of a question. */
function ask(subjects: readonly string[], questions: readonly PerlQuestion[], alarm: boolean): PerlAnswer[] {
  const lines = subjects.map((subject) => `S\t${hex(subject)}`)
  for (const { pattern, modifiers, subjects: list } of questions) {
    lines.push(`P\t${hex(pattern)}\t${modifiers}\t${list === 'all' ? 'all' : list.join(',')}`)
  }
  const run = spawnSync('perl', [script], {
    input: `${lines.join('\n')}\n`,
    maxBuffer: 1 << 30,
    env: { ...process.env, ...(alarm ? { REGEX_ALARM: '1' } : {}) },
  })
  if (run.error && !('code' in run.error && run.error.code === 'EPIPE')) throw run.error
  if (run.status !== null && run.status > 0) throw new Error(`perl: ${run.stderr.toString()}`)
  return run.stdout
    .toString('latin1')
    .split('\n')
    .filter((line) => line !== '')
    .map((line): PerlAnswer => {
      const [kind, ...fields] = line.split('\t')
      if (kind === 'E') return { type: 'refused', message: Buffer.from(fields[0] ?? '', 'hex').toString('latin1') }
      return { type: 'tried', results: fields.map(readResult) }
    })
}

/** Asks Perl about all questions over one list of subjects. One that crashes it is one that it gave up. */
export function askPerl(
  subjects: readonly string[],
  questions: readonly PerlQuestion[],
  alarm = true,
): readonly PerlAnswer[] {
  const answers: PerlAnswer[] = []
  while (answers.length < questions.length) {
    answers.push(...ask(subjects, questions.slice(answers.length), alarm))
    if (answers.length < questions.length) answers.push({ type: 'tried', results: [] })
  }
  return answers
}
