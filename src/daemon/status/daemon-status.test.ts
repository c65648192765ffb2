import { expect, test } from 'vitest'
import { DaemonStatus } from './daemon-status.ts'

const FACTS = {
  version: '1',
  threads: 2,
  listens: () => ['127.0.0.1:783'],
  rules: () => ({ live: 3, defined: 4 }),
}

test('what was done is counted, by the minute too', () => {
  let now = 1_000_000 * 60_000
  const status = new DaemonStatus(FACTS, () => now)
  const ham = { isSpam: false, timeLimitExceeded: false }
  for (let i = 0; i < 3; i++) status.scanned(ham, 10, 0.5)
  expect(status.report().perMinute).toEqual({ last: 3, last15: 3 })
  now += 60_000
  status.scanned({ isSpam: true, timeLimitExceeded: true }, 100, 2.5)
  status.busy(1)
  status.reloaded(true)
  status.reloaded(false)
  expect(status.report()).toMatchObject({
    upSeconds: 60,
    busy: 1,
    messages: { ham: 3, spam: 1, bytes: 130 },
    timeLimits: 1,
    reloads: 1,
    failedReloads: 1,
    perMinute: { last: 3, last15: 3 },
    seconds: { mean: 1, longest: 2.5 },
  })
  now += 4 * 60_000
  expect(status.report().perMinute).toEqual({ last: 0, last15: 4 / 5 })
})
