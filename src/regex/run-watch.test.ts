import { expect, test } from 'vitest'
import { compilePerlRegex } from './compile.ts'
import { expressionId, RunWatch, watched } from './run-watch.ts'

// what it needs is in the text, so that no quick test spares it
const HOLE = '(\\w)(?:\\w+ ?)+;\\1'
const TEXT = `${'a'.repeat(60)}_ ;`
const ID = expressionId(HOLE, '')
const OTHER = '(\\w)(?:\\w+ ?)+;x?\\1'
const nothing = { skipped: [], leashed: [], others: 'free' } as const
const shown = (): Int32Array => new Int32Array(2)

test('an expression on a leash is cut off, and not tried again in the scan', () => {
  const watch = new RunWatch(shown(), { ...nothing, leashed: [ID] })
  const regex = compilePerlRegex(HOLE, '')
  expect(() => watched(watch, () => regex.test(TEXT))).toThrow('took too long')
  const begun = performance.now()
  expect(() => watched(watch, () => regex.test(TEXT))).toThrow('held up an earlier scan')
  expect(performance.now() - begun).toBeLessThan(50)
  expect(watch.heldUp).toEqual([ID])
})

test.each(['test', 'find', 'exec'] as const)('on a leash %s answers as without', (method) => {
  const watch = new RunWatch(shown(), { ...nothing, leashed: [ID] })
  const regex = compilePerlRegex(HOLE, '')
  for (const text of ['ab cd;a', 'ab cd;b']) {
    expect(watched(watch, () => regex[method](text))).toEqual(regex[method](text))
  }
  expect(watch.heldUp).toEqual([])
})

test('a message that held something up has all on a leash that V8 has no way out of, and little time for all of them', () => {
  const watch = new RunWatch(shown(), { ...nothing, others: 'all' })
  const begun = performance.now()
  for (let i = 0; i < 8; i++) {
    const regex = compilePerlRegex(`(\\w)(?:\\w+ ?)+;\\1{${i + 1}}`, '')
    expect(() => watched(watch, () => regex.test(TEXT.replace(';', `;${'_'.repeat(i)}`)))).toThrow('took too long')
  }
  expect(performance.now() - begun).toBeLessThan(2000)
  expect(watch.heldUp).toHaveLength(8)
})

test.each([
  ['free', 0, false],
  ['explosive', 1, false],
  ['all', 2, true],
] as const)('beside those that are known, %s are on a leash', (others, known, bounded) => {
  const array = shown()
  const watch = new RunWatch(array, { ...nothing, others })
  // what is on a leash is not shown
  const isShown = (run: () => unknown): boolean => {
    const before = array[1]
    watched(watch, run)
    return array[1] !== before
  }
  expect(isShown(() => compilePerlRegex(HOLE, '').test('ab cd;a'))).toBe(known === 0)
  expect(isShown(() => compilePerlRegex('(?<=a)b+c', '').test('abc'))).toBe(!bounded)
  expect(isShown(() => compilePerlRegex('a|b', '').test('ab'))).toBe(true)
  // its guard knows
  expect(isShown(() => compilePerlRegex(HOLE, '').test('no'))).toBe(false)
})

test('what is skipped is not tried, and nothing else is touched', () => {
  const watch = new RunWatch(shown(), { ...nothing, skipped: [ID] })
  expect(() => watched(watch, () => compilePerlRegex(HOLE, '').test('ab cd;a'))).toThrow('held up an earlier scan')
  expect(watched(watch, () => compilePerlRegex(OTHER, '').test('ab cd;a'))).toBe(true)
})

test('what runs is shown while it runs, whoever waited in between', async () => {
  const [one, two] = [shown(), shown()]
  const seen: string[] = []
  const scan = async (array: Int32Array, pattern: string): Promise<void> => {
    await null
    const watch = new RunWatch(array)
    await watched(watch, async () => {
      await new Promise((resolve) => setTimeout(resolve, 5))
      compilePerlRegex(pattern, 'i').test('x')
      seen.push(`${array[0] === expressionId(pattern, 'i')} ${array[1]}`)
    })
  }
  await Promise.all([scan(one, 'a'), scan(two, 'b')])
  expect(seen).toEqual(['true 2', 'true 2'])
  const watch = new RunWatch(one)
  watch.run({ id: 3, canHoldUp: () => false }, () => seen.push(`${[...one]}`))
  expect(() =>
    watch.run({ id: 4, canHoldUp: () => false }, () => {
      throw new Error('no matter')
    }),
  ).toThrow('no matter')
  expect(seen.at(-1)).toBe('3,3')
  expect([...one]).toEqual([4, 6])
})

test('an expression of one message is known by what it was made from', () => {
  const watch = new RunWatch(shown(), { ...nothing, skipped: [expressionId('x%{TAG}', '')] })
  expect(() => watched(watch, () => compilePerlRegex('x(?:y)', '', 'x%{TAG}').test('xy'))).toThrow('held up an earlier')
})
