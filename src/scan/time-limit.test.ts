import { expect, test } from 'vitest'
import { Conf } from '../conf/conf.ts'
import { timeLimitOf } from './time-limit.ts'

test.each([
  [300, undefined, 300],
  [300, 0, 300],
  [300, 20, 20],
  [10, 20, 10],
  [0, 20, 20],
  [0, 0, 0],
])('time_limit %s with resource_limit_cpu %s is %s', (time_limit, resource_limit_cpu, expected) => {
  const values = new Map(Object.entries({ time_limit, resource_limit_cpu }))
  expect(timeLimitOf(new Conf(values, new Map()))).toBe(expected)
})
