import { describe, expect, it } from 'vitest'
import { readSettings, refusals } from '../../test/support/read-settings.ts'
import { learnSettings } from './settings.ts'

const read = (text: string) => readSettings(learnSettings, text)

// The expected values are what Mail::SpamAssassin::Conf 4.0.1 holds after the same lines.
describe('values', () => {
  it.each<[string, keyof typeof learnSettings, unknown]>([
    ['', 'bayes_token_sources', new Set(['header', 'visible', 'invisible', 'uri'])],
    [
      'bayes_token_sources nouri mimepart',
      'bayes_token_sources',
      new Set(['header', 'visible', 'invisible', 'mimepart']),
    ],
    ['bayes_token_sources NONE uri', 'bayes_token_sources', new Set(['uri'])],
    ['bayes_token_sources all noheader', 'bayes_token_sources', new Set(['visible', 'invisible', 'uri', 'mimepart'])],
    ['bayes_ignore_header X-A x-B\nbayes_ignore_header c', 'bayes_ignore_header', new Set(['x-a', 'x-b', 'c'])],
    ['bayes_file_mode 660', 'bayes_file_mode', '0660'],
    ['bayes_file_mode 0770', 'bayes_file_mode', '0770'],
    [
      'bayes_store_module Mail::SpamAssassin::BayesStore::SQL',
      'bayes_store_module',
      'Mail::SpamAssassin::BayesStore::SQL',
    ],
    ['bayes_token_ttl 3W', 'bayes_token_ttl', 1_814_400],
    ['bayes_min_ham_num 0100', 'bayes_min_ham_num', 100],
    ['', 'bayes_path', '__userstate__/bayes'],
  ])('%j: %s', (text, key, expected) => {
    const { values, messages } = read(text)
    expect(messages).toEqual([])
    expect(values[key]).toEqual(expected)
  })
})

it.each([
  ['bayes_token_sources foo', 'invalid bayes_token_sources'],
  ['bayes_token_sources', 'missing bayes_token_sources'],
  ['bayes_ignore_header', 'missing bayes_ignore_header'],
  ['bayes_file_mode 0999', 'invalid bayes_file_mode'],
  ['bayes_file_mode', 'invalid bayes_file_mode'],
  ['bayes_store_module a b', 'invalid bayes_store_module'],
  ['bayes_sql_dsn', 'missing bayes_sql_dsn'],
  ['use_bayes maybe', 'invalid use_bayes'],
])('%j is refused: %s', (text, refusal) => expect(refusals(read(text).messages)).toEqual([refusal]))
