import { expect, test } from 'vitest'
import { wrap } from './wrap.ts'

// Right-hand sides from Mail::SpamAssassin::Util::wrap.
test.each([
  ['one two three', { prefix: '> ', first: '', width: 8 }, 'one two\n> three'],
  ['one two three', { prefix: '', first: '', width: 3, overflow: true }, 'one\ntwo\nthree'],
  ['0', { prefix: '', first: 'x', width: 20 }, 'x'],
  ['', { prefix: '-', first: '', width: 20 }, ''],
])('wraps %j with %j', (text, options, wrapped) => {
  expect(wrap(text, options)).toBe(wrapped)
})

test('a prefix wider than the line still leaves a word on each line, where SpamAssassin would never end', () => {
  expect(wrap('a b', { prefix: ' '.repeat(28), first: '', width: 1 }).length).toBeLessThan(200)
})

test('takes time linear in the text', () => {
  const start = performance.now()
  wrap(`${' '.repeat(200_000)}x${'\t'.repeat(200_000)}`, { prefix: '\t', first: '', width: 79 })
  expect(performance.now() - start).toBeLessThan(1000)
})
