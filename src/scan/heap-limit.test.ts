import { expect, test } from 'vitest'
import { heapLimitMb } from './heap-limit.ts'

const GIGABYTE = 2 ** 30

test.each([
  [2, 64 * GIGABYTE, 4096],
  [2, 8 * GIGABYTE, 1638],
  [16, 64 * GIGABYTE, 1985],
  [4, 2 * GIGABYTE, 512],
])('%i threads on %i bytes', (workers, memory, megabytes) => {
  expect(heapLimitMb(workers, memory)).toBe(megabytes)
})
