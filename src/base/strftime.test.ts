import { expect, test } from 'vitest'
import { strftime } from './strftime.ts'

// Expected texts by POSIX::strftime in the C locale.
const TIME = new Date(2026, 10, 4, 4, 7, 9)

test.each([
  ['%b %d %H:%M', 'Nov 04 04:07'],
  ['%a %b %e %H:%M:%S %Y', 'Wed Nov  4 04:07:09 2026'],
  ['%Y-%m-%dT%H:%M:%S', '2026-11-04T04:07:09'],
  ['%j %U %W %u %w', '308 44 44 3 3'],
  ['%I %p %l', '04 AM  4'],
  ['%F %T %D %R %y %C', '2026-11-04 04:07:09 11/04/26 04:07 26 20'],
  ['100%% %Q', '100% %Q'],
])('%s', (format, expected) => {
  expect(strftime(format, TIME)).toBe(expected)
})
