import { describe, expect, test } from 'vitest'
import { readLearnOptions, UsageError } from './learn-options.ts'

function read(line: string) {
  const request = readLearnOptions(line.split(' '))
  if (request.type !== 'run') throw new Error(`no run: ${request.type}`)
  return request
}

describe('options of sa-learn', () => {
  test('hold for what stands behind them', () => {
    const { args } = read('--ham a b --spam --mbox c --ham - -- --d')
    expect(args.targets).toEqual([
      { class: 'ham', format: 'detect', location: 'a' },
      { class: 'ham', format: 'detect', location: 'b' },
      { class: 'spam', format: 'mbox', location: 'c' },
      { class: 'ham', format: 'mbox', location: '-' },
      { class: 'ham', format: 'mbox', location: '--d' },
    ])
  })

  test.each([
    ['--forget a', { forget: true, class: undefined }],
    ['--force-expire', { forceExpire: true, sync: true }],
    ['--expire', { forceExpire: true, sync: true }],
    ['--nonspam --nosync a', { class: 'ham', noSync: true }],
    ['--dump', { dump: '' }],
    ['--dump magic', { dump: 'magic' }],
    ['--dump=data --re ^x', { dump: 'data', dumpPattern: '^x' }],
    ['--restore file', { restore: 'file' }],
    ['-f list', { folders: 'list' }],
    ['--spam -D bayes a', { debug: 'bayes' }],
    ['--spam -u jo -p prefs -C conf a', { user: 'jo', preferencesPath: 'prefs', configPath: 'conf' }],
    [
      '--spam --db path --max-size 5 --stopafter=2 --learnprob 0.5 a',
      { databasePath: 'path', maxSize: 5, stopAfter: 2 },
    ],
    ['--spam --cf a --cf b c', { cf: ['a', 'b'] }],
  ])('%s', (line, expected) => {
    expect(read(line).args).toMatchObject(expected)
  })

  test.each(['', 'a', 'a --spam', '--bogus', '--spam --restore', '--help', '--spa a'])('%j is refused', (line) => {
    expect(() => readLearnOptions(line === '' ? [] : line.split(' '))).toThrow(UsageError)
  })

  test('old spellings are remarked upon', () => {
    expect(read('--rebuild').warnings).toHaveLength(1)
    expect(read('--spam --norebuild a').warnings).toHaveLength(1)
    expect(read('--forget --no-sync a')).toMatchObject({ args: { noSync: false }, warnings: [expect.any(String)] })
  })
})
