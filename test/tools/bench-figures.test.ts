import { describe, expect, it } from 'vitest'
import { modernMessages, modernSizes } from '../../tools/bench/message-sets.ts'
import { busySeconds, type Clocks, shareOf, speedUp, usedSeconds } from '../../tools/bench/processor-time.ts'
import { median, middleOf, quantile } from '../../tools/bench/statistics.ts'
import { table } from '../../tools/bench/table.ts'
import { withTables } from '../../tools/bench/written-tables.ts'

describe('statistics', () => {
  const hundred = Array.from({ length: 100 }, (_, i) => 100 - i)

  it.each([
    [0, 1],
    [0.5, 50],
    [0.95, 95],
    [0.99, 99],
    [1, 100],
  ])('the quantile %f of 1 to 100 is %d', (share, expected) => {
    expect(quantile(hundred, share)).toBe(expected)
  })

  it('has a median for odd and even numbers of runs, and none of nothing', () => {
    expect(median([9, 1, 5])).toBe(5)
    expect(median([4, 1, 2, 3])).toBe(3)
    expect(median([])).toBeNaN()
    expect(quantile([], 0.5)).toBeNaN()
  })

  it('takes the median of each figure and adds up those that are counts of what went wrong', () => {
    const runs = [
      { perSecond: 10, errors: 1 },
      { perSecond: 30, errors: 0 },
      { perSecond: 20, errors: 4 },
    ]
    expect(middleOf(runs, ['errors'])).toEqual({ perSecond: 20, errors: 5 })
  })
})

describe('processor time', () => {
  it('counts everything but idling and waiting as busy', () => {
    const stat = 'cpu  9 9 9 9 9 9 9 9 9 9\ncpu0 100 20 30 5000 700 4 5 6 77 88\ncpu1 0 0 0 900 0 0 0 200 0 0\nintr 5\n'
    expect(busySeconds(stat)).toEqual([1.65, 2])
  })

  it('reads what a process used, with its ended children, whatever its name', () => {
    const fields = 'S 1 2 3 4 -1 0 0 0 0 0 150 50 30 20 20 0 1 0 5 6 7'
    expect(usedSeconds(`77 (a) b (c) ${fields}`)).toBe(2.5)
  })

  it('leaves to the daemon what neither the generator nor others took on its cores', () => {
    const start: Clocks = { wall: 100, busy: [50, 70], daemon: 5, generator: 2 }
    // In 10 s on two cores: the daemon took 12, the generator 3, others 1; 4 lay idle.
    const end: Clocks = { wall: 110, busy: [59, 77], daemon: 17, generator: 5 }
    expect(shareOf(start, end, [0, 1])).toEqual({ wall: 10, daemon: 12, generator: 3, others: 1, left: 16 })
  })

  it('gives a daemon on one core no more than that core', () => {
    const start: Clocks = { wall: 0, busy: [0, 0], daemon: 0, generator: 0 }
    const end: Clocks = { wall: 10, busy: [10, 4], daemon: 9, generator: 4 }
    expect(shareOf(start, end, [0]).left).toBe(9)
  })
})

describe('the speed-up of a second worker', () => {
  it('is what it would be without the generator: twice where each core does as much, whatever the generator took', () => {
    // One core, all of it left, 100 messages a second; then two, of which the generator took half of one: 150 a second.
    const one = { perLeftSecond: 100, cores: 1 }
    expect(speedUp(one, { perLeftSecond: 150 / 1.5, cores: 2 })).toBe(2)
    expect(speedUp(one, { perLeftSecond: 85, cores: 2 })).toBe(1.7)
  })
})

describe('modern mail', () => {
  it('has sizes of 20 to 200 kB and about 47 kB on average', () => {
    const sizes = modernSizes(400)
    expect(Math.min(...sizes)).toBeGreaterThanOrEqual(20_000)
    expect(Math.max(...sizes)).toBeLessThanOrEqual(200_000)
    expect(sizes.reduce((sum, size) => sum + size, 0) / 400).toBeCloseTo(47_000, -3)
  })

  it('is the same each time, and as long as was wanted', () => {
    const [first, second] = [modernMessages(12), modernMessages(12)]
    expect(first.every((message, i) => second[i]?.equals(message))).toBe(true)
    expect(first.every(({ length }) => length >= 20_000 && length <= 200_000)).toBe(true)
    const mean = first.reduce((sum, { length }) => sum + length, 0) / 12
    expect(mean).toBeGreaterThan(40_000)
    expect(mean).toBeLessThan(54_000)
  })
})

describe('tables', () => {
  it('are Markdown with aligned columns', () => {
    const columns = [{ head: 'filter' }, { head: 'ms', decimals: 2 }, { head: 'n', decimals: 0 }]
    const text = table(columns, [
      ['spamd', 12.345, 3],
      ['none', undefined, 'not installed'],
    ])
    expect(text.split('\n')).toEqual([
      '| filter |    ms |             n |',
      '| ------ | ----: | ------------: |',
      '| spamd  | 12.35 |             3 |',
      '| none   |       | not installed |',
    ])
  })

  it('take the place of those that a page had', () => {
    const page = 'Before.\n<!-- tables: made by npm run bench -- --write -->\nold\n<!-- end of tables -->\nAfter.\n'
    const once = withTables(page, 'new')
    expect(once).toMatch(/^Before\.\n<!--[^>]*-->\n\nnew\n\n<!-- end of tables -->\nAfter\.\n$/)
    expect(withTables(once, 'new')).toBe(once)
    expect(() => withTables('no place', 'new')).toThrow(/lacks/)
  })
})
