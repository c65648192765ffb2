import { describe, expect, it } from 'vitest'
import { readSettings, refusals } from '../../test/support/read-settings.ts'
import { reportSettings } from './settings.ts'

const read = (text: string) => readSettings(reportSettings, text)
const VERSION = ['Checker-Version', 'SpamAssassin _VERSION_ (_SUBVERSION_) on _HOSTNAME_']

function headers(text: string) {
  const { ham, spam } = read(text).values.add_header
  return {
    ham: ham.map(({ name, template }) => [name, template]),
    spam: spam.map(({ name, template }) => [name, template]),
  }
}

// The expected values are what Mail::SpamAssassin::Conf 4.0.1 holds after the same lines.
describe('headers to add', () => {
  it.each<[string, string[][], string[][]]>([
    ['', [VERSION], [VERSION]],
    ['add_header all Foo bar baz ', [VERSION, ['Foo', 'bar baz']], [VERSION, ['Foo', 'bar baz']]],
    ['add_header ham A x\nadd_header spam B y', [VERSION, ['A', 'x']], [VERSION, ['B', 'y']]],
    [
      'add_header all A x\nadd_header all B y\nadd_header ham a z',
      [VERSION, ['B', 'y'], ['a', 'z']],
      [VERSION, ['A', 'x'], ['B', 'y']],
    ],
    ['add_header ham A "q \\t \\n \\\\n \\x \\\\\\\\"', [VERSION, ['A', 'q \t \n \\n  \\\\']], [VERSION]],
    ['add_header ham A "half', [VERSION, ['A', '"half']], [VERSION]],
    ['add_header all A x\nremove_header ham a', [VERSION], [VERSION, ['A', 'x']]],
    ['remove_header all Checker-Version', [VERSION], [VERSION]],
    ['remove_header all checker-version', [], []],
    ['add_header all Checker-Version x', [['Checker-Version', 'x']], [['Checker-Version', 'x']]],
    ['add_header all A x\nclear_headers', [VERSION], [VERSION]],
    ['remove_header ham checker-version\nclear_headers', [], []],
    ['report_safe 0', [VERSION], [VERSION, ['Report', '_REPORT_']]],
    ['add_header spam report x\nreport_safe 0', [VERSION], [VERSION, ['report', 'x']]],
    ['report_safe 0\nclear_headers', [VERSION], [VERSION]],
  ])('%j', (text, ham, spam) => expect(headers(text)).toEqual({ ham, spam }))
})

describe('rewritten headers', () => {
  it.each<[string, [string, string][]]>([
    ['rewrite_header SUBJECT [SPAM]  (x)', [['Subject', '[SPAM]  (x)']]],
    ['rewrite_header from (spam)', [['From', '[spam]']]],
    ['rewrite_header to a\nrewrite_header to', []],
  ])('%j', (text, expected) => expect([...read(text).values.rewrite_header]).toEqual(expected))
})

describe('reports', () => {
  it('grow line by line', () => {
    const { values } = read('report x\nclear_report_template\nreport "a  b "\nreport\nunsafe_report c\nreport_safe 2')
    expect(values).toMatchObject({ report: 'a  b \n\n', unsafe_report: 'c\n', report_safe: 2, report_wrap_width: 75 })
    expect(read('report_safe_copy_headers A b\nreport_safe_copy_headers A').values.report_safe_copy_headers).toEqual([
      'A',
      'b',
      'A',
    ])
  })
})

it.each([
  ['add_header foo A x', 'invalid add_header'],
  ['add_header all A', 'invalid add_header'],
  ['add_header all A: x', 'invalid add_header'],
  ['remove_header all', 'invalid remove_header'],
  ['clear_headers x', 'invalid clear_headers'],
  ['report_safe 3', 'invalid report_safe'],
  ['report_safe', 'missing report_safe'],
  ['rewrite_header', 'missing rewrite_header'],
  ['report_contact', 'missing report_contact'],
  ['clear_report_template x', 'invalid clear_report_template'],
])('%j is refused: %s', (text, refusal) => expect(refusals(read(text).messages)).toEqual([refusal]))

it('says which headers cannot be rewritten', () => {
  expect(read('rewrite_header Bcc x').messages).toEqual([
    'config: rewrite_header: ignoring Bcc, not From, Subject, or To',
    "config: invalid 'rewrite_header' value in test.cf (line 1): rewrite_header Bcc x",
  ])
})
