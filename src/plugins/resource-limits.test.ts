import { expect, test } from 'vitest'
import { ruleRunner } from '../../test/support/run-rules.ts'

const messages = (lines: string) => ruleRunner(['ResourceLimits'], lines).messages

test.each([
  ['resource_limit_cpu 120\nresource_limit_mem 0\n', 0],
  ['resource_limit_mem 536870912\n', 1],
  ['resource_limit_cpu many\n', 1],
  ['resource_limit_mem\n', 1],
])('%j is complained about %i times', (lines, complaints) => {
  expect(messages(lines)).toHaveLength(complaints)
})
